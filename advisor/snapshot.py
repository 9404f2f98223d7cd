"""The figures of a day, kept as plain data, and what has moved them since.

A project computed again gives other figures where the engine is another one, where the data have newer rows, or
where the day itself has moved on. What was kept tells which of these it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from math import isfinite
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS, Way
from advisor.catalogue import Catalogue, PriceChange, load, price_changes
from advisor.catalogue.newer import NewerRow, load_as_known, newer_rows
from advisor.catalogue.price_lists import PACKAGE
from advisor.graph import quantities
from advisor.inputs import SEED
from advisor.project_file import Fault, Project, ProjectError
from advisor.version import ENGINE_VERSION

KEPT = (
    "good_answer_share", "launch_cost", "first_month_cost", "total_cost", "cost_per_good_answer", "launch_weeks",
    "effort_before_launch", "run_team", "gpus_needed", "answer_seconds",
)  # fmt: skip
CHANCE = "chance"
"""Beside the quantities of the graph: how often a way is best."""
MOVED = 0.005
"""The share of a figure by which it must move to be told of; of chances, as they are."""
MOST_MONTHS = 120


class SnapshotError(ValueError):
    """What was kept cannot be read."""


class KeptFigure(BaseModel):
    """A figure as it was; None is a number that nobody knew, or that had no end."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    low: float | None
    expected: float | None
    high: float | None


Chance = Annotated[float, Field(ge=0, le=1)]
Word = Annotated[str, Field(max_length=100)]


class KeptWay(BaseModel):
    """One way as it was judged, and its figures by quantity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    chance: Chance
    is_open: bool
    figures: dict[Word, KeptFigure]


class Snapshot(BaseModel):
    """The main figures of an advice, with all that they hang on besides the project.

    `data_of` is the day whose data were known, `start` the day on which the project begins, `prices` the version of
    the package of API prices.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    version: Literal[1] = 1
    engine: Word
    prices: Word
    data_of: date
    start: date
    seed: int
    draws: Annotated[int, Field(ge=1, le=65_536)]
    verdict: Way
    ways: dict[Way, KeptWay]

    @classmethod
    def loads(cls, content: str | bytes) -> Self:
        """What `dumps` wrote.

        Raises:
            SnapshotError: it is something else, or of a version that this program does not know.
        """
        try:
            found = cls.model_validate_json(content)
        except ValidationError as error:
            raise SnapshotError(str(error)) from None
        if set(found.ways) != set(WAYS):
            raise SnapshotError("a snapshot has all four ways")
        return found

    def dumps(self) -> str:
        """The snapshot as JSON."""
        return self.model_dump_json()


def take(advice: Advice) -> Snapshot:
    """The main figures of an advice, to be kept."""
    futures = advice.futures
    return Snapshot(
        engine=ENGINE_VERSION, prices=version(PACKAGE), data_of=advice.catalogue.as_of, start=futures.start, seed=SEED,
        draws=futures.draws, verdict=advice.verdict, ways={way: _kept(advice, way) for way in WAYS},
    )  # fmt: skip


def _kept(advice: Advice, way: Way) -> KeptWay:
    figures = {}
    for name in KEPT:
        found = advice.figure(name, way)
        low, expected, high = (end if isfinite(end) else None for end in (found.low, found.expected, found.high))
        figures[name] = KeptFigure(low=low, expected=expected, high=high)
    return KeptWay(chance=advice.ways[way].chance, is_open=advice.ways[way].is_open, figures=figures)


# Then and now


@dataclass(frozen=True)
class MovedFigure:
    """A figure of a way then, as today's engine has it with the data of then, and now; None where there is none.

    `way` is None for the figure of the verdict, whichever way that was.
    """

    quantity: str
    unit: str
    way: Way | None
    then: KeptFigure | None
    recomputed: KeptFigure | None
    now: KeptFigure | None

    @property
    def by_engine(self) -> float | None:
        """What the engine moved of the expected value."""
        return _less(self.recomputed, self.then)

    @property
    def by_data(self) -> float | None:
        """What newer data, dated prices and the day itself moved of it."""
        return _less(self.now, self.recomputed)

    @property
    def in_all(self) -> float | None:
        """How far the expected value moved."""
        return _less(self.now, self.then)

    @property
    def has_moved(self) -> bool:
        """Whether any step is worth telling: parts that cancel each other out are told, too."""
        steps = [step.expected if step else None for step in (self.then, self.recomputed, self.now)]
        known = [step for step in steps if step is not None]
        if 0 < len(known) < len(steps):
            return True
        scale = 1.0 if self.quantity == CHANCE else max((abs(step) for step in known), default=0.0)
        return bool(known) and max(known) - min(known) > MOVED * scale


def _less(after: KeptFigure | None, before: KeptFigure | None) -> float | None:
    if after is None or before is None or after.expected is None or before.expected is None:
        return None
    return after.expected - before.expected


@dataclass(frozen=True)
class ThenAndNow:
    """A project's figures as they were and as they are.

    `recomputed` and `now` are None where today's engine cannot compute with the project, and `faults` say why.
    `completed` names what the data of then lacked and was taken as it is now.
    """

    then: Snapshot
    recomputed: Snapshot | None
    now: Snapshot | None
    today: date
    faults: tuple[Fault, ...]
    newer: tuple[NewerRow, ...]
    price_changes: Mapping[str, tuple[PriceChange, ...]]
    completed: tuple[str, ...]

    @property
    def moved(self) -> tuple[MovedFigure, ...]:
        """The figures that moved, the verdict's first."""
        everything = (self._moved(quantity, way) for way in (None, *WAYS) for quantity in (CHANCE, *KEPT))
        return tuple(figure for figure in everything if figure.has_moved)

    @property
    def verdict_moved(self) -> bool:
        """Whether another way is advised now."""
        return self.now is not None and self.now.verdict is not self.then.verdict

    @property
    def engine_moved(self) -> bool:
        """Whether the engine or its package of prices is another one."""
        kept = ("engine", "prices", "seed")
        return self.now is not None and any(getattr(self.now, name) != getattr(self.then, name) for name in kept)

    def _moved(self, quantity: str, way: Way | None) -> MovedFigure:
        then, recomputed, now = (_of(kept, quantity, way) for kept in (self.then, self.recomputed, self.now))
        unit = "share" if quantity == CHANCE else quantities()[quantity].unit
        return MovedFigure(quantity, unit, way, then, recomputed, now)


def _of(kept: Snapshot | None, quantity: str, way: Way | None) -> KeptFigure | None:
    if kept is None:
        return None
    found = kept.ways[way or kept.verdict]
    if quantity == CHANCE:
        return KeptFigure(low=found.chance, expected=found.chance, high=found.chance)
    return found.figures.get(quantity)


def then_and_now(
    snapshot: Snapshot, project: Project, today: date | None = None, folder: Path | None = None
) -> ThenAndNow:
    """The project computed again, with the data of then and with those of today, in as many simulated futures.

    A project without a start begins on the day whose data are used, so its day moves on with the data.

    Raises:
        CatalogueError: the data has faults.
    """
    later = load(today, folder)
    known_then, completed = load_as_known(snapshot.data_of, later.as_of, folder)
    recomputed, told_then = _of_then(project, known_then, snapshot.draws)
    now, told_now = _again(project, later, snapshot.draws)
    return ThenAndNow(
        snapshot,
        take(recomputed) if recomputed else None,
        take(now) if now else None,
        later.as_of,
        told_now or told_then,
        newer_rows(snapshot.data_of, later.as_of, folder),
        dict(_changed_prices(now, snapshot.data_of, later.as_of)) if now else {},
        completed,
    )


def _again(project: Project, catalogue: Catalogue, draws: int) -> tuple[Advice | None, tuple[Fault, ...]]:
    """The advice; or why the project does not fit the data."""
    try:
        return advise(project, catalogue, draws), ()
    except ProjectError as error:
        return None, tuple(error.faults)


def _of_then(project: Project, catalogue: Catalogue, draws: int) -> tuple[Advice | None, tuple[Fault, ...]]:
    """The same with the data of an earlier day, which may be too thin for today's engine: there is none then."""
    try:
        return _again(project, catalogue, draws)
    except (LookupError, ValueError):
        return None, ()


def _changed_prices(advice: Advice, then: date, now: date) -> Iterator[tuple[str, tuple[PriceChange, ...]]]:
    """The dated changes of API prices between two days, by model, of the models that are advised now."""
    months = min((now.year - then.year) * 12 + now.month - then.month + 1, MOST_MONTHS)
    models = {each.alternative.model.name: each.alternative for each in advice.ways.values()}
    for name, alternative in models.items():
        if alternative.host != "api":
            continue
        changes = price_changes(alternative.model, then, months)
        found = tuple(change for change in changes if then < change.day <= now)
        if found:
            yield name, found
