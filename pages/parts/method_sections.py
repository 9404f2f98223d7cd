"""The sections of the page on method: comparison, any number, formulas, parameters, accuracy, decision, limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from advisor.graph import quantities
from advisor.language import N_
from advisor.report import accuracy as measured
from advisor.report import calibration, effort, tables
from advisor.report.limits import DECISION, LIMITS
from advisor.report.primer import ASPECTS, QUALIFIED, SOURCE
from pages.parts import chart, figure, state, table, turns, which_way
from pages.parts.markdown import bold, plain
from pages.parts.reader import current_reader

HEIGHT = 560
FORMULA_WIDTHS = {N_("Quantity"): 250, N_("Unit"): 150, N_("What it is"): 560}
PARAMETER_WIDTHS = {
    N_("Parameter"): 250, N_("Value"): 170, N_("Low"): 170, N_("High"): 170, N_("Unit"): 150, N_("Kind"): 110,
}  # fmt: skip
"""Pixels in which the longest stands whole: a number that is cut reads as another one."""


def comparison() -> None:
    """The primer's five aspects, in its words and in this project's figures."""
    reader, advice = current_reader(), state.advice()
    _ = reader._
    st.caption(
        plain(_("What is usually said, after {source}; below it, what holds in this project.").format(source=SOURCE))
    )
    for aspect in ASPECTS:
        st.subheader(_(aspect.title), anchor=False)
        with st.grid(2, min_column_width=300):
            st.markdown(f"**RAG:** {plain(_(aspect.rag))}")
            name = bold(_("Fine-tuning"))
            st.markdown(f"{name}: {plain(_(aspect.finetune))}")
        table.show(tables.aspect(advice, reader, aspect))
        if aspect.claim is not None:
            st.markdown(plain(reader.say(tables.holds(advice, aspect.claim))))
    st.subheader(_("Where later evidence qualifies it"), anchor=False)
    st.markdown("\n".join(f"- {plain(_(words))}" for words in QUALIFIED))


def number() -> None:
    """Any quantity of any way, walked back to answers and sources."""
    reader, advice = current_reader(), state.advice()
    _ = reader._
    way = which_way.choose()
    known = quantities()
    names = sorted(known)
    chosen = st.selectbox(
        _("Quantity"), names, index=names.index("total_cost"), key="method.quantity",
        format_func=lambda name: _(known[name].spelled),
    )  # fmt: skip
    figure.why_button(chosen, way)
    st.dataframe(
        tables.tree(advice, reader, chosen, way),
        hide_index=True,
        height=HEIGHT,
        key="method.tree",
        alt=_("The figure walked back to answers and sources"),
    )


def formulas() -> None:
    """Every formula, searchable."""
    reader = current_reader()
    _ = reader._
    search = st.text_input(_("Search"), key="method.formulas", placeholder=_("memory, price, weeks…"))
    st.dataframe(
        tables.formulas(reader, search), hide_index=True, height=HEIGHT, alt=_("All formulas"),
        column_config=_widths(FORMULA_WIDTHS),
    )  # fmt: skip


def parameters() -> None:
    """Every parameter, searchable."""
    reader, advice = current_reader(), state.advice()
    _ = reader._
    search = st.text_input(_("Search"), key="method.parameters", placeholder=_("memory, price, weeks…"))
    st.dataframe(
        tables.parameters(advice, reader, search), hide_index=True, height=HEIGHT, alt=_("All parameters"),
        column_config=_widths(PARAMETER_WIDTHS),
    )  # fmt: skip


def _widths(pixels: Mapping[str, int]) -> dict[str, Any]:
    _ = current_reader()._
    return {_(label): st.column_config.Column(width=width) for label, width in pixels.items()}


def accuracy() -> None:
    """The estimators held against published measurements, the advice against published effort, time and money."""
    reader = current_reader()
    _ = reader._
    st.subheader(_("Machines"), anchor=False)
    table.show(measured.by_metric(reader))
    st.caption(plain(measured.explained(reader)))
    _published_effort()
    for name, title in ((measured.SERVING, _("Serving, by source")), (measured.TRAINING, _("Training, by source"))):
        st.subheader(title, anchor=False)
        st.dataframe(measured.by_source(reader, name).rename_axis(_("Source")), height=HEIGHT, alt=title)
        with st.expander(_("What could not be estimated")):
            st.markdown("\n".join(f"- {plain(words)}" for words in measured.left_out(reader, name)))


def _published_effort() -> None:
    """Published figures of effort, time and money beside the advice: all of them, and why some differ."""
    reader = current_reader()
    _ = reader._
    st.subheader(_("Effort, time and money"), anchor=False)
    st.caption(plain(_(effort.EXPLAINED)))
    with turns.aside(), st.spinner(_("Holding the advice against published figures…")):
        drawing = effort.chart(reader)
    chart.show(drawing, "effort")
    st.caption(plain(_(
        "Diamond and band: what was published. Dot and line: P50, and P10 to P90 of the advice; green where it lies "
        "inside. What was published as a most alone stands in the table."
    )))  # fmt: skip
    st.dataframe(effort.table(reader).rename_axis(_("Item")), alt=_("Published figures beside the advice"))
    with st.expander(_("Why some lie outside")):
        st.markdown("\n".join(f"- {plain(words)}" for words in effort.differences(reader)))


def decision() -> None:
    """How the decision is made: gates, needs, worth; and how it does on known cases."""
    reader, advice = current_reader(), state.advice()
    _ = reader._
    st.markdown(plain(_(DECISION)))
    st.subheader(_("Held against known cases"), anchor=False)
    table.show(calibration.scores(reader))
    st.caption(plain(_(calibration.EXPLAINED)))
    chart.show(calibration.diagram(reader), "calibration")
    with st.expander(_("By fifths of the stated chance")):
        table.show(calibration.fifths(reader))
    st.subheader(_("Rules on the two needs"), anchor=False)
    st.dataframe(tables.rules(advice, reader), hide_index=True, alt=_("All rules"))
    st.subheader(_("Gates and limits"), anchor=False)
    st.dataframe(tables.gates(advice, reader).rename_axis(_("Item")), alt=_("All gates"))


def limits() -> None:
    """What the advice does not know."""
    _ = current_reader()._
    for title, sentences in LIMITS:
        st.subheader(_(title), anchor=False)
        st.markdown("\n".join(f"- {plain(_(words))}" for words in sentences))
