"""Tables of scenarios: the answers that differ, what each comes to, why, and what has moved since a figure was kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import pandas as pd

from advisor.advice import WAY_NAMES
from advisor.alternatives import Way
from advisor.comparison import COMPARED, Compared, Move, Reasons, WayOutcome
from advisor.differences import differing
from advisor.language import N_, Amount, Reader, text
from advisor.project_file import Project
from advisor.report.cents import in_currency, rounded
from advisor.report.charts_team import ROLE_NAMES
from advisor.report.comparison_words import (
    FIGURE_NAMES,
    answer_in_words,
    difference_in_words,
    exact,
    factor_in_words,
    labels,
    path_in_words,
)
from advisor.report.sheets import EMPTY, Cell, bare, cell, in_units, said, sheet
from advisor.report.words import setup
from advisor.snapshot import KeptFigure, MovedFigure, ThenAndNow

STEPS = {"share": Decimal("0.001"), "weeks": Decimal("0.1"), "person-weeks": Decimal("0.1")}
"""To what parts of a difference are rounded, so that they add up as shown; money to the unit, small amounts finer."""
SMALL_MONEY = 100
Row = tuple[str, list[Cell]]


def answers_that_differ(scenarios: Sequence[Compared], reader: Reader) -> pd.DataFrame:
    """The answers in which scenarios differ, one column a scenario; empty where there are none."""
    said = reader._("The answers that are not alike in all scenarios.")
    return _answers([scenario.project for scenario in scenarios], labels(scenarios), said, reader)


def two_versions(versions: Sequence[tuple[str, Project]], reader: Reader) -> pd.DataFrame:
    """The answers in which versions of one scenario differ, each version under its name."""
    names, projects = zip(*versions, strict=True)
    return _answers(projects, names, reader._("The answers that are not alike in both versions."), reader)


def _answers(projects: Sequence[Project], names: Sequence[str], alt: str, reader: Reader) -> pd.DataFrame:
    rows = [
        (
            path_in_words(reader, found.path),
            [
                Cell(answer_in_words(reader, found.path, answer, project))
                for answer, project in zip(found.answers, projects, strict=True)
            ],
        )
        for found in differing(projects)
    ]
    return sheet(names, rows, alt)


def results(scenarios: Sequence[Compared], reader: Reader, way: Way | None = None) -> pd.DataFrame:
    """What each scenario comes to at its own verdict, or all at one way; one column a scenario."""
    found = [scenario.outcome.of(way) for scenario in scenarios]
    rows: list[Row] = [
        (reader._("Verdict"), [said(reader, text(WAY_NAMES[one.outcome.verdict])) for one in scenarios]),
        (_of(reader, way, N_("Chance of being best")), [_chance(reader, one) for one in found]),
        (reader._("Model and place"), [said(reader, setup(one.alternative)) for one in found]),
    ]
    for name in COMPARED:
        figures = [one.figures[name] for one in found]
        if any(figure.is_known and figure.high for figure in figures):
            rows.append((reader._(FIGURE_NAMES[name]), [cell(reader, figure, spans=True) for figure in figures]))
        if name == "launch_weeks":
            rows += _launch(reader, found)
    rows.append((reader._("Roles that nobody there can fill"), [_missing(reader, one) for one in found]))
    alt = text("Scenarios side by side: verdict, chance, quality, costs, launch, people, hardware and energy.")
    return sheet(labels(scenarios), rows, reader.say(alt))


def _of(reader: Reader, way: Way | None, label: str) -> str:
    return reader._(label) if way is None else f"{reader._(label)}: {reader._(WAY_NAMES[way])}"


def _chance(reader: Reader, one: WayOutcome) -> Cell:
    chance = reader.amount(round(one.chance, 2), "share")
    words = chance if one.is_open else reader.say(text("{chance}, ruled out", chance=chance))
    return Cell(words, one.chance)


def _launch(reader: Reader, found: Sequence[WayOutcome]) -> list[Row]:
    return [
        (
            reader._("Live as likely as not (P50)"),
            [_by(reader, one.launch.even_day, one.launch.even_weeks) for one in found],
        ),
        (
            reader._("Live in four futures of five (P80)"),
            [_by(reader, one.launch.safe_day, one.launch.safe_weeks) for one in found],
        ),
    ]


def _by(reader: Reader, day: object, weeks: float) -> Cell:
    return Cell(reader.say(text("{day} ({weeks})", day=day, weeks=Amount(weeks, "weeks"))), weeks)


def _missing(reader: Reader, one: WayOutcome) -> Cell:
    roles = tuple(reader._(ROLE_NAMES[role]) for role in one.missing)
    return Cell(reader.listing(roles) if roles else reader._("none"), len(roles))


# Why


def why(
    found: Reasons, move: Move, reader: Reader, names: tuple[str, str], projects: tuple[Project, Project]
) -> pd.DataFrame:
    """From one scenario's figure to the other's: what each answer brought, largest first, and the sum.

    Where the verdict moves, each part in two: what moved at the first scenario's way, and what following the verdict
    brought. Parts are rounded so that all sums are right as they are shown.
    """
    show, parts = _rounded_parts(reader, move)
    order = sorted(range(len(found.factors)), key=lambda place: -abs(parts[place][0] + parts[place][1]))
    moves = any(by_verdict for _, by_verdict in parts)
    shown = [(factor_in_words(reader, found.factors[place], *projects), parts[place]) for place in order]
    sums = (sum((part[0] for part in parts), Decimal(0)), sum((part[1] for part in parts), Decimal(0)))
    shown.append((reader._("All together"), sums))
    rows = [(words, _parts(show, part, moves)) for words, part in shown]
    columns = [reader._("In all")]
    if moves:
        columns = [reader._("At the same way"), reader._("By another verdict"), *columns]
    alt = text("What each answer brings of the difference between {base} and {other}.", base=names[0], other=names[1])
    frame = sheet(columns, rows, reader.say(alt))
    frame.attrs["totals"] = [rows[-1][0]]
    return frame


def _parts(show: Callable[[Decimal], str], part: tuple[Decimal, Decimal], moves: bool) -> list[Cell]:
    in_all = part[0] + part[1]
    amounts = [*part, in_all] if moves else [in_all]
    return [Cell(show(amount), float(amount)) for amount in amounts]


def _rounded_parts(reader: Reader, move: Move) -> tuple[Callable[[Decimal], str], list[tuple[Decimal, Decimal]]]:
    """The parts in whole steps, the largest of them bearing what rounding leaves over, and how to write one."""
    is_money = move.unit.startswith("USD")

    def in_reader(value: float) -> Decimal:
        return in_currency(reader, value) if is_money else Decimal(repr(float(value)))

    small = is_money and max(abs(in_reader(move.before)), abs(in_reader(move.after))) < SMALL_MONEY
    step = Decimal("0.0001") if small else Decimal(1) if is_money else STEPS.get(move.unit, Decimal("0.01"))
    cells = [[rounded(in_reader(value), step) for value in values] for values in (move.at_same_way, move.by_verdict)]
    if cells[0]:
        whole = rounded(in_reader(move.after), step) - rounded(in_reader(move.before), step)
        largest = max(range(len(cells[0])), key=lambda place: abs(cells[0][place]))
        cells[0][largest] += whole - sum(cells[0]) - sum(cells[1])

    def show(amount: Decimal) -> str:
        sign = "+" if amount > 0 else "−" if amount < 0 else ""
        if move.unit == "share":
            return reader.say(text("{points} percentage points", points=f"{sign}{exact(reader, abs(amount) * 100)}"))
        if is_money:
            size = f"{exact(reader, abs(amount))} {reader.currency}" if small else in_units(reader, abs(amount))
            return f"{sign}{size}"
        return f"{sign}{reader.amount(float(abs(amount)), move.unit)}"

    return show, list(zip(*cells, strict=True))


# Then and now


def moved(found: ThenAndNow, reader: Reader, everything: bool = False) -> pd.DataFrame:
    """The figures that moved: as kept, what the engine moved, what data and day moved, and as of today.

    Of the verdict, or of every way where everything is wanted; empty where nothing moved.
    """
    rows = [_moved(reader, each) for each in found.moved if everything or each.way is None]
    columns = [
        reader.say(text("As kept, {day}", day=found.then.data_of)),
        reader._("Moved by the engine"),
        reader._("Moved by data and day"),
        reader.say(text("Today, {day}", day=found.today)),
    ]
    return sheet(columns, rows, reader._("Figures as they were and as they are, and what moved them."))


def _moved(reader: Reader, each: MovedFigure) -> Row:
    name = reader._(FIGURE_NAMES[each.quantity])
    words = name if each.way is None else f"{reader._(WAY_NAMES[each.way])}: {name}"
    ends = [_end(reader, kept, each.unit) for kept in (each.then, each.now)]
    parts = [_signed(reader, value, each.unit) for value in (each.by_engine, each.by_data)]
    return words, [ends[0], *parts, ends[1]]


def _end(reader: Reader, kept: KeptFigure | None, unit: str) -> Cell:
    """A figure as it was kept, with its range."""
    if kept is None or kept.expected is None:
        return Cell(reader._("unknown"))
    expected = reader.amount(kept.expected, unit)
    if kept.low is None or kept.high is None or kept.low == kept.high:
        return Cell(expected, kept.expected)
    low, high = bare(reader, kept.low, unit), bare(reader, kept.high, unit)
    return Cell(reader.say(text("{expected} · {low}–{high}", expected=expected, low=low, high=high)), kept.expected)


def _signed(reader: Reader, value: float | None, unit: str) -> Cell:
    """How far a figure moved; nothing where it did not, as far as it is shown."""
    if value is None:
        return Cell(reader._("unknown"))
    words = difference_in_words(reader, value, unit)
    if words == difference_in_words(reader, 0.0, unit):
        return EMPTY
    return Cell(("+" if value > 0 else "−") + words, value)


def newer_rows(found: ThenAndNow, reader: Reader) -> pd.DataFrame:
    """What the data say since: one line a file, with the names of its newer rows."""
    files: dict[str, list[str]] = {}
    for row in found.newer:
        files.setdefault(row.file, []).append(row.name)
    rows = [
        (file, [Cell(reader.say(len(names)), len(names)), Cell(_few(reader, names))]) for file, names in files.items()
    ]
    rows += [
        (
            model,
            [Cell(reader.say(len(changes)), len(changes)), Cell(_few(reader, [reader.say(c.day) for c in changes]))],
        )
        for model, changes in found.price_changes.items()
    ]
    return sheet([reader._("Newer rows"), reader._("Which")], rows, reader._("Rows of the data that are newer."))


MOST_NAMED = 6


def _few(reader: Reader, names: list[str]) -> str:
    """A few of the names, and how many more there are."""
    told = "; ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return told if more <= 0 else reader.say(text("{names} and {count} more", names=told, count=more))
