"""A chart on a page: the finding in words above it, where it wraps on a narrow screen, the chart below."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from pages.parts.markdown import plain


def show(figure: go.Figure, key: str) -> None:
    """Draw a chart of `advisor.report.charts`; `key` must be unique on the page."""
    with st.container(gap="xsmall"):
        st.markdown(f"**{plain(figure.layout.title.text)}**")
        bare = go.Figure(figure).update_layout(title_text="", margin_t=28)
        st.plotly_chart(bare, key=key, alt=figure.layout.meta["alt"], config={"displayModeBar": False})
