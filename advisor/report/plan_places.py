"""Where everything stands on the sheet of a way's months: its own formulas and those of all other sheets ask here."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.advice import Advice
from advisor.alternatives import Way
from advisor.language import Reader, text
from advisor.report.cost_lines import CostLine
from advisor.report.drawing import way_text
from advisor.report.plan_book import Formula, fixed_name, outside_name, wrapped
from advisor.report.plan_shares import CONTINGENCY, WayPlan

LAUNCH = 1
"""The column of what is paid until launch; the months follow it, then everything together."""
FOLLOWS, DOLLARS, FACTOR_NOW = 1, 2, 3
"""Columns of the table that says what moves a line."""
GAP = 3
"""Rows from the end of a table to the first row of the next one: free, heading, heads."""
SEEN = 0.02
"""Share of all months below which a line is drawn together with others."""


@dataclass(frozen=True)
class Places:
    """The rows and columns of a way's sheet; `head` is the row of the heads, below what is said of the sheet."""

    plan: WayPlan
    sheet: str
    head: int

    @property
    def since(self) -> int:
        """The row of the months since launch."""
        return self.head + 1

    @property
    def counted(self) -> int:
        """The row that says which months are counted."""
        return self.head + 2

    @property
    def volume(self) -> int:
        """The row of the requests, compared with the plan."""
        return self.head + 3

    @property
    def first(self) -> int:
        """The row of the first cost line."""
        return self.head + 4

    @property
    def contingency(self) -> int:
        """The row of the contingency, below the lines that it is reckoned on."""
        return self.first + len(self.plan.lines)

    @property
    def total(self) -> int:
        """The row of everything paid."""
        return self.contingency + 1

    @property
    def paid(self) -> int:
        """The row of everything paid so far."""
        return self.contingency + 2

    @property
    def factor(self) -> int:
        """The row of what later money counts."""
        return self.contingency + 3

    @property
    def today(self) -> int:
        """The row in today's money."""
        return self.contingency + 4

    @property
    def discounting(self) -> int:
        """The row of what that takes off."""
        return self.contingency + 5

    @property
    def smaller(self) -> int:
        """The row of all lines that are too small to be drawn each."""
        return self.contingency + 6

    @property
    def moved(self) -> int:
        """The first row of what moves each line."""
        return self.smaller + 1 + GAP

    @property
    def own(self) -> int:
        """The first row of the app's own amounts."""
        return self.moved + len(self.plan.lines) + GAP

    @property
    def whole(self) -> int:
        """The column of everything together."""
        return LAUNCH + self.plan.months + 1

    @property
    def periods(self) -> range:
        """The columns of what is paid until launch and in each month."""
        return range(LAUNCH, self.whole)

    def line(self, line: CostLine) -> int:
        """The row of a line."""
        return self.contingency if line == CONTINGENCY else self.first + self.plan.lines.index(line)

    def outside(self, row: int, column: int) -> str:
        """A cell as other sheets name it."""
        return outside_name(self.sheet, row, column)

    def across(self, row: int) -> str:
        """All periods of a row as other sheets name them."""
        return f"{self.outside(row, LAUNCH)}:{fixed_name(row, self.whole - 1)}"

    @property
    def drawn(self) -> list[CostLine]:
        """The lines that are large enough to be drawn, the largest first."""
        least = SEEN * sum(self.plan.totals[1:])
        large = [line for line in self.plan.books.lines if self._after(line) > least]
        return sorted(large, key=lambda line: -self._after(line))

    @property
    def too_small(self) -> list[CostLine]:
        """The others that are paid after launch."""
        return [line for line in self.plan.books.lines if self._after(line) and line not in self.drawn]

    def _after(self, line: CostLine) -> float:
        return sum(self.plan.amounts(line)[1:])


def places_of(advice: Advice, reader: Reader, way: Way) -> Places:
    """The places on the sheet of a way."""
    name = reader.say(text("Months, {way}", way=way_text(way)))
    return Places(WayPlan(advice, reader, way), name, len(wrapped(notes(reader))) + 2)


def notes(reader: Reader) -> tuple[str, ...]:
    """What is said of the sheet."""
    _ = reader._
    return (
        _("Each amount is the app's own, which stands in the last table, times what the assumptions make of it."),
        _("The app's amount is the mean of all simulated futures, without tax; with nothing changed both are alike."),
        _("Which share of a line follows the requests was asked of the engine, with a few requests more. What has a "
          "least bill or a ceiling, such as monitoring, follows in part: for twice the requests it is close, no more."),
        _("Announced changes of prices and the month in which a model retires are in the app's amounts."),
    )  # fmt: skip


def total(places: Places) -> Formula:
    """Everything paid over the horizon."""
    return Formula(f"={places.outside(places.total, places.whole)}", float(places.plan.books.total))


def discounting(places: Places) -> Formula:
    """What discounting takes off."""
    return Formula(f"={places.outside(places.discounting, places.whole)}", float(places.plan.books.discount))


def today(places: Places) -> Formula:
    """Everything in today's money."""
    return Formula(f"={places.outside(places.today, places.whole)}", float(places.plan.books.total_today))


def until_launch(places: Places) -> Formula:
    """What is paid until launch."""
    return Formula(f"={places.outside(places.total, LAUNCH)}", places.plan.totals[0])


def first_month(places: Places) -> Formula:
    """What is paid in the first month after it."""
    return Formula(f"={places.outside(places.total, LAUNCH + 1)}", places.plan.totals[1])
