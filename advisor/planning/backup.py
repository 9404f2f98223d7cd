"""All that is stored, as one file, and back: from SQLite or Postgres, into either.

A backup is an SQLite database, packed by gzip, with the same tables in the version that they had. So the migrations
that bring a database up to date do the same for an old backup, and a damaged byte does not pass unseen.
"""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import JSON, Connection, MetaData, Table, delete, event, func, insert, select
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.exc import DBAPIError

from advisor.language import Text, text
from advisor.planning.database import Database, DatabaseAway, DatabaseNewer, revision_of

MARK = 0x4C4C4D41
"""What SQLite calls an application's id: whether the file was made here."""
ROWS_AT_ONCE = 500
VERSION_TABLE = "alembic_version"


class BackupError(Exception):
    """Nothing was changed, and no file was made; `problem` says why."""

    def __init__(self, problem: Text) -> None:
        """Keep the words."""
        self.problem = problem
        super().__init__(problem.message)


@dataclass(frozen=True)
class Kept:
    """How much a backup holds."""

    scenarios: int
    sessions: int


def back_up(database: Database, path: Path, *, replace: bool = False) -> Kept:
    """Write all that is stored at one moment into a file that its owner alone may read; others go on meanwhile.

    Raises:
        BackupError: the file is there already or cannot be written, or the database is none or does not answer.
        DatabaseNewer: a newer program has changed the tables.
    """
    _refuse_taken(path, replace)
    file = database.url.database
    if database.url.get_backend_name() == "sqlite" and not (file and Path(file).is_file()):
        raise _nothing_stored()
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
            unpacked, packed = Path(folder, "advisor.db"), Path(folder, "packed")
            kept = _copy_into(unpacked, database)
            _pack(unpacked, packed)
            _refuse_taken(path, replace)
            os.replace(packed, path)
    except (OSError, DatabaseAway) as error:
        raise BackupError(text("The backup cannot be made: {why}", why=_reason(error))) from None
    return kept


def restore(database: Database, path: Path, *, replace: bool = False) -> Kept:
    """Store all of a backup, or nothing where anything is wrong with it; `replace` deletes what was there before.

    Raises:
        BackupError: the file is no backup, is damaged or of a newer program, or something is stored already.
        DatabaseAway: the database does not answer.
        DatabaseNewer: a newer program has changed the tables of the database.
    """
    database.check()
    with TemporaryDirectory(prefix="restore-") as folder:
        copy = Database(f"sqlite:///{_unpacked(path, Path(folder))}")
        _bring_up_to_date(copy)
        with closing(copy), copy.connecting(writes=False) as source, database.connecting(writes=True) as target:
            tables = _tables(source)
            with target.begin():
                _stop_others(target, tables)
                _clear(target, tables, replace)
                try:
                    _copy(source, target, tables)
                except DBAPIError as error:
                    raise BackupError(text("The database refuses what the backup holds")) from error
                _count_on(target, tables)
                return _kept(target, tables)


def _copy_into(file: Path, database: Database) -> Kept:
    """All tables as they stood at one moment, in their version."""
    copy = Database(f"sqlite:///{file}")
    with closing(copy), database.connecting(writes=False) as source, source.begin():
        revision = revision_of(source)
        if revision is None:
            raise _nothing_stored()
        copy.migrate(revision)
        with copy.connecting(writes=True) as target, target.begin():
            tables = _tables(target)
            _copy(source, target, tables)
            target.exec_driver_sql(f"pragma application_id = {MARK}")
            return _kept(target, tables)


def _pack(unpacked: Path, packed: Path) -> None:
    """Make it small, for its owner alone, and on the disk for sure."""
    packed.touch(mode=0o600)
    with unpacked.open("rb") as source, packed.open("wb") as file:
        with gzip.open(file, "wb", compresslevel=6) as target:
            shutil.copyfileobj(source, target)
        file.flush()
        os.fsync(file.fileno())


def _tables(copy: Connection) -> Sequence[Table]:
    """The tables of a backup, in an order in which each comes after those that it refers to."""
    known = MetaData()

    @event.listens_for(known, "column_reflect")
    def _generic(_inspector: object, _table: object, column: ReflectedColumn) -> None:
        """The same type in either database; what is null stays null, and becomes no JSON."""
        generic = column["type"].as_generic()
        column["type"] = JSON(none_as_null=True) if isinstance(generic, JSON) else generic

    known.reflect(copy)
    return [table for table in known.sorted_tables if table.name != VERSION_TABLE]


def _copy(source: Connection, target: Connection, tables: Sequence[Table]) -> None:
    for table in tables:
        with source.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table)) as rows:
            for part in rows.mappings().partitions():
                target.execute(insert(table), [dict(row) for row in part])


def _kept(connection: Connection, tables: Sequence[Table]) -> Kept:
    numbers = {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in tables
        if table.name in ("scenario", "session")
    }
    return Kept(numbers["scenario"], numbers["session"])


def _stop_others(target: Connection, tables: Sequence[Table]) -> None:
    """Nobody else stores anything until all is restored; in SQLite nobody can."""
    if target.dialect.name == "postgresql":
        target.exec_driver_sql("set local statement_timeout = 0")
        names = ", ".join(target.dialect.identifier_preparer.format_table(table) for table in tables)
        target.exec_driver_sql(f"lock table {names} in exclusive mode")


def _clear(target: Connection, tables: Sequence[Table], replace: bool) -> None:
    """Make room.

    Raises:
        BackupError: something is stored there, and is not to be replaced.
    """
    if not replace and any(target.execute(select(table).limit(1)).first() for table in tables):
        raise BackupError(
            text("The database is not empty; --replace deletes what is stored there and puts the backup in its place")
        )
    for table in reversed(tables):
        target.execute(delete(table))


def _count_on(target: Connection, tables: Sequence[Table]) -> None:
    """Postgres numbers new rows after the restored ones; SQLite does so by itself."""
    if target.dialect.name != "postgresql":
        return
    for table in tables:
        if "id" in table.columns:
            last = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            target.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last, False)))


def _unpacked(path: Path, folder: Path) -> Path:
    """The database in a backup.

    Raises:
        BackupError: the file cannot be read, or is none that was made here.
    """
    unpacked = folder / "advisor.db"
    try:
        with gzip.open(path, "rb") as source, unpacked.open("wb") as target:
            shutil.copyfileobj(source, target)
        with closing(sqlite3.connect(unpacked)) as raw:
            is_ours = raw.execute("pragma application_id").fetchone() == (MARK,)
            is_whole = raw.execute("pragma integrity_check").fetchall() == [("ok",)]
    except (gzip.BadGzipFile, EOFError, zlib.error, sqlite3.DatabaseError):
        is_ours = is_whole = False
    except OSError as error:
        raise BackupError(text("The backup cannot be unpacked: {why}", why=_reason(error))) from None
    if not (is_ours and is_whole):
        raise BackupError(text("The file is no backup, or it is damaged"))
    return unpacked


def _bring_up_to_date(copy: Database) -> None:
    """An old backup gets the tables of today.

    Raises:
        BackupError: it was made by a newer program, or there is no room to unpack it.
    """
    try:
        copy.check()
    except DatabaseAway as error:
        raise BackupError(text("The backup cannot be unpacked: {why}", why=_reason(error))) from None
    except DatabaseNewer:
        problem = text("The backup was made by a newer version of the advisor; restore it with that version or later")
        raise BackupError(problem) from None


def _refuse_taken(path: Path, replace: bool) -> None:
    if not path.parent.is_dir():
        raise BackupError(text("There is no folder {folder}", folder=str(path.parent)))
    if path.is_dir():
        raise BackupError(text("This is a folder; give a file"))
    if path.exists() and not replace:
        raise BackupError(text("The file is there already; --replace writes over it"))


def _reason(error: OSError | DatabaseAway) -> str:
    """What the system says, in one line and without the names of files in between."""
    return getattr(error, "strerror", None) or str(error).partition("\n")[0]


def _nothing_stored() -> BackupError:
    return BackupError(text("There is no database yet: nothing was ever stored"))
