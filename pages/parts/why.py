"""The why of a figure: its formula as the code has it, the inputs with their values, the sources with their dates.

A dialog shows one formula at a time; each computed input leads on to its own.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from advisor.advice import WAY_NAMES
from advisor.alternatives import Way
from advisor.explain import Explained, explain
from advisor.graph import quantities
from advisor.language import Reader, text
from advisor.report.words import setup
from advisor.sources import ORIGIN_NAMES, Source
from pages.parts import state
from pages.parts.markdown import plain
from pages.parts.notices import designed_errors
from pages.parts.reader import current_reader

TRAIL = "why_trail"


def open_tree(quantity: str, way: Way) -> None:
    """Open the dialog on one figure."""
    reader = current_reader()
    st.session_state[TRAIL] = [quantity]
    st.dialog(reader._("Why this figure"), width="large", icon=":material/account_tree:")(tree)(way)


def tree(way: Way) -> None:
    """The formula at the end of the trail, its inputs and its sources."""
    reader, advice = current_reader(), state.advice()
    with designed_errors():
        trail = st.session_state[TRAIL]
        _breadcrumb(trail)
        node = explain(advice, trail[-1], way)
        name = text(WAY_NAMES[way])
        st.caption(plain(reader.say(text("{way}: {setup}", way=name, setup=setup(advice.ways[way].alternative)))))
        _formula(node, reader)
        with st.container(gap="xsmall"):
            for child in node.children:
                _input(child, reader)
        _sources(node, reader)


def _breadcrumb(trail: list[str]) -> None:
    if len(trail) == 1:
        return
    reader = current_reader()
    with st.container(horizontal=True, gap="xsmall"):
        for place, name in enumerate(trail[:-1]):
            st.button(
                plain(reader._(quantities()[name].spelled)), key=f"why.back.{place}", on_click=_back_to, args=(place,),
                type="tertiary", icon=":material/arrow_back:",
            )  # fmt: skip


def _back_to(place: int) -> None:
    st.session_state[TRAIL] = st.session_state[TRAIL][: place + 1]


def _lead_to(name: str) -> None:
    st.session_state[TRAIL] = [*st.session_state[TRAIL], name]


def _value(node: Explained, reader: Reader) -> str:
    shown = reader.amount(node.value, node.quantity.unit)
    if node.entries > 1:
        return reader.say(text("{value}, the first of {count}", value=shown, count=node.entries))
    if node.low == node.high:
        return shown
    return reader.say(
        text("{value} ({range})", value=shown, range=reader.span(node.low, node.high, node.quantity.unit))
    )


def _formula(node: Explained, reader: Reader) -> None:
    st.metric(plain(reader._(node.quantity.spelled)), plain(reader.amount(node.value, node.quantity.unit)))
    if node.low != node.high:
        st.caption(plain(reader.span(node.low, node.high, node.quantity.unit)))
    if node.is_leaf:
        _source(node.source, reader)
        return
    st.markdown(plain(reader._(node.quantity.meaning)))
    st.code(f"{node.quantity.name}:\n{node.quantity.formula}", language="python", wrap_lines=True)


def _input(node: Explained, reader: Reader) -> None:
    with st.container(border=True, gap=None):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            if node.is_leaf:
                st.markdown(plain(reader._(node.quantity.spelled)), width="content")
            else:
                st.button(
                    plain(reader._(node.quantity.spelled)), key=f"why.to.{node.quantity.name}", on_click=_lead_to,
                    args=(node.quantity.name,), type="tertiary", icon=":material/arrow_forward:", icon_position="right",
                )  # fmt: skip
            st.markdown(f"**{plain(_value(node, reader))}**", width="content")
        if node.is_leaf:
            _source(node.source, reader)


def _source(source: Source | None, reader: Reader) -> None:
    if source is None:
        return
    words = [reader._(ORIGIN_NAMES[source.origin]), reader.say(source.meaning), source.citation, as_of(source, reader)]
    st.caption(doubt_mark(source) + plain(" · ".join(word for word in words if word)))


def as_of(source: Source, reader: Reader) -> str:
    """The day of a source, and whether it is out of date."""
    if source.as_of is None:
        return ""
    return reader.say(text("{day}, out of date", day=source.as_of) if source.stale else source.as_of)


def doubt_mark(source: Source) -> str:
    """The mark of a doubtful source."""
    return ":material/help: " if source.is_doubtful else ""


def _sources(node: Explained, reader: Reader) -> None:
    """Every answer and source below the figure, once each."""
    leaves = {leaf.quantity.name: leaf for leaf in node.leaves() if leaf.is_leaf}
    if node.is_leaf or len(leaves) <= len(node.children):
        return
    _ = reader._
    with st.expander(reader.say(text("All {count} answers and sources below", count=len(leaves)))):
        rows: list[dict[str, Any]] = [
            {
                _("Input"): _(leaf.quantity.spelled), _("Value"): _value(leaf, reader),
                _("Kind"): _(ORIGIN_NAMES[leaf.source.origin]), _("What it is"): reader.say(leaf.source.meaning),
                _("Source"): leaf.source.citation, _("As of"): as_of(leaf.source, reader),
            }
            for leaf in (leaves[name] for name in sorted(leaves))
            if leaf.source is not None
        ]  # fmt: skip
        st.dataframe(rows, hide_index=True, key="why.sources", alt=_("Answers and sources below this figure"))
