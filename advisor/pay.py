"""What people cost: pay by role and what comes on top of it in a country, as published or as the team says."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from advisor.catalogue import Catalogue, Overhead, Parameter, is_stale
from advisor.inputs import Inputs, between, quantiles
from advisor.language import N_, Listing, Text, text
from advisor.project import ROLES
from advisor.project_file import Project
from advisor.questions import Kind, Question, Range
from advisor.reference import DEFAULT_COUNTRY, roles
from advisor.sources import Origin, Source

ROLE_NAMES = {option.key: option.label for option in ROLES}
GROSS_PAY = N_("Gross pay by role, lower quarter to upper quarter")
OVERHEADS = {
    "loaded_multiplier": Question(
        Kind.NUMBER, N_("Total employment cost against gross pay"), "", unit="share", lowest=1, highest=10
    ),
    "indirect_overhead": Question(
        Kind.NUMBER, N_("Tools, space and management, on top of loaded pay"), "", unit="share", lowest=0, highest=10
    ),
    "productive_weeks_per_year": Question(
        Kind.NUMBER, N_("Weeks a year that a person really works on a project"), "", unit="count", lowest=1, highest=53
    ),
    "days_to_hire": Question(
        Kind.NUMBER, N_("Days from opening a senior post to the first day at work"), "", unit="days", lowest=0,
        highest=3650,
    ),
    "weeks_to_full_productivity": Question(
        Kind.NUMBER, N_("Weeks until a new colleague is fully productive"), "", unit="weeks", lowest=0, highest=520
    ),
}  # fmt: skip
"""What comes on top of pay, and how long hiring takes: what a country's figure is called, its unit and its bounds."""
SUBJECTS = {"days_to_hire": "senior"}


class Pay(NamedTuple):
    """Gross pay a year of a role, in US dollars: the quarter paid least, the usual, the quarter paid most."""

    role: str
    low: float
    mode: float
    high: float
    source: Source


class CountryFigure(NamedTuple):
    """A figure of a country as a parameter, and its source."""

    parameter: Parameter
    source: Source


def people_cost_inputs(project: Project, catalogue: Catalogue, draws: int) -> Inputs:
    """Pay by role and what comes on top of it."""
    country = project.team.country or DEFAULT_COUNTRY
    own = tuple((name, value) for name, value in project.overrides.items() if name in OVERHEADS)
    return _overhead_inputs(catalogue, country, own, draws) | _pay_inputs(pay(project, catalogue))


@lru_cache(maxsize=32)
def _overhead_inputs(catalogue: Catalogue, country: str, own: tuple[tuple[str, Range], ...], draws: int) -> Inputs:
    """Dear countries are dear in all: what comes on top is drawn together with pay."""
    quantile = quantiles(catalogue, draws)["salary_draw"]
    values, sources = {}, {}
    for name, (known, source) in country_figures(catalogue, country).items():
        low, high = (known.value if end is None else end for end in (known.low, known.high))
        values[name], sources[name] = between(quantile, low, known.value, high), source
    for name, value in own:
        values[name] = between(quantile, value.low, None, value.high)
        sources[name] = Source(Origin.OVERRIDE, text(OVERHEADS[name].label))
    return Inputs(values, sources)


@lru_cache(maxsize=32)
def country_figures(catalogue: Catalogue, country: str) -> dict[str, CountryFigure]:
    """What comes on top of pay in a country, by name; another country's where its own is not known."""
    figures = {
        name: _figure(name, _row(catalogue, name, country, SUBJECTS.get(name, "")), catalogue) for name in OVERHEADS
    }
    statute = [row for row in catalogue.overheads if (row.item, row.country) == ("employer_social_security", country)]
    if statute:
        meaning = text("Employer's social security on top of gross pay")
        figures["loaded_multiplier"] = _figure("loaded_multiplier", statute[0], catalogue, meaning, 1)
    elif _row(catalogue, "loaded_multiplier", country).country != country:
        known, source = figures["loaded_multiplier"]
        figures["loaded_multiplier"] = CountryFigure(known, replace(source, origin=Origin.GUESS))
    return figures


def _row(catalogue: Catalogue, item: str, country: str, subject: str = "") -> Overhead:
    """The country's row, or else any country's."""
    rows = [row for row in catalogue.overheads if (row.item, row.subject) == (item, subject)]
    return min(rows, key=lambda row: (row.country != country, row.country != "any"))


def _figure(
    name: str, row: Overhead, catalogue: Catalogue, meaning: Text | None = None, base: float = 0
) -> CountryFigure:
    """A row as a parameter; what a row says on top of a base stands with it."""
    low, high = (base + (end or row.mode) for end in (row.low, row.high))
    question = OVERHEADS[name]
    known = Parameter(
        name=name, value=base + row.mode, low=low, high=high, unit=question.unit, kind=row.kind, source=row.source,
        as_of=row.as_of, meaning=question.label,
    )  # fmt: skip
    stale = is_stale(row, catalogue.as_of)
    return CountryFigure(known, Source(Origin(row.kind), meaning or text(question.label), row.source, row.as_of, stale))


def overridable(project: Project, catalogue: Catalogue) -> dict[str, Parameter]:
    """Every figure that a project may replace by its own: the parameters, and what comes on top of pay."""
    country = country_figures(catalogue, project.team.country or DEFAULT_COUNTRY)
    return {**catalogue.parameters, **{name: figure.parameter for name, figure in country.items()}}


def pay(project: Project, catalogue: Catalogue) -> tuple[Pay, ...]:
    """Gross pay of every role that does any of the work: the team's own, or as published for its country."""
    own = tuple(project.own_pay.items())
    return _pay(catalogue, project.team.country or DEFAULT_COUNTRY, own, project.money.currency or "USD")


@lru_cache(maxsize=32)
def _pay(catalogue: Catalogue, country: str, own: tuple[tuple[str, Range], ...], currency: str) -> tuple[Pay, ...]:
    given, per_usd = dict(own), catalogue.currency_rate(currency)
    return tuple(
        _own_pay(role, given[role], per_usd) if role in given else published_pay(role, country, catalogue)
        for role in roles(catalogue)
    )


def _own_pay(role: str, given: Range, per_usd: float) -> Pay:
    low, mode, high = (value / per_usd for value in (given.low, given.middle, given.high))
    return Pay(role, low, mode, high, Source(Origin.OVERRIDE, text(GROSS_PAY)))


def published_pay(role: str, country: str, catalogue: Catalogue) -> Pay:
    """Gross pay of a role as the catalogue has it."""
    found = catalogue.salary(role, country)
    per_usd = catalogue.currency_rate(found.currency)
    citation = "; ".join(dict.fromkeys(row.source for row in found.rows))
    oldest, stale = min(row.as_of for row in found.rows), any(is_stale(row, catalogue.as_of) for row in found.rows)
    low, mode, high = (value / per_usd for value in (found.low, found.mode, found.high))
    note = text(found.note.message, **dict(found.note.values) | {"role": text(ROLE_NAMES[role])})
    return Pay(role, low, mode, high, Source(Origin(found.kind), note, citation, oldest, stale))


@lru_cache(maxsize=32)
def _pay_inputs(paid: tuple[Pay, ...]) -> Inputs:
    values = {f"salary_{end}": np.array([[[getattr(each, end) for each in paid]]]) for end in ("low", "mode", "high")}
    return Inputs(values, dict.fromkeys(values, _pay_source(paid)))


def _pay_source(paid: tuple[Pay, ...]) -> Source:
    """The source of all pay together: published where any is, and then it says which roles' pay is the team's own."""
    own = [each for each in paid if each.source.origin is Origin.OVERRIDE]
    known = [each.source for each in paid if each not in own]
    if not known:
        return own[0].source
    names = Listing(tuple(text(ROLE_NAMES[each.role]) for each in own))
    meaning = text("Gross pay by role, your own for: {roles}", roles=names) if own else text(GROSS_PAY)
    guessed = any(source.origin is Origin.GUESS for source in known)
    return Source(
        Origin.GUESS if guessed else Origin.PUBLISHED, meaning,
        "; ".join(dict.fromkeys(part for source in known for part in source.citation.split("; "))),
        min(source.as_of for source in known if source.as_of), any(source.stale for source in known),
    )  # fmt: skip
