"""Take pictures of every page as readers see it: all of them into pictures/, a few for the README into docs/pictures/.

`take_pictures.py --only light-en costs team` takes those whose names begin so, in one theme and language;
`take_pictures.py --shown` takes those of the README alone.
"""

from __future__ import annotations

import argparse
import base64
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisor.planning.database import URL_VARIABLE, Database
from scripts.scenes import Scene, rest, scenes
from scripts.serving import ROOT, browser_of, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ALL, SHOWN = ROOT / "pictures", ROOT / "docs" / "pictures"
WIDTHS = (1440, 1024, 390)
THEMES = ("light", "dark")
LOCALES = {"en": "en-GB", "es": "es-ES"}
FIRST_SIGHT = 1000
"""The height of what is kept for the README; all others are as high as their page."""
TALLEST = 16_000
"""Chromium draws no higher picture."""
QUALITY = 82
IN_DOCS = (
    ("recommendation", 1440, "light", "en"), ("costs", 1440, "light", "en"), ("team", 1440, "light", "en"),
    ("scenarios_compared", 1440, "light", "en"), ("session_revealed", 1440, "light", "en"),
    ("recommendation", 1440, "dark", "es"), ("recommendation", 390, "light", "en"),
)  # fmt: skip


def main() -> None:
    """Serve the app, and go through all scenes in every theme and language."""
    kinds = [f"{theme}-{language}" for theme in THEMES for language in LOCALES]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=[""], help="the beginnings of the scenes' names")
    parser.add_argument("--only", choices=kinds, help="one theme and language")
    parser.add_argument("--shown", action="store_true", help="those of the README alone")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        os.environ[URL_VARIABLE] = f"sqlite:///{folder}/pictures.db"
        found = scenes(Database(os.environ[URL_VARIABLE]))
        wanted = [scene for scene in found if scene.name.startswith(tuple(asked.names))]
        with served(ROOT / "app.py") as address, sync_playwright() as playwright:
            browser = browser_of(playwright)
            _wake(browser, address)
            for kind in [asked.only] if asked.only else kinds:
                _round(browser, address, wanted, asked.shown, *kind.split("-"))
            browser.close()


def _wake(browser: Browser, address: str) -> None:
    """Only after its first visitor does a new server know the addresses of its pages."""
    page = browser.new_page()
    page.goto(address)
    rest(page)
    page.close()


def _round(browser: Browser, address: str, wanted: list[Scene], shown: bool, theme: Any, language: str) -> None:
    context = browser.new_context(color_scheme=theme, locale=LOCALES[language])
    page = context.new_page()
    for scene in wanted:
        for width in WIDTHS:
            if shown and (scene.name, width, theme, language) not in IN_DOCS:
                continue
            page.set_viewport_size({"width": width, "height": FIRST_SIGHT})
            scene.show(page, address)
            _take(page, scene.name, width, theme, language)
    context.close()


def _take(page: Page, name: str, width: int, theme: str, language: str) -> None:
    """The whole page; and its beginning, where that is kept."""
    file = f"{name}-{width}-{theme}-{language}"
    if (name, width, theme, language) in IN_DOCS:
        _write(page, SHOWN / f"{file}.webp")
    height = page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(int(height), TALLEST)})
    page.wait_for_timeout(700)
    ALL.mkdir(exist_ok=True)
    page.screenshot(path=ALL / f"{file}.png")


def _write(page: Page, path: Path) -> None:
    """As WebP, which Playwright itself does not write."""
    path.parent.mkdir(exist_ok=True)
    asked = {"format": "webp", "quality": QUALITY}
    picture = page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)
    path.write_bytes(base64.b64decode(picture["data"]))
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main()
