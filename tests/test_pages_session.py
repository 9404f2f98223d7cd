"""The planning session on its page: three people, each in a browser session of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from advisor.planning import scenarios, sessions
from advisor.planning.database import Database
from advisor.planning.seats import CODE_LENGTH, CODE_LETTERS
from advisor.project_file import Project
from tests.databases import hidden

APP = str(Path(__file__).resolve().parents[1] / "app.py")
PAGE = "pages/views/session.py"
OBEYED = re.compile(r"(?<!\\)(<script|\]\(http|\*\*x)")
HOSTILE = "<script>alert(1)</script> **x** [y](http://z) =1+1"


SUPPORT = {"name": "Support", "traffic": {"users": [10, 1000], "queries_per_user_day": 5}}


def visitor(project: Mapping[str, object] = SUPPORT, **query: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["project"] = Project.parse(dict(project))
    app.query_params.update(query)
    app.run()
    return app.switch_page(PAGE).run()


def opened(name: str = "Ana", project: Mapping[str, object] = SUPPORT) -> AppTest:
    app = visitor(project)
    app.text_input(key="session.title").set_value("Planning")
    app.text_input(key="session.facilitator").set_value(name)
    return app.button(key="session.open").click().run()


def joined(leader: AppTest, name: str, role: str = "member") -> AppTest:
    app = visitor(session=session_of(leader))
    app.text_input(key="session.name").set_value(name)
    app.radio(key="session.role").set_value(role)
    return app.button(key="session.join").click().run()


def session_of(app: AppTest) -> str:
    found = app.query_params["session"]
    return found if isinstance(found, str) else found[0]


def told(app: AppTest) -> str:
    elements = [*app.title, *app.header, *app.warning, *app.error, *app.info, *app.success, *app.markdown, *app.caption]
    return "\n".join(str(element.value) for element in elements).replace("\\", "")


def field(app: AppTest, kind: str, ending: str) -> object:
    return next(element for element in getattr(app, kind) if element.key and element.key.endswith(ending))


def estimate(app: AppTest, low: str, likely: str, high: str, reason: str = "") -> AppTest:
    for name, value in (("low", low), ("likely", likely), ("high", high)):
        field(app, "text_input", f".{name}").set_value(value)  # type: ignore[attr-defined]
    field(app, "text_area", ".reason").set_value(reason)  # type: ignore[attr-defined]
    return field(app, "button", ".give").click().run()  # type: ignore[attr-defined, no-any-return]


def at_topic(leader: AppTest, path: str = "traffic.users") -> AppTest:
    """The facilitator puts a question on the agenda and brings it before everybody."""
    leader.selectbox(key="session.more").set_value(path).run()
    leader.button(key="session.add").click().run()
    asked = [button.key for button in leader.button if button.key and button.key.startswith("session.go.")]
    return leader.button(key=asked[-1]).click().run()


def test_once_a_question_is_on_the_agenda_no_other_is_chosen(kept: Database) -> None:
    leader = opened()
    at_topic(leader)
    assert leader.selectbox(key="session.more").value is None


@pytest.fixture
def three(kept: Database) -> list[AppTest]:
    """Ana facilitates, Ben and Eva take part; Users is before them."""
    ana = opened()
    ben, eva = joined(ana, "Ben"), joined(ana, "Eva")
    at_topic(ana)
    return [ana, ben.run(), eva.run()]


def test_a_session_opens_with_a_code_and_the_questions_that_matter(kept: Database) -> None:
    ana = opened()
    assert not ana.exception and not ana.error
    assert ana.title[0].value == "Planning"
    code = next(element.value for element in ana.markdown if "Code" in element.value)
    assert len(code.replace("**", "").removeprefix("Code ").replace("-", "")) == CODE_LENGTH
    assert [button for button in ana.button if button.key and button.key.startswith("session.go.")]
    assert [listed.name for listed in scenarios.search(kept)] == ["Support"]


def test_people_join_by_code_or_link_and_everybody_sees_them(kept: Database) -> None:
    ana = opened()
    joined(ana, "Ben")
    code = next(element.value for element in ana.markdown if "Code" in element.value).replace("**", "")
    eva = visitor()
    eva.text_input(key="session.code").set_value(code.removeprefix("Code ").lower())
    eva.text_input(key="session.name").set_value("Eva")
    eva.button(key="session.join").click().run()
    for name in ("Ben · takes part", "Eva · takes part", "Ana · you"):
        assert name in told(ana.run())


@pytest.mark.parametrize(
    ("name", "why"), [("", "Give a name"), ("ana", "Somebody of this name"), ("   ", "Give a name")]
)
def test_a_name_that_cannot_be_used_is_told_beside_its_field(kept: Database, name: str, why: str) -> None:
    ben = joined(opened("Ana"), name)
    assert why in told(ben)
    assert "Join a session" in [element.value for element in ben.header]


def test_a_wrong_code_is_told_and_many_of_them_are_stopped(kept: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.ip_address", "192.0.2.1")
    opened()
    guest = visitor()
    for attempt in range(11):
        guest.text_input(key="session.code").set_value(f"{CODE_LETTERS[: CODE_LENGTH - 1]}{CODE_LETTERS[attempt]}")
        guest.text_input(key="session.name").set_value("Mallory")
        guest.button(key="session.join").click().run()
        assert ("no session with this code" in told(guest)) == (attempt < 10)
    assert "Too many tries" in told(guest)


def test_nothing_of_an_estimate_is_on_another_screen_before_the_reveal(three: list[AppTest]) -> None:
    ana, ben, eva = three
    secrets = ("41239", "45677", "78913")  # so long that no random key of the page holds one
    estimate(ben, *secrets, "because of the census")
    for other in (ana.run(), eva.run()):
        shown = repr(other.main) + told(other)
        assert "Have answered: Ben" in shown
        assert not any(secret in shown.replace(",", "") for secret in (*secrets, "census"))


def test_everybody_reads_amounts_in_the_scenarios_currency(kept: Database) -> None:
    """Whatever is open in their own browser: here a project in US dollars."""
    ana = opened(project=SUPPORT | {"money": {"currency": "EUR"}})
    ben = joined(ana, "Ben")
    at_topic(ana)
    estimate(ana, "900", "1000", "1200")
    estimate(ben.run(), "10", "20", "30")
    ana.run().button(key="session.reveal").click().run()
    shown = told(ben.run())
    assert "€" in shown and "$" not in shown
    assert "$" in told(ben.switch_page("pages/views/recommendation.py").run()), "elsewhere his own project's count"


def test_a_reveal_is_on_every_screen_with_the_spread_the_outlier_and_whether_it_matters(three: list[AppTest]) -> None:
    ana, ben, eva = three
    estimate(ana, "900", "1,000", "1,200", "CRM")
    estimate(ben, "1000", "1100", "1300", "survey")
    estimate(eva, "10", "20", "30", "only the pilot")
    ana.run().button(key="session.reveal").click().run()
    for person in (ana, ben.run(), eva.run()):
        shown = told(person)
        assert "Farthest from the rest: Eva, 20 people (10 to 30 people). only the pilot" in shown
        assert "Together: " in shown
        assert "matter" in shown
        assert person.table[0].value["Reason"].tolist() == ["CRM", "survey", "only the pilot"]
        assert not person.exception


def test_what_is_agreed_stands_in_the_scenario(three: list[AppTest], kept: Database) -> None:
    ana, ben, _ = three
    estimate(ben, "200", "200", "200")
    ana.run().button(key="session.reveal").click().run()
    ana.button(key="session.agree").click().run()
    (listed,) = scenarios.search(kept)
    assert scenarios.load(kept, listed.key).project.as_dict()["traffic"]["users"] == 200
    assert "agreed: 200 people" in told(ben.run())


def test_a_second_round_is_blind_again(three: list[AppTest]) -> None:
    ana, ben, eva = three
    estimate(ben, "200", "300", "400")
    ana.run().button(key="session.reveal").click().run()
    ana.button(key="session.again").click().run()
    assert "Still to answer: Ben, Eva" in told(eva.run())
    estimate(eva, "111", "222", "333")
    assert "222" not in told(ben.run())


def test_a_question_is_left_open_with_an_owner(three: list[AppTest]) -> None:
    ana, ben, _ = three
    estimate(ben, "200", "300", "400")
    ana.run().button(key="session.reveal").click().run()
    ana.selectbox(key="session.owner").set_value("Ben")
    ana.text_area(key="session.to_find_out").set_value("Ask the help desk")
    ana.button(key="session.leave_open").click().run()
    assert "open: Ben finds out" in told(ben.run())


@pytest.mark.parametrize("given", [("5", "4", "6"), ("a lot", "5", "6"), ("-3", "5", "6"), ("", "", "")])
def test_an_estimate_that_cannot_be_is_told_and_what_was_typed_stays(
    three: list[AppTest], given: tuple[str, str, str]
) -> None:
    _, ben, _ = three
    estimate(ben, *given, reason="my reason")
    assert ben.error
    assert [field(ben, "text_input", f".{name}").value for name in ("low", "likely", "high")] == list(given)  # type: ignore[attr-defined]
    assert field(ben, "text_area", ".reason").value == "my reason"  # type: ignore[attr-defined]


def test_an_observer_sees_everything_and_gives_nothing(kept: Database) -> None:
    ana = opened()
    joined(ana, "Ben")
    olga = joined(ana, "Olga", "observer")
    at_topic(ana)
    olga.run()
    assert not [element for element in olga.text_input if element.key and element.key.endswith(".low")]
    assert not [button for button in olga.button if button.key in ("session.reveal", "session.call_vote")]
    assert "Still to answer: Ben" in told(olga)


def test_members_have_none_of_the_facilitator_s_buttons(three: list[AppTest]) -> None:
    _, ben, _ = three
    leading = {"session.reveal", "session.call_vote", "session.agree", "session.next", "session.close", "session.add"}
    assert not leading & {button.key for button in ben.button}


def test_the_vote_is_blind_and_dissent_stays_on_record(three: list[AppTest]) -> None:
    ana, ben, eva = three
    ana.button(key="session.call_vote").click().run()
    for person, way, reason in ((ben, "rag", "facts change"), (eva, "finetune", "style is everything")):
        person.run()
        field(person, "radio", ".way").set_value(way)  # type: ignore[attr-defined]
        field(person, "text_area", ".reason").set_value(reason)  # type: ignore[attr-defined]
        field(person, "button", ".give").click().run()  # type: ignore[attr-defined]
    assert "style is everything" not in told(ben.run())
    ana.run().button(key="session.reveal_votes").click().run()
    ben.run()
    assert "Votes: RAG 1 and Fine-tuning 1" in told(ben)
    assert "style is everything" in ben.table[0].value["Reason"].tolist()


def test_the_team_is_planned_together_in_the_session(three: list[AppTest], kept: Database) -> None:
    ana, ben, _ = three
    for person in (ana, ben):
        person.session_state["session.team"] = True
        person.run()
        if any(button.key == "session.open_scenario" for button in person.button):
            person.button(key="session.open_scenario").click().run()
    (listed,) = scenarios.search(kept)
    people = {"people": {"ml_engineer": 1}}
    seen = scenarios.load(kept, listed.key)
    scenarios.save(kept, seen, Project.parse(seen.project.as_dict() | {"team": people}), by="Ben")
    ana.run()
    assert ana.session_state["project"].as_dict()["team"] == people
    assert not ana.exception


def test_who_loads_the_page_anew_comes_back_by_the_own_link_alone(three: list[AppTest]) -> None:
    _, ben, _ = three
    key = ben.session_state["seat.key"]
    stranger = visitor(session=session_of(ben))
    assert "Join a session" in [element.value for element in stranger.header]
    again = visitor(session=session_of(ben), seat=key)
    assert "Ben · you" in told(again)
    assert "seat" not in again.query_params


def test_while_the_database_is_away_the_session_is_seen_and_what_is_given_is_stored_afterwards(
    three: list[AppTest], kept: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advisor.planning.database.PAUSE_SECONDS", 0.0)
    ana, ben, _ = three
    kept.close()
    with hidden(tmp_path):
        estimate(ben, "200", "300", "400", "from memory")
        assert not ben.exception
        assert "You see what was last known" in told(ben)
        assert "What you gave is kept here" in told(ben)
    assert "You said: 300 people (200 to 400 people)" in told(ben.run())
    assert "Have answered: Ben" in told(ana.run())


@pytest.mark.parametrize("session", ["nothing", "../..", "x" * 5000, "' or 1=1"])
def test_a_session_that_is_none_can_be_left(kept: Database, session: str) -> None:
    app = visitor(session=session)
    assert not app.exception
    app.text_input(key="session.name").set_value("Ben")
    app.button(key="session.join").click().run()
    assert "There is no such session" in told(app)
    app.button(key="session.not_this").click().run()
    assert app.text_input(key="session.code") is not None


def test_hostile_names_and_reasons_are_shown_as_they_stand(kept: Database) -> None:
    ana = opened(HOSTILE)
    ben = joined(ana, f"Ben {HOSTILE}")
    at_topic(ana)
    estimate(ben.run(), "10", "20", "30", HOSTILE + "\u202e" + "x" * 3000)
    ana.run().button(key="session.reveal").click().run()
    for person in (ana, ben.run()):
        assert not person.exception
        shown = [element.value for element in person.markdown] + person.table[0].value["Reason"].tolist()
        assert not [words for words in shown if OBEYED.search(words)]


def test_a_closed_session_is_read_only(three: list[AppTest], kept: Database) -> None:
    ana, ben, _ = three
    ana.button(key="session.close").click().run()
    ben.run()
    assert "The session is closed" in told(ben)
    assert not [button for button in ben.button if button.key and button.key.endswith(".give")]
    ana.button(key="session.reopen").click().run()
    assert sessions.revision(kept, session_of(ana)) > 0
    assert [button for button in ben.run().button if button.key and button.key.endswith(".give")]
