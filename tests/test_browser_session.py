"""Three people in three browsers, in two languages: estimate apart, reveal together, agree, vote; and come back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from pages.parts.session_now import LOOK_SECONDS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

pytestmark = pytest.mark.browser

AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"
WATCHED_SECONDS = 4
AMOUNTS = {"Ana": ("500", "1000", "2000"), "Ben": ("50", "80", "120"), "Eva": ("1.000", "1.500", "3.000")}
REASONS = {"Ana": "counted in the CRM", "Ben": "only the pilot team", "Eva": "presupuesto del año que viene"}


class Visitor:
    """Somebody with a browser of their own, and what went wrong in it."""

    def __init__(self, browser: Browser, name: str, locale: str) -> None:
        self.name = name
        self.page: Page = browser.new_context(locale=locale, viewport={"width": 1280, "height": 1600}).new_page()
        self.page.set_default_timeout(60_000)
        self.elsewhere: list[str] = []
        self.faults: list[str] = []
        self.asked = 0
        self.page.on("websocket", lambda socket: socket.on("framesent", self._ask))
        self.page.on("request", lambda request: self.elsewhere.append(request.url))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("response", self._hear)

    def _ask(self, _: str | bytes) -> None:
        self.asked += 1

    def _hear(self, response: Response) -> None:
        """Streamlit itself looks for its own addresses below a page's first, in vain."""
        if response.status >= 400 and "/_stcore/" not in response.url:
            self.faults.append(f"{response.status} {response.url}")

    def sees(self, words: str | re.Pattern[str]) -> None:
        self.page.get_by_text(words).first.wait_for()

    def rests(self) -> None:
        """Wait as somebody does who sees the page being drawn."""
        self.page.locator(AT_REST).wait_for(timeout=60_000)

    def estimates(self) -> None:
        form = self.page.get_by_test_id("stForm")
        for place, amount in enumerate(AMOUNTS[self.name]):
            form.locator("input").nth(place).fill(amount)
        form.locator("textarea").fill(REASONS[self.name])
        form.get_by_role("button").first.click()
        self.sees(re.compile("You said|Estimación dada"))

    def votes(self, way: str) -> None:
        form = self.page.get_by_test_id("stForm")
        form.locator("label", has_text=way).first.click()
        form.get_by_role("button", name=re.compile("^(Vote|Voto)$")).click()
        self.page.get_by_role("button", name=re.compile("Change my vote|Cambiar mi voto")).wait_for()


@pytest.fixture
def people(browser: Browser) -> Iterator[dict[str, Visitor]]:
    found = {name: Visitor(browser, name, "es-ES" if name == "Eva" else "en-GB") for name in AMOUNTS}
    yield found
    for person in found.values():
        person.page.context.close()


def test_three_people_decide_together(people: dict[str, Visitor], address: str) -> None:
    ana, ben, eva = people.values()
    ana.page.goto(f"{address}/session")
    ana.page.get_by_label("Name of the session").fill("Quarter 4")
    opening = ana.page.get_by_test_id("stForm").filter(has=ana.page.get_by_role("button", name="Open a session"))
    opening.get_by_label("Your name").fill("Ana")
    opening.get_by_role("button", name="Open a session").click()
    ana.sees(re.compile(r"Code \w{4}-\w{4}"))
    session = re.search(r"session=([\w-]+)", ana.page.url)
    assert session is not None
    for person, label, join in ((ben, "Your name", "Join"), (eva, "Nombre", "Entrar")):
        person.page.goto(f"{address}/?session={session[1]}")
        person.page.get_by_label(label).fill(person.name)
        person.page.get_by_role("button", name=join, exact=True).click()
        person.sees(re.compile(r"C[oó]d(e|igo) \w{4}-\w{4}"))
        ana.sees(re.compile(f"{person.name} · takes part"))

    ana.page.get_by_role("combobox", name=re.compile("Another question")).click()
    ana.page.keyboard.type("Users")
    ana.page.keyboard.press("Enter")
    add = ana.page.get_by_role("button", name="Put on the agenda")
    if add.is_enabled():
        add.click()
    ana.page.locator("[class*='st-key-session-topic']", has_text="Users").get_by_role(
        "button", name="Talk about it"
    ).click()
    for person in (ben, eva, ana):
        person.page.get_by_role("heading", name=re.compile("^(Users|Usuarios)$")).wait_for()
        person.estimates()
    for person in people.values():
        others = [reason for name, reason in REASONS.items() if name != person.name]
        assert not [reason for reason in others if reason in person.page.content()]

    ana.page.get_by_role("button", name=re.compile("^Reveal")).click()
    for person in people.values():
        for reason in REASONS.values():
            person.sees(reason)
    ana.page.get_by_role("button", name=re.compile("^Agree on [0-9]")).click()
    ben.sees(re.compile("agreed: "))
    eva.sees(re.compile("acordado: "))

    ana.rests()
    ana.page.get_by_role("button", name="Vote on the decision").click()
    for person, way in ((ben, "RAG"), (eva, "Prompt"), (ana, "RAG")):
        person.page.get_by_role("heading", name=re.compile("Vote on|Votar la")).wait_for()
        person.votes(way)
    ana.page.get_by_role("button", name=re.compile("^Reveal the votes")).click()
    ben.sees("Votes: RAG 2 and Prompt 1")

    ana.rests()
    with ana.page.expect_download() as download:
        ana.page.get_by_role("button", name="Decision record").click()
    record = download.value.path().read_text(encoding="utf-8")
    assert all(name in record for name in AMOUNTS) and "presupuesto" in record

    before = ana.asked
    ana.page.wait_for_timeout(1000 * WATCHED_SECONDS)
    assert 1 <= ana.asked - before <= WATCHED_SECONDS / LOOK_SECONDS, "a page that rests asks once a look"

    ben.page.reload()
    ben.sees(re.compile("Ben · you"))
    for person in people.values():
        assert not person.faults
        assert not [url for url in person.elsewhere if not url.startswith((address, "data:", "blob:"))]
