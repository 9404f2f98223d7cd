"""Which open and doubtful questions matter most to a decision, and why."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from advisor.advice import Advice
from advisor.language import N_, Amount, Text, text


class Ground(StrEnum):
    """Why a question matters."""

    KNOWING = "knowing"
    CHOICE = "choice"
    COST = "cost"
    ASKED = "asked"


GROUNDS = {
    Ground.KNOWING: N_("Knowing it makes the choice right in a further {figure} of the futures"),
    Ground.CHOICE: N_("It accounts for {figure} of the doubt about which way is best"),
    Ground.COST: N_("It accounts for {figure} of the doubt about what the recommended way costs"),
    Ground.ASKED: N_("The facilitator put it on the agenda"),
}


@dataclass(frozen=True)
class Proposal:
    """A question and why it matters; `figure` is a share of futures or of a variance, None where it was asked for."""

    path: str
    ground: Ground = Ground.ASKED
    figure: float | None = None

    @property
    def reason(self) -> Text:
        """Why it matters, in words."""
        if self.figure is None:
            return text(GROUNDS[Ground.ASKED])
        return text(GROUNDS[self.ground], figure=Amount(round(self.figure, 3), "share"))


def by_importance(advice: Advice) -> tuple[Proposal, ...]:
    """The open and doubtful questions, those that matter most first.

    First what is worth knowing before the choice, then what decides it, then what drives the cost of the verdict. A
    question stands where it matters most.
    """
    found: dict[str, Proposal] = {}
    for proposal in _grounds(advice):
        if math.isfinite(proposal.figure or 0):
            found.setdefault(proposal.path, proposal)
    return tuple(found.values())


def _grounds(advice: Advice) -> Iterable[Proposal]:
    for measure in advice.measure_first:
        yield Proposal(measure.path, Ground.KNOWING, measure.gain)
    for thing, share in advice.drives_choice:
        if thing.path:
            yield Proposal(thing.path, Ground.CHOICE, share)
    for influence in sorted(advice.drives("total_cost"), key=lambda influence: -influence.share):
        if influence.uncertain.path:
            yield Proposal(influence.uncertain.path, Ground.COST, influence.share)
