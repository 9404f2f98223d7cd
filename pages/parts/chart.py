"""A chart on a page: its finding in words above it, where they wrap on a narrow screen; the app's theme, no toolbar."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import plotly.graph_objects as go
import streamlit as st

from advisor.advice import Advice
from advisor.language import Reader
from pages.parts.markdown import plain

Drawn = TypeVar("Drawn")
SHELF = "charts"
TITLE_ROOM = 48
"""Pixels that a chart keeps for the title that stands above it here; marks beyond the plot need some of them."""


def show(chart: go.Figure, key: str) -> None:
    """The chart; its key keeps it in place while its data change."""
    with st.container(gap=None):
        st.markdown(f"**{plain(chart.layout.meta['finding'])}**")
        st.plotly_chart(
            _drawn(chart), key=f"chart.{key}", alt=chart.layout.meta["alt"], config={"displayModeBar": False}
        )


def _drawn(chart: go.Figure) -> go.Figure:
    """Without its title, and without the title's room where nothing else is drawn there."""
    chart.layout.title = None
    marks_beyond = any(mark.yref == "paper" or "domain" in (mark.yref or "") for mark in chart.layout.annotations)
    if chart.layout.margin.t == TITLE_ROOM and not marks_beyond:
        chart.layout.margin.t = 16
    return chart


def kept(build: Callable[[Advice, Reader], Drawn], advice: Advice, reader: Reader) -> Drawn:
    """The chart or table as built before, while advice and reader are the same; else built anew."""
    shelf = st.session_state.setdefault(SHELF, {})
    built_for, known_reader, drawn = shelf.get(build, (None, None, None))
    if built_for is not advice or known_reader != reader:
        drawn = build(advice, reader)
        shelf[build] = (advice, reader, drawn)
    found: Drawn = drawn
    return found
