"""Tables of the money beside the lines: cash by quarter, GPUs by contract, and what the budget buys."""

from __future__ import annotations

import math
from decimal import Decimal

import pandas as pd

from advisor.advice import Advice, Figure
from advisor.alternatives import Way
from advisor.language import N_, Amount, Reader, Text, text
from advisor.report.budget import Bought, Budget, Span, bought
from advisor.report.cents import apportioned, in_currency, rounded
from advisor.report.drawing import way_name, way_text
from advisor.report.quarters import quarters
from advisor.report.sheets import EMPTY, Cell, bare, cell, in_units, said, sheet
from advisor.report.tables_options import Compared

UNIT = Decimal(1)
SAME = 0.0005
"""A difference that is not told."""
CONTRACTS = (
    ("on_demand", N_("On demand, always on"), "on_demand_rent_spending"),
    ("reserved", N_("Reserved for a year or more"), "reserved_rent_spending"),
    ("spot", N_("Spot: may be taken away"), "spot_rent_spending"),
    ("", N_("On demand, switched off while nobody asks"), "scaled_to_zero_rent_spending"),
)


def cash_by_quarter(advice: Advice, reader: Reader, way: Way, most: int | None = None) -> pd.DataFrame:
    """What is paid in each quarter from the decision on, those after `most` as one; the expected amounts add up."""
    _, found = reader._, quarters(advice, way, most)
    exact = [in_currency(reader, max(quarter.paid.expected, 0)) for quarter in found]
    total = rounded(in_currency(reader, advice.figure("spending", way).expected), UNIT)
    rows = [
        (
            reader.say(quarter.name),
            [
                Cell(bare(reader, quarter.paid.low, "USD"), quarter.paid.low),
                Cell(in_units(reader, amount), quarter.paid.expected),
                Cell(bare(reader, quarter.paid.high, "USD"), quarter.paid.high),
            ],
        )
        for quarter, amount in zip(found, apportioned(exact, total, UNIT), strict=True)
    ]
    spending = advice.figure("spending", way)
    paid = Cell(in_units(reader, total), spending.expected, (way.value, "spending"))
    low, high = (Cell(bare(reader, end, "USD"), end) for end in (spending.low, spending.high))
    rows.append((_("Total paid"), [low, paid, high]))
    columns = [_("One future in ten is below"), _("Expected"), _("One future in ten is above")]
    alt = text("What {way} pays in each quarter from the day of the decision on.", way=way_text(way))
    frame = sheet(columns, rows, reader.say(alt))
    frame.attrs["totals"] = [_("Total paid")]
    return frame


def contracts(advice: Advice, reader: Reader, way: Way) -> pd.DataFrame:
    """The same GPUs over the horizon by each contract; the one that the costs are counted with stands out."""
    on_demand = advice.figure("on_demand_rent_spending", way)
    rows = [(reader._(label), _contract(reader, advice.figure(name, way), on_demand)) for _, label, name in CONTRACTS]
    alt = text("Rent of the GPUs of {way} over the horizon by contract.", way=way_text(way))
    frame = sheet([reader._("Over the horizon"), reader._("Against on demand")], rows, reader.say(alt))
    frame.attrs["totals"] = [reader._(label) for kind, label, _ in CONTRACTS if kind == counted_contract(advice, way)]
    return frame


def counted_contract(advice: Advice, way: Way) -> str:
    """The contract that the costs are counted with: the one chosen, or on demand where nobody publishes its price."""
    chosen = advice.project.place.gpu_contract or "on_demand"
    known = chosen == "on_demand" or advice.figure(f"gpu_{chosen}_rent", way).is_known
    return chosen if known else "on_demand"


def _contract(reader: Reader, figure: Figure, on_demand: Figure) -> list[Cell]:
    if not figure.is_known:
        return [said(reader, text("not published")), EMPTY]
    if figure.quantity == on_demand.quantity or not on_demand.expected:
        return [cell(reader, figure, spans=True), EMPTY]
    more = figure.expected / on_demand.expected - 1
    share = Amount(abs(more), "share")
    against = text("the same") if abs(more) < SAME else (
        text("{share} more", share=share) if more > 0 else text("{share} less", share=share)
    )  # fmt: skip
    return [cell(reader, figure, spans=True), Cell(reader.say(against), more)]


def what_the_budget_buys(advice: Advice, reader: Reader, budget: Budget) -> Compared:
    """For each way: the chance to stay within, the volume that the month pays, and how long it all lasts."""
    found = bought(advice, budget)
    rows = [
        (reader._("Launch within budget"), [_chance(reader, each.within_once) for each in found]),
        (reader._("Month within budget"), [_chance(reader, each.within_monthly) for each in found]),
        (reader._("Both"), [_chance(reader, each.within_both) for each in found]),
        (reader._("Requests a month that it pays at most"), [_volume(reader, each.largest_volume) for each in found]),
        (reader._("Months that it lasts"), [_lasting(advice, reader, each) for each in found]),
    ]
    columns = [way_name(reader, each.way) for each in found]
    table = sheet(columns, rows, reader._("What the budget buys, by way."))
    return Compared(reader.say(_budget_finding(advice, budget, found)), table)


def _chance(reader: Reader, chance: float | None) -> Cell:
    return said(reader, text("no limit")) if chance is None else Cell(reader.amount(chance, "share"), chance)


def _volume(reader: Reader, volume: Span | None) -> Cell:
    if volume is None:
        return said(reader, text("no limit"))
    if volume.high == 0:
        return Cell(reader._("none: the fixed costs are above it"), 0.0)
    return _spanned(reader, volume)


def _lasting(advice: Advice, reader: Reader, found: Bought) -> Cell:
    if found.months.low >= advice.months:
        return Cell(reader.say(text("all {months}", months=advice.months)), found.months.middle)
    words = _spanned(reader, found.months).words
    share = Amount(found.lasts_share, "share")
    return Cell(reader.say(text("{months}; to the end in {share}", months=words, share=share)), found.months.middle)


def _spanned(reader: Reader, span: Span) -> Cell:
    low, middle, high = (_end(reader, value) for value in (span.low, span.middle, span.high))
    if span.low == span.high:
        return Cell(middle, span.middle)
    return Cell(reader.say(text("{expected} · {low}–{high}", expected=middle, low=low, high=high)), span.middle)


def _end(reader: Reader, value: float) -> str:
    return reader.amount(value, "count") if math.isfinite(value) else reader._("any")


def _budget_finding(advice: Advice, budget: Budget, found: tuple[Bought, ...]) -> Text:
    """Which way the budget is likeliest to pay for."""
    if budget.once is None and budget.monthly is None:
        return text("No budget is named: type one, or name it in the project")
    best = max(found, key=lambda each: (each.within_both, each.way is advice.verdict))
    if min(each.within_both for each in found) == 1:
        return text("This budget pays for each of the four ways in all futures")
    if best.within_both == 0:
        return text("This budget pays for none of the four ways in any future")
    return text(
        "This budget is kept most often with {way}: in {share} of the futures",
        way=way_text(best.way),
        share=Amount(best.within_both, "share"),
    )
