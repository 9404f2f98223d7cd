"""Which versions of which scenarios are laid side by side, as an address tells it: KEY.VERSION,KEY.VERSION."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from advisor.comparison import MOST_SCENARIOS
from advisor.planning import scenarios
from advisor.planning.database import Database
from advisor.planning.scenarios import NotFoundError
from advisor.project_file import Project, ProjectError

ONE = re.compile(r"([A-Za-z0-9_-]{1,64})\.([0-9]{1,9})")


class Chosen(NamedTuple):
    """One version of a scenario."""

    key: str
    version: int


def written_address(chosen: Sequence[Chosen]) -> str:
    """The choice as an address has it."""
    return ",".join(f"{one.key}.{one.version}" for one in chosen)


def read_address(words: str) -> list[Chosen]:
    """The choice that an address tells; what is none is left out, and so is what is more than can be compared."""
    found = [ONE.fullmatch(part) for part in words[:1000].split(",")]
    chosen = [Chosen(match[1], int(match[2])) for match in found if match]
    return list(dict.fromkeys(chosen))[:MOST_SCENARIOS]


def compared(database: Database, chosen: Sequence[Chosen]) -> list[tuple[str, Project]]:
    """Names and projects, in order; what is not there, or cannot be read any more, is left out.

    Raises:
        DatabaseAway: they cannot be read now.
    """
    found = []
    for one in chosen:
        try:
            project = scenarios.version(database, one.key, one.version).project
        except (NotFoundError, ProjectError):
            continue
        found.append((project.name, project))
    return found
