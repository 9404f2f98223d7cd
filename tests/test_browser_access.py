"""Everybody can use it: every state of every page read by axe, the main job by keyboard, the language told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from advisor.planning.database import URL_VARIABLE, Database
from scripts.scenes import Scene, rest, scenes
from tests.barriers import barriers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

MOST_TABS = 60
STATES = (
    "recommendation_why", "documents_measured", "scenarios_compared", "shared", "session_lobby", "session_estimating",
    "session_revealed", "session_vote", "method_number", "method_formulas", "method_accuracy", "method_decision",
)  # fmt: skip
FOCUSED = "document.activeElement"
NAME_OF_FOCUSED = f"{FOCUSED}.ariaLabel || ({FOCUSED}.matches('button') && {FOCUSED}.textContent) || ''"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


@pytest.fixture(scope="module")
def shown() -> dict[str, Scene]:
    """Everything that there is to be seen, put into the database of the server."""
    return {scene.name: scene for scene in scenes(Database(os.environ[URL_VARIABLE]))}


def focus(page: Page, name: str) -> None:
    """Go on with the tab key until the element of this name has the focus, which must be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if name in page.evaluate(NAME_OF_FOCUSED):
            assert page.evaluate(f"{FOCUSED}.matches(':focus-visible')")
            return
    raise AssertionError(f"the keyboard does not come to {name}")


@pytest.mark.parametrize("name", STATES)
def test_every_state_of_a_page_can_be_read(page: Page, address: str, shown: dict[str, Scene], name: str) -> None:
    shown[name].show(page, address)
    found = barriers(page)
    page.emulate_media(color_scheme="dark")
    found += barriers(page)
    page.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)


def test_the_main_job_is_done_by_keyboard_alone(page: Page, address: str) -> None:
    """Change an answer, hear the verdict, open a figure's why, and close it again."""
    page.goto(f"{address}/recommendation")
    rest(page)
    before = page.get_by_role("status").last.inner_text()
    page.locator("h1").click()
    focus(page, "Users")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    page.wait_for_function("said => [...document.querySelectorAll('[role=status]')].at(-1).textContent !== said",
                           arg=before)  # fmt: skip
    assert "best in" in page.get_by_role("status").last.inner_text()
    rest(page)
    focus(page, "Why?")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")


def test_the_document_tells_its_language(page: Page, address: str) -> None:
    page.goto(f"{address}/recommendation?lang=es")
    rest(page)
    page.wait_for_function("document.documentElement.lang === 'es'")


def test_every_chart_says_what_it_shows_and_headings_have_no_gaps(page: Page, address: str) -> None:
    page.goto(f"{address}/costs")
    rest(page)
    charts = page.get_by_test_id("stPlotlyChart")
    assert charts.count() >= 4
    told = charts.evaluate_all("all => all.map(one => one.querySelector('[aria-label]')?.ariaLabel || one.ariaLabel)")
    assert all(told) and len(set(told)) == len(told)
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
