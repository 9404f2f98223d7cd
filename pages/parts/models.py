"""The models to choose from, a way at a time: which are worth their cost, the chosen one, and two other choices."""

from __future__ import annotations

import streamlit as st

from advisor.advice import WAY_NAMES
from advisor.alternatives import WAYS, Way
from advisor.decision.frontier import ModelPoint, best_within_limits, cheapest_on_target, runners_up
from advisor.language import N_, Amount, Listing, Reader, text
from advisor.report import charts
from advisor.report.words import setup
from pages.parts import state
from pages.parts.chart import show as show_chart
from pages.parts.markdown import plain
from pages.parts.reader import current_reader
from pages.parts.recorded import recorded

WAY = "models.way"
PICKED = N_("{setup}: {share} good answers, {cost} over the horizon")


def show() -> None:
    """The frontier of the models of a way, and its picks in words."""
    reader, advice = current_reader(), state.advice()
    _ = reader._
    open_ways = [way for way in WAYS if advice.models(way)]
    if not open_ways:
        st.caption(plain(_("No model of any way is open.")))
        return
    default = advice.verdict if advice.verdict in open_ways else open_ways[0]
    way = st.segmented_control(
        _("Way"), open_ways, default=default, required=True, key=f"{WAY}.{advice.verdict}",
        format_func=lambda way: _(WAY_NAMES[way]), label_visibility="collapsed",
    )  # fmt: skip
    _worth_their_cost(Way(way).value)


@recorded
def _worth_their_cost(name: str) -> None:
    reader, advice, way = current_reader(), state.advice(), Way(name)
    _ = reader._
    show_chart(charts.frontier(advice, reader, way), "frontier")
    picks = {
        _("Chosen"): reader.say(setup(advice.ways[way].alternative)),
        _("Next in line"): _named(runners_up(advice.models(way), advice.ways[way].alternative.model.name), reader),
        _("Cheapest that meets every target"): _picked(cheapest_on_target(advice.models(way)), reader),
        _("Best within budget and time"): _picked(best_within_limits(advice.models(way)), reader),
    }
    st.markdown("  \n".join(f"**{plain(label)}:** {plain(picked)}" for label, picked in picks.items()))
    st.caption(plain(_(
        "Coloured: no other model is as cheap, as good and as fast. The larger a dot, the slower the answers; ringed "
        "is the chosen one. Models are compared in the middle case; the cards above show the mean of all futures."
    )))  # fmt: skip


def _named(points: list[ModelPoint], reader: Reader) -> str:
    return reader.say(Listing(tuple(_picked(point, reader) for point in points))) if points else reader._("none")


def _picked(point: ModelPoint | None, reader: Reader) -> str:
    if point is None:
        return reader._("none")
    share, cost = Amount(point.good_answer_share, "share"), Amount(point.total_cost, "USD")
    return reader.say(text(PICKED, setup=setup(point.alternative), share=share, cost=cost))
