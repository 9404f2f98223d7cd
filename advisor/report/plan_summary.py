"""The first sheet: the recommendation, the main figures of the four ways, and how all of it is to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from advisor.advice import NAMES_IN_A_SENTENCE, Advice
from advisor.alternatives import WAYS, Way
from advisor.inputs import SEED
from advisor.language import N_, Reader, text
from advisor.report.drawing import way_name
from advisor.report.plan_book import DAY, SHARE, WHOLE, Book, Entry, Row, in_reader, number_format, unit_words
from advisor.report.plan_places import Places, first_month, today, total, until_launch
from advisor.report.words import setup, verdict_sentence
from advisor.version import ENGINE_VERSION

SHEET = N_("Summary")
MAIN = (
    ("total_cost", N_("Cost over the horizon, in today's money")),
    ("spending", N_("Total paid")),
    ("launch_cost", N_("Cost until launch")),
    ("first_month_cost", N_("Cost of the first month")),
    ("good_answer_share", N_("Good answers")),
    ("launch_weeks", N_("Time until launch")),
    ("effort_before_launch", N_("Work before launch")),
    ("run_team", N_("People to run it")),
)
WIDTHS = (44, 20, 19, 19, 19, 26)
LOW, EXPECTED, HIGH = 2, 3, 4
"""Columns of a figure's range."""


def write_summary(book: Book, advice: Advice, places: Mapping[Way, Places]) -> int:
    """The sheet; the row in which the cost of the first way stands, for the chart of all four."""
    reader = book.reader
    _ = reader._
    page = book.page(_(SHEET), advice.project.name or _("The whole plan"), WIDTHS)
    page.say(reader.say(verdict_sentence(advice)), reader.say(setup(advice.best.alternative)))
    page.row += 1
    heads = [_("Figure"), _("Way"), _("One future in ten is below"), _("Expected"), _("One future in ten is above"),
             _("Unit")]  # fmt: skip
    first = page.row + 1
    page.table(heads, _figures(advice, reader, places))
    page.heading(_("What this is"))
    for label, value, number in _facts(advice, reader):
        page.put(page.row, 0, label)
        page.put(page.row, 1, value, num_format=DAY if isinstance(value, date) else number, align="left", indent=1)
        page.row += 1
    page.sheet.fit_to_pages(1, 1)
    page.heading(_("How to read it"))
    page.say(
        _("Expected amounts of money are formulas: they follow what is changed on the sheet of the assumptions."),
        _("All other figures, and every low and high, are those of the app and stay as they are."),
        _("Amounts are without tax, the mean of all simulated futures; a range leaves one in ten out at each end."),
        _("The means of lines add up; their lows and highs do not, since not everything is dear at once."),
        _("Yellow cells may be changed. Words that the team wrote are never formulas, and addresses never links."),
    )
    return first


def _figures(advice: Advice, reader: Reader, places: Mapping[Way, Places]) -> Iterator[Row]:
    for name, label in MAIN:
        figures = [advice.figure(name, way) for way in WAYS]
        unit = figures[0].unit
        number = number_format(reader, max(in_reader(reader, figure.expected, unit) for figure in figures), unit)
        for way, figure in zip(WAYS, figures, strict=True):
            live = LIVE[name](places[way]) if name in LIVE else None
            low, expected, high = (
                in_reader(reader, value, unit) for value in (figure.low, figure.expected, figure.high)
            )
            cells: list[Entry] = [
                reader._(label), way_name(reader, way), low, live or expected, high, unit_words(reader, unit),
            ]  # fmt: skip
            yield Row(cells, number)


LIVE = {"total_cost": today, "spending": total, "launch_cost": until_launch, "first_month_cost": first_month}
"""The figures that follow the assumptions."""


def _facts(advice: Advice, reader: Reader) -> Iterator[tuple[str, Entry, str]]:
    """What the workbook is of: what it is called, its value and the format of its number."""
    _ = reader._
    first = text(NAMES_IN_A_SENTENCE[advice.first_step])
    rate = text("{currency}: {rate} for one US dollar", currency=reader.currency, rate=reader.currency_per_usd)
    yield from (
        (_("Chance of being best"), advice.best.chance, SHARE),
        (_("To begin with, as a proof of concept"), reader.say(first), ""),
        (_("Currency"), reader.say(rate), ""),
        (_("Day of the decision"), advice.start, ""),
        (_("Prices and figures as of"), advice.catalogue.as_of, ""),
        (_("Months after launch"), advice.months, WHOLE),
        (_("Simulated futures"), advice.count, WHOLE),
        (_("Seed of the simulation"), SEED, "0"),
        (_("Version of the program"), ENGINE_VERSION, ""),
    )
