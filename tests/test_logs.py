"""What a server writes: where an error was raised and how to find it, and nothing that anybody typed."""

from __future__ import annotations

import ast
import io
import json
import logging
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter
from sqlalchemy.exc import IntegrityError
from streamlit.testing.v1 import AppTest

from advisor import logs
from advisor.planning.database import Database, DatabaseAway
from advisor.project_file import Project
from tests.test_code_health import name, ours, tree

ROOT = Path(__file__).parents[1]
TYPED = "Zacarías' secret Ñandú 4711"
LOG = logging.getLogger("advisor.test")
Read = Callable[[], str]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Read]:
    """All that is written from now on, in the form that is asked for."""
    monkeypatch.setenv(logs.VARIABLE, getattr(request, "param", ""))
    before, hooks, there = logging.getLogRecordFactory(), threading.excepthook, list(logging.root.handlers)
    forms = [handler.formatter for handler in there]
    out = io.StringIO()
    logging.root.handlers[:] = [logging.StreamHandler(out)]
    logs.set_up.cache_clear()
    logs.set_up()
    yield out.getvalue
    logging.captureWarnings(False)
    logging.setLogRecordFactory(before)
    threading.excepthook, logging.root.handlers[:] = hooks, there
    for handler, form in zip(there, forms, strict=True):
        handler.setFormatter(form)
    logs.set_up.cache_clear()


def raised(make: Callable[[], Any]) -> None:
    try:
        make()
    except Exception:
        LOG.exception("It failed")


def chained() -> None:
    try:
        raise KeyError(TYPED)
    except KeyError as error:
        raise ValueError(f"no such name: {TYPED}") from error


def in_a_thread() -> None:
    thread = threading.Thread(target=chained)
    thread.start()
    thread.join()


def refused_by_the_database() -> None:
    raise IntegrityError("insert into seat values (?)", (TYPED,), Exception(f"Key (name)=({TYPED}) exists"))


@pytest.mark.parametrize("written", ["", "json"], indirect=True)
@pytest.mark.parametrize(
    "fail",
    [
        lambda: raised(chained),
        lambda: raised(lambda: TypeAdapter(int).validate_python(TYPED)),
        lambda: raised(lambda: Project.parse({TYPED: {TYPED: TYPED}})),
        lambda: raised(refused_by_the_database),
        in_a_thread,
        lambda: LOG.warning("It holds %s", TYPED),
        lambda: LOG.warning("It has more", extra={"typed": TYPED}),
        lambda: LOG.warning("It shows how it came here", stack_info=True),
        lambda: logging.getLogger("asyncio").error(f"future: <Task exception=ValueError({TYPED!r})>"),
        lambda: logging.getLogger("streamlit.runtime").warning(ValueError(TYPED)),
        lambda: logging.getLogger("uvicorn.error").info('%s - "WebSocket %s"', "here", f"/?seat={TYPED}"),
        lambda: warnings.warn(f"beware of {TYPED}", stacklevel=1),
    ],
)
def test_nothing_that_was_typed_is_written(written: Read, fail: Callable[[], None]) -> None:
    fail()
    assert all(word not in written() for word in (*TYPED.split(), json.dumps(TYPED)[1:-1], repr(TYPED)[1:-1]))


@pytest.mark.parametrize("written", ["json"], indirect=True)
def test_an_error_says_its_types_and_where_it_was_raised(written: Read) -> None:
    raised(chained)
    (line,) = written().splitlines()
    told = json.loads(line)
    assert {told["level"], told["logger"], told["message"]} == {"ERROR", "advisor.test", "It failed"}
    assert told["error"]["type"] == "ValueError from KeyError"
    assert "reason" not in told["error"]
    *_, last = told["error"]["where"]
    assert last.startswith("tests/test_logs.py:") and last.endswith(" chained")


@pytest.mark.parametrize("written", ["json"], indirect=True)
def test_who_runs_the_server_reads_why_the_database_does_not_answer_and_no_password(written: Read) -> None:
    database = Database("postgresql://advisor:hunter2@127.0.0.1:1/advisor")
    with pytest.raises(DatabaseAway) as caught:
        database.check()
    LOG.warning("The database does not answer", exc_info=caught.value)
    told = json.loads(written())
    assert "127.0.0.1" in told["error"]["reason"] and "refused" in told["error"]["reason"]
    assert "hunter2" not in written()


def test_a_library_that_writes_by_itself_writes_in_our_form(written: Read) -> None:
    out = io.StringIO()
    library = logging.getLogger("streamlit.some.part")
    library.propagate = False
    library.addHandler(logging.StreamHandler(out))
    library.warning("Port %s is taken", 8501)
    assert out.getvalue().endswith(" WARNING streamlit.some.part: Port %s is taken\n")


class Breaks:
    """A project that cannot even be looked at."""

    def __getattr__(self, name: str) -> Any:
        raise ValueError(TYPED)


@pytest.mark.parametrize("written", ["", "json"], indirect=True)
def test_the_card_that_is_shown_has_the_reference_that_the_log_has(written: Read) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.session_state["project"] = Breaks()
    app.run()
    (card,) = [error.value for error in app.error if "This page could not be shown" in error.value]
    reference = card.rstrip(".").rpartition(" ")[2].strip("`*_")
    assert len(reference) == 8 and reference in written()
    assert "ValueError" in written() and "Zacar" not in written() + card


def test_our_own_messages_are_words_without_values() -> None:
    found = [
        f"{name(path)}:{call.lineno}"
        for path in ours()
        if path.parts[-2] != "tests"
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith(("LOG.", "log."))
        and ast.unparse(call.func) not in ("log.open",)
        and not (len(call.args) == 1 and isinstance(call.args[0], ast.Constant))
    ]  # fmt: skip
    assert not found
