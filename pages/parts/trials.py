"""What the team has tried already: test questions asked and good answers, by way."""

from __future__ import annotations

from typing import Any

import streamlit as st

from advisor.advice import WAY_NAMES
from advisor.alternatives import WAYS, Way
from advisor.language import Amount, Reader, text
from advisor.questions import Kind, Question
from pages.parts import own_rows, state, written
from pages.parts.markdown import plain
from pages.parts.reader import current_reader

KIND = "evaluations"
COUNT = Question(Kind.NUMBER, "", "")


def show() -> None:
    """The trials so far, and the form to add one."""
    reader = current_reader()
    _ = reader._
    label = text("Already tried ({count})", count=len(state.project().evaluations))
    with st.expander(plain(reader.say(label)), icon=":material/science:", key="trials", on_change="rerun") as section:
        if section.open:
            st.caption(plain(_("Ask a way your own test questions and count the good answers: they count against what "
                               "is published, the more so the more questions there were.")))  # fmt: skip
            _trials(reader)
            _form(reader)


def _trials(reader: Reader) -> None:
    for way, trial in state.project().evaluations.items():
        said = text(
            "{good} good answers of {questions}, {share}",
            good=trial.good, questions=trial.questions, share=Amount(trial.share, "share"),
        )  # fmt: skip
        own_rows.entry(KIND, way, reader.say(said), reader._("Take it out"), named=reader._(WAY_NAMES[Way(way)]))


def _form(reader: Reader) -> None:
    _ = reader._
    with st.form("trial", border=False):
        way, questions, good = st.columns(3)
        way.selectbox(_("Way"), WAYS, key="trial.way", format_func=lambda way: _(WAY_NAMES[way]))
        questions.text_input(_("Questions asked"), key="trial.questions")
        good.text_input(_("Good answers"), key="trial.good")
        st.form_submit_button(_("Use this trial"), on_click=_take, args=(reader,))
    own_rows.tell_faults(KIND, reader)


def _take(reader: Reader) -> None:
    given: dict[str, Any] = {
        name: written.read(st.session_state[f"trial.{name}"], COUNT, reader) for name in ("questions", "good")
    }
    tally = {name: value for name, value in given.items() if value is not None}
    own_rows.put(KIND, str(st.session_state["trial.way"]), tally)
