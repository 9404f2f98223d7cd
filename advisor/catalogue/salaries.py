"""What a role is paid in a country, from the rows at hand, and how much of that is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from advisor.catalogue.faults import NotInCatalogue
from advisor.catalogue.project_rows import Salary, WageLevel
from advisor.catalogue.row import Kind
from advisor.language import Text, text

COUNTRY_CODE = re.compile("[A-Z]{2}")
REFERENCE_COUNTRY = "US"
SECTOR_ROLE = "tech_professional_generic"
SECTOR_OCCUPATION = "Computer Occupations, All Other"


@dataclass(frozen=True)
class SalaryEstimate:
    """Gross pay a year in `currency`: the quarter paid least, the usual, the quarter paid most."""

    role: str
    country: str
    low: float
    mode: float
    high: float
    currency: str
    rows: tuple[Salary | WageLevel, ...]
    kind: Kind
    note: Text


@dataclass(frozen=True)
class _Group:
    """Rows trusted alike, with factors on their low, usual and high pay, and what the factors rest on."""

    rows: tuple[Salary, ...]
    kind: Kind
    note: Text
    factors: tuple[float, float, float] = (1, 1, 1)
    level: tuple[WageLevel, ...] = ()


def estimate(
    role: str,
    country: str,
    rows: Sequence[Salary],
    levels: Mapping[str, WageLevel],
    convert: Callable[[str, str], float],
) -> SalaryEstimate:
    """The pay of a role in a country.

    `levels` holds the wage level of each known country; `convert(of, to)` gives the units of one currency for
    a unit of another. The most trusted rows give the range: official statistics, then job titles with a fair
    sample, then the country's digital industry scaled by the role's place in US pay, then US pay scaled by the
    country's wage level, then US pay as it is; the last three are labelled a guess. The country's other rows,
    small samples among them, widen the range by their medians and never move its centre.

    Raises:
        NotInCatalogue: not a country code, or neither the country nor the US has a sound row for the role.
    """
    if not COUNTRY_CODE.fullmatch(country):
        raise NotInCatalogue(f"{country!r} is not a country code; right: two capital letters, such as ES")
    reference = _official(role, REFERENCE_COUNTRY, rows)
    group = _best(role, country, rows, reference, levels.get(country))
    currency = group.rows[0].currency
    spread_low, spread_high = _spread(reference)
    low_factor, factor, high_factor = group.factors

    def pay(row: Salary, amount: float | None, share_of_centre: float = 1) -> float:
        known = amount if amount is not None else _centre(row) * share_of_centre
        return known * convert(row.currency, currency)

    centre = fmean(pay(row, None) for row in group.rows) * factor
    low = min(pay(row, row.annual_p25, spread_low) for row in group.rows) * low_factor
    high = max(pay(row, row.annual_p75, spread_high) for row in group.rows) * high_factor
    others = tuple(row for row in rows if (row.role, row.country) == (role, country) and row not in group.rows)
    wider = [pay(row, None) for row in others]
    low, high = min(low, centre, *wider), max(high, centre, *wider)
    borrowed = any(row.annual_p25 is None or row.annual_p75 is None for row in group.rows)
    kind: Kind = "derived" if borrowed and group.kind == "published" else group.kind
    known: tuple[Salary | WageLevel, ...] = (*group.rows, *group.level, *others)
    return SalaryEstimate(role, country, low, centre, high, currency, known, kind, group.note)


def _best(
    role: str, country: str, rows: Sequence[Salary], reference: tuple[Salary, ...], level: WageLevel | None
) -> _Group:
    if official := _official(role, country, rows):
        return _Group(official, "published", text("Official statistics of {country}", country=country))
    if titles := _titles(role, country, rows):
        return _Group(
            titles,
            "published",
            text("Pay by job title in {country}: technology firms weigh heavily", country=country),
        )
    sector = tuple(row for row in rows if (row.role, row.country) == (SECTOR_ROLE, country))
    sector_reference = [row for row in rows if row.occupation == SECTOR_OCCUPATION]
    if sector and reference and sector_reference:
        factor = fmean(map(_centre, reference)) / fmean(map(_centre, sector_reference))
        note = text(
            "No sound row for {role} in {country}: its digital industry, scaled as the role is in US pay",
            role=role,
            country=country,
        )
        return _Group(sector, "guess", note, (factor, factor, factor))
    return _from_abroad(role, country, reference or _titles(role, REFERENCE_COUNTRY, rows), rows, level)


def _from_abroad(
    role: str, country: str, abroad: tuple[Salary, ...], rows: Sequence[Salary], level: WageLevel | None
) -> _Group:
    if not abroad:
        known = ", ".join(sorted({row.role for row in rows if row.country == REFERENCE_COUNTRY}))
        raise NotInCatalogue(f"no salary is known for the role {role!r}; right: one of {known}")
    if level is None:
        note = text(
            "No sound row for {role} in {country}, nor its wage level: US pay as it is", role=role, country=country
        )
        return _Group(abroad, "guess", note)
    note = text(
        "No sound row for {role} in {country}: US pay, scaled by the country's wage level", role=role, country=country
    )
    return _Group(abroad, "guess", note, (level.low, level.mode, level.high), (level,))


def _official(role: str, country: str, rows: Sequence[Salary]) -> tuple[Salary, ...]:
    return tuple(
        row for row in rows if (row.role, row.country) == (role, country) and row.mapping in ("exact", "proxy")
    )


def _titles(role: str, country: str, rows: Sequence[Salary]) -> tuple[Salary, ...]:
    return tuple(
        row
        for row in rows
        if (row.role, row.country, row.mapping) == (role, country, "job_title") and row.confidence != "low"
    )


def _centre(row: Salary) -> float:
    """The median, or the mean where no median is published; a row has one of them."""
    return row.annual_median or row.annual_mean or 0.0


def _spread(reference: tuple[Salary, ...]) -> tuple[float, float]:
    """The quartiles over the median in the reference country's statistics; none known: no spread."""
    known = [
        (row.annual_p25 / m, row.annual_p75 / m)
        for row in reference
        if row.annual_p25 and row.annual_p75 and (m := row.annual_median)
    ]
    return (fmean(low for low, _ in known), fmean(high for _, high in known)) if known else (1.0, 1.0)
