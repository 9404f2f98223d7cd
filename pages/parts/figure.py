"""One figure on a page: its value, range and unit, a mark for what is doubtful below it, and the way to its why."""

from __future__ import annotations

import streamlit as st

from advisor.advice import Advice, Figure
from advisor.alternatives import Way
from advisor.language import N_, Reader, text
from pages.parts import state, why
from pages.parts.markdown import plain
from pages.parts.reader import current_reader

RANGE = N_("The mean of all simulated futures; in 8 of 10 of them it lies within the range below.")
DOUBTS = {
    "assumed": N_("answers not given yet and assumed: {count}"),
    "guess": N_("guesses: {count}"),
    "stale": N_("figures out of date: {count}"),
}


def show(quantity: str, label: str, way: Way | None = None) -> None:
    """A card with the figure of a way (the verdict's, where none is named)."""
    advice, reader = state.advice(), current_reader()
    figure = advice.figure(quantity, way)
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(
            plain(label), plain(value(figure, reader)), help=plain(reader._(RANGE)), delta=moved(figure, way, reader),
            delta_color="off", delta_arrow="off",
        )  # fmt: skip
        st.caption(plain(spread(figure, reader)))
        st.space("stretch")
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            mark(advice, figure, reader)
            why_button(quantity, figure.way)


def value(figure: Figure, reader: Reader) -> str:
    """The expected value with its unit."""
    return reader.amount(figure.expected, figure.unit) if figure.is_known else reader._("not published")


def spread(figure: Figure, reader: Reader) -> str:
    """Low to high, or that there is no doubt about it."""
    if not figure.is_known or figure.low == figure.high:
        return reader._("no range")
    return reader.span(figure.low, figure.high, figure.unit)


def moved(figure: Figure, way: Way | None, reader: Reader) -> str | None:
    """What the card showed before the last change of an answer, where that reads otherwise."""
    earlier = state.before()
    if earlier is None:
        return None
    shown = value(earlier.figure(figure.quantity, way), reader)
    return None if shown == value(figure, reader) else plain(reader.say(text("was {value}", value=shown)))


def mark(advice: Advice, figure: Figure, reader: Reader) -> None:
    """A small mark where a guess, an assumed answer or stale data is below the figure; its help counts them."""
    found = advice.doubts(figure.quantity, figure.way)
    if not found:
        st.space("small")
        return
    told = [reader._(words).format(count=found[kind]) for kind, words in DOUBTS.items() if kind in found]
    st.badge(str(sum(found.values())), icon=":material/help:", color="yellow",
             help=plain(reader.say(text("Below this figure are {doubts}", doubts="; ".join(told)))))  # fmt: skip


def why_button(quantity: str, way: Way | None = None) -> None:
    """The button that opens the figure's why."""
    reader = current_reader()
    way = way or state.advice().verdict
    if st.button(reader._("Why?"), key=f"why.{way}.{quantity}", type="tertiary", icon=":material/account_tree:"):
        why.open_tree(quantity, way)
