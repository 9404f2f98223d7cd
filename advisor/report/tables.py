"""Every table of the product, by name: `table(advice, reader)` gives a data frame in the reader's words.

The tables of figures are sheets (see `advisor.report.sheets`): they know the number and the quantity of each cell.
"""

from __future__ import annotations

from advisor.report.sheets import drawn, numbers
from advisor.report.tables_calendar import (
    calendar_sentence,
    comes_anybody,
    hiring_by_month,
    hiring_plan,
    launch_days,
    people_by_month,
    plan_by_task,
)
from advisor.report.tables_compute import energy, grid, hardware, load, training
from advisor.report.tables_costs import cost_lines, four_ways, price_changes, retirements
from advisor.report.tables_doubt import how_sure
from advisor.report.tables_method import aspect, formulas, gates, holds, parameters, rules, tree
from advisor.report.tables_pay import overheads, pay_by_role, published_rate
from advisor.report.tables_team import gaps_by_role, lead_sentence, people_and_calendar, work_by_stage

__all__ = [
    "aspect",
    "calendar_sentence",
    "comes_anybody",
    "cost_lines",
    "drawn",
    "energy",
    "formulas",
    "four_ways",
    "gaps_by_role",
    "gates",
    "grid",
    "hardware",
    "hiring_by_month",
    "hiring_plan",
    "holds",
    "how_sure",
    "launch_days",
    "lead_sentence",
    "load",
    "numbers",
    "overheads",
    "parameters",
    "pay_by_role",
    "people_and_calendar",
    "people_by_month",
    "plan_by_task",
    "price_changes",
    "published_rate",
    "retirements",
    "rules",
    "training",
    "tree",
    "work_by_stage",
]
