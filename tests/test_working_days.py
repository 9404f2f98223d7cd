"""Working days: known calendars counted by hand, and what holds on any of them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import holidays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice import advise
from advisor.catalogue import Catalogue
from advisor.project import Team
from advisor.project_file import Project
from advisor.report.charts_calendar import launch_day
from advisor.working_days import WorkingDays

COUNTRIES = tuple(option.key for option in Team.questions()["country"].options)
starts = st.dates(date(2020, 1, 1), date(2028, 1, 1))
weeks_of_work = st.floats(0, 250)
calendars = st.sampled_from(COUNTRIES).map(WorkingDays)


@pytest.mark.parametrize(
    ("country", "start", "weeks", "day"),
    [
        # Spain, December 2027: Constitution on Monday 6, Immaculate Conception on Wednesday 8.
        ("ES", date(2027, 12, 3), 0, date(2027, 12, 3)),
        ("ES", date(2027, 12, 3), 0.2, date(2027, 12, 7)),
        ("ES", date(2027, 12, 3), 0.4, date(2027, 12, 9)),
        ("ES", date(2027, 12, 3), 1, date(2027, 12, 14)),
        # The whole of it: New Year, Epiphany, Good Friday; Labour Day is a Saturday, the Assumption a Sunday.
        ("ES", date(2027, 1, 1), 0, date(2027, 1, 4)),
        ("ES", date(2027, 3, 22), 1, date(2027, 3, 30)),
        ("ES", date(2027, 4, 30), 0.2, date(2027, 5, 3)),
        ("ES", date(2027, 8, 13), 0.2, date(2027, 8, 16)),
        # National Day on Tuesday 12 October, All Saints on Monday 1 November.
        ("ES", date(2027, 10, 11), 0.2, date(2027, 10, 13)),
        ("ES", date(2027, 10, 29), 0.2, date(2027, 11, 2)),
        # Thanksgiving is Thursday 26 November 2026; half a week is three days.
        ("US", date(2026, 11, 25), 0.5, date(2026, 12, 1)),
        # Germany at Easter 2027: Good Friday and Easter Monday.
        ("DE", date(2027, 3, 25), 0.2, date(2027, 3, 30)),
        # A start on a Sunday is one on Monday.
        ("US", date(2026, 11, 22), 1, date(2026, 11, 30) + timedelta(days=1)),
    ],
)
def test_known_calendars(country: str, start: date, weeks: float, day: date) -> None:
    assert WorkingDays(country).day_after(start, weeks) == day


def test_a_year_of_holidays_on_weekdays() -> None:
    # Spain 2027: New Year, Epiphany, Good Friday, National Day, All Saints, Constitution, Immaculate Conception.
    assert WorkingDays("ES").holidays_per_year(date(2027, 1, 1)) == 7
    # England, Scotland, Wales and Northern Ireland share six of them on weekdays, two observed after Christmas.
    assert WorkingDays("GB").holidays_per_year(date(2027, 1, 1)) == 6


def test_months_in_weeks_of_work() -> None:
    # Spain: 23 weekdays in December 2026 less the 8th and the 25th; 21 in January 2027 less the 1st and the 6th.
    assert WorkingDays("ES").month_edges(date(2026, 12, 1), 2) == pytest.approx([0, 4.2, 8])
    # Half a month is left of November: from Monday 16th eleven weekdays.
    assert WorkingDays("ES").month_edges(date(2026, 11, 16), 1) == pytest.approx([0, 2.2])


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_that_a_project_may_name_has_holidays(country: str) -> None:
    assert WorkingDays(country).holidays_per_year(date(2027, 1, 1)) >= 2


@given(calendars, starts, st.integers(0, 1500))
def test_a_whole_number_of_days_comes_back(calendar: WorkingDays, start: date, days: int) -> None:
    assert calendar.weeks_until(start, calendar.day_after(start, days / 5)) == pytest.approx(days / 5)


@given(calendars, starts, weeks_of_work, st.integers(-400, 2500))
def test_live_in_time_by_weeks_is_live_in_time_by_days(
    calendar: WorkingDays, start: date, weeks: float, later: int
) -> None:
    day = start + timedelta(days=later)
    assert (calendar.day_after(start, weeks) <= day) == (weeks <= calendar.weeks_until(start, day) + 1e-9)


@given(calendars, starts, weeks_of_work)
def test_no_work_ends_on_a_weekend_or_a_holiday(calendar: WorkingDays, start: date, weeks: float) -> None:
    day = calendar.day_after(start, weeks)
    assert day.weekday() < 5
    assert day not in holidays.country_holidays(calendar.country)
    assert day >= start + timedelta(weeks=int(weeks))


@given(calendars, starts, st.lists(weeks_of_work, min_size=2))
def test_more_work_never_ends_sooner(calendar: WorkingDays, start: date, weeks: list[float]) -> None:
    days = [calendar.day_after(start, each) for each in sorted(weeks)]
    assert all(sooner <= later for sooner, later in pairwise(days))


@given(calendars, starts, st.integers(1, 60))
def test_a_month_has_its_working_days(calendar: WorkingDays, start: date, months: int) -> None:
    edges = calendar.month_edges(start, months)
    lengths = np.diff(edges)[1:]
    assert edges[0] == 0 and (lengths > 2).all() and (lengths < 4.7).all()


def test_absurd_times_end_with_the_calendar() -> None:
    assert WorkingDays("ES").day_after(date(2026, 11, 23), 1e9) == date.max
    assert WorkingDays("ES").day_after(date(2026, 11, 23), float("inf")) == date.max


def test_the_time_to_go_live_is_that_of_the_country(catalogue: Catalogue) -> None:
    # From Tuesday 1 to Wednesday 23 December 2026 there are sixteen weekdays; Spain rests on the 8th.
    for country, weeks in (("ES", 3), ("US", 3.2)):
        content = {"start": "2026-12-01", "team": {"country": country}, "money": {"go_live": "2026-12-23"}}
        advice = advise(Project.parse(content), catalogue)
        assert advice.futures.situation.weeks_to_go_live == pytest.approx(weeks)


def test_a_country_with_more_holidays_launches_later(catalogue: Catalogue) -> None:
    # The same weeks of work from 30 November 2026: the Netherlands rest twice by mid-January, Spain four times.
    weeks = 6
    dutch, spanish = (WorkingDays(country).day_after(date(2026, 11, 30), weeks) for country in ("NL", "ES"))
    assert (dutch, spanish) == (date(2027, 1, 13), date(2027, 1, 15))


def test_launch_falls_on_a_working_day(catalogue: Catalogue) -> None:
    content = {"start": "2026-12-04", "team": {"country": "ES"}}
    advice = advise(Project.parse(content), catalogue)
    for share in (0.1, 0.5, 0.8):
        day = launch_day(advice, share)
        assert day.weekday() < 5 and day not in holidays.country_holidays("ES")
