"""Amounts that add up as they are shown: whole cents (or whole units), by the method of the largest remainder.

Each rounded on its own, the lines of a bill miss its total by a few cents, and somebody who adds them up loses trust.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

from advisor.language import Reader


def smallest_unit(reader: Reader) -> Decimal:
    """The smallest amount of the reader's currency: a cent, or a yen."""
    return Decimal(1).scaleb(-get_currency_precision(reader.currency))


def in_currency(reader: Reader, usd: float) -> Decimal:
    """An amount in the reader's currency, as exact as it is known."""
    return Decimal(repr(float(usd))) * Decimal(repr(reader.currency_per_usd))


def rounded(amount: Decimal, step: Decimal) -> Decimal:
    """An amount to whole steps, a half upwards."""
    return _steps(amount, step) * step


def _steps(amount: Decimal, step: Decimal) -> int:
    return int((amount / step).to_integral_value(ROUND_HALF_UP))


def apportioned(amounts: Sequence[Decimal], total: Decimal, step: Decimal) -> list[Decimal]:
    """Amounts in whole steps whose sum is the total: each is cut, and the largest remainders get what is left.

    The total is whole steps itself. Nothing is given to who has nothing, and nobody owes.
    """
    exact = [amount / step for amount in amounts]
    given = [max(int(part.to_integral_value(ROUND_FLOOR)), 0) for part in exact]
    left = _steps(total, step) - sum(given)
    while left:
        sign = 1 if left > 0 else -1
        able = [place for place, part in enumerate(exact) if part and (sign > 0 or given[place])]
        if not able:
            raise ValueError(f"{total} cannot be shared out among {len(amounts)} amounts of nothing")
        able.sort(key=lambda place: sign * (given[place] - exact[place]))
        for place in able[: abs(left)]:
            given[place] += sign
            left -= sign
    return [part * step for part in given]


def balanced(amounts: Sequence[Sequence[Decimal]], step: Decimal) -> list[list[Decimal]]:
    """Lines by column, all in whole steps: every sum, across and down, is that of what is shown.

    Column by column, by the largest remainder; what a line is owed or has too much it takes along to the next column.
    The sum of all is the exact sum, to the nearest step.
    """
    lines = len(amounts)
    columns: list[list[Decimal]] = []
    owed = [Decimal(0)] * lines
    due = reached = Decimal(0)
    for column in zip(*amounts, strict=True):
        due += sum(column, Decimal(0))
        total = rounded(due, step) - reached
        wanted = [amount + debt if amount else Decimal(0) for amount, debt in zip(column, owed, strict=True)]
        given = apportioned(wanted, total, step)
        owed = [debt + amount - paid for debt, amount, paid in zip(owed, column, given, strict=True)]
        reached += total
        columns.append(given)
    return [list(line) for line in zip(*columns, strict=True)]
