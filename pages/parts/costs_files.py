"""The costs to take away: a workbook and plain tables, made when they are asked for."""

from __future__ import annotations

from functools import partial

import streamlit as st

from advisor.advice import Advice
from advisor.alternatives import Way
from advisor.language import N_, Reader
from advisor.report.workbook import comma_separated, grids, workbook
from pages.parts import made_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLES = (("costs", N_("Costs")), ("costs-by-month", N_("By month")), ("costs-by-quarter", N_("By quarter")))


def show(advice: Advice, reader: Reader, way: Way) -> None:
    """A button for each file."""
    with st.container(horizontal=True):
        made_file.button(
            reader._("Workbook (XLSX)"), partial(workbook, advice, reader, way), f"costs-{way}.xlsx", XLSX,
            key="costs.workbook",
        )  # fmt: skip
        for place, (name, label) in enumerate(TABLES):
            made_file.button(
                f"{reader._(label)} (CSV)", partial(_table, advice, reader, way, place), f"{name}-{way}.csv",
                "text/csv", key=f"costs.csv.{name}", type="tertiary",
            )  # fmt: skip


def _table(advice: Advice, reader: Reader, way: Way, place: int) -> bytes:
    return comma_separated(grids(advice, reader, way)[place])
