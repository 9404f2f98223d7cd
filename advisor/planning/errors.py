"""What a planning session refuses, each with the words for who asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from advisor.language import Reader, Text, text
from advisor.planning import scenarios
from advisor.planning.scenarios import Scenario
from advisor.project_file import Fault


class SessionError(Exception):
    """Something that a session does not do; nothing was stored."""

    def __init__(self, problem: Text) -> None:
        """Keep the words; the message is English."""
        self.problem = problem
        super().__init__(Reader().say(problem))


class NotFoundError(SessionError, scenarios.NotFoundError):
    """There is no such session, topic or seat."""


class NotAllowedError(SessionError):
    """The seat's key is not known, or its role may not do this."""


class NotNowError(SessionError):
    """It could be done at another moment: before the reveal, or in a session that is open."""


class TooManyError(SessionError):
    """A limit is reached; `again_at` is when to try again, None where waiting does not help."""

    def __init__(self, problem: Text, again_at: datetime | None = None) -> None:
        """Keep the words and the moment."""
        self.again_at = again_at
        super().__init__(problem)


class AnswerError(SessionError):
    """What was given cannot be stored; `faults` are all that is wrong with it, by field."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults; the message lists them in English."""
        self.faults = tuple(faults)
        super().__init__(self.faults[0].problem)


class AnsweredMeanwhileError(SessionError):
    """Somebody else changed the same answer in the scenario; `theirs` is the scenario as it stands now."""

    def __init__(self, theirs: Scenario) -> None:
        """Keep what stands now."""
        self.theirs = theirs
        super().__init__(
            text(
                "Somebody changed this answer in the scenario meanwhile, in version {version}; look at it, "
                "and agree again if yours is to stand",
                version=theirs.version,
            )
        )
