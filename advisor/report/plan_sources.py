"""What the total cost of the advised way rests on: every cited figure with its range, source and date."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.advice import Advice
from advisor.explain import Explained, explain
from advisor.language import N_, Reader, text
from advisor.report.drawing import way_text
from advisor.report.plan_book import DAY, WORDS, Book, Entry, Row, number_format, unit_words
from advisor.sources import ORIGIN_NAMES, Origin, Source

SHEET = N_("Sources")
WIDTHS = (60, 32, 15, 15, 15, 20, 28, 72, 12, 12)
CITED = (
    Origin.PUBLISHED,
    Origin.MEASURED,
    Origin.DERIVED,
    Origin.GUESS,
    Origin.OVERRIDE,
    Origin.ANSWER,
    Origin.ASSUMED,
)
"""The kinds that are shown, in this order: what is chosen or drawn has no source to look up."""


def write_sources(book: Book, advice: Advice) -> None:
    """Every leaf of the total cost but choices and draws, by kind and name."""
    reader = book.reader
    _ = reader._
    page = book.page(
        _(SHEET), reader.say(text("What the cost of {way} rests on", way=way_text(advice.verdict))), WIDTHS
    )
    page.say(
        _("Every figure that the total cost is reckoned from: its mean, and what eight futures in ten lie between."),
        _("A figure that a formula names need not move the cost here, such as the memory of a GPU at an API."),
        _("Of a list or a course the first entry stands here. Money is in US dollars. Addresses are words, not links."),
    )
    page.row += 1
    heads = [_("What it is"), _("Name"), _("Low"), _("Expected"), _("High"), _("Unit"), _("Kind"), _("Source"),
             _("As of"), _("Mark")]  # fmt: skip
    page.table(heads, _leaves(advice, reader))


def _leaves(advice: Advice, reader: Reader) -> Iterator[Row]:
    found = {leaf.quantity.name: leaf for leaf in explain(advice, "total_cost").leaves()}
    cited = [leaf for leaf in found.values() if leaf.source and leaf.source.origin in CITED]
    for leaf in sorted(cited, key=lambda leaf: (CITED.index(_source(leaf).origin), leaf.quantity.name)):
        yield _row(reader, leaf, _source(leaf))


def _source(leaf: Explained) -> Source:
    assert leaf.source is not None
    return leaf.source


def _row(reader: Reader, leaf: Explained, source: Source) -> Row:
    unit = leaf.quantity.unit
    dollars = Reader(reader.language)
    cells: list[Entry] = [
        reader.say(source.meaning), leaf.quantity.name, leaf.low, leaf.value, leaf.high,
        unit_words(dollars, unit), reader._(ORIGIN_NAMES[source.origin]), source.citation, source.as_of,
        reader._("out of date") if source.stale else "",
    ]  # fmt: skip
    numbers = [number_format(dollars, value, unit) for value in (leaf.low, leaf.value, leaf.high)]
    return Row(cells, (WORDS, WORDS, *numbers, WORDS, WORDS, WORDS, DAY, WORDS))
