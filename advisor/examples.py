"""The gallery of worked examples: whole projects from real situations, in the order in which they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from advisor.alternatives import Way
from advisor.language import Bilingual
from advisor.project_file import Project

EXAMPLES_FOLDER = Path(__file__).resolve().parent.parent / "data" / "examples"


@dataclass(frozen=True)
class Example:
    """One worked example: what it is called, in one line and in two sentences, where it comes from, and its project."""

    name: str
    title: Bilingual
    line: Bilingual
    story: Bilingual
    source: str
    expected_way: Way
    project: Project


@cache
def examples() -> tuple[Example, ...]:
    """All examples; the first is the one that a first visit opens."""
    entries = yaml.safe_load((EXAMPLES_FOLDER / "index.yaml").read_text(encoding="utf-8"))
    return tuple(
        Example(
            name=Path(entry["file"]).stem,
            title=Bilingual(**entry["title"]),
            line=Bilingual(**entry["line"]),
            story=Bilingual(**entry["story"]),
            source=entry["source"],
            expected_way=Way(entry["expected_way"]),
            project=Project.read(EXAMPLES_FOLDER / entry["file"]),
        )
        for entry in entries
    )
