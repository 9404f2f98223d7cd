"""Two processes of the app behind nginx on one Postgres: a planning session whose people sit on both of them."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import select

from advisor.planning.database import URL_VARIABLE, Database
from advisor.planning.tables import AttemptRow
from scripts.meeting import PATHS, Meeting, meeting
from scripts.serving import ROOT, Server, serving
from scripts.sockets import Screen
from tests.databases import Postgres
from tests.proxies import NGINX, NO_NGINX, Proxy, proxied

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not NGINX, reason=NO_NGINX)]
PEOPLE, TOPIC = 12, PATHS[0]
"""So many that they are not all on one process: each is put on one of two by chance."""


@dataclass(frozen=True)
class House:
    """nginx, the processes behind it, and the session that was held there."""

    proxy: Proxy
    servers: list[Server]
    held: Meeting


async def hold(database: Database, address: str) -> Meeting:
    async with meeting(database, address, "Cassiopeia", PEOPLE) as found:
        await found.go_to(TOPIC)
        await found.estimate(TOPIC)
        await found.reveal(TOPIC)
        await found.agree(TOPIC)
    return found


@pytest.fixture(scope="module")
def house(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    postgres.renew()
    with ExitStack() as doors:
        patch = doors.enter_context(pytest.MonkeyPatch.context())
        patch.setenv(URL_VARIABLE, postgres.url)
        servers = [doors.enter_context(serving(ROOT / "server.py")) for _ in range(2)]
        folder: Path = tmp_path_factory.mktemp("nginx")
        proxy = doors.enter_context(proxied(folder, [server.address for server in servers]))
        held = asyncio.run(hold(Database(postgres.url), proxy.address))
        yield House(proxy, servers, held)


def test_people_on_both_processes_see_each_others_estimates(house: House) -> None:
    sat = {asked.server for asked in house.proxy.asked() if asked.path == "/_stcore/stream"}
    assert len(sat) == 2
    assert not house.held.lost(TOPIC)
    for person in house.held.people:
        shown = person.screen.content()
        assert all(other.secrets[TOPIC].is_in(shown) for other in house.held.people)
    assert not house.held.leaks()


def test_all_that_one_browser_asks_for_reaches_the_same_process(house: House) -> None:
    reached = defaultdict(set)
    for asked in house.proxy.asked():
        reached[asked.browser].add(asked.server)
    assert len(reached) > PEOPLE
    assert all(len(servers) == 1 for servers in reached.values())


def test_a_browser_is_given_its_process_once(house: House) -> None:
    with urlopen(house.proxy.address, timeout=10) as first:
        (given,) = [one for one in first.headers.get_all("Set-Cookie") if one.startswith("advisor_process=")]
    assert "HttpOnly" in given and "SameSite=Lax" in given
    again = Request(house.proxy.address, headers={"Cookie": given.partition(";")[0]})
    with urlopen(again, timeout=10) as second:
        assert not [one for one in second.headers.get_all("Set-Cookie", []) if one.startswith("advisor_process=")]


def test_wrong_codes_are_counted_by_the_visitors_address_and_not_the_proxys(house: House, postgres: Postgres) -> None:
    async def guess(origin: str) -> None:
        async with Screen(house.proxy.address, "session", origin=origin) as screen:
            await screen.press("session.join", code="AAAA-AAAA", name="Eva")
            await screen.sees(["There is no session with this code"])

    def sources(origin: str) -> set[str]:
        asyncio.run(guess(origin))
        with Database(postgres.url).reading() as store:
            return set(store.scalars(select(AttemptRow.source)))

    first, again, other = map(sources, ("127.0.0.8", "127.0.0.8", "127.0.0.9"))
    assert first == again < other


def test_nobody_outside_reads_the_metrics(house: House) -> None:
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"{house.proxy.address}/metrics", timeout=10)


def test_where_a_process_dies_its_people_go_on_at_the_other(house: House) -> None:
    """The last test here: nothing brings the process back."""
    first, _ = house.servers
    sat = {asked.server: asked.browser for asked in house.proxy.asked() if asked.path == "/_stcore/stream"}
    browser = sat[first.address.removeprefix("http://")]
    os.kill(first.process, signal.SIGKILL)

    async def come_back() -> None:
        seat = f"{house.held.chair.query}&seat={house.held.lead}"
        async with Screen(house.proxy.address, "session", seat, cookies=f"advisor_process={browser}") as screen:
            await screen.sees([house.held.people[3].secrets[TOPIC].reason])

    asyncio.run(come_back())
