"""The app in a real browser: it answers at once, asks nobody else, fits a phone, and can be read by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from tests.barriers import barriers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

VIEWS = Path(__file__).resolve().parent.parent / "pages" / "views"
PAGES = sorted(path.stem for path in VIEWS.glob("*.py") if path.stem != "shared")
"""All but the one that only a link opens."""
AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 1000}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport=DESK, locale="en-GB")
    page.set_default_timeout(20_000)
    yield page
    page.close()


def opened(page: Page, address: str, name: str = "") -> Page:
    page.goto(f"{address}/{name}")
    page.wait_for_selector(AT_REST)
    page.locator("h1").first.wait_for()
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_read_it(page: Page, address: str, name: str, theme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=theme)
    opened(page, address, name)
    faults = barriers(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", PAGES)
def test_it_fits_a_phone(page: Page, address: str, name: str) -> None:
    page.set_viewport_size(PHONE)
    opened(page, address, name)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth <= element.clientWidth")


def test_no_request_leaves_the_house(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, address, "recommendation")
    page.locator(".js-plotly-plot").first.wait_for()
    outside = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    assert not outside


def test_a_link_to_spanish_opens_in_spanish(page: Page, address: str) -> None:
    opened(page, address, "recommendation?lang=es")
    assert page.get_by_role("link", name="Recomendación").count() == 1
