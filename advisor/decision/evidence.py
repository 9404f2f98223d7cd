"""What an advice is read from: every figure in every simulated future, and what is learned from them.

It takes tens of megabytes, so that it is kept for the few projects that were last asked about; of any other project it
is computed again, and comes out the same, because futures are drawn alike each time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from advisor.catalogue import Catalogue
from advisor.decision.changes import OtherAnswers, other_answers
from advisor.decision.futures import Futures, simulate
from advisor.decision.influence import Things, uncertain_things
from advisor.decision.stakes import Stakes, money_lost, right_choices
from advisor.exchange import with_own_rates
from advisor.own_machines import with_own
from advisor.project_file import Project

PROJECTS_KEPT = 12


@dataclass(frozen=True)
class Question:
    """A project, told apart from others by its content, on what is known, in so many futures."""

    fingerprint: str
    catalogue: Catalogue
    count: int
    project: Project = field(compare=False)


class Evidence:
    """The simulated futures of a project, and what several parts of an advice read from all of them."""

    def __init__(self, futures: Futures) -> None:
        """Nothing is learned yet."""
        self.futures = futures

    @cached_property
    def right_choices(self) -> Stakes:
        """Whether each way is the best one, in every future."""
        return right_choices(self.futures)

    @cached_property
    def money_lost(self) -> Stakes | None:
        """What each way loses against the best one in every future; None where no answer has a value."""
        return money_lost(self.futures)

    @cached_property
    def other_answers(self) -> OtherAnswers:
        """What the needs would be with another answer."""
        return other_answers(self.futures)

    @cached_property
    def uncertain(self) -> Things:
        """All that differs between futures."""
        return uncertain_things(self.futures)


@lru_cache(maxsize=PROJECTS_KEPT)
def evidence(question: Question) -> Evidence:
    """Everything simulated, at the project's own rates and with its own models and machines."""
    project = question.project
    rated = with_own_rates(question.catalogue, project.own_rates)
    own = with_own(rated, project.own_models, project.own_gpus)
    return Evidence(simulate(project, own, question.count))
