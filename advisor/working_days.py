"""Working days: weeks of five, less the public holidays of a country, turned into days of the calendar and back.

Holidays of the whole country only: not those of a region or a town, not half days, not the team's own leave. After the
last year that is known, weekends alone are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from advisor.units import FloatArray

DAYS_A_WEEK = 5
MONTHS_A_YEAR = 12
DAYS_A_YEAR = 365
FEWEST_DAYS_A_YEAR = 200
"""Fewer than any country works, so that enough years are looked up."""
LAST_YEAR_KNOWN = 2100
ROUNDING = 1e-9
"""Part of a day by which a whole number of days may miss."""


@dataclass(frozen=True)
class WorkingDays:
    """The working days of a country."""

    country: str

    def day_after(self, start: date, weeks: float) -> date:
        """The working day on which that many weeks of work lie behind; part of a day is a whole one.

        With nothing to do it is the start, or the first working day after it; it is never after the last day that
        a calendar knows.
        """
        wanted, most = np.ceil(weeks * DAYS_A_WEEK - ROUNDING), DAYS_A_YEAR * date.max.year
        days = int(min(wanted, most))
        calendar = _calendar(self.country, start.year, start.year + 1 + days // FEWEST_DAYS_A_YEAR)
        day = np.busday_offset(start, days, roll="forward", busdaycal=calendar)
        return _as_date(np.minimum(day, np.datetime64(date.max)))

    def weeks_until(self, start: date, day: date) -> float:
        """The most weeks of work that lie behind on that day; negative where it is past.

        A day on which nobody works counts as the working day before it.
        """
        calendar = _calendar(self.country, min(start, day).year - 1, max(start, day).year + 1)
        first = np.busday_offset(start, 0, roll="forward", busdaycal=calendar)
        last = np.busday_offset(day, 0, roll="backward", busdaycal=calendar)
        return float(np.busday_count(first, last, busdaycal=calendar)) / DAYS_A_WEEK

    def holidays_per_year(self, start: date) -> int:
        """Public holidays on weekdays in the year from the start."""
        year = np.datetime64(start) + np.arange(DAYS_A_YEAR)
        calendar = _calendar(self.country, start.year, start.year + 1)
        return int(np.sum(np.is_busday(year) & ~np.is_busday(year, busdaycal=calendar)))

    def month_edges(self, start: date, months: int) -> FloatArray:
        """The week of work at which each calendar month begins, the first at the start, and at which the last ends."""
        firsts = np.datetime64(start, "M") + np.arange(1, months + 1)
        calendar = _calendar(self.country, start.year, start.year + 1 + months // MONTHS_A_YEAR)
        begun = np.busday_count(start, firsts.astype("datetime64[D]"), busdaycal=calendar)
        return np.concatenate([[0.0], begun / DAYS_A_WEEK])


def _as_date(day: np.datetime64) -> date:
    return date.fromisoformat(str(day))


@cache
def _calendar(country: str, first_year: int, last_year: int) -> np.busdaycalendar:
    years = range(first_year, min(last_year, LAST_YEAR_KNOWN) + 1)
    return np.busdaycalendar(holidays=[day for year in years for day in _public_holidays(country, year)])


@cache
def _public_holidays(country: str, year: int) -> tuple[date, ...]:
    """The package is read on first use: it takes a quarter of a second, once a process."""
    from holidays import country_holidays

    return tuple(country_holidays(country, years=year))
