"""Everything that there is to be seen of the app: each page, and each state that a page can be in.

What a page shows of scenarios and sessions is put into the database beforehand, by the engine itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from advisor.advice import Advice, advise
from advisor.alternatives import Way
from advisor.examples import examples
from advisor.planning import agenda, estimates, outcomes, scenarios, seats, sessions, voting
from advisor.planning.agenda import Proposal
from advisor.planning.comparisons import Chosen, written_address
from advisor.planning.database import Database
from advisor.planning.scenarios import Scenario, Standing
from advisor.planning.seats import Role
from advisor.planning.state import state
from advisor.project_file import Project

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page

AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"
SECTIONS = ("comparison", "number", "formulas", "parameters", "accuracy", "decision", "limits")
"""Of the page on method, in their order."""
STILL_MILLISECONDS = 300
"""After which a chart has measured its own labels."""
USERS = "traffic.users"
OPINIONS = {
    "Ana": ((300, 600, 1000), "Counted in the directory: 640 people have a seat."),
    "Ben": ((60, 90, 150), "Only the pilot team has asked for it."),
    "Eva": ((800, 1200, 2000), "El plan del año que viene suma dos oficinas."),
}
VOTES = {"Ana": Way.RAG, "Ben": Way.PROMPT, "Eva": Way.RAG}
LETTER = "The contract comes into force on the day of its signature and ends after two years.\n" * 400


@dataclass(frozen=True)
class Scene:
    """One thing to look at: its name, its address after the app's, and what to do there first."""

    name: str
    path: str
    prepare: Callable[[Page], None] = lambda page: None

    def show(self, page: Page, address: str) -> None:
        """Bring it before the reader's eyes, drawn to its end; the address ends with no slash."""
        page.goto(f"{address}/{self.path}")
        rest(page)
        self.prepare(page)
        page.wait_for_timeout(STILL_MILLISECONDS)
        rest(page)


def rest(page: Page) -> None:
    """Wait until nothing is computed or drawn any more."""
    page.wait_for_selector(AT_REST, timeout=60_000)
    page.locator("h1").first.wait_for(timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')")
    page.wait_for_timeout(STILL_MILLISECONDS)


def scenes(database: Database) -> tuple[Scene, ...]:
    """All of them."""
    first, second, third = (_kept(database, example.project) for example in examples()[:3])
    bigger = _kept(database, first.project.with_answer(USERS, 2500))
    compared = written_address([Chosen(one.key, one.version) for one in (first, bigger, second, third)])
    link = scenarios.make_link(database, {"compare": compared}, "Ana")
    advice = advise(first.project)
    return (
        Scene("project", ""),
        Scene("project_examples", "", lambda page: page.locator(".st-key-gallery summary").click()),
        Scene("recommendation", "recommendation"),
        Scene("recommendation_why", "recommendation", _open_why),
        Scene("costs", "costs"),
        Scene("compute", "compute"),
        Scene("documents", "documents"),
        Scene("documents_measured", "documents", _measure),
        Scene("team", "team"),
        Scene("scenarios", "scenarios"),
        Scene("scenarios_compared", f"scenarios?compare={compared}"),
        Scene("shared", f"?shared={link}"),
        Scene("session_door", "session"),
        *(Scene(f"session_{name}", path) for name, path in _session_paths(database, bigger, advice).items()),
        *(Scene(f"method_{name}", "method", _section(place)) for place, name in enumerate(SECTIONS)),
    )


def _kept(database: Database, project: Project) -> Scenario:
    return scenarios.create(database, project, "Ana", Standing.KEPT)


def _open_why(page: Page) -> None:
    page.locator("[class*=st-key-why-]").get_by_role("button").first.click()
    page.get_by_role("dialog").wait_for()


def _section(place: int) -> Callable[[Page], None]:
    return lambda page: page.locator(".st-key-method-section").get_by_role("radio").nth(place).click()


def _measure(page: Page) -> None:
    letters: FilePayload = {"name": "letters.txt", "mimeType": "text/plain", "buffer": LETTER.encode()}
    page.locator("input[type=file]").set_input_files(letters)
    page.get_by_text("letters.txt").first.wait_for()
    rest(page)
    page.locator(".st-key-documents-measure button").click()
    page.locator(".st-key-documents-use button").wait_for()


# Planning sessions


def _session_paths(database: Database, scenario: Scenario, advice: Advice) -> Mapping[str, str]:
    """A session in each of its stages, as who facilitates sees it, and one as somebody who takes part does."""
    stages = {
        "lobby": (), "estimating": (_estimate,), "revealed": (_estimate, _reveal),
        "agreed": (_estimate, _reveal, _agree), "vote": (_estimate, _reveal, _agree, _vote),
    }  # fmt: skip
    proposals = [Proposal(USERS), *(each for each in agenda.propose(advice) if each.path != USERS)][:5]
    paths = {}
    for name, steps in stages.items():
        held = _Held(database, scenario, proposals)
        for step in steps:
            step(held)
        paths[name] = f"session?session={held.session}&seat={held.keys['Ana']}"
        paths[f"{name}_of_others"] = f"session?session={held.session}&seat={held.keys['Ben']}"
    return paths


class _Held:
    """A session with its people, by the keys of their seats."""

    def __init__(self, database: Database, scenario: Scenario, proposals: list[Proposal]) -> None:
        self.database = database
        opened, lead = sessions.open_session(database, scenario.key, "Quarter 4", "Ana")
        self.session = opened.key
        others = {name: seats.join(database, opened.key, name, Role.MEMBER, "here") for name in ("Ben", "Eva")}
        self.keys = {"Ana": lead} | others
        agenda.add_topics(database, lead, proposals)
        self.topic = next(topic.id for topic in state(database, lead).topics if topic.path == USERS)


def _estimate(held: _Held) -> None:
    agenda.go_to(held.database, held.keys["Ana"], held.topic)
    for name, (amounts, reason) in OPINIONS.items():
        given = dict(zip(("low", "likely", "high"), amounts, strict=True))
        estimates.estimate(held.database, held.keys[name], held.topic, given, reason)


def _reveal(held: _Held) -> None:
    estimates.reveal(held.database, held.keys["Ana"], held.topic)


def _agree(held: _Held) -> None:
    outcomes.agree(held.database, held.keys["Ana"], held.topic)


def _vote(held: _Held) -> None:
    voting.call_vote(held.database, held.keys["Ana"])
    for name, way in VOTES.items():
        voting.vote(held.database, held.keys[name], way, "It answers from what is written.")
    voting.reveal_votes(held.database, held.keys["Ana"])
