"""A connection to Postgres that does not wait for ever.

A server that is frozen, or behind a network that swallows everything, keeps its connections open and answers nothing;
its own limits to a statement are of no use then.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

T = TypeVar("T")
STATEMENT_SECONDS, LOCK_SECONDS = 10, 5
"""After which the server itself breaks off a statement, or the wait for a lock."""
ANSWER_SECONDS = STATEMENT_SECONDS + 2
LOOK_SECONDS = 0.1


class Connection(psycopg.Connection[Any]):
    """Closed where the server lets it wait longer than `patience_seconds`; None waits for ever."""

    patience_seconds: float | None = ANSWER_SECONDS

    def wait(self, gen: PQGen[T], interval: float = LOOK_SECONDS, timeout: float | None = None) -> T:
        """Wait for an answer.

        Raises:
            psycopg.OperationalError: there was none in time.
        """
        try:
            return super().wait(gen, interval, self.patience_seconds if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError(f"no answer within {self.patience_seconds:g} seconds") from None


def connect(_dialect: Any, _record: Any, args: list[Any], named: dict[str, Any]) -> Connection:
    """What SQLAlchemy is to connect by, as a listener to its `do_connect`."""
    limits = f"-c statement_timeout={STATEMENT_SECONDS * 1000} -c lock_timeout={LOCK_SECONDS * 1000}"
    return Connection.connect(*args, **(named | {"options": limits}))


@contextmanager
def however_long(connection: Connection) -> Iterator[None]:
    """What is done in this transaction may take its time."""
    connection.execute("set local statement_timeout = 0")
    connection.patience_seconds = None
    try:
        yield
    finally:
        connection.patience_seconds = ANSWER_SECONDS
