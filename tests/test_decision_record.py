"""The decision record: it says what was decided on which figures, and shows what a user wrote as it stands."""

from __future__ import annotations

import dataclasses
import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice import WAY_NAMES, Advice
from advisor.alternatives import WAYS
from advisor.language import LANGUAGES
from advisor.report.decision_record import SPACES, TURNS_AROUND, decision_record, plain
from advisor.report.legible import MISSING
from advisor.report.tables_costs import SIDE_BY_SIDE
from advisor.report.words import reader_of, shown
from advisor.version import ENGINE_VERSION

HEADINGS = [
    "Context", "Decision", "Figures", "Alternatives considered", "Consequences", "What would change it",
    "Open questions", "How it was computed",
]  # fmt: skip
HOSTILE = (
    "# head", "- item", "1. first", "12) twelfth", "---", "| a | b |", "[link](http://x)", "<script>x</script>",
    "**bold** _it_ `code`", "a\n\n# two", "&lt;", "$x$", "===", "> quote", "~~~", "<!-- hidden", "\\# escaped",
)  # fmt: skip


def record(advice: Advice, language: str = "en") -> str:
    return decision_record(advice, reader_of(advice, language)).decode("utf-8")


def test_it_has_the_parts_of_a_decision_record(advices: dict[str, Advice]) -> None:
    said = record(advices["facts from documents, by API"])
    assert re.findall("^## (.*)$", said, re.MULTILINE) == HEADINGS
    assert said.startswith("# ") and "- Status: proposed\n" in said
    assert f"version {ENGINE_VERSION}" in said and "seed 20261122" in said and "as of Nov 22, 2026" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_that_of_the_advice(advices: dict[str, Advice], language: str) -> None:
    advice = advices["on bought machines, in euros, with values"]
    reader, said = reader_of(advice, language), record(advice, language)
    rows = [line for line in said.splitlines() if line.startswith("| ")]
    for (name, label), row in zip(SIDE_BY_SIDE, rows[2:], strict=True):
        cells = [html.unescape(cell.strip()) for cell in row.strip("|").split("|")]
        assert cells == [reader._(label), *(reader.say(shown(advice.figure(name, way))) for way in WAYS)]


def test_every_other_way_is_there_with_its_why_not(advices: dict[str, Advice]) -> None:
    for advice in advices.values():
        part = html.unescape(record(advice).split("## Alternatives considered")[1].split("##")[0])
        assert len(part.strip().splitlines()) == len(WAYS) - 1
        for way in WAYS:
            assert (f"- {WAY_NAMES[way]}" in part) == (way is not advice.verdict)
            assert all(closed.source in part for closed in advice.ways[way].ruled_out)


@pytest.mark.parametrize("words", HOSTILE)
def test_what_a_user_wrote_is_shown_as_it_stands(advices: dict[str, Advice], words: str) -> None:
    advice = advices["nothing known"]
    project = advice.project.model_copy(update={"name": words, "notes": words})
    other = dataclasses.replace(advice, question=dataclasses.replace(advice.question, project=project))
    vars(other).update({name: known for name, known in vars(advice).items() if name not in vars(other)})
    said = record(other)
    assert re.findall("^## (.*)$", said, re.MULTILINE) == HEADINGS
    assert len(re.findall("^# ", said, re.MULTILINE)) == 1
    line = said.splitlines()[said.splitlines().index("## Context") + 2]
    assert html.unescape(line) == " ".join(words.split())
    assert not re.match(r"[*>#=|~`<]|[-+]([\s-]|$)|\d+[.)](\s|$)", line)


@pytest.mark.parametrize("words", ["0.0728 $ · 0.02–0.4", "-5%", "+3 weeks", "12.5 weeks", 'the "pilot"'])
def test_figures_stay_as_they_are_written(words: str) -> None:
    assert plain(words) == words


@given(st.text())
def test_nothing_that_markdown_or_html_obeys_is_left(words: str) -> None:
    line = plain(words)
    assert not re.search(r"[<>\[\]*_`#|~!{}\\^=@\n]", re.sub(r"&#\d+;", "", line))
    assert not re.match(r"[-+]([\s-]|$)|\d{1,9}[.)](\s|$)", line)
    kept = re.sub(r"&#(\d+);", lambda found: chr(int(found.group(1))), line)
    assert kept == SPACES.sub(" ", TURNS_AROUND.sub(MISSING, words)).strip(" ")
