"""A page that everybody has open and that shows one number: it reads it from SQLite again and again, and draws as many
elements as the file that BARE_PAGE names says, with a chart and a table made beforehand.
"""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

LOOK_SECONDS = 0.4
ROWS = 20


@st.cache_resource
def _view() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(os.environ["BARE_PAGE"]).read_text(encoding="utf-8"))
    found["figure"] = go.Figure(json.loads(found["spec"])) if found["spec"] else None
    return found


def _database() -> sqlite3.Connection:
    return sqlite3.connect(_view()["database"], isolation_level=None)


def _number() -> int:
    number: int = _database().execute("select number from shown").fetchone()[0]
    return number


def _count() -> None:
    _database().execute("update shown set number = number + 1")


@st.fragment(run_every=LOOK_SECONDS)
def _follow(drawn: list[int]) -> None:
    if drawn:
        drawn.clear()
    elif _number() != st.session_state.shown:
        st.rerun()


st.set_page_config(page_title="Bare page", layout="wide")
st.session_state.shown = _number()
_follow([st.session_state.shown])
st.button("Next", key="bare.next", on_click=_count)
for element in range(_view()["elements"]):
    st.markdown(f"Number {st.session_state.shown}, element {element}")
if _view()["figure"]:
    st.plotly_chart(_view()["figure"], key="chart")
    st.table(pd.DataFrame({"Number": [st.session_state.shown] * ROWS}))
st.markdown(f"The end of {st.session_state.shown}")
