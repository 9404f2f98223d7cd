"""Every chart of the product, by name: `chart(advice, reader)` gives a plotly figure.

The title is the finding; `layout.meta` names the quantities drawn and carries the alternative text.
"""

from __future__ import annotations

from advisor.report.charts_calendar import launch_day, launch_finding, load_by_month, timeline
from advisor.report.charts_cash import cash_by_quarter
from advisor.report.charts_compute import latency, memory_by_part, serves_itself, training_memory_by_part
from advisor.report.charts_costs import cost_against_volume, cost_by_category, cost_waterfall, cumulative_costs
from advisor.report.charts_decision import arrow_reasons, chances, four_ways, frontier, plane_of_needs
from advisor.report.charts_doubt import tornado, turning
from advisor.report.charts_load import answers_under_load, cost_of_tokens, throughput_by_batch
from advisor.report.charts_team import effort_by_phase, launch_weeks

__all__ = [
    "answers_under_load",
    "arrow_reasons",
    "cash_by_quarter",
    "chances",
    "cost_against_volume",
    "cost_by_category",
    "cost_of_tokens",
    "cost_waterfall",
    "cumulative_costs",
    "effort_by_phase",
    "four_ways",
    "frontier",
    "latency",
    "launch_day",
    "launch_finding",
    "launch_weeks",
    "load_by_month",
    "memory_by_part",
    "plane_of_needs",
    "serves_itself",
    "throughput_by_batch",
    "timeline",
    "tornado",
    "training_memory_by_part",
    "turning",
]
