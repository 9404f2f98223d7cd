"""The database: SQLite in a file beside the app, or the server named by `ADVISOR_DATABASE_URL`.

Whoever reads never waits for who writes. Who writes does so alone, from the first line on, so that what was read is
still true when it is changed. What is acknowledged has reached the disk.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from advisor.metrics import DATABASE_ERRORS

URL_VARIABLE = "ADVISOR_DATABASE_URL"
DEFAULT_FILE = Path(__file__).resolve().parents[2] / "advisor.db"
BUSY_SECONDS, CONNECT_SECONDS = 5, 3
PAUSE_SECONDS = 1.0
"""After a failure nobody asks again for so long: a server that is gone must not hold up every page."""
LOOK_SECONDS = 10.0
"""So long it is believed that no newer program has changed the tables meanwhile."""
MIGRATIONS = Path(__file__).resolve().parent / "migrations"
MIGRATION_LOCK = 20261123
"""Any number that no other program locks in the same Postgres database."""


class DatabaseError(Exception):
    """The database cannot be used; the message is for who runs the server, and tells no password."""

    is_for_operators = True

    def __init__(self, message: str) -> None:
        """Count it."""
        super().__init__(message)
        DATABASE_ERRORS.labels(type(self).__name__).inc()


class DatabaseAway(DatabaseError):
    """The database does not answer now; what was to be kept can be tried again."""


class DatabaseNewer(DatabaseError):
    """A newer program has changed the tables: this one would not know what it reads, and leaves them alone."""


class Database:
    """One database and its connections, shared by all threads of a process."""

    def __init__(self, url: str | URL) -> None:
        """Connect to nothing yet: the tables are made or brought up to date when first used.

        Raises:
            DatabaseError: the address is none, or its driver is not installed.
        """
        try:
            self.url = _with_driver(make_url(url))
            self._engine = _engine(self.url)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise DatabaseError(f"{URL_VARIABLE} names no database that can be used: {error}") from error
        except ValueError:
            raise DatabaseError(
                f"{URL_VARIABLE} names no database that can be used: the port is no number; in a password, write %3A "
                "for a colon, %40 for an at sign and %2F for a slash"
            ) from None
        self.before_writing: Callable[[], None] | None = None
        """Called before each change; what it raises keeps the change from being made."""
        self._getting_ready = threading.Lock()
        self._current_until = 0.0
        self._away_until, self._away_because = 0.0, ""

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A view of what is stored.

        Raises:
            DatabaseAway: it does not answer.
            DatabaseNewer: a newer program has changed the tables.
        """
        with self._session(writes=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A change: all of it is stored when the block ends, or nothing where it raises.

        Raises:
            DatabaseAway: it does not answer; nothing was stored, as far as can be known.
            DatabaseNewer: a newer program has changed the tables.
        """
        if self.before_writing:
            self.before_writing()
        with self._session(writes=True) as session:
            yield session

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def check(self) -> None:
        """See that it answers, with tables that this program knows; they are brought up to date where they are older.

        Raises:
            DatabaseAway: it does not answer.
            DatabaseNewer: a newer program has changed the tables.
        """
        self._get_ready()
        with self.connecting(writes=False) as connection:
            revision_of(connection)

    @contextmanager
    def connecting(self, *, writes: bool) -> Iterator[Connection]:
        """A connection to the tables as they stand, of whatever version; nothing is stored unless it is committed.

        Raises:
            DatabaseAway: it does not answer.
        """
        if time.monotonic() < self._away_until:
            raise DatabaseAway(f"the database did not answer a moment ago: {self._away_because}")
        try:
            with self._engine.connect() as connection:
                yield connection.execution_options(writes=writes, **self._isolation(writes))
        except (DBAPIError, PoolTimeoutError, OSError) as error:
            if isinstance(error, DBAPIError) and not _is_away(error):
                raise
            self._away_until = time.monotonic() + PAUSE_SECONDS
            self._away_because = str(getattr(error, "orig", error))
            raise DatabaseAway(self._away_because) from error

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to a version, all the way or not at all; another process that does the same waits.

        Raises:
            DatabaseAway: it does not answer, or another process takes too long.
            DatabaseNewer: a newer program has changed the tables.
            DatabaseError: who is signed in there may not make or change tables.
        """
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.connecting(writes=True) as connection, connection.begin():
            _lock(connection, MIGRATION_LOCK)
            revision_of(connection)
            config.attributes["connection"] = connection
            try:
                with _however_long(connection):
                    command.upgrade(config, revision)
            except ProgrammingError as error:
                reason = str(error.orig).partition("\n")[0]
                raise DatabaseError(f"the tables cannot be made or changed: {reason}") from error

    @contextmanager
    def _session(self, *, writes: bool) -> Iterator[Session]:
        self._get_ready()
        with self.connecting(writes=writes) as connection, Session(connection, expire_on_commit=False) as session:
            yield session
            if writes:
                session.commit()

    def _isolation(self, writes: bool) -> dict[str, Any]:
        """Who reads sees one moment, in however many selects; SQLite knows nothing else."""
        return {} if writes or self.url.get_backend_name() == "sqlite" else {"isolation_level": "REPEATABLE READ"}

    def _get_ready(self) -> None:
        """Look at the tables' version now and then; while one looks, nobody waits who ever saw them right."""
        if time.monotonic() < self._current_until or not self._getting_ready.acquire(blocking=not self._current_until):
            return
        try:
            if time.monotonic() >= self._current_until:
                with self.connecting(writes=False) as connection:
                    is_current = revision_of(connection) == _known_revisions(MIGRATIONS)[0]
                if not is_current:
                    self.migrate()
                self._current_until = time.monotonic() + LOOK_SECONDS
        except DatabaseNewer:
            self._current_until = 0.0
            raise
        finally:
            self._getting_ready.release()


def revision_of(connection: Connection) -> str | None:
    """The version of the tables; None where there are none yet.

    Raises:
        DatabaseNewer: this program does not know it.
    """
    from alembic.migration import MigrationContext

    found = MigrationContext.configure(connection).get_current_revision()
    newest, *_ = known = _known_revisions(MIGRATIONS)
    if found is not None and found not in known:
        raise DatabaseNewer(
            f"the database has tables of version {found}, this program knows them up to {newest}: start the newer "
            "program, or restore a backup into an empty database"
        )
    return found


@cache
def _known_revisions(folder: Path) -> tuple[str, ...]:
    """The versions of the tables that this program knows, the newest first."""
    from alembic.script import ScriptDirectory

    return tuple(script.revision for script in ScriptDirectory(str(folder)).walk_revisions())


def alone(session: Session, lock: int) -> None:
    """Let nobody else pass here until the change is stored; SQLite lets only one change at a time anyway.

    Raises:
        DatabaseAway: others take too long.
    """
    _lock(session.connection(), lock)


def _lock(connection: Connection, lock: int) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(lock)))


def _however_long(connection: Connection) -> AbstractContextManager[None]:
    """What is done in this transaction may take its time."""
    if connection.dialect.name != "postgresql":
        return nullcontext()
    from advisor.planning import postgres

    return postgres.however_long(cast("postgres.Connection", connection.connection.driver_connection))


def from_environment() -> Database:
    """The database that this server is told to use; SQLite beside the app where it is told nothing.

    Raises:
        DatabaseError: the address is none, or its driver is not installed.
    """
    return Database(os.environ.get(URL_VARIABLE) or f"sqlite:///{DEFAULT_FILE}")


def _with_driver(url: URL) -> URL:
    """Postgres by psycopg 3, which SQLAlchemy does not take by itself."""
    return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgres", "postgresql") else url


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, pool_size=20, max_overflow=20)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    from advisor.planning import postgres

    engine = create_engine(
        url, connect_args={"connect_timeout": CONNECT_SECONDS},
        pool_pre_ping=True, pool_timeout=CONNECT_SECONDS, pool_size=20, max_overflow=20,
    )  # fmt: skip
    event.listen(engine, "do_connect", postgres.connect)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """The driver begins no transaction of its own: `_begin_sqlite` does."""
    connection.isolation_level = None
    for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
        connection.execute(f"pragma {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("begin immediate" if writes else "begin")


def _is_away(error: DBAPIError) -> bool:
    """Whether it is the database's state, not what was asked of it."""
    away = ("OperationalError", "InterfaceError", "AdminShutdown", "CannotConnectNow", "CrashShutdown")
    return error.connection_invalidated or type(error.orig).__name__ in away or type(error).__name__ in away
