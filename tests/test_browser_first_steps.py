"""The first ten minutes in a real browser: begun from nothing, half done, loaded anew, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import pytest

from tests.barriers import barriers
from tests.test_browser import AT_REST, DESK, PHONE, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport=DESK, locale="en-GB")
    page.set_default_timeout(20_000)
    yield page
    page.close()


def begun(page: Page, address: str) -> Page:
    opened(page, address).get_by_role("button", name="Start with your own project").click()
    page.get_by_role("heading", name="What is the task?").wait_for()
    return page


def choose(page: Page, answer: str) -> None:
    page.get_by_text(answer, exact=True).click()
    page.get_by_role("button", name="Next").wait_for()


def next_question(page: Page, heading: str, button: str = "Next") -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("heading", name=heading).wait_for()


def load_anew(page: Page) -> None:
    page.wait_for_selector(AT_REST)
    page.wait_for_timeout(500)
    page.reload()
    page.wait_for_selector(AT_REST)


def test_a_reload_on_the_path_goes_on_with_every_answer(page: Page, address: str) -> None:
    begun(page, address)
    choose(page, "Extracting fields")
    next_question(page, "What does a plain or prompted model get wrong today?")
    next_question(page, "Where do the facts for an answer come from?", "I don't know")
    load_anew(page)
    page.get_by_role("heading", name="Where do the facts for an answer come from?").wait_for()
    page.get_by_text(re.compile("^.*1 answered")).wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text(re.compile("^.*0 answered")).wait_for()
    page.get_by_role("button", name="Redo").click()
    page.get_by_text(re.compile("^.*1 answered")).wait_for()


def test_a_reload_keeps_a_refused_number_in_its_field(page: Page, address: str) -> None:
    from playwright.sync_api import expect

    field = opened(page, address).get_by_role("textbox", name="Share of good answers measured today (%)")
    field.fill("three quarters")
    field.press("Enter")
    page.get_by_text("is not a number").first.wait_for()
    load_anew(page)
    page.get_by_text("is not a number").first.wait_for()
    expect(page.get_by_role("textbox", name="Share of good answers measured today (%)")).to_have_value("three quarters")


def test_a_number_typed_and_left_at_once_counts(page: Page, address: str) -> None:
    page.goto(f"{address}/?path=0~traffic.users")
    field = page.get_by_label("Users (people)").first
    field.wait_for()
    page.wait_for_selector(AT_REST)
    page.locator("[class*='st-key-guided-traffic'] input").fill("4321")
    page.locator("[class*='st-key-guided-next'] button").click()
    page.get_by_text("4,321 people").first.wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_go_the_path(page: Page, address: str, theme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=theme)
    choose(begun(page, address), "Extracting fields")
    page.wait_for_load_state("networkidle")
    faults = barriers(page)
    assert not faults, "\n".join(faults)


def test_the_path_fits_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size(PHONE)
    choose(begun(page, address), "Extracting fields")
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth <= element.clientWidth")
