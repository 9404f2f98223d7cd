"""What a server counts of itself, for Prometheus: how much and how long, never who and never what."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from prometheus_client import Counter, Histogram, disable_created_metrics

P = ParamSpec("P")
T = TypeVar("T")

disable_created_metrics()  # type: ignore[no-untyped-call]

PAGE_SECONDS = Histogram(
    "advisor_page_run_seconds", "Seconds that drawing a whole page took", ["page"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)  # fmt: skip
TURN_SECONDS = Histogram(
    "advisor_turn_seconds", "Seconds that a page, or a part of one, waited for its turn to be drawn",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
ERRORS = Counter("advisor_errors", "What failed unexpectedly, by the type of the error", ["kind"])
DATABASE_ERRORS = Counter("advisor_database_errors", "Calls that the database did not answer, by why", ["kind"])
ACTIONS = Counter("advisor_session_actions", "What was done in planning sessions", ["action"])


def counted(do: Callable[P, T]) -> Callable[P, T]:
    """Count an action of a planning session each time that it is done."""
    done = ACTIONS.labels(do.__name__)

    @wraps(do)
    def counting(*args: P.args, **kwargs: P.kwargs) -> T:
        result = do(*args, **kwargs)
        done.inc()
        return result

    return counting
