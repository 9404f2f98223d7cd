"""Every table of the product, by name: `table(advice, reader)` gives a data frame in the reader's words.

The tables of figures are sheets (see `advisor.report.sheets`): they know the number and the quantity of each cell.
"""

from __future__ import annotations

from advisor.report.sheets import drawn, numbers
from advisor.report.tables_compute import energy, grid, hardware, load, training
from advisor.report.tables_costs import cost_lines, four_ways, price_changes, retirements
from advisor.report.tables_doubt import how_sure
from advisor.report.tables_method import aspect, formulas, gates, holds, parameters, rules, tree
from advisor.report.tables_team import lead_sentence, people_and_calendar, roster_against_effort

__all__ = [
    "aspect",
    "cost_lines",
    "drawn",
    "energy",
    "formulas",
    "four_ways",
    "gates",
    "grid",
    "hardware",
    "holds",
    "how_sure",
    "lead_sentence",
    "load",
    "numbers",
    "parameters",
    "people_and_calendar",
    "price_changes",
    "retirements",
    "roster_against_effort",
    "rules",
    "training",
    "tree",
]
