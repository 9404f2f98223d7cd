"""A page that computes nothing: it draws what the file that BARE_PAGE names tells it to.

The file holds some views of a real page, each with its widgets, words and charts in their boxes; every run draws the
next, so that a browser has as much to redraw as it has on the real page.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

MAIN, SIDEBAR = 0, 1

View = list[dict[str, Any]]


@st.cache_resource
def _views() -> list[View]:
    views: list[View] = json.loads(Path(os.environ["BARE_PAGE"]).read_text(encoding="utf-8"))
    for element in (element for view in views for element in view):
        if element["kind"] == "plotly_chart":
            element["figure"] = go.Figure(json.loads(element["spec"]))
    return views


def _next_view() -> View:
    st.session_state.run = st.session_state.get("run", -1) + 1
    views = _views()
    return views[st.session_state.run % len(views)]


def _draw(element: dict[str, Any], box: DeltaGenerator, charts: int) -> None:
    match element["kind"]:
        case "selectbox":
            box.selectbox(element["label"], element["options"], key=element["key"])
        case "button":
            box.button(element["label"], key="button.{}".format(element["place"]))
        case "metric":
            box.metric(element["label"], element["value"])
        case "heading":
            box.subheader(element["body"])
        case "alert":
            box.info(element["body"])
        case "plotly_chart":
            box.plotly_chart(element["figure"], key=f"chart.{charts}", config={"displayModeBar": False})
        case _:
            box.markdown(element["body"])


st.set_page_config(page_title="Bare page", layout="wide")
boxes = {(MAIN,): st.container(gap=None), (SIDEBAR,): st.sidebar.container(gap=None)}
charts = 0
for element in _next_view():
    *within, _place = element["place"]
    box = boxes[tuple(within)]
    if element["kind"] == "box":
        boxes[tuple(element["place"])] = box.container()
    else:
        charts += element["kind"] == "plotly_chart"
        _draw(element, box, charts)
