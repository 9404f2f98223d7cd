"""Cash by quarter, counted from the day of the decision: what is paid when."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from advisor.advice import Advice, Figure
from advisor.alternatives import Way
from advisor.catalogue.prices import months_later
from advisor.distributions import spread
from advisor.language import Text, text
from advisor.reference import MONTHS_PER_QUARTER

LEAST_SHARE = 1e-3
"""Of everything paid: from the quarter on in which all that follows is less than that, quarters are told as one."""


class Quarter(NamedTuple):
    """One quarter, or all that follow the last one worth a line: its name, and which quarters of the plan it holds."""

    name: Text
    places: slice
    paid: Figure


def quarters(advice: Advice, way: Way, most: int | None = None) -> tuple[Quarter, ...]:
    """The quarters of a way, the late ones (those after `most`) as one; together they hold everything that is paid."""
    drawn = advice.draws("cash_by_quarter", way)
    mean = drawn.mean(axis=0)
    to_come = np.cumsum(mean[::-1])[::-1]
    told = int(np.flatnonzero(to_come > LEAST_SHARE * mean.sum()).max(initial=0)) + 1
    told = min(told, len(mean) - 1, most or len(mean))
    places = [slice(place, place + 1) for place in range(told)]
    if mean[told:].any():
        places.append(slice(told, len(mean)))
    return tuple(
        Quarter(
            _name(advice, place), place, Figure("cash_by_quarter", way, "USD", *spread(drawn[:, place].sum(axis=1)))
        )
        for place in places
    )


def _name(advice: Advice, places: slice) -> Text:
    day = months_later(advice.start, places.start * MONTHS_PER_QUARTER)
    if places.stop - places.start > 1:
        return text("later, from {day}", day=day)
    return text("{quarter}, from {day}", quarter=places.start + 1, day=day)
