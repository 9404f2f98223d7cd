"""Sign-in for real: by an OpenID provider in a browser, and by a proxy's headers over the websocket."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from advisor.planning import scenarios, sessions
from advisor.planning.database import Database
from advisor.planning.scenarios import Scenario
from advisor.project_file import Project
from scripts.serving import ROOT, free_port, served
from scripts.sockets import Screen
from tests.provider import Provider, provider

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

APP = ROOT / "app.py"
AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"
SECRET = "a secret of the tests, long enough."
ROLES = 'role_claim = "groups"\neditors = ["planners"]\nviewers = ["readers"]\n'
ANA = {"sub": "1", "name": "Ana Gil", "groups": ["planners"]}
HEADERS = {"X-Forwarded-User": "name", "X-Forwarded-Groups": "groups", "X-Proxy-Secret": "proxy_secret"}
PATHS = ["", "project", "recommendation", "scenarios", "session", "costs", "no-such-page"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    found = Database(f"sqlite:///{tmp_path_factory.mktemp('kept') / 'advisor.db'}")
    yield found
    found.close()


@pytest.fixture(scope="module")
def plan(kept: Database) -> Scenario:
    return scenarios.create(kept, Project.parse({"name": "Secret plan", "traffic": {"users": 100}}))


@pytest.fixture(scope="module")
def told(kept: Database) -> Iterator[pytest.MonkeyPatch]:
    """What the servers of these tests are told by their environment."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ADVISOR_DATABASE_URL", str(kept.url))
        yield environment


@pytest.fixture(scope="module")
def known() -> Iterator[Provider]:
    with provider() as found:
        yield found


@pytest.fixture(scope="module")
def by_provider(tmp_path_factory: pytest.TempPathFactory, told: pytest.MonkeyPatch, known: Provider) -> Iterator[str]:
    port, file = free_port(), tmp_path_factory.mktemp("told") / "secrets.toml"
    file.write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{SECRET}"\n'
        f'client_id = "advisor"\nclient_secret = "known"\nserver_metadata_url = "{known.address}/metadata"\n'
        f"[access]\n{ROLES}"
    )
    told.setenv("ADVISOR_SIGN_IN", "oidc")
    with served(APP, f"--secrets.files={file}", port=port) as address:
        yield address


@pytest.fixture(scope="module")
def by_proxy(tmp_path_factory: pytest.TempPathFactory, told: pytest.MonkeyPatch) -> Iterator[str]:
    file = tmp_path_factory.mktemp("told") / "secrets.toml"
    file.write_text(f'[access]\n{ROLES}proxy_secret = "{SECRET}"\n')
    told.setenv("ADVISOR_SIGN_IN", "proxy")
    with served(APP, f"--secrets.files={file}", f"--server.trustedUserHeaders={json.dumps(HEADERS)}") as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB")
    found = context.new_page()
    found.set_default_timeout(60_000)
    yield found
    context.close()


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(AT_REST)
    return page


def signed_in(page: Page, address: str, known: Provider, **person: object) -> Page:
    known.person = person
    opened(page, address).get_by_role("button", name="Sign in").click()
    page.get_by_text(re.compile("igned in as ")).first.wait_for()
    page.wait_for_selector(AT_REST)
    return page


@pytest.mark.browser
@pytest.mark.parametrize("path", PATHS)
def test_no_page_is_shown_before_the_sign_in(page: Page, by_provider: str, plan: Scenario, path: str) -> None:
    opened(page, f"{by_provider}/{path}?scenario={plan.key}").get_by_role("button", name="Sign in").wait_for()
    assert page.get_by_role("link", name="Recommendation").count() == 0
    assert "Secret plan" not in page.content()


@pytest.mark.browser
def test_who_signs_in_works_under_their_name_and_goes_by_signing_out(
    page: Page, by_provider: str, known: Provider, kept: Database, plan: Scenario
) -> None:
    signed_in(page, by_provider, known, **ANA)
    opened(page, f"{by_provider}/scenarios?scenario={plan.key}")
    field = page.get_by_label("Name of this scenario")
    field.fill("Our secret plan")
    field.press("Enter")
    page.get_by_text(re.compile("Version 2, .*Ana Gil")).first.wait_for()
    assert scenarios.load(kept, plan.key).changed_by == "Ana Gil"
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()
    opened(page, f"{by_provider}/?scenario={plan.key}").get_by_role("button", name="Sign in").wait_for()


@pytest.mark.browser
def test_who_looks_on_keeps_nothing(page: Page, by_provider: str, known: Provider, plan: Scenario) -> None:
    signed_in(page, by_provider, known, **ANA | {"groups": ["readers"]})
    opened(page, f"{by_provider}/scenarios?scenario={plan.key}")
    page.get_by_text(re.compile("^You may read here")).first.wait_for()
    assert page.get_by_role("button", name="Keep in the list").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("groups", [["strangers"], "*", []])
def test_who_is_known_without_a_role_sees_nothing(
    page: Page, by_provider: str, known: Provider, groups: object
) -> None:
    signed_in(page, by_provider, known, **ANA | {"groups": groups}).get_by_text(
        "nobody has given you access"
    ).wait_for()
    assert page.get_by_role("link", name="Recommendation").count() == 0


@pytest.mark.browser
def test_a_sign_in_of_yesterday_is_asked_for_anew(page: Page, by_provider: str, known: Provider) -> None:
    known.person, known.signed_in_seconds_ago = dict(ANA), 13 * 3600
    try:
        opened(page, by_provider).get_by_role("button", name="Sign in").click()
        page.wait_for_url(re.compile(f"{by_provider}/$"))
        page.wait_for_selector(AT_REST)
        page.get_by_role("button", name="Sign in").wait_for()
    finally:
        known.signed_in_seconds_ago = 0


@pytest.mark.browser
def test_a_cookie_that_somebody_wrote_signs_nobody_in(page: Page, by_provider: str) -> None:
    claims = base64.b64encode(json.dumps(ANA | {"is_logged_in": True, "origin": by_provider}).encode()).decode()
    for value in (claims, f"{claims}.sum", f"2|1:0|10:1|15:_streamlit_user|4:{claims}|0"):
        page.context.add_cookies([{"name": "_streamlit_user", "value": value, "url": by_provider}])
        opened(page, by_provider).get_by_role("button", name="Sign in").wait_for()


async def seen(address: str, query: str, headers: dict[str, str]) -> str:
    """All that the server sends to who opens its first page over the websocket."""
    async with Screen(address, query=query, headers=headers) as screen:
        return "\n".join(message.content.decode("utf-8", "replace") for message in screen.received)


PROVEN = {"X-Forwarded-User": "Ana Gil", "X-Forwarded-Groups": "planners", "X-Proxy-Secret": SECRET}


@pytest.mark.slow
@pytest.mark.parametrize(
    "headers",
    [
        {}, {"X-Forwarded-User": "Ana Gil", "X-Forwarded-Groups": "planners"}, PROVEN | {"X-Proxy-Secret": "guessed"},
        {"X-Proxy-Secret": SECRET}, PROVEN | {"x-forwarded-groups": "readers"},
        PROVEN | {"X-Forwarded-Groups": "strangers"}, {"Cookie": "_streamlit_user=Ana"},
    ],
    ids=["nothing", "no secret", "wrong secret", "nobody", "groups twice", "strangers", "cookie"],
)  # fmt: skip
def test_a_header_without_the_proxy_s_secret_signs_nobody_in(
    by_proxy: str, plan: Scenario, headers: dict[str, str]
) -> None:
    shown = asyncio.run(seen(by_proxy, f"scenario={plan.key}", headers))
    assert "You are not signed in" in shown or "nobody has given you access" in shown
    assert "ecret plan" not in shown


@pytest.mark.slow
def test_the_proxy_signs_in_whom_it_names(by_proxy: str, plan: Scenario) -> None:
    shown = asyncio.run(seen(by_proxy, f"scenario={plan.key}", PROVEN))
    assert "Signed in as Ana Gil" in shown and "ecret plan" in shown
    assert SECRET not in shown


@pytest.mark.slow
def test_a_planning_session_is_no_way_round_the_sign_in(by_proxy: str, kept: Database, plan: Scenario) -> None:
    session, seat = sessions.open_session(kept, plan.key, "Secret session", "Ana")
    shown = asyncio.run(seen(by_proxy, f"session={session.key}&seat={seat}", {}))
    assert "You are not signed in" in shown and "Secret session" not in shown


@pytest.mark.slow
def test_a_server_that_is_told_to_sign_in_and_not_how_shows_nothing(
    told: pytest.MonkeyPatch, plan: Scenario, tmp_path: Path
) -> None:
    told.setenv("ADVISOR_SIGN_IN", "oidc")
    file = tmp_path / "secrets.toml"
    file.write_text("[auth\n")
    for files in (file, tmp_path / "none.toml"):
        with served(APP, f"--secrets.files={files}") as address:
            shown = asyncio.run(seen(address, f"scenario={plan.key}", PROVEN))
        assert "set up wrongly" in shown and "ecret plan" not in shown
