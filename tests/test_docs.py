"""README says what the program does: its commands, its keys, its files."""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor import Project
from advisor.cli import _parser, main
from advisor.version import ENGINE_VERSION

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = README.split("```yaml\n")[1].split("```")[0]
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


def test_every_command_of_the_shell_is_in_the_readme() -> None:
    missing = [command for command in commands(_parser()) if f"python -m advisor {command}" not in README]
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
def test_every_key_of_the_json_is_in_the_readme(
    call: str, files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([files.get(word, word) for word in call.split()] + ["--json"]) == 0
    documented = set(re.findall(r"`(\w+)`", README))
    undocumented = keys(json.loads(capsys.readouterr().out)) - documented
    assert not undocumented


def test_the_project_in_the_readme_can_be_read() -> None:
    assert Project.loads(PROJECT).name == "Support desk"


def test_the_make_targets_in_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE)) <= targets


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in README
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().endswith("make test")


@pytest.mark.parametrize(
    "document", ["README.md", "CONTRIBUTING.md", "docs/decisions/README.md", "benchmarks/README.md"]
)
def test_the_files_that_a_document_names_exist(document: str) -> None:
    words = (ROOT / document).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([\w./-]+)\)", words)
    paths = re.findall(r"`((?:advisor|data|docs|tests|benchmarks|scripts|locale)/[\w./-]*)`", words)
    at = (ROOT / document).parent
    gone = [link for link in links if not (at / link).exists()]
    gone += [path for path in paths if not (ROOT / path).exists() and "CODE" not in path]
    assert not gone


def test_the_tests_that_a_runbook_names_exist() -> None:
    named = set(re.findall(r"\btest_[\w*]+\.py", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert named
    assert not [test for test in named if not list((ROOT / "tests").glob(test))]


def test_every_decision_stands_in_the_list() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    assert all(page.name in listed for page in (ROOT / "docs/decisions").glob("*.md") if page.name != "README.md")


def test_the_engine_says_the_version_of_the_project() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["project"]["version"] == ENGINE_VERSION
