"""What people cost, on the Team page: own pay, overheads and exchange rate typed beside the published ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from advisor.project_file import Project
from advisor.questions import Range
from tests.tables import type_over

APP = str(Path(__file__).resolve().parents[1] / "app.py")
IN_EUROS = {"team": {"country": "ES", "people": {}}, "money": {"currency": "EUR"}}
PAY, OVERHEADS = "people_cost.own_pay", "people_cost.overrides"


def opened(content: dict[str, Any] | None = None, language: str = "") -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    if language:
        app.query_params["lang"] = language
    app.session_state["project"] = Project.parse(content or IN_EUROS)
    return app.run().switch_page("pages/views/team.py").run()


def table(app: AppTest, kind: str) -> Any:
    [found] = [each for each in app.data_editor if str(each.key).startswith(kind)]
    return found


def row_of(app: AppTest, kind: str, label: str) -> int:
    return list(table(app, kind).value["what"]).index(label)


def typed(app: AppTest, kind: str, **own: str) -> AppTest:
    """The page after own figures were typed, by row; underscores stand for spaces."""
    rows = {row_of(app, kind, label.replace("_", " ")): {"own": words} for label, words in own.items()}
    return type_over(app, table(app, kind), rows)


def project(app: AppTest) -> Project:
    found: Project = app.session_state["project"]
    return found


def faults(app: AppTest) -> str:
    return "\n".join(error.value.replace("\\", "") for error in app.error)


@pytest.mark.parametrize("language", ["en", "es"])
def test_published_pay_stands_there_with_its_range_source_and_date(language: str) -> None:
    app = opened(language=language)
    for kind in (PAY, OVERHEADS):
        shown = table(app, kind).value
        assert shown["own"].isna().all()
        assert (shown[["low", "likely", "high", "source", "as_of"]].map(len) > 0).all(axis=None)
    assert all("€" in words for words in table(app, PAY).value["likely"])


def test_own_pay_counts_at_once_and_is_given_back_when_emptied() -> None:
    app = opened()
    before = app.session_state["advice"].figure("people_cost_once").expected
    typed(app, PAY, Software_engineer="900,000", Domain_expert="800,000 to 900,000")
    assert not app.error
    assert project(app).own_pay == {
        "backend_engineer": Range(900_000, 900_000), "domain_expert_business": Range(800_000, 900_000),
    }  # fmt: skip
    assert app.session_state["advice"].figure("people_cost_once").expected > 2 * before
    app.switch_page("pages/views/costs.py").run()
    app.switch_page("pages/views/team.py").run()
    position = row_of(app, PAY, "Software engineer")
    assert table(app, PAY).value["own"][position] == "900,000"
    typed(app, PAY, Software_engineer="", Domain_expert="")
    assert project(app).own_pay == {}
    assert app.session_state["advice"].figure("people_cost_once").expected == before


def test_what_comes_on_top_of_pay_is_typed_in_its_unit() -> None:
    app = typed(opened(), OVERHEADS, Total_employment_cost_against_gross_pay="130% to 135%")
    assert project(app).overrides == {"loaded_multiplier": Range(1.3, 1.35)}
    app.switch_page("pages/views/project.py").run()
    app.session_state["own_figures"] = True
    app.run().button(key="overrides.loaded_multiplier.remove").click().run()
    assert project(app).overrides == {}


def test_what_cannot_be_is_told_beside_its_table_and_stays_in_its_cell() -> None:
    app = typed(opened(), PAY, Software_engineer="plenty")
    assert "own_pay.backend_engineer" in faults(app) and "is not a number" in faults(app)
    assert project(app).own_pay == {}
    edits = app.session_state[table(app, PAY).key]["edited_rows"]
    assert [cells["own"] for cells in edits.values()] == ["plenty"]
    typed(app, PAY, Software_engineer="50,000")
    assert not app.error
    typed(app, OVERHEADS, Total_employment_cost_against_gross_pay="30%")
    assert "from 100% to 1,000%" in faults(app)


def test_other_own_figures_stay_when_one_is_typed() -> None:
    app = opened(IN_EUROS | {"overrides": {"quality_reach": 0.04}, "own_pay": {"annotator": 20_000}})
    typed(app, OVERHEADS, Weeks_until_a_new_colleague_is_fully_productive="3")
    assert set(project(app).overrides) == {"quality_reach", "weeks_to_full_productivity"}
    assert set(project(app).own_pay) == {"annotator"}


def test_an_own_exchange_rate_is_typed_and_given_back() -> None:
    app = opened()
    rate = app.text_input(key="people_cost.rate")
    assert rate.value == "" and " on " in rate.placeholder
    rate.set_value("0.5").run()
    assert project(app).own_rates == {"EUR": 0.5}
    app.text_input(key="people_cost.rate").set_value("free").run()
    assert "own_rates.EUR" in faults(app)
    assert app.text_input(key="people_cost.rate").value == "free"
    app.text_input(key="people_cost.rate").set_value("").run()
    assert project(app).own_rates == {} and not app.error


def test_who_counts_in_dollars_needs_no_rate() -> None:
    app = opened({"money": {"currency": "USD"}})
    assert not [field for field in app.text_input if field.key == "people_cost.rate"]


def test_another_country_is_shown_in_the_table() -> None:
    app = opened()
    before = list(table(app, PAY).value["likely"])
    app.session_state["project"] = Project.parse(IN_EUROS | {"team": {"country": "GB"}})
    app.session_state["advice"] = None
    assert list(table(app.run(), PAY).value["likely"]) != before
