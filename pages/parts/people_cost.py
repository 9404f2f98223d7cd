"""What people cost: published pay and what comes on top of it, with the team's own figures beside them to type in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from advisor.advice import Advice
from advisor.alternatives import Way
from advisor.catalogue import load
from advisor.exchange import DOLLAR, RATE
from advisor.language import N_, Reader
from advisor.own_figures import PAY
from advisor.pay import OVERHEADS
from advisor.questions import Question, Range
from advisor.report import tables
from advisor.report.tables_pay import COLUMNS
from pages.parts import editor, own_rows, state, written
from pages.parts.editor import Row
from pages.parts.markdown import bold, plain

OWN = "own"
LABELS = COLUMNS | {OWN: N_("Yours")}
ORDER = ["what", "low", "likely", "high", OWN, "as_of", "source"]
RATE_KEY = "people_cost.rate"
HOW = N_("Type your own figure, or a range such as 50,000 to 60,000, under “Yours”; empty it to go back.")


def show(advice: Advice, reader: Reader, way: Way) -> None:
    """The tables and the exchange rate."""
    _ = reader._
    with st.expander(_("What people cost"), icon=":material/payments:"):
        st.caption(plain(_(HOW)))
        pay = tables.pay_by_role(advice, reader, way)
        _own_column("own_pay", _("Gross pay a year"), pay, lambda _: PAY, reader)
        on_top = tables.overheads(advice, reader)
        _own_column("overrides", _("On top of pay, and hiring"), on_top, lambda name: OVERHEADS[name], reader)
        if reader.currency != DOLLAR:
            _rate(reader)


def _own_column(
    kind: str, title: str, published: pd.DataFrame, question: Callable[[str], Question], reader: Reader
) -> None:
    """A table of published figures with a column for the team's own."""
    key = f"people_cost.{kind}"
    st.markdown(bold(title))
    content = editor.Content(
        partial(_rows, kind, published, question, reader), dict.fromkeys(ORDER, "string"),
        lambda: (state.generation(), getattr(state.project(), kind), published.to_dict("index"), reader.language),
    )  # fmt: skip
    editor.edit(
        key, content, partial(_take, kind, list(published.index), question, reader),
        column_config=_columns(reader),
        disabled=[name for name in ORDER if name != OWN], alt=title,
    )  # fmt: skip
    own_rows.tell_faults(key, reader)


def _columns(reader: Reader) -> dict[str, Any]:
    labels = {name: reader._(label) for name, label in LABELS.items()}
    return labels | {OWN: st.column_config.TextColumn(labels[OWN], width=150)}


def _rows(kind: str, published: pd.DataFrame, question: Callable[[str], Question], reader: Reader) -> list[Row]:
    own: dict[str, Range] = getattr(state.project(), kind)
    rows = []
    for name, *cells in published.itertuples():
        typed = written.write(own.get(name), question(name), reader)
        rows.append(dict(zip(published.columns, cells, strict=True)) | {OWN: typed or None})
    return rows


def _take(kind: str, names: list[str], question: Callable[[str], Question], reader: Reader, rows: list[Row]) -> None:
    """Put what was typed in the place of what is published."""
    given = {name: written.read(row[OWN] or "", question(name), reader) for name, row in zip(names, rows, strict=True)}
    others = {name: value for name, value in own_rows.content(kind).items() if name not in given}
    typed = {name: value for name, value in given.items() if value is not None}
    own_rows.attempt(f"people_cost.{kind}", **{kind: others | typed})


def _rate(reader: Reader) -> None:
    """The exchange rate, where the project counts in another currency than the dollar."""
    own = state.project().own_rates.get(reader.currency)
    if RATE_KEY not in st.session_state or not own_rows.is_faulty(RATE_KEY):
        st.session_state[RATE_KEY] = written.write(None if own is None else Range(own, own), RATE, reader)
    st.text_input(
        reader._("One US dollar in {currency}").format(currency=reader.currency), key=RATE_KEY, width=260,
        placeholder=reader.say(tables.published_rate(load(), reader.currency)), on_change=_take_rate, args=(reader,),
    )  # fmt: skip
    own_rows.tell_faults(RATE_KEY, reader)


def _take_rate(reader: Reader) -> None:
    given = written.read(st.session_state[RATE_KEY], RATE, reader)
    others = {name: rate for name, rate in own_rows.content("own_rates").items() if name != reader.currency}
    own_rows.attempt(RATE_KEY, own_rates=others if given is None else others | {reader.currency: given})
