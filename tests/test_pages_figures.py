"""The pages of figures: costs, compute, team and method open without a fault, in both languages, for every way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from advisor.alternatives import WAYS, Way
from advisor.report.primer import PORTRAITS
from advisor.roster import people_of_role

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
