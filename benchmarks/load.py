"""A hundred people on the Recommendation page, each over a websocket of their own, with three seconds to think.

Three times: everybody looks again at what is known; everybody changes an answer of their own, so that everything is
simulated anew for each of them; and one after the other without thinking, as often as one person would in a day, to see
whether memory grows. The floor is as many people on a page of Streamlit's own that shows one number. Prints JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

sys.path.remove(str(Path(__file__).resolve().parent))  # its pages.py would hide the pages of the app
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisor.planning.database import URL_VARIABLE
from scripts.serving import ROOT, Server, megabytes, seconds_of_processor, serving
from scripts.sockets import Screen

PAGE = "recommendation"
PEOPLE = 100
THINK_SECONDS = 3.0
TURNS = 10
ARRIVE_SECONDS = 0.3
"""Between two who open the page."""
DAY_OF_RERUNS = 24 * 60 * 60 // 3
LOOKS_A_CHANGE = 10
USERS = "what_if.traffic.users"


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Milliseconds: median, 95th percentile and the longest."""
    ordered = sorted(seconds)
    found = {"median": median(ordered), "p95": ordered[int(0.95 * (len(ordered) - 1))], "longest": ordered[-1]}
    return {name: round(1000 * value) for name, value in found.items()}


async def looks_again(screen: Screen) -> float:
    """Seconds until a page that nothing has changed on is there again."""
    return await screen.again()


async def changes(screen: Screen) -> float:
    """Seconds until the page shows what follows from an answer that nobody else gave."""
    return await screen.again(**{USERS: str(random.randint(100, 100_000))})


async def busy(
    people: int, act: Callable[[Screen], Awaitable[float]], servers: Sequence[Server], page: str
) -> dict[str, Any]:
    """So many people who act, think and act again; those who are there first have their answer already.

    Whoever comes goes to the next of several processes and stays there, as a proxy would send them.
    """
    async with AsyncExitStack() as doors:
        for server in servers:
            async with Screen(server.address, page):
                """The first visitor waits for what all others find ready."""
        before, screens = sum(map(megabytes, servers)), []
        for _, server in zip(range(people), cycle(servers), strict=False):
            screens.append(await doors.enter_async_context(Screen(server.address, page)))
            await asyncio.sleep(ARRIVE_SECONDS)
        opened = sum(map(megabytes, servers))

        async def person(screen: Screen) -> list[float]:
            mine = []
            await asyncio.sleep(random.uniform(0, THINK_SECONDS))
            for _ in range(TURNS):
                mine.append(await act(screen))
                await asyncio.sleep(THINK_SECONDS)
            return mine

        spent, began = sum(map(seconds_of_processor, servers)), time.perf_counter()
        found = await asyncio.gather(*map(person, screens))
        wall = time.perf_counter() - began
        taken = [each for one in found for each in one]
        return {
            "people": people, "processes": len(servers), "milliseconds": spread(taken),
            "reruns_a_second": round(people * TURNS / wall, 1),
            "cores": round((sum(map(seconds_of_processor, servers)) - spent) / wall, 2),
            "megabytes_a_session_open": round((opened - before) / people, 2),
            "megabytes_a_session_after": round((sum(map(megabytes, servers)) - before) / people, 2),
        }  # fmt: skip


async def a_day(server: Server, reruns: int) -> list[float]:
    """Megabytes after each tenth of as many reruns as one person makes in a day, who changes an answer at times."""
    found = []
    async with Screen(server.address, PAGE) as screen:
        for number in range(reruns):
            await (changes if number % LOOKS_A_CHANGE == 0 else looks_again)(screen)
            screen.received.clear()
            if (number + 1) % max(1, reruns // 10) == 0:
                found.append(round(megabytes(server), 1))
    return found


def main() -> None:
    """The page, then the bare page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--day", type=int, default=DAY_OF_RERUNS, metavar="RERUNS", help="0 leaves the day out")
    options = parser.parse_args()
    told: dict[str, Any] = {"benchmark": "load"}
    with TemporaryDirectory() as folder:
        os.environ[URL_VARIABLE] = f"sqlite:///{folder}/advisor.db"
        for what, act in (("looks_again", looks_again), ("changes", changes)):
            with ExitStack() as started:
                servers = [started.enter_context(serving(ROOT / "app.py")) for _ in range(options.processes)]
                told[what] = asyncio.run(busy(options.people, act, servers, PAGE))
        if options.day:
            with serving(ROOT / "app.py") as server:
                told["megabytes_over_a_day"] = asyncio.run(a_day(server, options.day))
        with serving(ROOT / "benchmarks" / "bare_number.py") as server:
            told["bare_page"] = asyncio.run(busy(options.people, looks_again, [server], ""))
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
