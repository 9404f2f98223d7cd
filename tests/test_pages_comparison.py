"""The parts of a page that compare scenarios, and then with now: in both languages, with any name."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from advisor.advice import advise
from advisor.project_file import Project
from advisor.snapshot import take
from tests.projects import PROJECTS

HOSTILE = "<img src=x onerror=alert(1)> $x$ [a](javascript:b) **{way}** " + "W" * 139
BASE = PROJECTS["facts from documents, by API"]
SIX = [
    ("Base", BASE),
    (HOSTILE, BASE | {"traffic": {"users": 4000, "queries_per_user_day": [2, 5]}}),
    ("Base", BASE | {"team": {"country": "DE"}}),
    ("", PROJECTS["tuned by a host"]),
    ("En euros", PROJECTS["on bought machines, in euros, with values"]),
    ("Nothing", PROJECTS["nothing known"]),
]


@pytest.fixture(autouse=True)
def own_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit puts its script in the place of the main module, which processes of other tests begin with."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


def compare(scenarios: list, language: str) -> None:
    import streamlit as st

    from advisor.project_file import Project
    from pages.parts import comparison

    st.session_state["lang"] = language
    comparison.show([(name, Project.parse(content)) for name, content in scenarios])


def then_and_now(kept: str, content: dict, language: str) -> None:
    import streamlit as st

    from advisor.project_file import Project
    from advisor.snapshot import Snapshot
    from pages.parts import then_and_now

    st.session_state["lang"] = language
    then_and_now.show(Snapshot.loads(kept), Project.parse(content))


def compared(scenarios: list[tuple[str, dict[str, Any]]], language: str = "en") -> AppTest:
    app = AppTest.from_function(compare, args=(scenarios, language), default_timeout=120).run()
    assert not app.exception and not app.error
    return app


@pytest.mark.parametrize("language", ["en", "es"])
def test_two_scenarios_are_compared(language: str) -> None:
    app = compared(SIX[:2], language)
    answers, results, why = (table.value for table in app.table)
    assert list(answers.shape) == [1, 2]
    assert len(why) == 2 and results.shape[1] == 2
    assert len(app.get("plotly_chart")) == 7


def test_six_scenarios_are_compared_at_one_way_and_led_back_to_their_answers() -> None:
    app = compared(SIX)
    assert app.table[1].value.shape[1] == 6
    app.get_by_key("comparison.way").set_value("hybrid").run()
    app.get_by_key("comparison.figure").set_value("launch_weeks").run()
    app.get_by_key("comparison.other").set_value(3).run()
    assert [len(table.value) > 5 for table in app.table] == [True, True, True]
    assert not app.exception and any("two opposite orders" in caption.value for caption in app.caption)
    app.get_by_key("comparison.other").set_value(2).run()
    app.get_by_key("comparison.base").set_value(2).run()
    assert not app.exception and not app.error
    assert app.get_by_key("comparison.other").value != 2


def test_names_are_shown_as_they_stand_and_short() -> None:
    app = compared(SIX[:2])
    for table in app.table:
        for words in [*table.value.columns, *table.value.index]:
            assert "<img" not in words.replace(r"\<img", "") and len(words) < 300


def test_scenarios_alike_differ_in_nothing() -> None:
    app = compared([("One", BASE), ("Other", BASE)])
    assert any("alike in everything" in text.value for text in app.markdown)
    assert len(app.table) == 1


@pytest.mark.parametrize("count", [0, 1, 7])
def test_too_few_or_too_many_are_not_compared(count: int) -> None:
    app = compared((SIX + SIX)[:count])
    assert len(app.info) == 1 and not app.table


def test_a_scenario_that_cannot_be_computed_today_is_left_out_and_says_why() -> None:
    late = ("Late", BASE | {"money": {"go_live": "2021-01-01"}})
    app = AppTest.from_function(compare, args=([*SIX[:2], late], "en"), default_timeout=120).run()
    assert not app.exception
    assert "cannot be computed" in app.warning[0].value and app.error
    assert app.table[1].value.shape[1] == 2


@pytest.mark.parametrize("language", ["en", "es"])
def test_then_and_now_are_shown(language: str) -> None:
    kept = take(advise(Project.parse(BASE))).model_dump(mode="json") | {"engine": "0.9.0"}
    for way in kept["ways"].values():
        way["figures"]["total_cost"]["expected"] *= 2
    app = AppTest.from_function(then_and_now, args=(json.dumps(kept), BASE, language), default_timeout=60).run()
    assert not app.exception and not app.error
    assert list(app.table[0].value.shape) == [1, 4]
    assert any("0.9.0" in text.value for text in app.markdown)
