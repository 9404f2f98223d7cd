"""Two planning sessions of ten people each at once on one server, everybody with a page of their own open.

Nothing is lost, nothing reaches a screen before its reveal, and neither session sees anything of the other. How long it
takes is measured by `benchmarks/screens.py`.
"""

from __future__ import annotations

import asyncio

import pytest

from advisor.planning.database import URL_VARIABLE, Database
from scripts.meeting import PATHS, Meeting, meeting
from scripts.serving import ROOT, served

pytestmark = pytest.mark.slow
PEOPLE, TOPIC = 10, PATHS[0]


async def talk(found: Meeting) -> None:
    await found.go_to(TOPIC)
    await found.estimate(TOPIC)
    await found.reveal(TOPIC)
    await found.agree(TOPIC)


async def hold(database: Database, address: str) -> list[Meeting]:
    async with (
        meeting(database, address, "Aurora", PEOPLE) as aurora,
        meeting(database, address, "Borealis", PEOPLE) as borealis,
    ):
        await asyncio.gather(talk(aurora), talk(borealis))
    return [aurora, borealis]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> list[Meeting]:
    """Both sessions, in which all estimated at the same moment."""
    url = f"sqlite:///{tmp_path_factory.mktemp('sessions') / 'advisor.db'}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(URL_VARIABLE, url)
        with served(ROOT / "app.py") as address:
            return asyncio.run(hold(Database(url), address))


def test_no_estimate_is_lost_and_everybody_sees_all(held: list[Meeting]) -> None:
    for found in held:
        assert not found.lost(TOPIC)
        for person in found.people:
            shown = person.screen.content()
            assert all(other.secrets[TOPIC].is_in(shown) for other in found.people)


def test_nothing_is_sent_before_the_reveal(held: list[Meeting]) -> None:
    assert not [leak for found in held for leak in found.leaks()]


def test_two_sessions_do_not_mix(held: list[Meeting]) -> None:
    aurora, borealis = held
    assert aurora.is_shown(aurora.title) and borealis.is_shown(borealis.title)
    assert not aurora.is_shown(borealis.title) and not borealis.is_shown(aurora.title)
