"""The workbook of the whole plan: its cells hold the app's figures, and a spreadsheet that computes it anew agrees."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from advisor.advice import WAY_NAMES, Advice, advise
from advisor.alternatives import WAYS, Way
from advisor.catalogue import Catalogue
from advisor.explain import explain
from advisor.language import Reader
from advisor.project import QUESTIONS
from advisor.project_file import Project
from advisor.report.ledger import ledger
from advisor.report.plan_workbook import plan_workbook
from advisor.report.quarters import quarters
from advisor.report.words import reader_of
from advisor.sources import Origin

YEN = Reader("es", "JPY", 150.0)
API, BOUGHT, RENTED = (
    "facts from documents, by API", "on bought machines, in euros, with values",
    "millions of requests on rented machines",
)  # fmt: skip
ALWAYS_COMPUTE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""
POINTS: dict[str, Any] = {
    "start": "2026-11-22",
    "task": {"kind": "document_questions", "failure": "facts", "prompt_effort": "worked", "citations": True},
    "knowledge": {"source": "documents", "documents": 5000, "pages_per_document": 8, "languages": ["es"]},
    "traffic": {"users": 400, "queries_per_user_day": [2, 5], "growth_per_year": 0.2},
    "place": {"data_location": "any_api", "providers": ["openai"]},
    "team": {"people": {"backend_engineer": 2, "data_engineer": 1}, "skill_search": "some", "country": "ES"},
    "money": {"currency": "EUR", "horizon_months": 12},
    "overrides": {"discount_rate": 0.08, "contingency_share": 0.1},
    "own_rates": {"EUR": 0.9},
}
"""Where growth, discount rate and contingency are one value each, formula over means and mean of formulas are one."""
OTHER_POINTS = POINTS | {
    "overrides": {"discount_rate": 0.03, "contingency_share": 0.25},
    "own_rates": {"EUR": 1.35},
    "traffic": POINTS["traffic"] | {"growth_per_year": 0.5},
}


CLOSE = {"Running evaluation": 0.05, "Monitoring": 0.05, "Contingency": 5e-4}
"""How near a line comes that has a ceiling or a least bill, and what is reckoned on it; the others are exact."""
Plan = tuple[Advice, Reader, bytes]
Plans = dict[str, Plan]


@pytest.fixture(scope="module")
def plans(advices: dict[str, Advice], catalogue: Catalogue) -> Plans:
    readers = {API: Reader("en"), BOUGHT: reader_of(advices[BOUGHT], "es"), RENTED: YEN}
    told = {name: (advices[name], reader) for name, reader in readers.items()}
    points = advise(Project.parse(POINTS), catalogue)
    told["points"] = points, reader_of(points, "en")
    return {name: (advice, reader, plan_workbook(advice, reader)) for name, (advice, reader) in told.items()}


@pytest.fixture(params=[API, BOUGHT, RENTED, "points"])
def plan(request: pytest.FixtureRequest, plans: Plans) -> tuple[Advice, Reader, bytes]:
    return plans[request.param]


@cache
def opened(book: bytes | Path, values: bool = True) -> Workbook:
    """The workbook, to be read and never changed: its values, or its formulas."""
    return load_workbook(book if isinstance(book, Path) else io.BytesIO(book), data_only=values)


def months(book: Workbook, reader: Reader, way: Way) -> Worksheet:
    return book[("Months, " if reader.language == "en" else "Meses, ") + reader._(WAY_NAMES[way])]


def row(sheet: Worksheet, label: str, after: str = "") -> list[Any]:
    """The numbers of the first row with this label, below a row with that one."""
    rows = sheet.iter_rows(values_only=True)
    if after:
        next(cells for cells in rows if cells[0] == after)
    found = next(cells for cells in rows if cells[0] == label)
    return [cell for cell in found[1:] if isinstance(cell, int | float)]


def cells(book: Workbook) -> Iterator[tuple[str, Any]]:
    for sheet in book:
        for line in sheet.iter_rows():
            for cell in line:
                yield f"{sheet.title}!{cell.coordinate}", cell


def test_the_months_hold_the_ledger_to_the_cent(plan: Plan) -> None:
    advice, reader, held = plan
    book = opened(held)
    for way in WAYS:
        books, sheet = ledger(advice, reader, way), months(book, reader, way)
        for line, amounts in zip(books.lines, books.amounts, strict=True):
            shown = row(sheet, reader._(line.label))
            assert shown == pytest.approx([*map(float, amounts), float(sum(amounts))], abs=1e-6)
            assert row(sheet, reader._(line.label), after=reader._("The app's own amounts, in the plan")) == shown[:-1]
        assert row(sheet, reader._("Total paid")) == pytest.approx([*map(float, books.by_period), float(books.total)])
        assert row(sheet, reader._("In today's money"))[-1] == pytest.approx(float(books.total_today))
        assert row(sheet, reader._("Discounting")) == pytest.approx([float(books.discount)])


def test_the_quarters_hold_the_ledger_and_their_shares_are_whole(plan: Plan) -> None:
    advice, reader, held = plan
    sheet = opened(held)[reader._("Quarters")]
    books = ledger(advice, reader, advice.verdict)
    assert row(sheet, reader._("Total paid")) == pytest.approx([float(books.total)])
    for quarter in quarters(advice, advice.verdict):
        booked = float(sum(books.quarters[quarter.places]))
        assert row(sheet, reader.say(quarter.name))[1] == pytest.approx(booked)
    shares = np.array(
        [line[1 : advice.months + 2] for line in sheet.iter_rows(values_only=True)
         if isinstance(line[advice.months + 1], int | float)]
    )  # fmt: skip
    paid = np.array([float(amount) for amount in books.by_period])
    assert shares.sum(axis=0)[paid > 1] == pytest.approx(1, abs=1e-3)


def test_the_summary_holds_the_figures_of_the_four_ways(plan: Plan) -> None:
    advice, reader, held = plan
    lines = list(opened(held)[reader._("Summary")].iter_rows(values_only=True))
    money = {
        "total_cost": "Cost over the horizon, in today's money", "spending": "Total paid",
        "launch_cost": "Cost until launch", "first_month_cost": "Cost of the first month",
    }  # fmt: skip
    others = {"good_answer_share": "Good answers", "launch_weeks": "Time until launch"}
    for name, label in (money | others).items():
        found = [line for line in lines if line[0] == reader._(label)]
        rate = reader.currency_per_usd if name in money else 1
        for way, line in zip(WAYS, found, strict=True):
            figure = advice.figure(name, way)
            assert line[2] == pytest.approx(figure.low * rate) and line[4] == pytest.approx(figure.high * rate)
            assert line[3] == pytest.approx(figure.expected * rate, abs=1.01)


def test_every_difference_is_to_the_advised_way(plan: Plan) -> None:
    advice, reader, held = plan
    *four, one, two, three = row(opened(held)[reader._("Ways")], reader._("Total in today's money"))
    own = four.pop(WAYS.index(advice.verdict))
    assert [one, two, three] == pytest.approx([other - own for other in four])


def test_the_work_adds_up_to_the_effort_before_launch(plan: Plan) -> None:
    advice, reader, held = plan
    sheet = opened(held)[reader._("People")]
    *stages, every, _ = row(sheet, reader._("All"))
    assert sum(stages) == pytest.approx(every) == pytest.approx(advice.figure("effort_before_launch").expected)
    assert row(sheet, reader._("All"), after=reader._("Tasks"))[0] == pytest.approx(every)


def test_every_question_and_every_cited_figure_stands_in_it(plan: Plan) -> None:
    advice, reader, held = plan
    book = opened(held)
    told = [line[0] for line in book[reader._("Inputs")].iter_rows(values_only=True)]
    assert [label for label in told if label in {reader._(each.label) for each in QUESTIONS.values()}] == [
        reader._(each.label) for each in QUESTIONS.values()
    ]
    cited = {line[1] for line in book[reader._("Sources")].iter_rows(values_only=True)}
    leaves = explain(advice, "total_cost").leaves()
    kinds = (Origin.PUBLISHED, Origin.MEASURED, Origin.DERIVED, Origin.GUESS, Origin.OVERRIDE)
    assert {leaf.quantity.name for leaf in leaves if leaf.source and leaf.source.origin in kinds} <= cited


def test_what_is_not_answered_is_shown_as_assumed(plans: Plans) -> None:
    lines = {line[0]: line for line in opened(plans["points"][2])["Inputs"].iter_rows(values_only=True)}
    growth, turns = lines["Growth a year"], lines["Turns of a conversation"]
    assert growth[2] == "20%" and growth[3] == growth[5] == 0.2 and growth[7] == "your answer"
    assumed = QUESTIONS["traffic.turns"].assumed
    assert assumed and turns[3:6] == (assumed.low, assumed.mode, assumed.high) and turns[7] == "assumed: no answer yet"


@pytest.mark.parametrize("name", ['=HYPERLINK("https://example.org")', "+1", "@SUM(A1)", "\t=1"])
def test_no_word_of_a_user_is_a_formula_or_a_link(name: str, catalogue: Catalogue) -> None:
    content = {
        "name": name, "team": {"people": [{"role": "ml_engineer", "share": 1, "name": name.strip() or "x"}]},
        "knowledge": {"languages": [name.strip()]}, "measured": {"knowledge.languages": f"https://example.org {name}"},
        "own_gpus": {name.strip(): {"memory_gib": 96, "memory_bandwidth_gigabytes_per_second": 1597,
                                    "dense_16_bit_teraflops": 468, "usd_per_hour": 1.2}},
    }  # fmt: skip
    held = plan_workbook(advise(Project.parse(content), catalogue, draws=64), Reader("en"))
    with zipfile.ZipFile(io.BytesIO(held)) as archive:
        pages = "".join(archive.read(part).decode() for part in archive.namelist() if part.startswith("xl/worksheets"))
        rels = [part for part in archive.namelist() if "rels" in part]
        assert not any(b"hyperlink" in archive.read(part) for part in rels) and "<hyperlink" not in pages
    words = [
        cell for _, cell in cells(opened(held, values=False)) if cell.data_type == "s" and name.strip() in cell.value
    ]
    assert len(words) >= 3
    formulas = re.findall(r"<f>(.*?)</f>", pages)
    assert formulas and not [formula for formula in formulas if "HYPERLINK" in formula or formula in ("1+1", "1")]


def test_who_cannot_see_or_only_prints_gets_it_all(plan: Plan) -> None:
    advice, reader, held = plan
    book = opened(held)
    assert book.properties.title == (advice.project.name or reader._("The whole plan"))
    assert {each.name: each.value for each in book.custom_doc_props.props} == {"Language": reader.language}
    for sheet in book:
        assert not sheet.merged_cells.ranges and sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and len(sheet.title) <= 31
        if sheet.title != reader._("Charts"):
            assert sheet.freeze_panes and sheet.print_title_rows
    with zipfile.ZipFile(io.BytesIO(held)) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    assert len(re.findall(r'descr="[^"]{20,}"', drawing)) == 4


def test_the_names_of_the_assumptions_are_names_in_both_languages(plan: Plan) -> None:
    _, reader, held = plan
    book = opened(held, values=False)
    names = [name for name in book.defined_names if not name.startswith("_")]
    assert len(names) >= 20 and all(re.fullmatch(r"[^\W\d]\w+", name) for name in names)
    used = {
        word for _, cell in cells(book) if cell.data_type == "f" for word in re.findall(r"[^\W\d]\w+_\w+", cell.value)
    }
    assert used and used <= set(names)
    assert ("Discount_rate" in names) == (reader.language == "en")


def written(held: bytes, path: Path) -> Path:
    """The workbook as it is."""
    path.write_bytes(held)
    return path


def changed(held: bytes, path: Path, **values: float) -> Path:
    """The workbook with other assumptions, as somebody leaves it who changes and saves it."""
    book = load_workbook(io.BytesIO(held))
    for name, value in values.items():
        sheet, place = next(iter(book.defined_names[name].destinations))
        book[sheet][place.replace("$", "")] = value
    book.save(path)
    return path


@pytest.fixture(scope="module")
def computed(plans: Plans, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    """The workbooks as they are, and some with other assumptions, computed anew by LibreOffice in one go."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("there is no LibreOffice; on Debian: apt-get install libreoffice-calc")
    folder = tmp_path_factory.mktemp("plan")
    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(ALWAYS_COMPUTE)
    variants = {f"as it is: {name}": written(held, folder / f"{place}.xlsx")
                for place, (name, (_, _, held)) in enumerate(plans.items()) if name != "points"}  # fmt: skip
    points = plans["points"][2]
    variants |= {
        "rate": changed(points, folder / "rate.xlsx", Currency_rate=0.45),
        "requests": changed(points, folder / "requests.xlsx", Requests_factor=2, Factor_People=1.5),
        "months": changed(points, folder / "months.xlsx", Months_counted=3, Discount_rate=0),
        "other points": changed(points, folder / "other.xlsx", Currency_rate=1.35, Growth_a_year=0.5,
                                Discount_rate=0.03, Contingency_share=0.25),
    }  # fmt: skip
    command = [office, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(folder / "out"), *map(str, variants.values())], check=True, capture_output=True,
        timeout=180,
    )  # fmt: skip
    return {name: opened(folder / "out" / path.name) for name, path in variants.items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", [API, BOUGHT, RENTED])
def test_computed_anew_with_nothing_changed_every_formula_gives_what_it_holds(
    name: str, plans: Plans, computed: dict[str, Workbook]
) -> None:
    held, anew = opened(plans[name][2]), computed[f"as it is: {name}"]
    formulas = [place for place, cell in cells(opened(plans[name][2], values=False)) if cell.data_type == "f"]
    assert len(formulas) > 500
    for place in formulas:
        sheet, cell = place.split("!")
        assert isinstance(anew[sheet][cell].value, int | float), place
        assert anew[sheet][cell].value == pytest.approx(held[sheet][cell].value, abs=1e-6), place
    assert not [place for place, cell in cells(anew) if cell.data_type == "e" or str(cell.value).startswith("#")]


@pytest.mark.slow
def test_at_half_the_rate_what_is_billed_in_dollars_costs_half(plans: Plans, computed: dict[str, Workbook]) -> None:
    advice, reader, held = plans["points"]
    before, after = (months(book, reader, advice.verdict) for book in (opened(held), computed["rate"]))
    assert row(after, "People") == pytest.approx(row(before, "People"))
    lines = [line.label for line in ledger(advice, reader, advice.verdict).lines if line.label != "Contingency"]
    bills = [
        label for label in lines if label not in ("People", "Hiring and settling in", "Migration when a model retires")
    ]
    assert "Model API" in bills
    for label in bills:
        halves = [amount / 2 for amount in row(before, label)[:-1]]
        assert row(after, label)[:-1] == pytest.approx(halves, abs=0.0051)
    planned = [sum(row(after, label)[n] for label in lines) for n in range(13)]
    contingency, total = row(after, "Contingency"), row(after, "Total paid")
    assert contingency[:-1] == pytest.approx([0.1 * amount for amount in planned], abs=0.03)
    assert total[:-1] == pytest.approx([a + b for a, b in zip(planned, contingency[:-1], strict=True)], abs=1e-6)
    assert row(computed["rate"]["Quarters"], "Total paid") == pytest.approx([total[-1]])
    assert row(computed["rate"]["Ways"], "Total paid")[WAYS.index(advice.verdict)] == pytest.approx(total[-1])


@pytest.mark.slow
def test_twice_the_requests_double_the_bill_of_the_model_and_people_half_as_many_again_their_own(
    plans: Plans, computed: dict[str, Workbook]
) -> None:
    advice, reader, held = plans["points"]
    before, after = (months(book, reader, advice.verdict) for book in (opened(held), computed["requests"]))
    assert row(after, "Model API") == pytest.approx([2 * amount for amount in row(before, "Model API")], abs=0.1)
    assert row(after, "People")[:-1] == pytest.approx(
        [1.5 * amount for amount in row(before, "People")[:-1]], abs=0.0051
    )
    monitoring = row(before, "Monitoring")[-1], row(after, "Monitoring")[-1]
    assert monitoring[0] <= monitoring[1] < 2 * monitoring[0]


@pytest.mark.slow
def test_of_three_months_only_those_are_paid_and_at_no_rate_nothing_is_taken_off(
    plans: Plans, computed: dict[str, Workbook]
) -> None:
    advice, reader, _ = plans["points"]
    books = ledger(advice, reader, advice.verdict)
    after = months(computed["months"], reader, advice.verdict)
    paid = [float(amount) for amount in books.by_period[:4]]
    assert row(after, "Total paid") == pytest.approx([*paid, *[0] * 9, sum(paid)])
    assert row(after, "In today's money")[-1] == pytest.approx(sum(paid), abs=0.02)
    assert row(computed["months"]["Quarters"], "Total paid") == pytest.approx([sum(paid)])


@pytest.mark.slow
def test_other_assumptions_give_what_the_app_gives_with_them(
    plans: Plans, computed: dict[str, Workbook], catalogue: Catalogue
) -> None:
    advice, reader, _ = plans["points"]
    other = advise(Project.parse(OTHER_POINTS), catalogue)
    other_reader = replace(reader, currency_per_usd=1.35)
    assert reader_of(other, "en") == other_reader
    way = advice.verdict
    assert other.ways[way].alternative == advice.ways[way].alternative
    books, after = ledger(other, other_reader, way), months(computed["other points"], reader, way)
    for line, amounts in zip(books.lines, books.amounts, strict=True):
        told, close = row(after, line.label)[:-1], CLOSE.get(line.label, 1e-9)
        assert told == pytest.approx([float(amount) for amount in amounts], rel=close, abs=0.03), line.label
    assert row(after, "Total paid")[-1] == pytest.approx(float(books.total), rel=1e-4)
    assert row(after, "In today's money")[-1] == pytest.approx(float(books.total_today), rel=1e-4)
