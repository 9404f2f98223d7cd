"""A chart on a page: in the app's theme, with its alternative text, without a toolbar."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st


def draw(chart: go.Figure, key: str) -> None:
    """The chart; its key keeps it in place while its data change."""
    st.plotly_chart(chart, key=f"chart.{key}", alt=chart.layout.meta["alt"], config={"displayModeBar": False})
