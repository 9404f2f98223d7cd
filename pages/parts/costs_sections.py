"""Sections of the costs page: cash by quarter, what the budget buys, two ways compared, and GPUs by contract."""

from __future__ import annotations

import streamlit as st

from advisor.advice import WAY_NAMES, Advice
from advisor.alternatives import Way
from advisor.language import Reader
from advisor.project import QUESTIONS
from advisor.questions import Question
from advisor.report import charts, tables_money
from advisor.report.budget import typed
from advisor.report.money_words import break_even_month, break_even_volume, rents_gpus, reserving
from pages.parts import chart, form, table
from pages.parts.markdown import plain


def cash(advice: Advice, reader: Reader, way: Way) -> None:
    """What is paid in each quarter."""
    _ = reader._
    st.subheader(_("Cash by quarter"), anchor=False)
    chart.show(charts.cash_by_quarter(advice, reader, way), key="costs.cash")
    with st.expander(_("Quarter by quarter")):
        table.show(tables_money.cash_by_quarter(advice, reader, way))
    st.caption(
        plain(
            _(
                "From the day of the decision: what is paid until launch, spread evenly over the weeks until then, and "
                "the months after it. The expected amounts add up to all that is paid."
            )
        )
    )


def budget(advice: Advice, reader: Reader) -> None:
    """What the budget of the project, or another one typed here, buys of each way."""
    _ = reader._
    st.subheader(_("What the budget buys"), anchor=False)
    with st.container(horizontal=True):
        once = _amount(reader, _("Budget until launch"), "costs.once", QUESTIONS["money.one_off_budget"])
        monthly = _amount(reader, _("Budget a month afterwards"), "costs.month", QUESTIONS["money.monthly_budget"])
    found = tables_money.what_the_budget_buys(advice, reader, typed(advice, reader, once, monthly))
    st.markdown(f"**{plain(found.finding)}**")
    table.show(found.table)


def _amount(reader: Reader, label: str, key: str, question: Question) -> float | None:
    with st.container(width=260, gap="xsmall"):
        return form.amount(f"{label} ({reader.currency})", key, question, placeholder=reader._("as in the project"))


def compare(advice: Advice, reader: Reader, way: Way) -> None:
    """From one way to another: step by step, and where both cost the same."""
    _ = reader._
    st.subheader(_("From one way to another"), anchor=False)
    with st.container(horizontal=True):
        start = _choose(advice, reader, _("From"), "costs.from", way)
        others = [other for other in advice.ranking if other is not start]
        end = _choose(advice, reader, _("Compare with"), "costs.other", others[0])
    if start is end:
        st.info(plain(_("Choose two different ways.")))
        return
    chart.show(charts.cost_waterfall(advice, reader, start, end), key="costs.waterfall")
    for finding in (break_even_volume(advice, start, end), break_even_month(advice, start, end)):
        st.markdown(f"- {plain(reader.say(finding))}.")


def _choose(advice: Advice, reader: Reader, label: str, key: str, first: Way) -> Way:
    ways = list(advice.ranking)
    return st.selectbox(
        plain(label), ways, index=ways.index(first), key=key, width=260,
        format_func=lambda way: reader._(WAY_NAMES[way]),
    )  # fmt: skip


def contracts(advice: Advice, reader: Reader, way: Way) -> None:
    """The same GPUs by other contracts; nothing where none are rented."""
    if not rents_gpus(advice, way):
        return
    st.subheader(reader._("GPUs by contract"), anchor=False)
    st.markdown(f"**{plain(reader.say(reserving(advice, way)))}.**")
    table.show(tables_money.contracts(advice, reader, way))
    st.caption(
        plain(
            reader._(
                "The costs are counted with the contract in bold; choose another under “What these costs rest on”. A "
                "commitment binds for a year or more, whatever the horizon."
            )
        )
    )
