"""Twenty people in one planning session, each over a websocket of their own: how soon every screen is right.

Everybody estimates three topics in secret; who facilitates reveals, agrees and goes on. From that click to the message
that shows its effect is measured on every screen, with one session on the server and with two at once; that nothing is
lost, nothing shown too early and nothing mixed is checked beside it. The floor are as many people on a bare page, which
reads one number from SQLite and draws as many elements with the same chart. Prints JSON.

`--postgres URL` takes a Postgres database instead of SQLite in a file.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

sys.path.remove(str(Path(__file__).resolve().parent))  # its pages.py would hide the pages of the app
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from advisor.planning.database import URL_VARIABLE, Database
from scripts.meeting import PAGE, PATHS, Meeting, Seen, meeting
from scripts.serving import ROOT, Server, megabytes, seconds_of_processor, serving
from scripts.sockets import Screen

PEOPLE = 20
CROWDS = (20, 60)
ESTIMATE_SECONDS = 20.0
"""Within these, one after the other, all give their estimates."""
PAUSE_SECONDS = 3.0
CLICKS = 10
TITLES = ("Aurora", "Borealis")


async def held(found: Meeting) -> dict[str, list[Seen]]:
    """Three topics from the question to the agreement; what everybody saw when."""
    seen: dict[str, list[Seen]] = {"question": [], "estimate": [], "reveal": [], "agreement": []}
    for path in PATHS:
        seen["question"] += await found.go_to(path)
        seen["estimate"] += await found.estimate(path, ESTIMATE_SECONDS)
        await asyncio.sleep(PAUSE_SECONDS)
        seen["reveal"] += await found.reveal(path)
        await asyncio.sleep(PAUSE_SECONDS)
        seen["agreement"] += await found.agree(path)
        await asyncio.sleep(PAUSE_SECONDS)
    return seen


async def measured(server: Server, database: Database, titles: Sequence[str]) -> tuple[dict[str, Any], Meeting]:
    """As many sessions at once as there are titles, and one of them."""
    async with AsyncExitStack() as doors:
        meetings = [
            await doors.enter_async_context(meeting(database, server.address, title, PEOPLE)) for title in titles
        ]
        before = seconds_of_processor(server)
        found = await asyncio.gather(*(held(each) for each in meetings))
        busy = seconds_of_processor(server) - before
    seen = {what: [one for each in found for one in each[what]] for what in found[0]}
    looks = [look for each in meetings for screen in each.screens for look in screen.looks]
    result = {
        "people": PEOPLE * len(titles),
        "shown_s": {what: spread([one.shown for one in each]) for what, each in seen.items()},
        "still_s": {what: spread([one.still for one in each]) for what, each in seen.items()},
        "look_s": spread(looks),
        "server_cpu_s_a_topic": round(busy / len(PATHS), 1),
        "lost": [name for each in meetings for path in PATHS for name in each.lost(path)],
        "shown_too_early": [leak for each in meetings for leak in each.leaks()],
        "mixed": [title for each in meetings for title in titles if title != each.title and each.is_shown(title)],
    }
    return result, meetings[0]


async def crowded(server: Server, database: Database) -> dict[str, float]:
    """Megabytes that each open page costs, by how many are open."""
    found = {}
    for people in CROWDS:
        before = megabytes(server)
        async with meeting(database, server.address, f"Crowd {people}", people):
            await asyncio.sleep(PAUSE_SECONDS)
            found[f"{people}_people"] = round((megabytes(server) - before) / people, 2)
    return found


async def bare(server: Server) -> dict[str, Any]:
    """The same people on the bare page, who see a number change."""
    seen: list[float] = []
    async with AsyncExitStack() as doors:
        screens = [await doors.enter_async_context(Screen(server.address)) for _ in range(PEOPLE)]
        for number in range(1, CLICKS + 1):
            await asyncio.sleep(PAUSE_SECONDS)
            clicked = await screens[0].press("bare.next")
            seen += [await screen.sees([f"The end of {number}"], clicked) - clicked for screen in screens]
        looks = [look for screen in screens for look in screen.looks]
    return {"shown_s": spread(seen), "look_s": spread(looks)}


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and the longest."""
    ordered = sorted(seconds)
    return {
        "median": round(median(ordered), 2),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 2),
        "longest": round(ordered[-1], 2),
    }


def view_of(found: Meeting) -> dict[str, Any]:
    """What a member's screen had to draw when it showed the last reveal."""
    moment = found.reveals[PATHS[-1]]
    kinds: list[str] = []
    spec = ""
    for each in found.people[-1].screen.received:
        message = ForwardMsg.FromString(each.content)
        if message.WhichOneof("type") == "new_session":
            if spec:
                break
            kinds = []
        if each.at > moment and message.WhichOneof("type") == "delta":
            kinds.append(message.delta.new_element.WhichOneof("type") or "box")
            spec = message.delta.new_element.plotly_chart.spec or spec
    return {"elements": len(kinds), "spec": spec}


async def in_session(server: Server, database: Database) -> tuple[dict[str, Any], dict[str, Any]]:
    """One session, two at once, and what an open page costs; and what the bare page is to draw."""
    async with Screen(server.address, PAGE):
        """The first visitor waits for what all others find ready."""
    memory = await crowded(server, database)
    one, found = await measured(server, database, TITLES[:1])
    two, _ = await measured(server, database, TITLES)
    return {"one_session": one, "two_sessions": two, "megabytes_a_page": memory}, view_of(found)


def main() -> None:
    """The sessions, then the bare page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", metavar="URL")
    with TemporaryDirectory() as folder:
        url = parser.parse_args().postgres or f"sqlite:///{folder}/advisor.db"
        os.environ[URL_VARIABLE] = url
        with serving(ROOT / "app.py") as server:
            result, view = asyncio.run(in_session(server, Database(url)))
        file = f"{folder}/number.db"
        with sqlite3.connect(file) as database:
            database.executescript("create table shown (number integer); insert into shown values (0)")
        os.environ["BARE_PAGE"] = f"{folder}/view.json"
        Path(os.environ["BARE_PAGE"]).write_text(json.dumps(view | {"database": file}), encoding="utf-8")
        floor: dict[str, Any] | str
        with serving(ROOT / "benchmarks" / "bare_screen.py") as server:
            try:
                floor = asyncio.run(bare(server))
            except TimeoutError:
                floor = "a screen of the bare page stood still: Streamlit lost an answer to its rhythm"
    kind = url.partition(":")[0]
    told = {"benchmark": "screens", "database": kind, **result, "elements": view["elements"], "bare_page": floor}
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
