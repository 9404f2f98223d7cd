"""Scenarios side by side: what each comes to, and why one comes to something else than another.

An advice holds up to 90 MB of figures. What is kept of it here are some hundred numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from advisor.advice import Advice, Course, Figure, advise
from advisor.alternatives import WAYS, Alternative, Way
from advisor.attribution import Made, Method, method_for, mixes, orders, shares
from advisor.catalogue import Catalogue, load
from advisor.decision.futures import DRAWS
from advisor.differences import Factor, factors, mixed
from advisor.faults import check_against
from advisor.gaps import gaps
from advisor.graph import quantities
from advisor.project_file import Project, ProjectError
from advisor.workload import day_of

COMPARED = (
    "good_answer_share", "launch_cost", "first_month_cost", "total_cost", "cost_per_query", "cost_per_good_answer",
    "launch_weeks", "effort_before_launch", "people_to_hire", "people_to_contract", "run_team", "gpus_needed",
    "answer_seconds", "serving_energy_per_month", "serving_carbon_per_month",
)  # fmt: skip
EXPLAINED = (
    "total_cost", "launch_cost", "first_month_cost", "cost_per_good_answer", "launch_weeks", "effort_before_launch",
    "good_answer_share", "gpus_needed",
)  # fmt: skip
"""Figures whose difference is led back to the answers that differ."""
EVEN, SAFE = 0.5, 0.8
MOST_SCENARIOS = 6


@dataclass(frozen=True)
class Launch:
    """When a way is launched as likely as not, and when in four futures of five: weeks and working days."""

    even_weeks: float
    even_day: date
    safe_weeks: float
    safe_day: date


@dataclass(frozen=True)
class WayOutcome:
    """What one way comes to: `missing` are the roles with work that nobody in the team can do as things stand."""

    chance: float
    is_open: bool
    alternative: Alternative
    figures: Mapping[str, Figure]
    paid: Course
    launch: Launch
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What a project comes to: its verdict, and the figures of every way."""

    verdict: Way
    ways: Mapping[Way, WayOutcome]

    def of(self, way: Way | None = None) -> WayOutcome:
        """What a way comes to; the verdict, where none is named."""
        return self.ways[way or self.verdict]


@dataclass(frozen=True)
class Compared:
    """A scenario in a comparison: its name, its project and what that comes to."""

    name: str
    project: Project
    outcome: Outcome


def outcome(project: Project, catalogue: Catalogue | None = None, draws: int = DRAWS) -> Outcome:
    """What a project comes to.

    Raises:
        ProjectError: the project names something that the catalogue does not know.
    """
    advice = advise(project, catalogue, draws)
    return Outcome(advice.verdict, {way: _way_outcome(advice, way) for way in WAYS})


def _way_outcome(advice: Advice, way: Way) -> WayOutcome:
    judged = advice.ways[way]
    return WayOutcome(
        judged.chance,
        judged.is_open,
        judged.alternative,
        {name: advice.figure(name, way) for name in COMPARED},
        advice.course("cumulative_cost", way),
        _launch(advice, way),
        tuple(gap.role for gap in gaps(advice, way) if gap.is_missing),
    )


def _launch(advice: Advice, way: Way) -> Launch:
    even, safe = (float(np.quantile(advice.draws("launch_weeks", way), share)) for share in (EVEN, SAFE))
    return Launch(even, day_of(advice, even), safe, day_of(advice, safe))


# Why two projects come to different figures


@dataclass(frozen=True)
class Progress:
    """How many advices of how many are done."""

    done: int
    total: int


@dataclass(frozen=True)
class Reading:
    """What one mix of the answers of two projects comes to: its verdict, and the expected figures of every way."""

    verdict: Way
    expected: Mapping[tuple[str, Way], float]


@dataclass(frozen=True)
class Move:
    """From the figure of one project to that of another, and what each factor brought of it.

    `at_same_way` is what moved at the way that the first project takes; `by_verdict` is what following the verdict to
    another way brought besides. Both sums together are the whole difference.
    """

    quantity: str
    unit: str
    before: float
    after: float
    at_same_way: tuple[float, ...]
    by_verdict: tuple[float, ...]

    @property
    def difference(self) -> float:
        """The whole of it."""
        return self.after - self.before

    @property
    def brought(self) -> tuple[float, ...]:
        """What each factor brought in all."""
        return tuple(same + other for same, other in zip(self.at_same_way, self.by_verdict, strict=True))


@dataclass(frozen=True)
class Reasons:
    """The factors in which two projects differ, and all that is known of the mixes between them."""

    factors: tuple[Factor, ...]
    readings: Mapping[Made, Reading]

    @property
    def method(self) -> Method:
        """Over which orders of the factors the mean is taken."""
        return method_for(len(self.factors))

    @property
    def before(self) -> Reading:
        """The first project."""
        return self.readings[frozenset()]

    @property
    def after(self) -> Reading:
        """The other project."""
        return self.readings[frozenset(range(len(self.factors)))]

    @property
    def backwards(self) -> Reasons:
        """From the other project to the first one: the mixes are the same."""
        everything = frozenset(range(len(self.factors)))
        return Reasons(self.factors, {everything - made: reading for made, reading in self.readings.items()})

    def move(self, quantity: str) -> Move | None:
        """The difference of a figure, each project's at its own verdict; None where a figure between is unknown.

        The value of a mix of answers is the figure of the way that this very mix is advised: somebody who changes
        these answers and follows the advice gets that figure. The same with every mix at the first project's way is
        what moved at the same way. Shapley values add up over values, so what is left of each factor's part is the
        Shapley value of "the verdict's figure less that of the first project's way": what it brought by moving the
        verdict.
        """
        return self._move(quantity, None)

    def move_at(self, quantity: str, way: Way) -> Move | None:
        """The same with both projects at one way, whatever their verdicts."""
        return self._move(quantity, way)

    def _move(self, quantity: str, way: Way | None) -> Move | None:
        first = way or self.before.verdict

        def advised(made: Made) -> float:
            return self.readings[made].expected[quantity, way or self.readings[made].verdict]

        def at_first(made: Made) -> float:
            return self.readings[made].expected[quantity, first]

        values = [value(made) for made in self.readings for value in (advised, at_first)]
        if not np.isfinite(values).all():
            return None
        found = orders(len(self.factors))
        same, followed = shares(found, at_first), shares(found, advised)
        by_verdict = tuple(all_of_it - part for all_of_it, part in zip(followed, same, strict=True))
        everything = frozenset(range(len(self.factors)))
        unit = quantities()[quantity].unit
        return Move(quantity, unit, advised(frozenset()), advised(everything), same, by_verdict)


def reasons(
    base: Project, other: Project, catalogue: Catalogue | None = None, draws: int = DRAWS
) -> Iterator[Progress | Reasons]:
    """Why another project comes to other figures: tells its progress after each advice, and the reasons at last.

    All mixes see the same simulated futures, so that nothing but the answers differs. It takes as many advices as
    there are mixes; who stops listening stops the work.

    Raises:
        ProjectError: one of the projects cannot be computed with.
    """
    known = catalogue or load()
    found = factors(base, other, partial(_check, catalogue=known))
    wanted = mixes(len(found))
    readings: dict[Made, Reading] = {}
    yield Progress(0, len(wanted))
    for made in wanted:
        readings[made] = _reading(advise(_mix(base, other, found, made), known, draws))
        yield Progress(len(readings), len(wanted))
    yield Reasons(found, readings)


def _mix(base: Project, other: Project, found: tuple[Factor, ...], made: Made) -> Project:
    """The base with some factors of the other project; both ends as they are, whose advice may be there already."""
    if not made:
        return base
    if len(made) == len(found):
        return other
    return mixed(base, other, (path for place in made for path in found[place]))


def _check(project: Project, catalogue: Catalogue) -> None:
    faults = check_against(project, catalogue)
    if faults:
        raise ProjectError(faults)


def _reading(advice: Advice) -> Reading:
    expected = {(name, way): float(advice.draws(name, way).mean()) for name in EXPLAINED for way in WAYS}
    return Reading(advice.verdict, expected)
