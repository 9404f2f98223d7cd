"""Quick tests first, then the slow ones, then those that look at the app in a browser."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from multiprocessing import forkserver
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from scripts.serving import CHROMIUM, ROOT, browser_of, served
from tests.databases import database, kept, postgres  # noqa: F401 - fixtures of what is stored
from tests.projects import advice, advices, catalogue, recompute  # noqa: F401 - fixtures of the engine's tests
from tests.rooms import room  # noqa: F401 - fixture of the planning sessions

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same examples are tried every time, so that a result says something of the code alone; new ones are looked for
# with `pytest --hypothesis-profile=new`. No example is held to a deadline: the first one loads vocabularies and
# tables, and a busy machine is no fault of ours.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("new", deadline=None)
settings.load_profile("repeatable")

# What the tests save goes to a database of their own, also where they start a server.
os.environ["ADVISOR_LOG"] = "all"  # a test that fails says why
STORED = tempfile.TemporaryDirectory(prefix="advisor-")
os.environ["ADVISOR_DATABASE_URL"] = f"sqlite:///{STORED.name}/advisor.db"


def pytest_unconfigure() -> None:
    STORED.cleanup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: (_has(item, "browser"), _has(item, "slow")))
    if not CHROMIUM:
        for item in items:
            if _has(item, "browser"):
                item.add_marker(pytest.mark.skip(reason="there is no Chromium; on Debian: apt-get install chromium"))


def _has(item: pytest.Item, marker: str) -> bool:
    return item.get_closest_marker(marker) is not None


@pytest.fixture(scope="session", autouse=True)
def processes_start_at_once() -> None:
    """The one process that others are forked from knows all that any of them needs: it learns nothing afterwards."""
    forkserver.set_forkserver_preload(["advisor.documents.preloaded", "tests.saver", "alembic.command", "psycopg"])
    forkserver.ensure_running()


@pytest.fixture(scope="session")
def address(browser: Browser) -> Iterator[str]:
    """The app, served by a process of its own, whose first visitor has come and gone."""
    with served(ROOT / "app.py") as address:
        visitor = browser.new_page()
        visitor.goto(address)
        visitor.wait_for_selector('[data-testid=stApp][data-test-script-state="notRunning"]', timeout=60_000)
        visitor.close()
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = browser_of(playwright)
        yield browser
        browser.close()
