"""Take docs/picture.png: the recommendation for a worked example, as a reader sees it."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.serving import ROOT, browser_of, served

PICTURE = ROOT / "docs" / "picture.png"
WIDTH, HEIGHT = 1440, 1000


def main() -> None:
    """Serve the app, open the page, take the picture."""
    with served(ROOT / "app.py") as address, sync_playwright() as playwright:
        browser = browser_of(playwright)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", locale="en-GB")
        for path in ("", "/recommendation"):
            page.goto(f"{address}{path}")
            page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        page.locator(".js-plotly-plot").first.wait_for()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURE)
        browser.close()
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main()
