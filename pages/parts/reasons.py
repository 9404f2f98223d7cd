"""Why: reasons for and against, conflicts, what would change the advice, and what to measure first."""

from __future__ import annotations

import streamlit as st

from advisor.advice import Reason
from advisor.language import text
from advisor.report import charts
from advisor.report.doubt_words import flip_in_words
from pages.parts import doubt, state
from pages.parts.chart import kept, show
from pages.parts.markdown import bold, plain
from pages.parts.reader import current_reader
from pages.parts.recorded import recorded

FIRST_SHOWN = 5


@recorded
def conflicts() -> None:
    """What was asked for and cannot be had: said before anything is promised."""
    reader, advice = current_reader(), state.advice()
    for conflict in advice.conflicts:
        st.warning(plain(reader.say(conflict)), icon=":material/warning:")


@recorded
def both_sides() -> None:
    """Reasons for the verdict and against it, strongest first."""
    reader, advice = current_reader(), state.advice()
    for hint in advice.hints:
        st.info(plain(reader.say(hint)), icon=":material/lightbulb:")
    speaks_for, against = st.columns(2, gap="large")
    with speaks_for:
        _side(reader._("Reasons for"), advice.reasons_for, ":material/add_circle:")
    with against:
        _side(reader._("Reasons for another way"), advice.reasons_against, ":material/do_not_disturb_on:")


@recorded
def what_is_lacking() -> None:
    """The plane of needs, and the reasons that its arrows stand for, by their numbers."""
    reader, advice = current_reader(), state.advice()
    show(kept(charts.plane_of_needs, advice, reader), "plane_of_needs")
    numbered = enumerate(charts.arrow_reasons(advice), start=1)
    st.caption("  \n".join(f"{number}. {plain(reader.say(reason.sentence))}" for number, reason in numbered))
    st.caption(plain(reader._(
        "The large mark is the project, the small dots its simulated futures, each arrow one of these reasons; the "
        "dotted line is all other reasons, and doubt."
    )))  # fmt: skip


def _side(title: str, reasons: tuple[Reason, ...], icon: str) -> None:
    reader = current_reader()
    st.markdown(f"**{plain(title)}**")
    if not reasons:
        st.caption(plain(reader._("None that your answers tell of.")))
    for reason in reasons[:FIRST_SHOWN]:
        _line(reason, icon)
    if reasons[FIRST_SHOWN:]:
        with st.expander(plain(reader.say(text("{count} more", count=len(reasons) - FIRST_SHOWN)))):
            for reason in reasons[FIRST_SHOWN:]:
                _line(reason, icon)


def _line(reason: Reason, icon: str) -> None:
    st.markdown(f"{icon} {plain(current_reader().say(reason.sentence))}", help=plain(reason.source))


@recorded
def would_change() -> None:
    """Answers that would make another way best, and the questions worth answering first."""
    flips, measures = st.columns(2, gap="large")
    with flips:
        _flips()
    with measures:
        doubt.measure_first()


def _flips() -> None:
    reader, advice = current_reader(), state.advice()
    told = [f":material/alt_route: {plain(reader.say(flip_in_words(flip)))}" for flip in advice.flips[:FIRST_SHOWN]]
    st.markdown("\n\n".join([bold(reader._("Another answer, another way")), *told]))
    if not told:
        st.caption(plain(reader._("No other answer to one question alone would change the choice.")))
