"""A chart on a page: its finding in words above it, where they wrap on a narrow screen; the app's theme, no toolbar."""

from __future__ import annotations

from collections.abc import Callable

import plotly.graph_objects as go
import streamlit as st

from advisor.advice import Advice
from advisor.language import Reader
from pages.parts.markdown import plain

SHELF = "charts"


def show(chart: go.Figure, key: str) -> None:
    """The chart; its key keeps it in place while its data change."""
    with st.container(gap=None):
        st.markdown(f"**{plain(chart.layout.meta['finding'])}**")
        chart.layout.title = None
        st.plotly_chart(chart, key=f"chart.{key}", alt=chart.layout.meta["alt"], config={"displayModeBar": False})


def kept(build: Callable[[Advice, Reader], go.Figure], advice: Advice, reader: Reader) -> go.Figure:
    """The chart as built before, while advice and reader are the same; else built anew."""
    shelf = st.session_state.setdefault(SHELF, {})
    built_for, known_reader, chart = shelf.get(build, (None, None, None))
    if built_for is not advice or known_reader != reader:
        chart = build(advice, reader)
        shelf[build] = (advice, reader, chart)
    return chart
