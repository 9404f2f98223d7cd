"""The database: SQLite in a file beside the app, or the server named by `ADVISOR_DATABASE_URL`.

Whoever reads never waits for who writes. Who writes does so alone, from the first line on, so that what was read is
still true when it is changed. What is acknowledged has reached the disk.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

URL_VARIABLE = "ADVISOR_DATABASE_URL"
DEFAULT_FILE = Path(__file__).resolve().parents[2] / "advisor.db"
BUSY_SECONDS, CONNECT_SECONDS, STATEMENT_SECONDS = 5, 3, 10
PAUSE_SECONDS = 1.0
"""After a failure nobody asks again for so long: a server that is gone must not hold up every page."""
MIGRATION_LOCK = 20261123
"""Any number that no other program locks in the same Postgres database."""


class DatabaseError(Exception):
    """The database cannot be used; the message is for who runs the server, and tells no password."""


class DatabaseAway(DatabaseError):
    """The database does not answer now; what was to be kept can be tried again."""


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
        self._is_ready = False
        self._getting_ready = threading.Lock()
        self._away_until = 0.0

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A view of what is stored.

        Raises:
            DatabaseAway: it does not answer.
        """
        with self._session(writes=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A change: all of it is stored when the block ends, or nothing where it raises.

        Raises:
            DatabaseAway: it does not answer; nothing was stored, as far as can be known.
        """
        with self._session(writes=True) as session:
            yield session

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def _session(self, *, writes: bool) -> Iterator[Session]:
        if time.monotonic() < self._away_until:
            raise DatabaseAway("the database did not answer a moment ago")
        try:
            self._get_ready()
            connection = self._engine.connect().execution_options(writes=writes, **self._isolation(writes))
            with connection, Session(connection, expire_on_commit=False) as session:
                yield session
                if writes:
                    session.commit()
        except (DBAPIError, PoolTimeoutError, OSError) as error:
            if isinstance(error, DBAPIError) and not _is_away(error):
                raise
            self._away_until = time.monotonic() + PAUSE_SECONDS
            raise DatabaseAway(str(getattr(error, "orig", error))) from error

    def _isolation(self, writes: bool) -> dict[str, Any]:
        """Who reads sees one moment, in however many selects; SQLite knows nothing else."""
        return {} if writes or self.url.get_backend_name() == "sqlite" else {"isolation_level": "REPEATABLE READ"}

    def _get_ready(self) -> None:
        if self._is_ready:
            return
        with self._getting_ready:
            if not self._is_ready:
                self._migrate()
                self._is_ready = True

    def _migrate(self) -> None:
        """Bring the tables up to date; another process that starts at the same time waits."""
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            _lock(connection, MIGRATION_LOCK)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def alone(session: Session, lock: int) -> None:
    """Let nobody else pass here until the change is stored; SQLite lets only one change at a time anyway.

    Raises:
        DatabaseAway: others take too long.
    """
    _lock(session.connection(), lock)


def _lock(connection: Connection, lock: int) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(lock)))


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
    options = f"-c statement_timeout={STATEMENT_SECONDS * 1000} -c lock_timeout={BUSY_SECONDS * 1000}"
    return create_engine(
        url,
        connect_args={"connect_timeout": CONNECT_SECONDS, "options": options},
        pool_pre_ping=True, pool_timeout=CONNECT_SECONDS, pool_size=20, max_overflow=20,
    )  # fmt: skip


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
