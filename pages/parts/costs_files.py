"""The costs to take away: a workbook and plain tables, made when they are asked for."""

from __future__ import annotations

from functools import partial

import streamlit as st

from advisor.advice import Advice
from advisor.alternatives import Way
from advisor.language import N_, Reader
from advisor.report.workbook import comma_separated, grids, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLES = (("costs", N_("Costs")), ("costs-by-month", N_("By month")), ("costs-by-quarter", N_("By quarter")))


def show(advice: Advice, reader: Reader, way: Way) -> None:
    """A button for each file."""
    with st.container(horizontal=True):
        st.download_button(
            reader._("Workbook (XLSX)"), partial(workbook, advice, reader, way), f"costs-{way}.xlsx", XLSX,
            key="costs.workbook", on_click="ignore", icon=":material/download:",
        )  # fmt: skip
        for place, (name, label) in enumerate(TABLES):
            st.download_button(
                f"{reader._(label)} (CSV)", partial(_table, advice, reader, way, place), f"{name}-{way}.csv",
                "text/csv", key=f"costs.csv.{name}", on_click="ignore", type="tertiary", icon=":material/download:",
            )  # fmt: skip


def _table(advice: Advice, reader: Reader, way: Way, place: int) -> bytes:
    return comma_separated(grids(advice, reader, way)[place])
