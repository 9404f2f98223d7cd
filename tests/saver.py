"""A server that does nothing but save, to be killed while it does; a module of its own, so that it starts at once."""

from __future__ import annotations

from multiprocessing.connection import Connection

from sqlalchemy.engine import URL

from advisor.planning import scenarios
from advisor.planning.database import Database
from advisor.project_file import Project


def save_without_end(url: URL, key: str, told: Connection) -> None:
    """Save one version after another, and tell the number of each that was acknowledged."""
    database = Database(url)
    held = scenarios.load(database, key)
    while True:
        project = Project.parse({"traffic": {"users": held.version + 1}, "notes": "x" * 20_000})
        held = scenarios.save(database, held, project)
        told.send(held.version)
