"""Tables of what people cost, as published: pay by role, and what comes on top of it."""

from __future__ import annotations

import pandas as pd

from advisor.advice import Advice
from advisor.alternatives import Way
from advisor.catalogue import Catalogue
from advisor.language import N_, Reader, Text, text
from advisor.pay import OVERHEADS, ROLE_NAMES, country_figures, published_pay
from advisor.reference import DEFAULT_COUNTRY, roles
from advisor.report.charts_team import entry
from advisor.report.sheets import whole_money
from advisor.sources import ORIGIN_NAMES, Source

COLUMNS = {
    "what": N_("Item"),
    "low": N_("Low"),
    "likely": N_("Likely"),
    "high": N_("High"),
    "source": N_("Source"),
    "as_of": N_("As of"),
}


def pay_by_role(advice: Advice, reader: Reader, way: Way) -> pd.DataFrame:
    """Gross pay a year of each role that the way needs, or whose pay the team gave; by role."""
    country = advice.project.team.country or DEFAULT_COUNTRY
    rows = {}
    for role in _roles_needed(advice, way):
        pay = published_pay(role, country, advice.catalogue)
        ends = [whole_money(reader, value) for value in (pay.low, pay.mode, pay.high)]
        rows[role] = [reader._(ROLE_NAMES[role]), *ends, *_cited(pay.source, reader, said=True)]
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS))


def _roles_needed(advice: Advice, way: Way) -> list[str]:
    work = ("effort_by_role", "run_effort_by_role")
    return [
        role
        for position, role in enumerate(roles(advice.catalogue))
        if role in advice.project.own_pay or any(entry(advice, name, position, way).expected > 0 for name in work)
    ]


def overheads(advice: Advice, reader: Reader) -> pd.DataFrame:
    """What comes on top of pay in the project's country, and how long hiring takes; by name."""
    rows = {}
    for name, (known, source) in country_figures(
        advice.catalogue, advice.project.team.country or DEFAULT_COUNTRY
    ).items():
        ends = [reader.amount(value, known.unit) for value in (known.low, known.value, known.high) if value is not None]
        rows[name] = [reader._(OVERHEADS[name].label), *ends, *_cited(source, reader)]
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS))


def _cited(source: Source, reader: Reader, said: bool = False) -> list[str]:
    """What the source is, who says so, and as of when."""
    words = [reader._(ORIGIN_NAMES[source.origin]), *([reader.say(source.meaning)] if said else []), source.citation]
    return [": ".join(words), reader.say(source.as_of) if source.as_of else ""]


def published_rate(catalogue: Catalogue, currency: str) -> Text:
    """What a US dollar is worth in a currency by the catalogue, and as of when."""
    days = [row.as_of for row in catalogue.currency_rates if row.currency in (currency, "USD")]
    return text("{rate} on {day}", rate=catalogue.currency_rate(currency), day=min(days))
