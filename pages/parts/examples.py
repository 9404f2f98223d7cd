"""The gallery of worked examples: whole projects that a first visit starts from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from advisor.project_file import Project

FOLDER = Path(__file__).resolve().parents[2] / "data" / "examples"


@cache
def gallery() -> dict[str, Project]:
    """The examples by the name of their file, in its order."""
    return {path.stem: Project.read(path) for path in sorted(FOLDER.glob("[0-9]*.yaml"))}


def first() -> Project:
    """The example that a first visit opens on; an empty project where there is none."""
    return next(iter(gallery().values()), Project())
