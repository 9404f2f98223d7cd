"""A planning session with people in it, to test with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from advisor.planning import agenda, estimates, scenarios, seats, sessions
from advisor.planning.agenda import Proposal
from advisor.planning.database import Database
from advisor.planning.scenarios import Scenario
from advisor.planning.seats import Role
from advisor.planning.sessions import Session
from advisor.planning.state import SessionState, Topic, state
from advisor.project_file import Project

USERS, SKILL, CITATIONS, LAUNCH = "traffic.users", "team.skill_ml", "task.citations", "money.go_live"
PATHS = (USERS, SKILL, CITATIONS, LAUNCH, "money.monthly_budget")
PROJECT: dict[str, Any] = {
    "name": "Support assistant", "start": "2026-11-22",
    "task": {"kind": "document_questions", "failure": "facts"},
    "knowledge": {"source": "documents", "documents": 5000},
    "traffic": {"users": 100}, "money": {"currency": "EUR"},
}  # fmt: skip


@dataclass(frozen=True)
class Room:
    """A session with a facilitator, two members and an observer, by the keys of their seats."""

    database: Database
    scenario: Scenario
    session: Session
    lead: str
    ben: str
    cem: str
    looker: str

    def join(self, name: str, role: Role = Role.MEMBER) -> str:
        return seats.join(self.database, self.session.key, name, role, "here")

    def state(self, key: str | None = None) -> SessionState:
        return state(self.database, key or self.lead)

    def topic(self, path: str = USERS, key: str | None = None) -> Topic:
        return next(topic for topic in self.state(key).topics if topic.path == path)

    def seat(self, key: str) -> int:
        return self.state(key).me.id

    def estimate(self, key: str, *amounts: float, path: str = USERS, reason: str = "") -> None:
        given = dict(zip(("low", "likely", "high"), amounts, strict=True))
        estimates.estimate(self.database, key, self.topic(path).id, given, reason)

    def choose(self, key: str, option: str, path: str = SKILL, reason: str = "") -> None:
        estimates.estimate(self.database, key, self.topic(path).id, {"option": option}, reason)

    def reveal(self, path: str = USERS) -> Topic:
        estimates.reveal(self.database, self.lead, self.topic(path).id)
        return self.topic(path)


def new_room(database: Database, name: str = "Planning") -> Room:
    scenario = scenarios.create(database, Project.parse(PROJECT))
    session, lead = sessions.open_session(database, scenario.key, name, "Ana")
    agenda.add_topics(database, lead, [Proposal(path) for path in PATHS])
    ben, cem, looker = (
        seats.join(database, session.key, who, role, "here")
        for who, role in (("Ben", Role.MEMBER), ("Cem", Role.MEMBER), ("Olga", Role.OBSERVER))
    )
    return Room(database, scenario, session, lead, ben, cem, looker)


@pytest.fixture
def room(database: Database) -> Room:
    return new_room(database)
