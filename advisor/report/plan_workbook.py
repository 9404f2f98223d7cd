"""The whole plan as one workbook, in the reader's language and currency: answers, assumptions, and what follows.

Its sums are formulas over named assumptions. With nothing changed each comes to the app's own figure, and holds it too,
so that a viewer that computes nothing shows the same. What users wrote is words in every cell.
"""

from __future__ import annotations

import io
from datetime import datetime

from advisor.advice import Advice
from advisor.alternatives import WAYS
from advisor.language import Reader
from advisor.report.plan_assumptions import assumptions, write_assumptions
from advisor.report.plan_book import Book
from advisor.report.plan_charts import write_charts
from advisor.report.plan_inputs import write_inputs
from advisor.report.plan_months import write_months
from advisor.report.plan_people import write_people
from advisor.report.plan_places import places_of
from advisor.report.plan_quarters import write_quarters
from advisor.report.plan_sources import write_sources
from advisor.report.plan_summary import SHEET as SUMMARY
from advisor.report.plan_summary import write_summary
from advisor.report.plan_ways import lines_of_all, write_ways

SETTINGS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip


def plan_workbook(advice: Advice, reader: Reader) -> bytes:
    """The workbook of the whole project as an XLSX file, about the advised way and beside it the three others."""
    import xlsxwriter  # only who asks for a file waits for it

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, SETTINGS) as written:
        book = Book(written, reader)
        _describe(book, advice)
        _write(book, advice)
    return held.getvalue()


def _describe(book: Book, advice: Advice) -> None:
    """What the file says of itself."""
    day = advice.start
    title = advice.project.name or book.reader._("The whole plan")
    book.written.set_properties({"title": title, "created": datetime(day.year, day.month, day.day)})
    book.written.set_custom_property("Language", book.reader.language)


def _write(book: Book, advice: Advice) -> None:
    """The sheets, in the order in which they are read."""
    reader = book.reader
    places = {way: places_of(advice, reader, way) for way in WAYS}
    own = places[advice.verdict]
    first = write_summary(book, advice, places)
    write_charts(book, advice, places, reader._(SUMMARY), first)
    write_inputs(book, advice.project, advice.catalogue)
    write_assumptions(book, assumptions(advice, reader, own.plan, lines_of_all(places)))
    write_months(book, own)
    write_quarters(book, own)
    write_ways(book, advice, places)
    for way in WAYS:
        if way is not advice.verdict:
            write_months(book, places[way])
    write_people(book, advice)
    write_sources(book, advice)
