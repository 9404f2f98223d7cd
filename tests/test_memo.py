"""The memo: three to five accessible pages whose figures are the advice's own, whatever a project is called."""

from __future__ import annotations

import dataclasses
import io
import json
import random
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
import typst
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS
from advisor.catalogue import Catalogue
from advisor.examples import Example, examples
from advisor.language import LANGUAGES
from advisor.project_file import Project
from advisor.report.legible import MISSING, legible
from advisor.report.memo import TEMPLATE, content, memo
from advisor.report.tables_costs import SIDE_BY_SIDE, cost_lines
from advisor.report.words import reader_of

HOSTILE = (
    "<script>alert(1)</script>",
    "=1+1",
    "#panic() $x$ *b* _i_ @ref = head `raw` \\u{41} // note /* more */ [a](b)",
    "X" * 200,
    "שלום עולם · مرحبا",
    "\u202ereversed\u202c \x00\x1b",
    "漢字 😀 name",
)


def squeezed(words: str) -> str:
    """Words without what setting them on lines adds: spaces, hyphens, places to break, ligatures."""
    return re.sub(r"[\s\u200b\u00ad\u2010\ufffe-]", "", unicodedata.normalize("NFKC", words))


def said(thing: Any) -> Iterator[str]:
    """Every word of the content that is set on the page."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            if key not in ("kind", "colour", "alt", "name", "language"):
                yield from said(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from said(value)
    elif isinstance(thing, str):
        yield thing


def text_of(pdf: bytes) -> str:
    return squeezed(" ".join(page.get_textpage().get_text_range() for page in PdfDocument(pdf)))


def elements(node: Any) -> Iterator[Any]:
    """Every element of the structure tree, in order."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from elements(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


@pytest.fixture(scope="module")
def small(catalogue: Catalogue) -> Advice:
    return advise(Project.parse({"name": "A small one"}), catalogue, draws=256)


def named(advice: Advice, **content: str) -> Advice:
    """The same advice on a project with other words in it; what is computed already is kept."""
    question = dataclasses.replace(advice.question, project=advice.project.model_copy(update=content))
    other = dataclasses.replace(advice, question=question)
    vars(other).update({name: known for name, known in vars(advice).items() if name not in vars(other)})
    return other


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_every_example_is_three_to_five_accessible_pages_of_its_own_figures(
    example: Example, catalogue: Catalogue
) -> None:
    advice = advise(example.project, catalogue, draws=256)
    for language in LANGUAGES:
        reader = reader_of(advice, language)
        file = memo(advice, reader)
        pdf = PdfReader(io.BytesIO(file))
        assert 3 <= len(pdf.pages) <= 5
        assert_accessible(pdf, language, example.project.name)
        found = text_of(file)
        for way in WAYS:
            for name, _ in SIDE_BY_SIDE:
                figure = advice.figure(name, way)
                assert squeezed(reader.amount(figure.expected, figure.unit)) in found
                assert squeezed(reader.span(figure.low, figure.high, figure.unit)) in found
        for amount in cost_lines(advice, reader).to_numpy().ravel():
            assert squeezed(amount) in found
        missing = [words for words in said(content(advice, reader)["sections"]) if squeezed(words) not in found]
        assert not missing


def assert_accessible(pdf: PdfReader, language: str, name: str) -> None:
    """What PDF/UA-1 asks of a file, as far as a program can see it."""
    root = pdf.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode("utf-8")
    assert re.search(r"pdfuaid:part\W+1\b", xmp)
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert str(root["/Lang"]).startswith(language)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert name in pdf.metadata["/Title"]
    tree = list(elements(root["/StructTreeRoot"]["/K"]))
    kinds = [element["/S"] for element in tree]
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/LI", "/Figure"} <= set(kinds)
    assert len([kind for kind in kinds if kind == "/H1"]) >= 9
    drawn = [element for element in tree if element["/S"] == "/Figure"]
    assert len(drawn) >= 4 and all(len(element["/Alt"]) > 30 for element in drawn)
    tables = [list(elements(element["/K"])) for element in tree if element["/S"] == "/Table"]
    assert all(any(cell["/S"] == "/TH" for cell in cells) for cells in tables)


def test_a_chart_tells_its_figures_to_who_cannot_see_it(small: Advice) -> None:
    reader = reader_of(small, "en")
    pdf = PdfReader(io.BytesIO(memo(small, reader)))
    told = [element["/Alt"] for element in elements(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"]) if "/Alt" in element]
    for way in WAYS:
        assert reader.amount(round(small.ways[way].chance, 2), "share") in told[0]
        assert reader.money(small.figure("total_cost", way).expected) in told[1]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_shown_as_it_stands(small: Advice, name: str) -> None:
    advice = named(small, name=name[:200], notes=name * 50)
    file = memo(advice, reader_of(advice, "en"))
    assert len(PdfDocument(file)) <= 6
    found = text_of(file)
    assert ("thefontsofthisdocumentlack" in found) == (MISSING in legible(name))
    if not any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in name):
        assert squeezed(legible(name)) in found


def test_what_the_fonts_lack_is_seen_as_lacking() -> None:
    assert legible("漢字 and é €") == f"{MISSING}{MISSING} and é €"
    assert legible("\u202e\x00") == MISSING * 2
    assert legible("e\u0301") == "é"


def test_every_sign_that_is_let_through_has_a_glyph() -> None:
    letters = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    whole = [letter for letter in letters if legible(letter) == letter]
    assert len(whole) > 2_500
    random.Random(1).shuffle(whole)
    words = " ".join("".join(whole[start : start + 7]) for start in range(0, len(whole), 7))
    page = {
        "language": "es", "day": [2026, 11, 22], "title": "x", "kind": "x", "project": words, "footer": "x",
        "missing": "",
        "sections": [{"title": "x", "blocks": [{"kind": "paragraph", "words": words}]}],
    }  # fmt: skip
    assert typst.compile(
        TEMPLATE, ignore_system_fonts=True, sys_inputs={"memo": json.dumps(page)}, pdf_standards=["ua-1"]
    )


def test_the_same_advice_gives_the_same_bytes(small: Advice) -> None:
    reader = reader_of(small, "es")
    first = memo(small, reader)
    assert memo(small, reader) == first
    assert PdfReader(io.BytesIO(first)).metadata["/CreationDate"].startswith("D:20261122")
