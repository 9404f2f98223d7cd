"""What somebody comes for, in a real browser and in both languages, with no request elsewhere and no error."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from advisor.examples import examples
from advisor.planning import scenarios
from advisor.planning.comparisons import Chosen, written_address
from advisor.planning.database import URL_VARIABLE, Database
from scripts.scenes import rest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

pytestmark = pytest.mark.browser

LOCALES = {"en": "en-GB", "es": "es-ES"}
WORDS = {
    "en": ("Recommendation", "Why?", "The advice differs: RAG for A and Fine-tuning for B"),
    "es": ("Recomendación", "¿Por qué?", "RAG para A"),
}


class Watched:
    """A page, with what it asked of others and what went wrong in it."""

    def __init__(self, browser: Browser, address: str, language: str) -> None:
        self.address = address
        self.page: Page = browser.new_context(locale=LOCALES[language]).new_page()
        self.page.set_default_timeout(20_000)
        self.elsewhere: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self._ask(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._hear)

    def _ask(self, url: str) -> None:
        if not url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.elsewhere.append(url)

    def _hear(self, message: ConsoleMessage) -> None:
        """Streamlit looks for its own addresses below a page's first, in vain."""
        if message.type == "error" and "/_stcore/" not in message.location.get("url", ""):
            self.errors.append(message.text)

    def goto(self, path: str) -> Page:
        self.page.goto(f"{self.address}/{path}")
        rest(self.page)
        return self.page


@pytest.fixture(params=LOCALES)
def watched(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[tuple[Watched, str]]:
    found = Watched(browser, address, request.param)
    yield found, request.param
    found.page.context.close()
    assert not found.elsewhere and not found.errors


def test_an_answer_is_changed_and_the_figures_follow(watched: tuple[Watched, str]) -> None:
    visitor, language = watched
    recommendation, why, _ = WORDS[language]
    page = visitor.goto("")
    page.get_by_role("link", name=recommendation).click()
    card = page.get_by_test_id("stMetricValue").nth(1)
    card.wait_for()
    rest(page)
    before = card.inner_text()
    users = page.locator(".st-key-what_if-traffic-users input")
    users.fill("90000")
    users.press("Enter")
    page.wait_for_function("said => document.querySelectorAll('[data-testid=stMetricValue]')[1].innerText !== said",
                           arg=before)  # fmt: skip
    rest(page)
    page.get_by_role("button", name=why).first.click()
    page.get_by_role("dialog").wait_for()


def test_a_change_of_language_changes_no_answer(watched: tuple[Watched, str]) -> None:
    """A browser keeps the words of the option that it showed: in another language they are no option."""
    visitor, language = watched
    page = visitor.goto("recommendation")
    shown = page.locator("[data-testid=stSidebar] [data-testid=stSelectbox] input").last
    before = shown.input_value()
    for other in (*(code for code in LOCALES if code != language), language):
        page.locator(".st-key-lang").get_by_role("radio", name=other).click()
        page.wait_for_function("code => document.documentElement.lang === code", arg=other)
        rest(page)
        assert (shown.input_value() == before) is (other == language)
    assert not page.locator("[data-testid=stSidebar] [data-testid=stAlert]").count()


def test_two_scenarios_are_compared(watched: tuple[Watched, str]) -> None:
    visitor, language = watched
    database = Database(os.environ[URL_VARIABLE])
    kept = [scenarios.create(database, examples()[place].project) for place in (0, 2)]
    asked = written_address([Chosen(one.key, one.version) for one in kept])
    page = visitor.goto(f"?compare={asked}")
    page.get_by_text(WORDS[language][2]).first.wait_for()
    page.locator(".st-key-chart-comparison-cumulative .js-plotly-plot").wait_for()
    assert page.get_by_test_id("stTable").count() >= 1
