"""What a spreadsheet needs to know of the simulation so that its formulas begin at the app's own figures.

A mean over futures is not the formula over means. So each line of a way begins at its own mean of each month, and the
engine is asked what of it follows the requests, what of it is paid in dollars, how much later money counts and in which
quarter each month is paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from advisor.advice import Advice
from advisor.alternatives import Way
from advisor.figures import Figures
from advisor.language import Reader
from advisor.model.spending import cash_by_quarter, paid_by_quarter_end
from advisor.reference import DEFAULT_COUNTRY, roles
from advisor.report.cost_lines import COST_LINES, CostLine
from advisor.report.ledger import Ledger, ledger
from advisor.report.quarters import Quarter, quarters
from advisor.units import FloatArray

SMALL_STEP = 1e-3
"""By which the requests are raised: so little that hardly any future comes to a ceiling by it."""
DIGITS = 6
SAME_CURRENCY = "USD"
CONTINGENCY = next(line for line in COST_LINES if line.monthly == "contingency_by_month")


@dataclass(frozen=True)
class WayPlan:
    """One way as the app has it: its booked costs, and what the formulas over them hang on."""

    advice: Advice
    reader: Reader
    way: Way

    @cached_property
    def books(self) -> Ledger:
        """The costs to the cent."""
        return ledger(self.advice, self.reader, self.way)

    @property
    def months(self) -> int:
        """Months after launch."""
        return self.advice.months

    @cached_property
    def lines(self) -> tuple[CostLine, ...]:
        """The lines that something is paid on, without the contingency on them."""
        return tuple(line for line in self.books.lines if line != CONTINGENCY)

    def amounts(self, line: CostLine) -> tuple[float, ...]:
        """What a line costs until launch and in each month, in the reader's currency; nothing where it is not paid."""
        if line not in self.books.lines:
            return (0.0,) * (self.months + 1)
        return tuple(float(amount) for amount in self.books.amounts[self.books.lines.index(line)])

    @cached_property
    def totals(self) -> tuple[float, ...]:
        """The same of all lines."""
        return tuple(float(amount) for amount in self.books.by_period)

    @cached_property
    def follows_requests(self) -> dict[CostLine, float]:
        """Which share of a line grows and shrinks with the requests while people and machines stay as planned."""
        figures = self.advice.futures.figures
        more = figures.with_instead(volume_factor=figures["volume_factor"] * (1 + SMALL_STEP))
        return {line: _share(self._response(more, line.monthly) / SMALL_STEP) for line in self.lines}

    @cached_property
    def paid_in_dollars(self) -> dict[CostLine, float]:
        """Which share of a line is a bill in US dollars: all but the pay that is in the reader's own currency."""
        if self.reader.currency == SAME_CURRENCY:
            return dict.fromkeys(self.lines, 1.0)
        figures, project = self.advice.futures.figures, self.advice.project
        paid = [self._currency_of(role) for role in roles(self.advice.catalogue)]
        own = np.array([float(currency == self.reader.currency) for currency in paid])
        instead = {f"salary_{end}": figures[f"salary_{end}"] * (1 + own) for end in ("low", "mode", "high")}
        if project.examples.cost_each is not None and self.reader.currency == project.money.currency:
            instead["cost_per_example"] = figures["cost_per_example"] * 2
        dearer = figures.with_instead(**instead)
        return {line: _share(1 - self._response(dearer, line.whole)) for line in self.lines}

    def _currency_of(self, role: str) -> str:
        project = self.advice.project
        if role in project.own_pay:
            return project.money.currency or SAME_CURRENCY
        return self.advice.catalogue.salary(role, project.team.country or DEFAULT_COUNTRY).currency

    def _response(self, changed: Figures, quantity: str | None) -> float:
        """By how many times its own size a quantity is larger than before."""
        before = float(self.advice.draws(quantity, self.way).mean()) if quantity else 0.0
        if not quantity or not before:
            return 0.0
        after = float(changed.of_row(quantity, self.advice.ways[self.way].row).mean())
        return after / before - 1

    @cached_property
    def discount_factors(self) -> tuple[float, ...]:
        """What an amount of each period counts in today's money, in the mean of all futures; 1 until launch."""
        costs = self.advice.draws("cost_by_month", self.way)
        rate, month = self.advice.draws("discount_rate")[:, None], np.arange(self.months)
        later = (1 + rate) ** (-month / 12)
        whole = costs.mean(axis=0)
        means = np.where(whole > 0, (costs * later).mean(axis=0) / np.where(whole > 0, whole, 1), later.mean(axis=0))
        after = float(means @ self.totals[1:])
        due = float(self.books.total_today) - self.totals[0]
        return (1.0, *(means * (due / after if after else 1.0)).tolist())

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters of the plan."""
        return quarters(self.advice, self.way)

    @cached_property
    def quarter_shares(self) -> FloatArray:
        """Which share of what each period costs is paid in each quarter, (quarters, periods)."""
        launch, costs = (self.advice.draws(name, self.way) for name in ("launch_cost", "cost_by_month"))
        nothing = np.zeros_like(costs)
        paid = [self._cash(launch, nothing)]
        for month in range(self.months):
            only = nothing.copy()
            only[:, month] = costs[:, month]
            paid.append(self._cash(np.zeros_like(launch), only))
        whole = np.array([launch.mean(), *costs.mean(axis=0)])
        shares = np.array(paid).T / np.where(whole > 0, whole, 1)
        told = np.array([shares[quarter.places].sum(axis=0) for quarter in self.quarters])
        return self._to_the_cent(told)

    def _cash(self, launch: FloatArray, costs: FloatArray) -> FloatArray:
        ends, begins = self.advice.futures.figures["quarter_end"], self.advice.draws("launch_months", self.way)
        return cash_by_quarter(paid_by_quarter_end(launch[None], costs[None], begins[None], ends))[0].mean(axis=0)

    def _to_the_cent(self, shares: FloatArray) -> FloatArray:
        """The same shares, moved by the parts of a cent that make each quarter what it is booked as."""
        totals, shares = np.array(self.totals), shares.copy()
        for quarter, row in zip(self.quarters, shares, strict=True):
            booked = float(sum(self.books.quarters[quarter.places]))
            largest = int(np.argmax(row * totals))
            if totals[largest]:
                row[largest] += (booked - float(row @ totals)) / totals[largest]
        return shares

    def paid_by(self, period: int) -> float:
        """Everything paid until the end of a period, to the cent."""
        return float(sum(self.books.by_period[: period + 1]))


def _share(share: float) -> float:
    """A share as a sheet shows and uses it: between none and all."""
    return min(max(round(share, DIGITS), 0.0), 1.0)


def plans(advice: Advice, reader: Reader, ways: Sequence[Way]) -> dict[Way, WayPlan]:
    """The plan of each way."""
    return {way: WayPlan(advice, reader, way) for way in ways}
