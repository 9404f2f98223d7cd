"""The gallery of worked examples: whole projects from real situations, in the order in which they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from advisor.alternatives import Way
from advisor.language import Bilingual
from advisor.project_file import Project

EXAMPLES_FOLDER = Path(__file__).resolve().parent.parent / "data" / "examples"


@dataclass(frozen=True)
class Example:
    """One worked example: what it is called, its story in two sentences, and where it comes from."""

    slug: str
    title: Bilingual
    story: Bilingual
    source: str
    expected_way: Way
    path: Path


@cache
def gallery() -> tuple[Example, ...]:
    """All examples; the first is the one that a first visit opens."""
    index = yaml.safe_load((EXAMPLES_FOLDER / "index.yaml").read_text(encoding="utf-8"))
    return tuple(_example(entry) for entry in index)


def load(slug: str) -> Project:
    """The project of an example.

    Raises:
        KeyError: there is no such example.
    """
    paths = {example.slug: example.path for example in gallery()}
    return Project.read(paths[slug])


def _example(entry: dict[str, Any]) -> Example:
    path = EXAMPLES_FOLDER / entry["file"]
    return Example(
        slug=path.stem.partition("_")[2],
        title=Bilingual(**entry["title"]),
        story=Bilingual(**entry["story"]),
        source=entry["source"],
        expected_way=Way(entry["expected_way"]),
        path=path,
    )
