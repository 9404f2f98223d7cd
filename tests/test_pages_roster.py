"""The roster's table, edited as a browser edits it: cell by cell, with rows added and deleted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest

from advisor.project_file import Project
from advisor.report.primer import PORTRAITS
from advisor.roster import Member, people_of_role
from tests.tables import type_over

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

APP = str(Path(__file__).resolve().parents[1] / "app.py")
TWO = {"backend_engineer": 2, "ml_engineer": 0.5}
SENT = 500
"""Milliseconds in which the browser surely sends an edit: it waits 150 for the next key."""
HOSTILE = "![x](http://elsewhere/x.png) <b>$a$</b>"


def opened(people: Any = None, page: str = "team", language: str = "") -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    if language:
        app.query_params["lang"] = language
    app.session_state["project"] = Project.parse({"team": {"people": TWO if people is None else people}})
    app.session_state["project.group"] = "team"
    return app.run().switch_page(f"pages/views/{page}.py").run()


def edited(app: AppTest, changed: Any = None, added: Any = (), deleted: Any = ()) -> AppTest:
    """The page after edits: cells by row, rows added, rows deleted; all since the table began."""
    return type_over(app, app.data_editor[0], changed, added, deleted)


def people(app: AppTest) -> tuple[Member, ...] | None:
    project: Project = app.session_state["project"]
    return project.team.people


def shown(app: AppTest) -> list[tuple[Any, ...]]:
    """What the table began with: name, role, share, level."""
    table = app.data_editor[0]
    cells = table.value.astype(object).where(table.value.notna(), None)
    return list(cells.itertuples(index=False, name=None))


def faults(app: AppTest) -> str:
    return "\n".join(error.value.replace("\\", "") for error in app.error)


@pytest.mark.parametrize("page", ["team", "project"])
def test_the_table_shows_who_is_there_and_takes_every_edit(page: str) -> None:
    app = opened(page=page)
    assert shown(app) == [(None, "backend_engineer", 2, "practised"), (None, "ml_engineer", 0.5, "practised")]
    new = {"name": HOSTILE, "role": "annotator", "share": 3, "level": "new"}
    edited(app, {1: {"share": 1.5, "level": "expert"}}, [new], [0])
    assert people(app) == (Member("ml_engineer", 1.5, "expert"), Member("annotator", 3, "new", HOSTILE))
    assert not app.error and not app.exception


def test_edits_add_up_and_the_table_stays_the_same_under_them() -> None:
    app = opened()
    key = app.data_editor[0].key
    edited(app, {0: {"share": 4}})
    edited(app, {0: {"share": 4, "name": "Ana"}})
    assert people(app) == (Member("backend_engineer", 4, name="Ana"), Member("ml_engineer", 0.5))
    assert app.data_editor[0].key == key
    before = people(app)
    app.run()
    assert people(app) == before


def test_an_edit_counts_at_once_for_the_figures_beside_it() -> None:
    app = opened({"backend_engineer": 1})
    before = app.session_state["advice"].figure("launch_weeks").expected
    edited(app, {0: {"share": 5}})
    assert app.session_state["advice"].figure("launch_weeks").expected < before


def test_an_edit_counts_though_another_page_was_opened_before_it_was_read() -> None:
    app = opened()
    table = app.data_editor[0]
    type_over(app.switch_page("pages/views/costs.py"), table, {0: {"share": 5}})
    assert people_of_role(people(app) or ()) == TWO | {"backend_engineer": 5}


def test_an_empty_row_is_nobody_and_no_row_at_all_is_dont_know() -> None:
    app = edited(opened(), added=[{}, {}])
    assert people_of_role(people(app) or ()) == TWO
    assert not app.error
    edited(app, added=[{}], deleted=[0, 1])
    assert people(app) is None


def test_an_incomplete_row_is_told_and_what_was_typed_is_kept() -> None:
    app = edited(opened(), added=[{}, {"name": "Ana"}])
    assert "Row 4, Role: This is missing" in faults(app)
    assert "Row 4, Share of time: This is missing" in faults(app)
    assert people_of_role(people(app) or ()) == TWO
    app.switch_page("pages/views/costs.py").run()
    app.switch_page("pages/views/team.py").run()
    assert shown(app)[-1] == ("Ana", None, None, None)
    assert "Row 4, Role" in faults(app)
    edited(app, {3: {"role": "annotator", "share": 0}})
    assert "Row 4, Share of time: 0 is not a number of people" in faults(app)
    edited(app, {3: {"role": "annotator", "share": 1}})
    assert not app.error
    assert (people(app) or ())[-1] == Member("annotator", 1, name="Ana")


def test_another_language_keeps_what_was_typed() -> None:
    app = edited(opened(), {0: {"share": 4}}, [{"name": "Ana"}])
    app.get_by_key("lang").set_value("es").run()
    assert shown(app)[0][2] == 4 and shown(app)[-1][0] == "Ana"
    assert "Fila 3, Rol" in faults(app)


def test_a_portrait_takes_the_place_of_what_was_typed() -> None:
    app = edited(opened(), added=[{"name": "Ana"}])
    app.get_by_key(f"team.{PORTRAITS[0].key}").click().run()
    assert not app.error
    assert {role: share for _, role, share, _ in shown(app)} == PORTRAITS[0].people == people_of_role(people(app) or ())


def chosen(app: AppTest, project: str) -> list[tuple[Any, ...]]:
    """The table after another project was opened; the test harness forgets what was open before."""
    app.session_state["gallery"] = True
    app.session_state["project.group"] = "team"
    app.run().button(key=project).click().run()
    app.session_state["project.group"], app.session_state["project.mode"] = "team", "form"
    return shown(app.run())


def test_another_project_is_shown_in_the_table() -> None:
    app = edited(opened(page="project"), {0: {"share": 4}})
    assert chosen(app, "gallery.empty") == []
    assert people(app) is None
    assert chosen(app, "gallery.back")[0][2] == 4
    assert not app.error


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_member_with_a_hostile_name_harms_no_page(language: str) -> None:
    app = opened([{"role": "annotator", "share": 1, "name": HOSTILE}], language=language)
    assert shown(app)[0][0] == HOSTILE
    assert not app.exception and not app.error
    assert not any("elsewhere" in element.value for element in [*app.markdown, *app.caption])


@pytest.mark.browser
def test_a_cell_is_typed_over_in_a_browser(browser: Browser, address: str, tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(Project.parse({"team": {"people": TWO}}).write(), encoding="utf-8")
    from playwright.sync_api import expect

    page = browser.new_page(locale="en-GB", viewport={"width": 1440, "height": 1400})
    page.set_default_timeout(60_000)
    page.goto(address)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("Opened: two.yaml").wait_for()
    page.get_by_role("link", name="Team").click()
    page.locator("summary").filter(has_text="Who is there").click()
    table = page.get_by_test_id("stDataFrame").first
    table.wait_for()
    type_into_first_share(page, "3.5")
    expect(table.get_by_test_id("glide-cell-3-0")).to_have_text("3.5")
    page.wait_for_timeout(SENT)
    page.get_by_role("link", name="Costs").click()
    page.get_by_role("heading", name="Costs").first.wait_for()
    page.get_by_role("link", name="Team").click()
    page.locator("summary").filter(has_text="Who is there").click()
    expect(table.get_by_test_id("glide-cell-3-0")).to_have_text("3.5")
    page.close()


def type_into_first_share(page: Page, words: str) -> None:
    """With the keyboard, from the first cell of the table, which is drawn on a canvas."""
    grid = page.locator(".stDataFrameGlideDataEditor").first
    grid.click(position={"x": 80, "y": 52})
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator("#portal input").fill(words)
    page.keyboard.press("Enter")
