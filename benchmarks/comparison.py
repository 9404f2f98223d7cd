"""Six scenarios side by side against a bare page with the same tables and charts, which computes nothing.

Both are run by Streamlit in this process, turn by turn, once everything has been computed before: ours looks the six
outcomes and the reasons up, and makes all tables and charts anew; the bare page hands over tables and charts that it
was given. Beside that, how long it takes at first: each outcome, and each advice of the reasons. Prints JSON.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

sys.path.remove(str(Path(__file__).resolve().parent))  # its pages.py would hide the pages of the app
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisor.comparison import Compared, Reasons, outcome, reasons
from advisor.decision import futures
from advisor.examples import examples
from advisor.language import Reader
from advisor.project_file import Project
from advisor.report import charts_comparison as charts
from advisor.report import tables_comparison as tables
from pages.parts import shelf
from pages.parts.comparison import OVERLAID

REPETITIONS = 15
READER = Reader()
BARE = "bare page"
CHANGES = {
    "traffic.users": 900, "knowledge.documents": 90_000, "team.country": "DE", "task.regulation": "strict",
    "traffic.answer_tokens": 900,
}  # fmt: skip


def scenarios() -> list[tuple[str, Project]]:
    """A worked example, and with one, two, three, four and five other answers."""
    found = [("Base", examples()[1].project)]
    for path, answer in CHANGES.items():
        found.append((path, found[-1][1].with_answer(path, answer)))
    return found


def page(projects: list[str]) -> None:
    """The comparison as a page shows it."""
    from advisor.project_file import Project
    from pages.parts import comparison

    comparison.show([(f"Scenario {number}", Project.loads(content)) for number, content in enumerate(projects)])


def bare_page() -> None:
    """As many tables and charts, made before."""
    import streamlit as st

    from pages.parts import shelf

    frames, figures = shelf.found("bare page")
    for frame in frames:
        st.table(frame)
    for number, figure in enumerate(figures):
        st.plotly_chart(figure, key=f"chart.{number}")


def drawn(compared: list[Compared], found: Reasons) -> tuple[list[Any], list[Any]]:
    """Everything that the page shows, made once."""
    move = found.move("total_cost")
    assert move is not None
    ends, projects = ((0, "Scenario 0"), (1, "Scenario 1")), (compared[0].project, compared[1].project)
    frames = [
        tables.answers_that_differ(compared, READER), tables.results(compared, READER),
        tables.why(found, move, READER, ("A", "B"), projects),
    ]  # fmt: skip
    figures = [
        charts.waterfall_of_reasons(found, move, READER, ends, projects),
        charts.cumulative_costs(compared, READER),
        charts.quality_against_cost(compared, READER),
        *(charts.side_by_side(compared, READER, quantity) for quantity in OVERLAID),
    ]
    return frames, figures


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """How long it took, and what it gave."""
    begin = time.perf_counter()
    found = work()
    return time.perf_counter() - begin, found


def whole(base: Project, other: Project) -> Reasons:
    """All the reasons at once."""
    *_, found = reasons(base, other)
    assert isinstance(found, Reasons)
    return found


def main() -> None:
    """What it takes at first, then both pages turn by turn."""
    named = scenarios()
    outcome(examples()[0].project)
    futures.MEMORY.forget()
    first, compared = seconds(lambda: [Compared(name, project, outcome(project)) for name, project in named])
    why = {count: seconds(partial(whole, named[0][1], named[count][1])) for count in (1, 4, 5)}
    shelf.keep(BARE, drawn(compared, why[1][1]))
    ours = AppTest.from_function(page, args=([project.write() for _, project in named],), default_timeout=120)
    bare = AppTest.from_function(bare_page, default_timeout=120)
    ours.run(), bare.run()
    assert not ours.exception and not bare.exception
    turns = [(seconds(ours.run)[0], seconds(bare.run)[0]) for _ in range(REPETITIONS)]
    warm, floor = (median(times) for times in zip(*turns, strict=True))
    result = {
        "benchmark": "comparison", "python": platform.python_version(), "numpy": np.__version__,
        "six_outcomes_at_first_s": round(first, 2),
        "reasons": {
            f"{count} answers": {
                "advices": len(found.readings),
                "s": round(took, 2),
                "s_an_advice": round(took / len(found.readings), 3),
            }
            for count, (took, found) in why.items()
        },
        "page_ms": round(warm * 1e3, 1), "bare_page_ms": round(floor * 1e3, 1), "ratio": round(warm / floor, 2),
    }  # fmt: skip
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
