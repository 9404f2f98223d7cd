"""A server with a sign-in: who has none sees nothing, who looks on changes nothing, who edits is named."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from advisor.planning import scenarios, sessions
from advisor.planning.comparisons import Chosen, written_address
from advisor.planning.database import Database
from advisor.planning.errors import NotAllowedError
from advisor.planning.scenarios import Scenario
from advisor.project_file import Project
from pages.parts import stored
from tests.test_access import AUTH, OIDC, ROLES

ROOT = Path(__file__).resolve().parents[1]
APP = str(ROOT / "app.py")
SCENARIOS, SESSION, PROJECT = (f"pages/views/{name}.py" for name in ("scenarios", "session", "project"))


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """What is stored already, as the server's own keeper sees it; the app's sessions have a sign-in."""
    url = f"sqlite:///{tmp_path / 'advisor.db'}"
    monkeypatch.setenv("ADVISOR_DATABASE_URL", url)
    monkeypatch.setenv("ADVISOR_SIGN_IN", "oidc")
    stored.database.clear()
    found = Database(url)
    yield found
    found.close()
    stored.database.clear()
    stored.sign_in._rules.cache_clear()


@pytest.fixture
def secret_plan(kept: Database) -> Scenario:
    return scenarios.create(kept, Project.parse({"name": "Secret plan", "traffic": {"users": 100}}))


def person(groups: list[str], **claims: Any) -> dict[str, Any]:
    told = {"is_logged_in": True, "sub": "1", "name": "Ana Gil", "groups": groups, "iat": time.time() - 60}
    return told | claims


EDITOR, VIEWER = person(["planners"]), person(["readers"])


def visit(user: dict[str, Any], page: str = "", secrets: dict[str, Any] = OIDC, **query: str) -> AppTest:
    """A visit to a server that was started with these secrets."""
    stored.sign_in._rules.cache_clear()
    app = AppTest.from_file(APP, default_timeout=60)
    app.user, app.secrets = user, dict(secrets)
    app.query_params.update(query)
    app.run()
    return app.switch_page(page).run() if page else app


def told(app: AppTest) -> str:
    elements = [*app.title, *app.info, *app.warning, *app.error, *app.markdown, *app.caption]
    return "\n".join(element.value for element in elements)


def labels(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


def counted(database: Database) -> int:
    return len(scenarios.search(database)) + len(scenarios.search(database, standing=scenarios.Standing.DRAFT))


@pytest.mark.parametrize("user", [{"is_logged_in": False}, person([], is_logged_in=False), person(["planners"], iat=0)])
@pytest.mark.parametrize(
    "query", [{}, {"scenario": "KEY"}, {"shared": "LINK"}, {"compare": "KEY.1"}, {"session": "SESSION"}]
)
def test_who_has_not_signed_in_sees_the_way_in_and_nothing_else(
    kept: Database, secret_plan: Scenario, user: dict[str, Any], query: dict[str, str]
) -> None:
    session, _ = sessions.open_session(kept, secret_plan.key, "Secret session", "Ana")
    link = scenarios.make_link(kept, {"compare": written_address([Chosen(secret_plan.key, 1)])})
    places = {"KEY": secret_plan.key, "LINK": link, "SESSION": session.key, "KEY.1": f"{secret_plan.key}.1"}
    app = visit(user, **{name: places[value] for name, value in query.items()})
    assert labels(app) == {"Sign in"}
    assert "Sign in to see this" in told(app) and "Secret" not in told(app)
    assert ("You came by a link" in told(app)) == bool(query)
    assert not app.exception and not app.get("plotly_chart") and not app.text_input
    assert "project" not in app.session_state


def test_who_has_signed_in_without_a_role_is_told_so(kept: Database, secret_plan: Scenario) -> None:
    app = visit(person(["strangers"]), scenario=secret_plan.key)
    assert labels(app) == {"Sign out"}
    assert "You are signed in as Ana Gil" in told(app) and "Secret" not in told(app)


def test_who_edits_is_named_in_the_history_and_on_the_seat(kept: Database, secret_plan: Scenario) -> None:
    app = visit(EDITOR, SCENARIOS, scenario=secret_plan.key)
    assert "Signed in as Ana Gil" in told(app)
    app.text_input(key="scenario_now.name").set_value("Our plan").run()
    assert scenarios.load(kept, secret_plan.key).changed_by == "Ana Gil"
    door = app.switch_page(SESSION).run()
    assert door.text_input(key="session.facilitator").value == door.text_input(key="session.name").value == "Ana Gil"


def test_who_looks_on_sees_everything_and_nothing_of_theirs_is_stored(kept: Database, secret_plan: Scenario) -> None:
    app = visit(VIEWER, SCENARIOS, scenario=secret_plan.key)
    assert "Secret plan" in told(app) and "You may read here" in told(app)
    assert not {"Keep in the list", "Branch: go on in a copy", "Archive", "Open a copy"} & labels(app)
    before = counted(kept)
    app.text_input(key="scenario_now.name").set_value("Mine").run()
    for page in ("costs", "session", "project"):
        app.switch_page(f"pages/views/{page}.py").run()
        assert not app.exception and not app.error
    fresh = visit(VIEWER, PROJECT)
    fresh.session_state["project.group"] = "traffic"
    fresh.run().text_input(key="form.traffic.users").set_value("7").run()
    assert counted(kept) == before
    assert scenarios.load(kept, secret_plan.key).version == 1


def test_who_looks_on_finds_no_way_into_a_session(kept: Database, secret_plan: Scenario) -> None:
    session, _ = sessions.open_session(kept, secret_plan.key, "Planning", "Ana")
    app = visit(VIEWER, SESSION, session=session.key)
    assert "To take part in a session" in told(app)
    assert not app.text_input


def test_a_widget_that_a_page_forgot_changes_nothing_all_the_same(
    kept: Database, secret_plan: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database refuses, not only the page."""
    monkeypatch.setattr("advisor.access.Rules._role", lambda *_: None)
    monkeypatch.setattr(stored.sign_in.st, "secrets", type("Told", (), {
        "load_if_toml_exists": lambda _: True, "to_dict": lambda _: OIDC})())  # fmt: skip
    with pytest.raises(NotAllowedError):
        scenarios.save(stored.database(), secret_plan, secret_plan.project)


@pytest.mark.parametrize("secrets", [{"auth": AUTH}, {"access": ROLES}, {"auth": AUTH, "access": {"editors": "x"}}])
def test_a_server_that_is_set_up_wrongly_shows_nothing_and_logs_why(
    kept: Database, secret_plan: Scenario, secrets: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    stored.sign_in._log.cache_clear()
    app = visit(EDITOR, secrets=secrets, scenario=secret_plan.key)
    assert "set up wrongly" in told(app) and "Secret" not in told(app)
    assert not app.button
    assert re.search(r'MisconfiguredError(: |", "reason": ")a', caplog.text)
    assert AUTH["client_secret"] not in caplog.text


def test_rules_without_the_switch_do_not_leave_the_server_open(
    kept: Database, secret_plan: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ADVISOR_SIGN_IN")
    app = visit({}, scenario=secret_plan.key)
    assert "set up wrongly" in told(app) and "Secret" not in told(app)


def test_a_server_without_a_sign_in_says_so_where_things_are_kept(
    kept: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ADVISOR_SIGN_IN")
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert "No sign-in is set up here" in told(app.switch_page(SCENARIOS).run())
    assert "No sign-in is set up here" in told(app.switch_page(SESSION).run())
