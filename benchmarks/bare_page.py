"""A page that computes nothing: it draws the widgets, texts and charts of the file that BARE_PAGE names."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st


@st.cache_resource
def _elements() -> list[dict[str, Any]]:
    elements: list[dict[str, Any]] = json.loads(Path(os.environ["BARE_PAGE"]).read_text(encoding="utf-8"))
    for element in elements:
        if element["kind"] == "plotly_chart":
            element["figure"] = go.Figure(json.loads(element["spec"]))
    return elements


st.set_page_config(page_title="Bare page", layout="wide")
for position, element in enumerate(_elements()):
    match element["kind"]:
        case "selectbox":
            st.sidebar.selectbox(element["label"], element["options"], key=element["key"])
        case "button":
            st.button(element["label"], key=f"button.{position}")
        case "plotly_chart":
            st.plotly_chart(element["figure"], key=f"chart.{position}", config={"displayModeBar": False})
        case _:
            st.markdown(element["body"])
