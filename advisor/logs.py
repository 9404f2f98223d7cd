"""What a server writes about itself: readable, or a JSON object a line; never what anybody typed.

Of each message only the words are written that stand in the program, never the values put into them; of an error its
type and where it was raised, never what it says. Errors for who runs the server are the exception: they say which
database does not answer, and why.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

VARIABLE = "ADVISOR_LOG"
OWN = ("advisor", "pages", "server")
SPEAK_FOR_THEMSELVES = (*OWN, "__main__", "streamlit", "uvicorn", "alembic", "sqlalchemy")
"""Whose messages are words of their programs, and hold values only apart from them."""
FIELDS = ("reference", "page", "kind")
"""What our own messages add: names that this program gives, never values."""
ROOT = Path(__file__).resolve().parents[1]
MOST_PLACES = 30


class Record(logging.LogRecord):
    """A message without the values that belong to it."""

    def __init__(self, *given: Any, **more: Any) -> None:
        """Leave out what may have been typed."""
        super().__init__(*given, **more)
        error = self.exc_info[1] if self.exc_info else None
        speaks = self.name.partition(".")[0] in SPEAK_FOR_THEMSELVES and isinstance(self.msg, str)
        self.msg = self.msg.strip().partition("\n")[0] if speaks else "(a message that may hold data)"
        self.args, self.exc_info, self.stack_info = (), None, None
        self.error = None if error is None else told(error)


class Plain(logging.Formatter):
    """For people."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and one more for each place of an error."""
        fields = "".join(f" {name}={getattr(record, name)}" for name in FIELDS if hasattr(record, name))
        lines = [f"{_moment(record)} {record.levelname} {record.name}: {record.getMessage()}{fields}"]
        error = getattr(record, "error", None)
        if error:
            lines += [f"  {error['type']}{': ' + error['reason'] if 'reason' in error else ''}"]
            lines += [f"    {place}" for place in error["where"]]
        return "\n".join(lines)


class JsonLines(logging.Formatter):
    """For programs: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """All in one line."""
        line = {"time": _moment(record), "level": record.levelname, "logger": record.name,
                "message": record.getMessage()}  # fmt: skip
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        error = getattr(record, "error", None)
        return json.dumps(line | ({"error": error} if error else {}), ensure_ascii=False)


@cache
def set_up() -> None:
    """Write like this from now on, whoever in this process has something to say; once a process.

    Developers may ask for all of it: then messages and errors are written as Python does, with what was typed.
    """
    asked = os.environ.get(VARIABLE, "").lower()
    if asked == "all":
        return
    form = JsonLines() if asked == "json" else Plain()

    def record(*given: Any, **more: Any) -> Record:
        """Also a library that brings a handler of its own writes in our form."""
        made = Record(*given, **more)
        for handler in _handlers(logging.getLogger(made.name)):
            handler.setFormatter(form)
        return made

    logging.setLogRecordFactory(record)
    if not logging.root.handlers:
        logging.root.addHandler(logging.StreamHandler())
    for name in OWN:
        logging.getLogger(name).setLevel(logging.INFO)
    log = logging.getLogger(__name__)
    threading.excepthook = lambda failed: log.error("A thread failed", exc_info=failed.exc_value)
    sys.unraisablehook = lambda failed: log.error("Something was not put away", exc_info=failed.exc_value)
    logging.captureWarnings(True)


def new_reference() -> str:
    """What an error card shows, and the log names, so that one finds the other."""
    return secrets.token_hex(4)


def told(error: BaseException) -> dict[str, Any]:
    """What may be told of an error: its type, those that led to it, and where they were raised."""
    chain = list(_chain(error))
    reason = {"reason": str(error).partition("\n")[0]} if getattr(error, "is_for_operators", False) else {}
    where = [f"{_place(frame.filename)}:{frame.lineno} {frame.name}"
             for each in reversed(chain) for frame in traceback.extract_tb(each.__traceback__)]  # fmt: skip
    return {"type": " from ".join(type(each).__name__ for each in chain)} | reason | {"where": where[-MOST_PLACES:]}


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _place(file: str) -> str:
    path = Path(file)
    if path.is_relative_to(ROOT):
        return str(path.relative_to(ROOT))
    return file.rpartition("site-packages/")[2]


def _handlers(logger: logging.Logger | None) -> Iterator[logging.Handler]:
    while logger is not None:
        yield from logger.handlers
        logger = logger.parent if logger.propagate else None


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
