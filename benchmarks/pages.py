"""A changed answer on the Recommendation page, against a page with the same widgets and charts that computes nothing.

Both are served by real servers on this machine and driven over the websocket that a browser would use: what counts is
the time from the message that tells the new answer to the last one of the redrawn page. Every answer makes a project
that was not seen before, so no advice comes from the cache. Prints JSON.
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

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.session import Element, Session
from scripts.serving import ROOT, served

CHANGES = 40
SEED = 1


def questions(session: Session) -> list[Element]:
    """The answers within reach of every page."""
    return [element for element in session.elements if element.kind == "selectbox" and "." in element.key]


def change(session: Session, rng: random.Random) -> float:
    """Give one question another answer; the seconds that it took."""
    widget = rng.choice(questions(session))
    return session.choose(widget, rng.choice(list(widget.content.options)))


def measured(address: str, page: str) -> tuple[list[float], list[dict[str, Any]]]:
    """The seconds of each change, and what the page looked like at first."""
    with Session(address, page) as session:
        seen = [described(element) for element in session.elements]
        rng = random.Random(SEED)
        change(session, rng)
        return [change(session, rng) for _ in range(CHANGES)], [element for element in seen if element]


def described(element: Element) -> dict[str, Any]:
    """What the bare page needs to draw the same; empty for what is not drawn."""
    content = element.content
    match element.kind:
        case "selectbox":
            return {"kind": "selectbox", "key": element.key, "label": content.label, "options": list(content.options)}
        case "button":
            return {"kind": "button", "label": content.label}
        case "plotly_chart":
            return {"kind": "plotly_chart", "spec": content.spec}
        case "markdown" | "heading" | "text" | "alert":
            return {"kind": "markdown", "body": content.body}
    return {}


def in_milliseconds(seconds: list[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    return {"median_ms": round(median(seconds) * 1e3, 1), "p95_ms": round(quantiles(seconds, n=20)[-1] * 1e3, 1)}


def main() -> None:
    """Measure the page, then the bare one made from it."""
    with served(ROOT / "app.py") as address:
        page, elements = measured(address, "recommendation")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "elements.json"
        file.write_text(json.dumps(elements), encoding="utf-8")
        os.environ["BARE_PAGE"] = str(file)
        with served(ROOT / "benchmarks" / "bare_page.py") as address:
            bare, _ = measured(address, "")
    kinds = [element["kind"] for element in elements]
    result = {
        "benchmark": "pages",
        "changes": CHANGES,
        "elements": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
        "page": in_milliseconds(page),
        "bare_page": in_milliseconds(bare),
        "ratio": round(median(page) / median(bare), 2),
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
