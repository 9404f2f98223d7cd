"""Scenarios on the pages: saved as they are changed, told when others change them, compared, and sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from advisor.planning import scenarios
from advisor.planning.attempts import SCENARIOS
from advisor.planning.database import Database
from advisor.planning.scenarios import Scenario, Standing
from advisor.project_file import Project
from advisor.questions import Range
from pages.parts import stored
from tests.databases import hidden

APP = str(Path(__file__).resolve().parents[1] / "app.py")
PAGE = "pages/views/scenarios.py"
USERS, TURNS = "traffic.users", "traffic.turns"


def project(users: int = 100, name: str = "Support") -> Project:
    return Project.parse({"name": name, "traffic": {"users": users, "turns": 2}})


def opened(seen: Scenario | None = None, page: str = PAGE, **query: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params.update(query | ({"scenario": seen.key} if seen else {}))
    app.run()
    return app.switch_page(page).run() if page else app


def answer(app: AppTest, path: str, typed: str) -> AppTest:
    """Change an answer on the Project page, where every question is."""
    return asked(app, path).text_input(key=f"form.{path}").set_value(typed).run()


def asked(app: AppTest, path: str) -> AppTest:
    app.session_state["project.group"] = path.split(".")[0]
    return app.switch_page("pages/views/project.py").run()


def in_address(app: AppTest, name: str) -> str:
    found = app.query_params[name]
    return found if isinstance(found, str) else found[0]


def told(app: AppTest) -> str:
    elements = [*app.warning, *app.error, *app.info, *app.markdown, *app.caption, *app.expander]
    found = "\n".join(str(getattr(element, "value", None) or getattr(element, "label", "")) for element in elements)
    return found.replace("\\", "")


def users_of(database: Database, key: str) -> object:
    return scenarios.load(database, key).project.as_dict()["traffic"]["users"]


def test_the_first_change_is_saved_and_its_address_opens_it_again(kept: Database) -> None:
    app = opened(page="")
    assert "scenario" not in app.query_params
    answer(app, USERS, "777")
    key = in_address(app, "scenario")
    assert users_of(kept, key) == 777
    assert scenarios.search(kept) == []
    again = opened(page="", scenario=key)
    assert again.session_state["project"].as_dict()["traffic"]["users"] == 777


def test_every_further_change_is_a_version_of_the_same_scenario(kept: Database) -> None:
    scenario = scenarios.create(kept, project())
    app = opened(scenario)
    answer(app, USERS, "200")
    answer(app, TURNS, "5")
    assert [version.number for version in scenarios.history(kept, scenario.key)] == [3, 2, 1]
    assert "Saved: version 3" in told(app)


def test_the_figures_of_each_version_are_kept_as_they_were(kept: Database) -> None:
    scenario = scenarios.create(kept, project())
    app = opened(scenario)
    answer(app, USERS, "200")
    latest, first = scenarios.history(kept, scenario.key)
    assert first.snapshot is not None and latest.snapshot is not None
    assert first.snapshot["ways"] != latest.snapshot["ways"]


def test_a_project_is_kept_found_copied_archived_and_brought_back(kept: Database) -> None:
    app = opened()
    app.text_input(key="stored.by").set_value("Ana").run()
    app.text_input(key="scenario_now.name").set_value("Análisis de contratos").run()
    app.button(key="scenario_now.keep").click().run()
    (listed,) = scenarios.search(kept)
    assert (listed.name, listed.changed_by) == ("Análisis de contratos", "Ana")
    app.text_input(key="scenarios.search").set_value("analisis").run()
    app.button(key=f"scenarios.copy.{listed.key}").click().run()
    assert app.session_state["project"].name == "Análisis de contratos (copy)"
    assert len(scenarios.search(kept)) == 2
    app.button(key=f"scenarios.archive.{listed.key}").click().run()
    assert [one.key for one in scenarios.search(kept, standing=Standing.ARCHIVED)] == [listed.key]
    app.toggle(key="scenarios.archived").set_value(True).run()
    app.button(key=f"scenarios.archive.{listed.key}").click().run()
    assert len(scenarios.search(kept)) == 2


def test_the_last_change_becomes_a_branch_and_the_trunk_goes_back(kept: Database) -> None:
    trunk = scenarios.create(kept, project(100))
    app = answer(opened(trunk), USERS, "900")
    app.switch_page(PAGE).run()
    app.button(key="scenario_now.branch_change").click().run()
    assert users_of(kept, trunk.key) == 100
    (branch,) = [one for one in scenarios.search(kept) if one.key != trunk.key]
    assert (users_of(kept, branch.key), branch.branched_from) == (900, trunk.key)
    assert "900" in branch.name


def test_who_changes_other_answers_at_the_same_time_is_told_and_both_changes_stand(kept: Database) -> None:
    scenario = scenarios.create(kept, project())
    mine = opened(scenario)
    theirs = scenarios.save(kept, scenario, scenario.project.with_answer(TURNS, 7), by="Ben")
    answer(mine, USERS, "300")
    traffic = scenarios.load(kept, scenario.key).project.as_dict()["traffic"]
    assert (traffic["users"], traffic["turns"]) == (300, 7)
    assert scenarios.load(kept, scenario.key).version == theirs.version + 1


def test_who_only_looks_sees_what_others_saved(kept: Database) -> None:
    scenario = scenarios.create(kept, project())
    mine = opened(scenario)
    scenarios.save(kept, scenario, scenario.project.with_answer(USERS, 555), by="Ben")
    mine.run()
    assert mine.session_state["project"].as_dict()["traffic"]["users"] == 555
    assert "Ben saved version 2; you see it now" in told(mine)


def clash(database: Database) -> tuple[Scenario, AppTest]:
    """Ben saved 200 users, and this session, which had not seen it, 300."""
    scenario = scenarios.create(database, project(100))
    mine = asked(opened(scenario), USERS)
    scenarios.save(database, scenario, scenario.project.with_answer(USERS, 200), by="Ben")
    return scenario, mine.text_input(key=f"form.{USERS}").set_value("300").run()


def test_who_changes_the_same_answer_is_told_sees_both_and_loses_nothing(kept: Database) -> None:
    scenario, mine = clash(kept)
    assert "Ben changed the same answers meanwhile" in told(mine)
    assert {"200 people", "300 people"} <= set(mine.table[0].value.iloc[0])
    mine_apart = in_address(mine, "scenario")
    assert mine_apart != scenario.key
    assert (users_of(kept, scenario.key), users_of(kept, mine_apart)) == (200, 300)


@pytest.mark.parametrize(("choice", "stands"), [("theirs", 200), ("mine", 300)])
def test_a_clash_is_settled_one_way_or_the_other(kept: Database, choice: str, stands: int) -> None:
    scenario, mine = clash(kept)
    mine.button(key=f"stored.{choice}").click().run()
    assert users_of(kept, scenario.key) == stands
    assert in_address(mine, "scenario") == scenario.key
    assert mine.session_state["project"].as_dict()["traffic"]["users"] == stands


def test_a_clash_may_stay_a_scenario_apart(kept: Database) -> None:
    scenario, mine = clash(kept)
    mine.button(key="stored.apart").click().run()
    assert "Ben changed" not in told(mine)
    assert users_of(kept, scenario.key) == 200


def test_an_older_version_is_restored_and_the_newer_one_stays(kept: Database) -> None:
    scenario = scenarios.create(kept, project(100))
    app = answer(opened(scenario), USERS, "200")
    app.switch_page(PAGE).run()
    app.session_state["scenario_now.history"] = True
    app.run()
    app.button(key="scenario_now.restore.1").click().run()
    assert users_of(kept, scenario.key) == 100
    assert [version.restored_from for version in scenarios.history(kept, scenario.key)] == [1, None, None]
    assert app.session_state["project"].as_dict()["traffic"]["users"] == 100


def test_while_the_database_is_away_work_goes_on_and_is_saved_afterwards(
    kept: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advisor.planning.database.PAUSE_SECONDS", 0.0)
    scenario = scenarios.create(kept, project(100))
    app = asked(opened(scenario), USERS)
    kept.close()
    with hidden(tmp_path):
        app.text_input(key=f"form.{USERS}").set_value("444").run()
        assert not app.exception
        assert "The database does not answer" in told(app)
        assert app.session_state["project"].as_dict()["traffic"]["users"] == 444
    app.run()
    assert "The database does not answer" not in told(app)
    assert users_of(kept, scenario.key) == 444


def test_an_address_that_names_nothing_says_so_and_opens_an_example(kept: Database) -> None:
    app = opened(page="", scenario="nothing")
    assert "cannot be opened" in told(app)
    assert not app.exception


def test_a_server_without_a_usable_database_says_so_and_works_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_DATABASE_URL", "nonsense")
    stored.database.clear()
    app = answer(opened(page=""), USERS, "777")
    assert "Nothing can be stored here" in told(app)
    assert not app.exception
    stored.database.clear()


def test_two_scenarios_are_compared_and_the_address_names_their_versions(kept: Database) -> None:
    some = [scenarios.create(kept, project(users, f"{users} users")) for users in (100, 100_000)]
    app = opened()
    for scenario in some:
        app.checkbox(key=f"comparing.{scenario.key}").check().run()
    named = ",".join(f"{scenario.key}.1" for scenario in some)
    assert in_address(app, "compare") == named
    assert {"100 people", "100,000 people"} <= set(app.table[0].value.iloc[0])
    scenarios.save(kept, some[0], project(5, "100 users"))
    later = opened(compare=named)
    assert {"100 people", "100,000 people"} <= set(later.table[0].value.iloc[0])
    assert [app.header[0].value, later.header[0].value] == ["All scenarios", "Side by side"]


def test_a_link_that_was_sent_shows_the_comparison_and_nothing_to_change(kept: Database) -> None:
    some = [scenarios.create(kept, project(users, f"{users} users")) for users in (100, 100_000)]
    app = opened(compare=",".join(f"{scenario.key}.1" for scenario in some))
    app.button(key="comparing.link").click().run()
    (link,) = [code.value.split("=")[1] for code in app.code if "shared=" in code.value]
    reader = opened(page="", shared=link)
    assert not reader.text_input and not reader.checkbox
    assert {"100 people", "100,000 people"} <= set(reader.table[0].value.iloc[0])
    assert len(scenarios.search(kept)) == 2


@pytest.mark.parametrize("link", ["", "wrong", "../..", "x" * 5_000])
def test_a_link_that_is_none_says_so(kept: Database, link: str) -> None:
    reader = opened(page="", shared=link)
    assert [error.value for error in reader.error] == ["There is no such link here. Ask who sent it to send it again."]
    assert not reader.table


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "=1+1", "**bold** [x](http://y)", "\u202egnirts", "x" * 200]
)
def test_a_hostile_name_is_shown_as_it_stands(kept: Database, name: str) -> None:
    scenarios.create(kept, project(name=name), by=name[:100])
    app = opened()
    assert not app.exception
    assert not [element for element in app.markdown if element.allow_html and "alert" in element.value]
    assert all("[x](http" not in element.value for element in [*app.markdown, *app.caption])


def test_who_begins_too_many_is_told_and_keeps_what_was_changed(
    kept: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.ip_address", "192.0.2.1")
    monkeypatch.setattr("advisor.planning.attempts.SCENARIOS", replace(SCENARIOS, of_one_source=1))
    answer(opened(page=""), USERS, "150")
    app = answer(opened(page=""), USERS, "160")
    assert "Many scenarios were begun" in told(app)
    assert app.session_state["project"].traffic.users == Range(160, 160)
    app.switch_page(PAGE).run().button(key="scenario_now.keep").click().run()
    assert "Too much was begun from here within an hour; try again in 60 minutes" in told(app)
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.ip_address", "192.0.2.2")
    app = answer(opened(page=""), USERS, "170")
    assert "Many scenarios were begun" not in told(app)
