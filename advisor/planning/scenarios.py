"""Scenarios: saved with every version that there was, and never overwritten by who has not seen the latest one.

A draft is a scenario that nobody has kept yet: it is found by its key alone, so that a page that is loaded anew, or a
server that was killed, loses nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from advisor.planning.database import Database
from advisor.planning.names import folded, is_plain, stored
from advisor.planning.tables import LinkRow, ScenarioRow, VersionRow
from advisor.project_file import Project

KEY_BYTES = 16
MOST_LISTED = 200


class Standing(StrEnum):
    """What becomes of a scenario in lists."""

    DRAFT = "draft"
    KEPT = "kept"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class Scenario:
    """A scenario as it stands."""

    key: str
    version: int
    standing: Standing
    project: Project
    branched_from: str | None
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True)
class Listed:
    """A scenario in a list, with what was computed for its latest version; None where that was not kept."""

    key: str
    version: int
    name: str
    standing: Standing
    branched_from: str | None
    changed_at: datetime
    changed_by: str
    snapshot: dict[str, Any] | None


@dataclass(frozen=True)
class Version:
    """A scenario as it once stood."""

    number: int
    project: Project
    snapshot: dict[str, Any] | None
    restored_from: int | None
    saved_at: datetime
    saved_by: str


class NotFoundError(LookupError):
    """There is no such scenario, version or link."""


class ChangedMeanwhileError(Exception):
    """Somebody else saved another version; nothing was stored. `theirs` is what stands now."""

    def __init__(self, theirs: Scenario) -> None:
        """Keep what stands now."""
        self.theirs = theirs
        super().__init__(f"version {theirs.version} was saved by {theirs.changed_by or 'somebody'}")


def create(
    database: Database,
    project: Project,
    by: str = "",
    standing: Standing = Standing.KEPT,
    branched_from: Scenario | None = None,
) -> Scenario:
    """Store a new scenario.

    Raises:
        DatabaseAway: it is not stored.
    """
    row = ScenarioRow(
        key=secrets.token_urlsafe(KEY_BYTES), name=stored(project.name),
        folded_name=folded(project.name), standing=standing, version=1,
        project=project.as_dict(), changed_at=_now(), changed_by=stored(by),
        branched_from=branched_from.key if branched_from else None,
        branched_version=branched_from.version if branched_from else None,
    )  # fmt: skip
    with database.writing() as session:
        session.add(row)
        session.flush()
        session.add(_version_of(row))
    return _scenario(row)


def load(database: Database, key: str) -> Scenario:
    """The scenario as it stands.

    Raises:
        NotFoundError: there is none of that key.
        ProjectError: it was saved by a version of this program that this one cannot read.
        DatabaseAway: it cannot be read now.
    """
    with database.reading() as session:
        return _scenario(_row(session, key))


def latest_version(database: Database, key: str) -> int:
    """The number of the version that stands now.

    Raises:
        NotFoundError: there is none of that key.
        DatabaseAway: it cannot be read now.
    """
    with database.reading() as session:
        number = session.scalar(select(ScenarioRow.version).where(ScenarioRow.key == _as_key(key)))
    if number is None:
        raise NotFoundError(key)
    return number


def save(
    database: Database,
    seen: Scenario,
    project: Project,
    by: str = "",
    standing: Standing | None = None,
    restored_from: int | None = None,
) -> Scenario:
    """Store a new version on top of the one that was seen.

    Raises:
        ChangedMeanwhileError: another version stands there now; nothing is stored.
        NotFoundError: there is no such scenario any more.
        DatabaseAway: nothing is stored, as far as can be known; saving again is safe.
    """
    try:
        with database.writing() as session:
            row = _row(session, seen.key)
            if row.version != seen.version:
                if (
                    row.version == seen.version + 1
                    and row.project == project.as_dict()
                    and row.changed_by == stored(by)
                ):
                    return _scenario(row)
                raise ChangedMeanwhileError(_scenario(row))
            row.project = project.as_dict()
            row.name, row.folded_name = stored(project.name), folded(project.name)
            row.changed_at, row.changed_by = _now(), stored(by)
            row.standing = standing or row.standing
            session.flush()
            session.add(_version_of(row, restored_from))
        return _scenario(row)
    except StaleDataError:
        raise ChangedMeanwhileError(load(database, seen.key)) from None


def stand(database: Database, key: str, standing: Standing) -> None:
    """Keep, archive or bring back a scenario; its answers and its version stay.

    Raises:
        NotFoundError: there is none of that key.
        DatabaseAway: nothing is stored.
    """
    with database.writing() as session:
        found = session.execute(update(ScenarioRow).where(ScenarioRow.key == _as_key(key)).values(standing=standing))
        if not found.rowcount:  # type: ignore[attr-defined]
            raise NotFoundError(key)


def keep_snapshot(database: Database, key: str, number: int, snapshot: dict[str, Any]) -> None:
    """Store what was computed for a version, where nothing is stored yet: the figures as they were stay so.

    Raises:
        DatabaseAway: nothing is stored.
    """
    version = (VersionRow.scenario == key) & (VersionRow.number == number) & VersionRow.snapshot.is_(None)
    with database.writing() as session:
        session.execute(update(VersionRow).where(version).values(snapshot=snapshot))


def search(database: Database, words: str = "", standing: Standing = Standing.KEPT) -> Sequence[Listed]:
    """The scenarios whose name holds every word, the latest changed first.

    Raises:
        DatabaseAway: they cannot be read now.
    """
    asked = (
        select(ScenarioRow, VersionRow.snapshot)
        .join(VersionRow, (VersionRow.scenario == ScenarioRow.key) & (VersionRow.number == ScenarioRow.version))
        .where(ScenarioRow.standing == standing, *(_holds(word) for word in folded(words).split()))
        .order_by(ScenarioRow.changed_at.desc(), ScenarioRow.key)
        .limit(MOST_LISTED)
    )
    with database.reading() as session:
        return [
            Listed(row.key, row.version, row.name, Standing(row.standing), row.branched_from, row.changed_at,
                   row.changed_by, snapshot)
            for row, snapshot in session.execute(asked)
        ]  # fmt: skip


def history(database: Database, key: str) -> Sequence[Version]:
    """Every version of a scenario, the latest first.

    Raises:
        NotFoundError: there is none of that key.
        ProjectError: one of them cannot be read by this version of the program.
        DatabaseAway: they cannot be read now.
    """
    asked = select(VersionRow).where(VersionRow.scenario == _as_key(key)).order_by(VersionRow.number.desc())
    with database.reading() as session:
        versions = [_version(row) for row in session.scalars(asked)]
    if not versions:
        raise NotFoundError(key)
    return versions


def recent(database: Database, key: str, most: int) -> list[Project]:
    """The projects of the latest versions, the latest last.

    Raises:
        ProjectError: one of them cannot be read by this version of the program.
        DatabaseAway: they cannot be read now.
    """
    asked = select(VersionRow.project).where(VersionRow.scenario == key).order_by(VersionRow.number.desc()).limit(most)
    with database.reading() as session:
        return [Project.parse(project) for project in reversed(list(session.scalars(asked)))]


def version(database: Database, key: str, number: int) -> Version:
    """One version of a scenario.

    Raises:
        NotFoundError: there is none of that key and number.
        ProjectError: it cannot be read by this version of the program.
        DatabaseAway: it cannot be read now.
    """
    with database.reading() as session:
        row = session.get(VersionRow, (_as_key(key), number))
        if row is None:
            raise NotFoundError(f"{key} {number}")
        return _version(row)


def make_link(database: Database, content: dict[str, Any], by: str = "") -> str:
    """A key under which this content is shown to whoever has it, and can never be changed.

    Raises:
        DatabaseAway: nothing is stored.
    """
    row = LinkRow(key=secrets.token_urlsafe(KEY_BYTES), content=content, made_at=_now(), made_by=stored(by))
    with database.writing() as session:
        session.add(row)
    return row.key


def follow_link(database: Database, key: str) -> dict[str, Any]:
    """What a link shows.

    Raises:
        NotFoundError: there is no such link.
        DatabaseAway: it cannot be read now.
    """
    with database.reading() as session:
        row = session.get(LinkRow, _as_key(key))
        if row is None:
            raise NotFoundError(key)
        return row.content


def _row(session: Session, key: str) -> ScenarioRow:
    row = session.get(ScenarioRow, _as_key(key))
    if row is None:
        raise NotFoundError(key)
    return row


def _as_key(words: str) -> str:
    """Words of an address that a database can be asked for.

    Raises:
        NotFoundError: they are no key.
    """
    if not is_plain(words):
        raise NotFoundError(words)
    return words


def _holds(word: str) -> Any:
    return ScenarioRow.folded_name.contains(word, autoescape=True)


def _now() -> datetime:
    return datetime.now(UTC)


def _version_of(row: ScenarioRow, restored_from: int | None = None) -> VersionRow:
    return VersionRow(
        scenario=row.key, number=row.version, project=row.project, snapshot=None, restored_from=restored_from,
        saved_at=row.changed_at, saved_by=row.changed_by,
    )  # fmt: skip


def _scenario(row: ScenarioRow) -> Scenario:
    return Scenario(
        row.key, row.version, Standing(row.standing), Project.parse(row.project), row.branched_from, row.changed_at,
        row.changed_by,
    )  # fmt: skip


def _version(row: VersionRow) -> Version:
    project = Project.parse(row.project)
    return Version(row.number, project, row.snapshot, row.restored_from, row.saved_at, row.saved_by)
