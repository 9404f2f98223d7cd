"""The documents say what the program does: its commands, its keys, its files, its measured errors."""

from __future__ import annotations

import argparse
import csv
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor import Project
from advisor.cli import _parser, main
from advisor.version import ENGINE_VERSION
from scripts.write_worked_decision import PAGES, renewed

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TWIN = (ROOT / "README.es.md").read_text(encoding="utf-8")
MEASURED = (ROOT / "docs" / "measured.md").read_text(encoding="utf-8")
SHELL = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
KEYS = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
PROJECT_FILE = (ROOT / "docs" / "project-file.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = PROJECT_FILE.split("```yaml\n")[1].split("```")[0]
DOCUMENTS = sorted(
    path for folder in (".", "docs", "docs/decisions", "data", "benchmarks") for path in (ROOT / folder).glob("*.md")
)
NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
ERRORS_IN_THE_README = {"ttft_ms", "itl_ms", "peak_mem_gib_per_gpu", "tok_s_per_gpu"}
NAMED_BY_DATA = {"effort_by_role", "options", "by_class"}
CASE = """
- id: asked
  project: {name: asked}
  expected: {best: hybrid, acceptable: [rag], unacceptable: []}
"""


def commands(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[str]:
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield " ".join(words)
    for action in below:
        for word, command in action.choices.items():
            yield from commands(command, (*words, word))


def keys(content: Any) -> set[str]:
    if isinstance(content, list):
        return set().union(*map(keys, content))
    if not isinstance(content, dict):
        return set()
    below = [value for key, value in content.items() if key not in NAMED_BY_DATA]
    return set(content) | set().union(*map(keys, below))


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "project.yaml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "cases.yaml").write_text(CASE, encoding="utf-8")
    return {
        "PROJECT": str(tmp_path / "project.yaml"),
        "CASES": str(tmp_path / "cases.yaml"),
        "FIGURES": str(ROOT / "data" / "validation" / "effort.yaml"),
    }


def test_every_command_of_the_shell_is_told() -> None:
    missing = [command for command in commands(_parser()) if f"python -m advisor {command}" not in SHELL]
    assert not missing


@pytest.mark.parametrize(
    "call",
    [
        "advise PROJECT",
        "explain PROJECT total_cost",
        "questions",
        "data check",
        "validate decisions CASES",
        "validate effort FIGURES",
        "measure README.md",
    ],
)
def test_every_key_of_the_json_is_told(call: str, files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([files.get(word, word) for word in call.split()] + ["--json"]) == 0
    documented = set(re.findall(r"`(\w+)`", KEYS))
    undocumented = keys(json.loads(capsys.readouterr().out)) - documented
    assert not undocumented


def test_the_project_that_is_shown_can_be_read() -> None:
    assert Project.loads(PROJECT).name == "Support desk"


def test_the_make_targets_in_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE)) <= targets


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in README
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().endswith("make test")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_files_that_a_document_names_exist(document: Path) -> None:
    words = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)", words)
    paths = re.findall(r"`((?:advisor|data|docs|tests|benchmarks|scripts|locale)/[\w./-]*)`", words)
    gone = [link for link in links if not (document.parent / link).exists()]
    gone += [path for path in paths if not (ROOT / path).exists() and "CODE" not in path]
    assert not gone


def test_every_page_of_the_documents_can_be_reached_from_the_readme() -> None:
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    for readme in (README, TWIN):
        linked = set(re.findall(r"\]\(([\w./-]+)\)", readme))
        other_language = {"docs/worked-decision.md", "docs/worked-decision.es.md"}
        assert pages - other_language <= linked and other_language & linked


def test_the_spanish_readme_says_the_same() -> None:
    for pattern in (r"^(?:#+ |\|---|- )", r"^(?:make \w+|python3 .*|\.venv\S+ [^#\n]*)"):
        assert re.findall(pattern, README, re.MULTILINE) == re.findall(pattern, TWIN, re.MULTILINE)
    english, spanish = (
        Counter(re.sub(r"\D", "", number) for number in NUMBER.findall(words)) for words in (README, TWIN)
    )
    assert english == spanish


def test_the_errors_that_are_told_are_those_measured() -> None:
    with (ROOT / "data" / "validation" / "left_out.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            median, tenth = (f"{100 * float(row[name]):.1f} %" for name in ("median_abs_error", "p90_abs_error"))
            assert re.search(rf"\| {row['scored']} \|.*\| {median} \| {tenth} \|", MEASURED), row
            if row["metric"] in ERRORS_IN_THE_README:
                assert f"| {row['scored']} measurements | {median} |" in README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_worked_decision_comes_out_as_it_is_told(page: Path) -> None:
    """Numbers move with prices and days; the commands, the verdicts and the words stay."""
    told = page.read_text(encoding="utf-8")
    remedy = "Read what has changed; if the story still holds, run python scripts/write_worked_decision.py."
    assert NUMBER.sub("#", renewed(told)) == NUMBER.sub("#", told), remedy


def test_the_tests_that_a_runbook_names_exist() -> None:
    documents = [(ROOT / name).read_text(encoding="utf-8") for name in ("CONTRIBUTING.md", "SECURITY.md")]
    named = {test for words in documents for test in re.findall(r"\btest_[\w*]+\.py", words)}
    assert named
    assert not [test for test in named if not list((ROOT / "tests").glob(test))]


def test_every_decision_stands_in_the_list() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    assert all(page.name in listed for page in (ROOT / "docs/decisions").glob("*.md") if page.name != "README.md")


def test_the_engine_says_the_version_of_the_project() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["project"]["version"] == ENGINE_VERSION
