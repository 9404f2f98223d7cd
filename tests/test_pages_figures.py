"""The pages of figures: costs, compute, team and method open without a fault, in both languages, for every way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from advisor.alternatives import WAYS, Way
from advisor.project_file import Project
from advisor.report.primer import PORTRAITS
from advisor.roster import people_of_role
from tests.projects import PROJECTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

APP = str(Path(__file__).resolve().parents[1] / "app.py")
PAGES = ("costs", "compute", "team", "method")
SECTIONS = ("comparison", "number", "formulas", "parameters", "accuracy", "decision", "limits")


def opened(page: str, language: str = "en") -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["lang"] = language
    return app.run().switch_page(f"pages/views/{page}.py").run()


def assert_sound(app: AppTest) -> None:
    assert not app.exception
    assert not app.error
    assert app.title


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens(page: str, language: str) -> None:
    assert_sound(opened(page, language))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("page", ["costs", "compute", "team"])
def test_a_page_shows_every_way(page: str, way: Way) -> None:
    app = opened(page)
    app.get_by_key("which_way").set_value(way).run()
    assert_sound(app)
    assert app.header and app.get("plotly_chart")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_compute_page_compares_other_ways_to_train(language: str) -> None:
    app = opened("compute", language)
    tables = [list(table.value.index) for table in app.table]
    (options,) = [labels for labels in tables if any("QLoRA" in label for label in labels)]
    assert any("DoRA" in label for label in options)
    assert [label for label in options if label.startswith("**")] != []


def test_the_compute_page_compares_drafting_with_writing() -> None:
    app = opened("compute")
    app.get_by_key("which_way").set_value(Way.HYBRID).run()
    assert "Examples drafted by a large model" in [heading.value for heading in app.subheader]
    (finding,) = [text.value for text in app.markdown if "Hybrid" in text.value and "example" in text.value]
    assert "people" in finding or "none is to be drafted" in finding


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_compute_page_compares_how_vectors_are_stored(language: str) -> None:
    app = opened("compute", language)
    (stored,) = [table.value for table in app.table if len(table.value) == 4 and "8" in table.value.index[2]]
    assert stored.index[0].startswith("**") and "32" in stored.index[0]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_the_method_opens(section: str) -> None:
    app = opened("method")
    app.get_by_key("method.section").set_value(section).run()
    assert_sound(app)


def test_the_decision_is_shown_with_its_score_and_its_calibration() -> None:
    app = opened("method", "es")
    app.get_by_key("method.section").set_value("decision").run()
    assert_sound(app)
    assert list(app.table[0].value.index) == [
        "Casos con los que se hicieron las reglas", "Casos escritos aparte", "Todos los casos",
    ]  # fmt: skip
    assert app.get("plotly_chart") and app.expander[0].label == "Por quintos de la probabilidad afirmada"


def test_ranges_are_shown_on_demand() -> None:
    app = opened("costs")
    assert "–" not in str(app.table[0].value.iloc[0, 0])
    app.get_by_key("costs.spans").set_value(True).run()
    assert "–" in str(app.table[0].value.iloc[0, 0])


def test_the_costs_are_edited_in_place_and_nothing_typed_is_lost() -> None:
    app = opened("costs")
    before = app.metric[2].value
    app.session_state["costs.basis"] = True
    app.run()
    app.text_input(key="costs.contingency_share").set_value("40%").run()
    assert_sound(app)
    assert app.session_state["project"].overrides["contingency_share"].low == 0.4
    assert app.metric[2].value != before
    app.text_input(key="costs.discount_rate").set_value("much").run()
    assert not app.exception and app.error and "much" in app.error[0].value
    assert app.text_input(key="costs.discount_rate").value == "much"
    assert "discount_rate" not in app.session_state["project"].overrides
    app.text_input(key="costs.discount_rate").set_value("").run()
    app.text_input(key="costs.contingency_share").set_value("").run()
    assert app.session_state["project"].overrides == {} and app.metric[2].value == before


def test_an_answer_of_the_traffic_is_changed_on_the_costs_page() -> None:
    app = opened("costs")
    app.session_state["costs.basis"] = True
    app.run()
    app.text_input(key="costs.traffic.queries_per_day").set_value("100").run()
    assert_sound(app)
    assert app.session_state["project"].traffic.queries_per_day.low == 100


@pytest.mark.parametrize("language", ["en", "es"])
def test_two_ways_are_compared_by_volume_and_by_month(language: str) -> None:
    app = opened("costs", language)
    app.get_by_key("costs.from").set_value(Way.PROMPT).run()
    app.get_by_key("costs.other").set_value(Way.FINETUNE).run()
    assert_sound(app)
    word = "futures" if language == "en" else "futuros"
    assert len([text for text in app.markdown if text.value.startswith("- ") and word in text.value]) >= 1
    app.get_by_key("costs.other").set_value(Way.PROMPT).run()
    assert_sound(app) and app.info


def test_a_budget_typed_on_the_page_changes_what_it_buys() -> None:
    app = opened("costs")
    app.get_by_key("costs.once").set_value("1").run()
    assert_sound(app)
    assert any("none of the four ways" in text.value for text in app.markdown)
    app.get_by_key("costs.once").set_value("1,000,000,000").run()
    app.get_by_key("costs.month").set_value("1e9").run()
    assert any("each of the four ways in all futures" in text.value for text in app.markdown)
    app.get_by_key("costs.once").set_value("much").run()
    assert not app.exception and len(app.error) == 1 and app.get_by_key("costs.once").value == "much"


def test_gpus_are_compared_by_contract_where_they_are_rented() -> None:
    app = opened("costs")
    app.session_state["project"] = Project.parse(PROJECTS["millions of requests on rented machines"])
    app.session_state["advice"] = None
    app.get_by_key("which_way").set_value(Way.PROMPT).run()
    assert_sound(app)
    assert "GPUs by contract" in [heading.value for heading in app.subheader]
    assert any("Reserving" in text.value or "reserved rent" in text.value for text in app.markdown)


def test_a_portrait_puts_its_team_into_the_project() -> None:
    app = opened("team")
    app.get_by_key(f"team.{PORTRAITS[0].key}").click().run()
    assert_sound(app)
    assert people_of_role(app.session_state["project"].team.people) == PORTRAITS[0].people


@pytest.mark.browser
def test_the_way_stays_while_pages_change(browser: Browser, address: str) -> None:
    page = browser.new_page(locale="en-GB")
    page.set_default_timeout(60_000)
    page.goto(f"{address}/costs")
    page.get_by_role("radio", name="Hybrid").click()
    page.get_by_role("heading", name="Hybrid:").wait_for()
    page.get_by_role("link", name="Compute").click()
    page.get_by_role("heading", name="Compute").wait_for()
    page.get_by_role("heading", name="Hybrid:").wait_for()
    page.close()
