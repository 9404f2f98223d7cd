"""A planning session that is really held: everybody has the page open, estimates in secret, and sees what comes."""

from __future__ import annotations

import asyncio
import random
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from advisor.language import Reader
from advisor.planning import agenda, scenarios, sessions
from advisor.planning.agenda import Proposal
from advisor.planning.database import Database
from advisor.planning.pooling import Amounts
from advisor.planning.state import Topic, state
from advisor.project_file import Project
from advisor.report.session_words import outcome_told
from pages.parts.markdown import plain
from scripts.sockets import Screen

PAGE = "session"
PATHS = ("traffic.users", "knowledge.documents", "money.one_off_budget")
PROJECT = {
    "name": "Support assistant", "start": "2026-11-22",
    "task": {"kind": "document_questions", "failure": "facts"}, "money": {"currency": "EUR"},
}  # fmt: skip
LOWEST, HIGHEST = 100_000_000, 999_999_999
"""Of so many digits that a number which comes by chance is none of theirs."""
REASON_BYTES = 12


@dataclass(frozen=True)
class Secret:
    """What somebody says of a topic, and nobody else may know before the reveal."""

    numbers: tuple[int, int, int]
    reason: str

    @property
    def opinion(self) -> Amounts:
        """The same as the engine has it."""
        return Amounts(*(float(number) for number in self.numbers))

    def is_in(self, content: bytes) -> bool:
        """Whether any of it stands there, however it is written."""
        written = [form for number in self.numbers for form in _forms(number)]
        return any(form in content for form in (self.reason.encode(), *written))


def _forms(number: int) -> tuple[bytes, ...]:
    return str(number).encode(), f"{number:,}".encode(), struct.pack("<d", number), struct.pack(">d", number)


@dataclass(frozen=True)
class Person:
    """Somebody at a screen, with an answer to every topic by its path."""

    name: str
    screen: Screen
    secrets: dict[str, Secret]


@dataclass(frozen=True)
class Seen:
    """Seconds from a click until a screen shows what it leads to, and until that screen stands still again."""

    shown: float
    still: float


@dataclass
class Meeting:
    """A planning session with its people; the first of them facilitates."""

    title: str
    database: Database
    lead: str
    people: list[Person]
    reveals: dict[str, float] = field(default_factory=dict)

    @property
    def chair(self) -> Screen:
        """The screen of who facilitates."""
        return self.people[0].screen

    @property
    def screens(self) -> list[Screen]:
        """Everybody's screen."""
        return [person.screen for person in self.people]

    def topic(self, path: str) -> Topic:
        """A topic as it stands in the database."""
        return next(topic for topic in state(self.database, self.lead).topics if topic.path == path)

    async def go_to(self, path: str) -> list[Seen]:
        """Bring a topic before everybody: each screen shows its form."""
        topic = self.topic(path)
        clicked = await self.chair.press(f"session.go.{topic.id}")
        return await self._seen(clicked, [f"{_place(topic)}.give"])

    async def estimate(self, path: str, within_seconds: float = 0.0) -> list[Seen]:
        """Everybody says what they think, one after the other: each screen shows that it was taken."""
        topic, pause, everybody = self.topic(path), within_seconds / len(self.people), len(self.people)
        taken = await asyncio.gather(
            *(self._say(person, topic, pause * place) for place, person in enumerate(self.people))
        )
        await self.chair.sees([f"Reveal ({everybody} of {everybody})"])
        return taken

    async def reveal(self, path: str) -> list[Seen]:
        """Show all to all: each screen shows everybody's reason."""
        clicked = self.reveals[path] = await self.chair.press("session.reveal")
        return await self._seen(clicked, [person.secrets[path].reason for person in self.people])

    async def agree(self, path: str) -> list[Seen]:
        """Agree on what all say together: each screen says so."""
        clicked = await self.chair.press("session.agree")
        await self.chair.until(lambda: self.topic(path).outcome is not None)
        topic = self.topic(path)
        return await self._seen(clicked, [plain(outcome_told(topic, topic.outcome, Reader()))])

    def lost(self, path: str) -> list[str]:
        """Whose estimate is not stored as they gave it."""
        stored = {given.reason: given.opinion for given in self.topic(path).rounds[-1].estimates}
        mine = ((person.name, person.secrets[path]) for person in self.people)
        return [name for name, secret in mine if stored.get(secret.reason) != secret.opinion]

    def leaks(self) -> list[str]:
        """Whose secret reached whose screen before its reveal."""
        return [
            f"{path}: {other.name} to {person.name}"
            for path, moment in self.reveals.items()
            for person in self.people
            for content in [person.screen.content(until=moment)]
            for other in self.people
            if other is not person and other.secrets[path].is_in(content)
        ]

    def is_shown(self, words: str) -> bool:
        """Whether these words ever reached a screen."""
        return any(words.encode() in screen.content() for screen in self.screens)

    async def _say(self, person: Person, topic: Topic, pause: float) -> Seen:
        await asyncio.sleep(pause)
        secret = person.secrets[topic.path]
        said = dict(zip(("low", "likely", "high"), map(str, secret.numbers), strict=True))
        clicked = await person.screen.press(f"{_place(topic)}.give", **said, reason=secret.reason)
        return await _on(person.screen, clicked, ["You said"])

    async def _seen(self, clicked: float, words: Sequence[str]) -> list[Seen]:
        return [await _on(screen, clicked, words) for screen in self.screens]


@asynccontextmanager
async def meeting(database: Database, address: str, title: str, people: int) -> AsyncIterator[Meeting]:
    """A session in which everybody has sat down: one facilitates, the others joined by the link."""
    scenario = scenarios.create(database, Project.parse(PROJECT))
    session, lead = sessions.open_session(database, scenario.key, title, _name(title, 0))
    agenda.add_topics(database, lead, [Proposal(path) for path in PATHS])
    rng = random.Random(title)
    async with AsyncExitStack() as doors:
        chair = await doors.enter_async_context(Screen(address, PAGE, f"session={session.key}&seat={lead}"))
        found = Meeting(title, database, lead, [Person(_name(title, 0), chair, _secrets(title, rng))])
        for number in range(1, people):
            screen = await doors.enter_async_context(Screen(address, PAGE, f"session={session.key}"))
            found.people.append(Person(_name(title, number), screen, _secrets(title, rng)))
            await screen.press("session.join", name=_name(title, number))
            await screen.sees(["My personal link"])
        yield found


async def _on(screen: Screen, clicked: float, words: Sequence[str]) -> Seen:
    """When a screen showed all of these words, and had been drawn to its end."""
    shown = await screen.sees(words, clicked)
    return Seen(shown - clicked, await screen.stands_still(shown) - clicked)


def _name(title: str, number: int) -> str:
    return f"{title} {number}"


def _place(topic: Topic) -> str:
    return f"session.topic.{topic.id}.{topic.round}"


def _secrets(title: str, rng: random.Random) -> dict[str, Secret]:
    found = {}
    for path in PATHS:
        low, likely, high = sorted(rng.sample(range(LOWEST, HIGHEST), 3))
        found[path] = Secret((low, likely, high), f"{title} because {rng.randbytes(REASON_BYTES).hex()}")
    return found
