"""The files for finance: read back, they add up to the cent, and hold no formula whatever a project is called."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS, Way
from advisor.catalogue import Catalogue
from advisor.examples import examples
from advisor.language import Reader
from advisor.project_file import Project
from advisor.report.ledger import ledger
from advisor.report.quarters import quarters
from advisor.report.workbook import Grid, comma_separated, grids, workbook

EUROS = Reader("es", "EUR", 0.8951)


def parts(book: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("reader", [Reader("en"), EUROS], ids=["en", "es"])
def test_every_table_adds_up_to_the_cent(advice: Advice, way: Way, reader: Reader) -> None:
    costs, months, by_quarter = grids(advice, reader, way)
    *lines, total, discount, today = costs.rows
    for column in (1, 2, 3):
        assert sum(row[column] for row in lines) == total[column]  # type: ignore[misc]
    assert all(row[1] + row[2] == row[3] for row in (*lines, total))  # type: ignore[operator]
    assert total[3] + discount[3] == today[3]  # type: ignore[operator]
    *each, all_lines = months.rows
    for column in range(1, len(months.columns)):
        assert sum(row[column] for row in each) == all_lines[column]  # type: ignore[misc]
    assert all(sum(row[1:-1]) == row[-1] for row in months.rows)  # type: ignore[arg-type]
    *told, paid = by_quarter.rows
    assert sum(row[2] for row in told) == paid[2] == total[3] == all_lines[-1]  # type: ignore[misc]


def test_the_lines_come_to_all_that_is_spent_however_seldom() -> None:
    advice = advise(next(example.project for example in examples() if example.name == "07_query_language"))
    reader = Reader("en")
    for way in WAYS:
        total = Decimal(repr(advice.figure("spending", way).expected)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert ledger(advice, reader, way).total == total, way


@pytest.mark.parametrize("way", WAYS)
def test_the_quarters_hold_everything_that_is_paid(advice: Advice, way: Way) -> None:
    told = quarters(advice, way)
    assert sum(quarter.paid.expected for quarter in told) == pytest.approx(advice.figure("spending", way).expected)
    assert told[0].places.start == 0 and all(
        before.places.stop == after.places.start for before, after in pairwise(told)
    )
    assert all(quarter.paid.low <= quarter.paid.high for quarter in told)


def test_the_workbook_holds_the_numbers_of_the_tables(advice: Advice) -> None:
    found = parts(workbook(advice, EUROS, advice.verdict))
    costs = grids(advice, EUROS, advice.verdict)[0]
    cells = {Decimal(value) for value in re.findall(r"<v>(-?[\d.]+)</v>", found["xl/worksheets/sheet1.xml"])}
    wanted = {entry for row in costs.rows for entry in row if isinstance(entry, Decimal)}
    assert {round(value, 2) for value in wanted} <= {round(value, 2) for value in cells}
    assert len([name for name in found if name.startswith("xl/worksheets/sheet")]) == 4


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("https://example.org")', "https://example.org"]
)
def test_a_name_is_never_a_formula_or_a_link(name: str, catalogue: Catalogue) -> None:
    advice = advise(Project.parse({"name": name}), catalogue)
    found = parts(workbook(advice, Reader("en"), advice.verdict))
    pages = "".join(page for part, page in found.items() if part.startswith("xl/worksheets"))
    assert "<f>" not in pages and "<hyperlink" not in pages


@settings(max_examples=60)
@given(st.text(max_size=20), st.decimals(-1000, 1000, places=2))
def test_no_cell_of_the_plain_file_begins_a_formula(words: str, amount: Decimal) -> None:
    written = comma_separated(Grid(words, (words, "amount"), ((words, amount),))).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert rows[1][1] == str(amount)
    for cell in (rows[0][0], rows[1][0]):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert cell.removeprefix("'").splitlines() == words.removeprefix("'").splitlines()
