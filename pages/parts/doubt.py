"""How sure, what matters, and what to find out first."""

from __future__ import annotations

import streamlit as st

from advisor.advice import Advice
from advisor.language import Amount, Reader, text
from advisor.question_help import WHERE
from advisor.report import charts, tables
from advisor.report.doubt_words import measured_in_words, small_trial, trial_in_words
from pages.parts import state, table, turns
from pages.parts.chart import kept, show
from pages.parts.markdown import bold, plain
from pages.parts.reader import current_reader
from pages.parts.recorded import recorded

FIRST_SHOWN = 5


@recorded
def how_sure() -> None:
    """The chances of each way, and its cost and launch at P10, P50 and P90."""
    table.show(kept(tables.how_sure, state.advice(), current_reader()))


@recorded
def what_matters() -> None:
    """What moves the cost, and what decides which way is best."""
    reader, advice = current_reader(), state.advice()
    show(kept(charts.tornado, advice, reader), "tornado")
    decisive = advice.drives_choice
    if decisive:
        said = [
            text(
                "{thing} ({share})", thing=reader.say(thing.meaning).rstrip("."), share=Amount(round(share, 2), "share")
            )
            for thing, share in decisive
        ]
        listed = "; ".join(reader.say(thing) for thing in said)
        st.caption(plain(reader.say(text("What decides between the ways, with its share of the doubt: {listed}",
                                         listed=listed))))  # fmt: skip


def measure_first() -> None:
    """Open questions and the proof of concept, by how much they better the choice."""
    reader, advice = current_reader(), state.advice()
    st.markdown(bold(reader._("Measure first")))
    told = [(":material/straighten:", measured_in_words(measure), WHERE[measure.path])
            for measure in advice.measure_first[:FIRST_SHOWN]]  # fmt: skip
    trial = small_trial(advice)
    if trial:
        told.append((":material/science:", trial_in_words(trial), ""))
    if not told:
        st.caption(plain(reader._("No open question would change this choice much.")))
    for icon, said, where in told:
        st.markdown(f"{icon} {plain(reader.say(said))}", help=plain(reader._(where)) or None)


def where_it_turns() -> None:
    """The chances of the ways along the two or three amounts that matter, opened when wanted: they take a while."""
    reader, advice = current_reader(), state.advice()
    label = reader._("Where the choice turns, as charts")
    behind = st.expander(label, on_change="rerun", key="turning.behind")
    if behind.open:
        with behind, turns.aside(), st.spinner(reader._("Computing the chances along the amounts that matter...")):
            _turnings(advice, reader)


def _turnings(advice: Advice, reader: Reader) -> None:
    if not advice.turnings:
        st.caption(plain(reader._("No amount turns this choice, up to thirty times less or more than you answered.")))
    for found in advice.turnings:
        show(charts.turning(advice, reader, found), f"turning.{found.path}")
