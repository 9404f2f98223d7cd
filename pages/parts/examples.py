"""The worked examples: whole projects that a first visit starts from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from advisor.language import Bilingual
from advisor.project_file import Project

FOLDER = Path(__file__).resolve().parents[2] / "data" / "examples"


@dataclass(frozen=True)
class Example:
    """A project with its title, its story and where it comes from."""

    name: str
    title: Bilingual
    story: Bilingual
    source: str
    project: Project


@cache
def examples() -> tuple[Example, ...]:
    """All examples, in the order of their index."""
    entries = yaml.safe_load((FOLDER / "index.yaml").read_text(encoding="utf-8"))
    return tuple(
        Example(
            Path(entry["file"]).stem, Bilingual(**entry["title"]), Bilingual(**entry["story"]), entry["source"],
            Project.read(FOLDER / entry["file"]),
        )
        for entry in entries
    )  # fmt: skip
