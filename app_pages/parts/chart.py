"""A chart on a page: in the app's theme, with its alternative text, without a toolbar."""

from __future__ import annotations

from collections.abc import Callable

import plotly.graph_objects as go
import streamlit as st

from advisor.advice import Advice
from advisor.language import Reader

SHELF = "charts"


def show(chart: go.Figure, key: str) -> None:
    """The chart; its key keeps it in place while its data change."""
    st.plotly_chart(chart, key=f"chart.{key}", alt=chart.layout.meta["alt"], config={"displayModeBar": False})


def kept(build: Callable[[Advice, Reader], go.Figure], advice: Advice, reader: Reader) -> go.Figure:
    """The chart as built before, while advice and reader are the same; else built anew."""
    shelf = st.session_state.setdefault(SHELF, {})
    built_for, known_reader, chart = shelf.get(build, (None, None, None))
    if built_for is not advice or known_reader != reader:
        chart = build(advice, reader)
        shelf[build] = (advice, reader, chart)
    return chart
