"""A changed answer on the Recommendation page, against a page with the same widgets, charts and words that computes
nothing.

Both are served by real servers on this machine, and measured turn by turn in two ways: in a real browser, from the
click on the new answer to the last change that it causes in the document; and over the websocket alone, from the
message that tells the new answer to the last one of the redrawn page. Every answer makes a project that was not seen
before, so no advice comes from the cache; the bare page has as much to redraw. Prints JSON.
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.session import Element, Session
from scripts.serving import ROOT, browser_of, served

PAGE = "recommendation"
CHANGES = 60
CLICKS = 40
VIEWS = 6
SEED = 1


def questions(session: Session) -> list[Element]:
    """The answers within reach of every page."""
    return [element for element in session.elements if element.kind == "selectbox" and "." in element.key]


def change(session: Session, rng: random.Random) -> float:
    """Give one question another answer; the seconds that it took."""
    widget = rng.choice(questions(session))
    return session.choose(widget, rng.choice(list(widget.content.options)))


def turn_by_turn(page: str, bare: str) -> tuple[list[float], list[float]]:
    """The seconds of each change on both pages, one after the other, so that both meet the same machine."""
    with Session(page, PAGE) as ours, Session(bare) as floor:
        rng, same = random.Random(SEED), random.Random(SEED)
        change(ours, rng), change(floor, same)
        pairs = [(change(ours, rng), change(floor, same)) for _ in range(CHANGES)]
    return [first for first, _ in pairs], [second for _, second in pairs]


STILL_MILLISECONDS = 900
WATCH = """() => {
    const now = () => performance.now();
    document.addEventListener("click", () => { window.clicked = now(); }, {capture: true});
    new MutationObserver(() => { window.changed = now(); }).observe(
        document.body, {subtree: true, childList: true, attributes: true, characterData: true});
}"""


def in_browser(page: str, bare: str) -> tuple[list[float], list[float]]:
    """The seconds of each change as a reader sees it, on both pages, one after the other."""
    with sync_playwright() as playwright:
        browser = browser_of(playwright)
        ours, floor = opened(browser, f"{page}/{PAGE}"), opened(browser, bare)
        rng, same = random.Random(SEED), random.Random(SEED)
        pairs = [(click(ours, rng), click(floor, same)) for _ in range(CLICKS)]
    return [first for first, _ in pairs], [second for _, second in pairs]


def opened(browser: Browser, address: str) -> Page:
    """The page in a tab that notes when it was clicked and when it last changed."""
    page = browser.new_page(viewport={"width": 1440, "height": 2000})
    page.goto(address)
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    page.wait_for_timeout(3 * STILL_MILLISECONDS)
    page.evaluate(WATCH)
    return page


def click(page: Page, rng: random.Random) -> float:
    """Give one question beside the page another answer; the seconds until the page stands still again."""
    boxes = page.locator("section[data-testid=stSidebar] [data-testid=stSelectbox] input")
    boxes.nth(rng.randrange(boxes.count())).click()
    others = page.locator("[role=option][aria-selected=false]")
    others.first.wait_for()
    others.nth(rng.randrange(others.count())).click()
    page.wait_for_timeout(STILL_MILLISECONDS)
    while float(page.evaluate("performance.now() - window.changed")) < STILL_MILLISECONDS / 2:
        page.wait_for_timeout(STILL_MILLISECONDS / 4)
    return float(page.evaluate("window.changed - window.clicked")) / 1e3


def views_of(page: str) -> list[list[dict[str, Any]]]:
    """What the page looks like after a few changes, for the bare page to draw in turn."""
    rng, views = random.Random(SEED), []
    with Session(page, PAGE) as session:
        for _ in range(VIEWS):
            change(session, rng)
            views.append([found for element in session.elements if (found := described(element))])
    return views


BOXES = ("flex_container", "column", "grid_container", "expandable", "popover")


def described(element: Element) -> dict[str, Any]:
    """What the bare page needs to draw the same in the same place; empty for what is not drawn."""
    content, place = element.content, list(element.place)
    match element.kind:
        case "selectbox":
            drawn = {"key": element.key, "label": content.label, "options": list(content.options)}
        case "button":
            drawn = {"label": content.label}
        case "metric":
            drawn = {"label": content.label, "value": content.body}
        case "plotly_chart":
            drawn = {"spec": content.spec}
        case "markdown" | "heading" | "alert":
            drawn = {"body": content.body}
        case kind if kind in BOXES:
            return {"kind": "box", "place": place}
        case _:
            return {}
    return {"kind": element.kind, "place": place, **drawn}


def in_milliseconds(seconds: list[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    return {"median_ms": round(median(seconds) * 1e3, 1), "p95_ms": round(quantiles(seconds, n=20)[-1] * 1e3, 1)}


def compared(ours: list[float], floor: list[float]) -> dict[str, Any]:
    """Both pages, and how much slower ours is."""
    return {
        "page": in_milliseconds(ours),
        "bare_page": in_milliseconds(floor),
        "ratio": round(median(ours) / median(floor), 2),
    }


def main() -> None:
    """Make the bare page from the page, then measure both."""
    with served(ROOT / "app.py") as page, TemporaryDirectory() as folder:
        views = views_of(page)
        file = Path(folder) / "views.json"
        file.write_text(json.dumps(views), encoding="utf-8")
        os.environ["BARE_PAGE"] = str(file)
        with served(ROOT / "benchmarks" / "bare_page.py") as bare:
            browser = compared(*in_browser(page, bare))
            websocket = compared(*turn_by_turn(page, bare))
    kinds = [element["kind"] for element in views[0]]
    result = {
        "benchmark": "pages",
        "elements": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
        "browser": browser,
        "websocket": websocket,
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
