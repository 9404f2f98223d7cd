"""How far estimates are from measurements: relative errors by metric, by source and by kind of measurement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from advisor.language import Reader, Text

NEAR = 0.25


@dataclass(frozen=True)
class Measured:
    """One measured figure and its estimate, or the reason why there is none; a broken row holds something wrong."""

    line: int
    id: str
    source: str
    kind: str
    metric: str
    measured: float
    estimated: float | None = None
    reason: Text | None = None
    is_broken: bool = False

    @property
    def error(self) -> float:
        """Relative to the measured figure: 0.12 is 12 % too high."""
        return float("nan") if self.estimated is None else self.estimated / self.measured - 1


@dataclass(frozen=True)
class Errors:
    """Relative errors of some rows; None where none of them could be scored."""

    rows: int
    scored: int
    mean_abs_error: float | None = None
    median_abs_error: float | None = None
    p90_abs_error: float | None = None
    bias: float | None = None
    within_25_percent: float | None = None


@dataclass(frozen=True)
class Comparison:
    """Estimates against one table of measurements."""

    rows: tuple[Measured, ...]

    @property
    def metrics(self) -> dict[str, Errors]:
        """Errors by metric."""
        return _grouped(self.rows, lambda row: row.metric)

    @property
    def by_source(self) -> dict[str, dict[str, Errors]]:
        """Errors by source, and by metric within it."""
        return _by(self.rows, lambda row: row.source)

    @property
    def by_kind(self) -> dict[str, dict[str, Errors]]:
        """Errors by the kind of measurement (a scenario of serving, a method of tuning), and by metric within it."""
        return _by(self.rows, lambda row: row.kind)

    @property
    def not_scored(self) -> dict[Text, int]:
        """How many rows could not be scored, by reason, the most frequent first."""
        return dict(Counter(row.reason for row in self.rows if row.reason is not None).most_common())

    @property
    def broken(self) -> tuple[Measured, ...]:
        """The rows that hold something wrong."""
        return tuple(row for row in self.rows if row.is_broken)

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain nested dictionaries, reasons in English."""
        say = Reader("en").say
        return {
            "metrics": {name: asdict(errors) for name, errors in self.metrics.items()},
            "by_source": _plain(self.by_source),
            "by_kind": _plain(self.by_kind),
            "not_scored": {say(reason): rows for reason, rows in self.not_scored.items()},
            "broken": [
                {"line": row.line, "id": row.id, "reason": say(row.reason)} for row in self.broken if row.reason
            ],
        }


def _plain(groups: dict[str, dict[str, Errors]]) -> dict[str, dict[str, Any]]:
    return {group: {name: asdict(errors) for name, errors in found.items()} for group, found in groups.items()}


def _by(rows: Sequence[Measured], key: Callable[[Measured], str]) -> dict[str, dict[str, Errors]]:
    groups = sorted({key(row) for row in rows})
    return {group: _grouped([row for row in rows if key(row) == group], lambda row: row.metric) for group in groups}


def _grouped(rows: Iterable[Measured], key: Callable[[Measured], str]) -> dict[str, Errors]:
    groups: dict[str, list[Measured]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {name: errors_of(members) for name, members in sorted(groups.items())}


def errors_of(rows: Sequence[Measured]) -> Errors:
    """The errors of some rows: mean, median, 90th percentile, and the median with its sign as bias."""
    errors = np.array([row.error for row in rows if row.estimated is not None])
    if not errors.size:
        return Errors(len(rows), 0)
    size = np.abs(errors)
    return Errors(
        rows=len(rows),
        scored=len(errors),
        mean_abs_error=float(size.mean()),
        median_abs_error=float(np.median(size)),
        p90_abs_error=float(np.percentile(size, 90)),
        bias=float(np.median(errors)),
        within_25_percent=float((size <= NEAR).mean()),
    )
