"""What a session leaves behind: all that was said openly, and the scenario that was decided on."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.planning import scenarios
from advisor.planning.database import Database
from advisor.planning.scenarios import Version
from advisor.planning.state import SessionState, state


@dataclass(frozen=True)
class Record:
    """The session as a seat sees it, and the scenario as it stood at the decision, or as it stands before one."""

    state: SessionState
    scenario: Version


def record_of(database: Database, seat_key: str) -> Record:
    """All that is on record, as far as the eyes of a seat may go.

    Raises:
        NotAllowedError: the key is not known.
        ProjectError: the scenario was saved by a version of this program that this one cannot read.
        DatabaseAway: it cannot be read now.
    """
    found = state(database, seat_key)
    number = found.session.decided_version or found.scenario_version
    return Record(found, scenarios.version(database, found.session.scenario, number))
