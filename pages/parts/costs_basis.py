"""What the costs rest on, editable in place: the answers on money, traffic and machines, and the key parameters."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from advisor.catalogue import load
from advisor.language import Reader, text
from advisor.questions import Kind, Question
from pages.parts import form, own_rows, state, written
from pages.parts.markdown import bold, plain
from pages.parts.reader import current_reader

ANSWERS = (
    "traffic.users", "traffic.queries_per_user_day", "traffic.queries_per_day", "traffic.growth_per_year",
    "traffic.question_tokens", "traffic.answer_tokens", "money.currency", "money.horizon_months",
    "money.one_off_budget", "money.monthly_budget", "examples.cost_each", "place.gpu_contract",
)  # fmt: skip
PARAMETERS = (
    "contingency_share", "discount_rate", "judged_share", "monitoring_price", "log_months", "storage_price",
    "egress_price", "migration_effort",
)  # fmt: skip
NUMBER = Question(Kind.NUMBER, "", "")


def show() -> None:
    """The answers and parameters below the costs; a change computes everything anew."""
    reader = current_reader()
    _ = reader._
    with st.expander(
        _("What these costs rest on"), icon=":material/tune:", key="costs.basis", on_change="rerun"
    ) as section:
        if not section.open:
            return
        with st.grid("auto", min_column_width=260):
            for path in ANSWERS:
                form.ask(path, prefix="costs", look=form.Look.COMPACT)
        st.markdown(bold(_("Assumed for every project; type your own in its place")))
        with st.grid("auto", min_column_width=260):
            for name in PARAMETERS:
                _parameter(name, reader)
        own_rows.tell_faults("overrides", reader)
        st.page_link("pages/views/project.py", label=_("Own prices of models and every other answer: Project"))


def _parameter(name: str, reader: Reader) -> None:
    """One parameter, as the team has it; empty for the catalogue's."""
    known, key = load().parameters[name], f"costs.{name}"
    question = replace(NUMBER, unit=known.unit)
    if key not in st.session_state:
        st.session_state[key] = written.write(state.project().overrides.get(name), question, reader)
    assumed = reader.span(known.low or known.value, known.high or known.value, known.unit)
    said = text("{meaning} {source}", meaning=text(known.meaning), source=known.source)
    st.text_input(
        plain(reader._(known.meaning).rstrip(".")), key=key, placeholder=assumed, help=plain(reader.say(said)),
        on_change=_take, args=(name, key, question, reader),
    )  # fmt: skip


def _take(name: str, key: str, question: Question, reader: Reader) -> None:
    value = written.read(st.session_state[key], question, reader)
    if value is None:
        own_rows.take_back("overrides", name)
    else:
        own_rows.put("overrides", name, value)
