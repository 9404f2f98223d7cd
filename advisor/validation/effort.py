"""The advice held against published figures of effort, time and money: does each lie in the range that is stated?

Each figure comes with a project as plain as its source tells it. Where it lies outside, the difference is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from advisor.advice import Advice, advise
from advisor.alternatives import Way
from advisor.catalogue import Catalogue, load
from advisor.catalogue.row import Currency, Positive, first_day
from advisor.catalogue.row import Text as Words
from advisor.decision.rules import Sentence
from advisor.distributions import HIGH, LOW
from advisor.graph import quantities
from advisor.language import text
from advisor.project_file import Fault, Project, ProjectError, read_plain
from advisor.tasks import phases
from advisor.units import FloatArray

EVEN = 0.5


def _known_quantity(quantity: str) -> str:
    if quantity not in quantities():
        raise ValueError("no quantity of the model")
    return quantity


def _period(written: object) -> str:
    first_day(written)
    return str(written)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class PublishedFigure(_Strict):
    """A range that was published; a point where both ends are the same; at most `high` where no `low` is given.

    `fitted` names the parameter that was fitted on it. `known_difference` says why the advice differs.
    """

    quantity: Annotated[str, AfterValidator(_known_quantity)]
    phase: str | None = None
    low: Positive | None = None
    high: Positive
    fitted: str | None = None
    known_difference: Sentence | None = None

    @model_validator(mode="after")
    def _sound(self) -> PublishedFigure:
        if self.low is not None and self.low > self.high:
            raise ValueError("low is above high")
        if self.quantity.endswith("_by_phase") != (self.phase in phases(load())):
            raise ValueError("a phase is named for a quantity by phase, and for no other")
        return self


class PublishedProject(_Strict):
    """A project that somebody published figures of: what the source tells of it, and nothing else."""

    id: Annotated[str, Field(pattern="^[a-z_]+$")]
    title: Sentence
    source: Words
    as_of: Annotated[str, BeforeValidator(_period)]
    way: Way
    currency: Currency = "USD"
    project: Annotated[Project, BeforeValidator(Project.parse)]
    figures: Annotated[tuple[PublishedFigure, ...], Field(min_length=1)]


@dataclass(frozen=True)
class HeldFigure:
    """A published figure beside P10, P50 and P90 of ours, in one unit; `low` is 0 where only a most was published."""

    project: PublishedProject
    published: PublishedFigure
    unit: str
    low: float
    high: float
    p10: float
    p50: float
    p90: float

    @property
    def middle(self) -> float:
        """The middle of what was published; its upper end where that is all."""
        return self.high if self.published.low is None else (self.low + self.high) / 2

    @property
    def is_inside(self) -> bool:
        """Whether the published middle lies between P10 and P90; whether P50 keeps a most."""
        if self.published.low is None:
            return self.p50 <= self.high
        return self.p10 <= self.middle <= self.p90

    @property
    def is_explained(self) -> bool:
        """Whether it lies inside and no difference is named, or lies outside and one is."""
        return self.is_inside == (self.published.known_difference is None)

    def as_dict(self) -> dict[str, Any]:
        """The row as a plain dictionary, in English."""
        difference = self.published.known_difference
        return {
            "id": self.project.id,
            "quantity": self.published.quantity,
            "phase": self.published.phase,
            "way": self.project.way.value,
            "unit": self.unit,
            "published_low": None if self.published.low is None else self.low,
            "published_high": self.high,
            "p10": self.p10,
            "p50": self.p50,
            "p90": self.p90,
            "is_inside": self.is_inside,
            "fitted": self.published.fitted,
            "known_difference": difference.en if difference else None,
            "source": self.project.source,
            "as_of": self.project.as_of,
        }


@dataclass(frozen=True)
class EffortComparison:
    """All published figures beside ours."""

    rows: tuple[HeldFigure, ...]

    @property
    def inside(self) -> tuple[HeldFigure, ...]:
        """The figures that lie where the advice says."""
        return tuple(row for row in self.rows if row.is_inside)

    @property
    def differing(self) -> tuple[HeldFigure, ...]:
        """The figures with a named difference."""
        return tuple(row for row in self.rows if row.published.known_difference)

    @property
    def unexplained(self) -> tuple[HeldFigure, ...]:
        """The figures that lie outside without a named difference, or inside in spite of one."""
        return tuple(row for row in self.rows if not row.is_explained)

    @property
    def width(self) -> float:
        """P90 against P10, the median of all rows: a range that holds everything would say nothing."""
        return float(np.median([row.p90 / row.p10 for row in self.rows if row.p10]))

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain nested dictionaries."""
        return {
            "figures": len(self.rows),
            "inside": len(self.inside),
            "known_differences": len(self.differing),
            "unexplained": [f"{row.project.id}: {row.published.quantity}" for row in self.unexplained],
            "p90_over_p10": self.width,
            "rows": [row.as_dict() for row in self.rows],
        }


_FILE = TypeAdapter(tuple[PublishedProject, ...])


def read_effort(path: str | Path) -> tuple[PublishedProject, ...]:
    """The published projects of a YAML or JSON file.

    Raises:
        ProjectError: with all faults of all projects.
    """
    try:
        return _FILE.validate_python(read_plain(Path(path)))
    except ValidationError as error:
        raise ProjectError([_fault(detail) for detail in error.errors(include_url=False)]) from error


def _fault(detail: Any) -> Fault:
    place = ".".join(str(part)[:100] for part in detail["loc"]) or "figures"
    return Fault(place, text("This does not fit: {problem}", problem=detail["msg"][:500]))


def compare_effort(projects: Iterable[PublishedProject], catalogue: Catalogue | None = None) -> EffortComparison:
    """Advise on every project and hold its published figures against the advice.

    Raises:
        ProjectError: a project names something that the catalogue does not know.
    """
    catalogue = catalogue or load()
    return EffortComparison(tuple(row for project in projects for row in _held(project, catalogue)))


def _held(project: PublishedProject, catalogue: Catalogue) -> Sequence[HeldFigure]:
    advice = advise(project.project, catalogue)
    return [_beside(project, published, advice) for published in project.figures]


def _beside(project: PublishedProject, published: PublishedFigure, advice: Advice) -> HeldFigure:
    unit = quantities()[published.quantity].unit
    scale = advice.catalogue.currency_rate(project.currency) if unit.startswith("USD") else 1.0
    ends = (published.low or 0.0) / scale, published.high / scale
    ours = np.quantile(_drawn(published, advice, project.way), [LOW, EVEN, HIGH])
    return HeldFigure(project, published, unit, *ends, *map(float, ours))


def _drawn(published: PublishedFigure, advice: Advice, way: Way) -> FloatArray:
    drawn = advice.draws(published.quantity, way)
    if published.phase is None:
        return drawn
    return drawn[:, phases(advice.catalogue).index(published.phase)]
