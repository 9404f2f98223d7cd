"""The costs of a way as finance books them: every line in every month, to the cent, summing exactly across and down."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from advisor.advice import Advice
from advisor.alternatives import Way
from advisor.language import Reader
from advisor.report.cents import apportioned, balanced, in_currency, rounded, smallest_unit
from advisor.report.cost_lines import CostLine, lines_of


@dataclass(frozen=True)
class Ledger:
    """Expected amounts in the reader's currency: by line until launch and by month after it, and by quarter.

    `amounts` has a row for each line: what is paid until launch, then each month.
    """

    lines: tuple[CostLine, ...]
    amounts: tuple[tuple[Decimal, ...], ...]
    quarters: tuple[Decimal, ...]
    total_today: Decimal

    @property
    def by_period(self) -> tuple[Decimal, ...]:
        """The total until launch and of each month."""
        return tuple(sum(column, Decimal(0)) for column in zip(*self.amounts, strict=True))

    @property
    def by_line(self) -> tuple[Decimal, ...]:
        """The total of each line."""
        return tuple(sum(line, Decimal(0)) for line in self.amounts)

    @property
    def total(self) -> Decimal:
        """Everything that is paid."""
        return sum(self.by_line, Decimal(0))

    @property
    def discount(self) -> Decimal:
        """What later money counts less."""
        return self.total_today - self.total


def ledger(advice: Advice, reader: Reader, way: Way) -> Ledger:
    """The expected costs of a way, booked to the cent."""
    step, lines = smallest_unit(reader), lines_of(advice, way)
    amounts = balanced([[in_currency(reader, usd) for usd in _expected(advice, way, line)] for line in lines], step)
    total = sum((sum(line, Decimal(0)) for line in amounts), Decimal(0))
    quarters = [in_currency(reader, max(usd, 0)) for usd in advice.course("cash_by_quarter", way).expected.tolist()]
    return Ledger(
        lines,
        tuple(tuple(line) for line in amounts),
        tuple(apportioned(quarters, total, step)),
        rounded(in_currency(reader, advice.figure("total_cost", way).expected), step),
    )


def _expected(advice: Advice, way: Way, line: CostLine) -> list[float]:
    months: list[float] = advice.course(line.monthly, way).expected.tolist() if line.monthly else [0.0] * advice.months
    return [advice.figure(line.once, way).expected if line.once else 0.0, *months]
