"""The guided path and undo, driven as a reader drives them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from advisor.examples import examples
from advisor.guide import OPENING, Walk
from advisor.planning import scenarios
from advisor.planning.database import Database
from advisor.project_file import Project
from advisor.questions import Range

APP = str(Path(__file__).resolve().parents[1] / "app.py")


def opened(address: dict[str, str] | None = None, **query: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params.update((address or {}) | query)
    return app.run()


def begun(**query: str) -> AppTest:
    """A visitor's own project, of which nothing is known yet."""
    return opened(**query).button(key="welcome.start").click().run()


def reloaded(app: AppTest) -> AppTest:
    """Another visit of the same address, by a browser that remembers nothing else."""
    address = {name: value if isinstance(value, str) else value[0] for name, value in app.query_params.items()}
    return opened(address)


def project_of(app: AppTest) -> Project:
    project: Project = app.session_state["project"]
    return project


def asked(app: AppTest) -> str | None:
    return Walk.read(in_address(app, "path")).now


def in_address(app: AppTest, name: str) -> str:
    found = app.query_params[name]
    return found if isinstance(found, str) else found[0]


def press(app: AppTest, name: str) -> AppTest:
    return app.button(key=f"guided.{name}").click().run()


def choose(app: AppTest, path: str, answer: str) -> AppTest:
    return app.radio(key=f"guided.{path}").set_value(answer).run()


def words(app: AppTest) -> str:
    said = [*app.markdown, *app.caption, *app.header, *app.error]
    return "\n".join(str(element.value) for element in said).replace("\\", "")


def undo(app: AppTest) -> AppTest:
    return app.button(key="undo.undo").click().run()


def redo(app: AppTest) -> AppTest:
    return app.button(key="undo.redo").click().run()


# One question at a time


def test_who_starts_with_an_own_project_is_asked_what_matters_first() -> None:
    app = begun()
    assert not app.exception and not app.error
    assert project_of(app) == Project()
    assert asked(app) == OPENING[0]
    for told in ("The advice so far", "best in", "What it means", "Where to find it", "If it is wrong",
                 "Why it is asked now", "0 answered"):  # fmt: skip
        assert told in words(app)


def test_an_answer_shows_at_once_what_it_changed_and_the_question_stays() -> None:
    app = choose(begun(), "task.kind", "document_questions")
    assert asked(app) == "task.kind"
    assert project_of(app).task.kind == "document_questions"
    [told] = [element.value for element in app.markdown if "swap_horiz" in element.value]
    assert "What is the task? not known → Questions answered from documents or" in told
    assert "Prompt, best in" in told and "→ RAG, best in" in told
    app = press(app, "next")
    assert asked(app) == "task.failure"
    assert "1 answered" in words(app)


def test_not_knowing_is_an_answer_and_skipping_is_for_later() -> None:
    app = press(press(begun(), "dont_know"), "next")
    walk = Walk.read(in_address(app, "path"))
    assert walk.unknown == {"task.kind"} and walk.skipped == {"task.failure"}
    assert walk.now == "knowledge.source"
    app = press(press(app, "back"), "back")
    assert asked(app) == "task.kind"
    app = choose(app, "task.kind", "classification")
    app = press(app, "dont_know")
    assert project_of(app).task.kind is None
    assert asked(app) == "task.failure"


def test_the_whole_form_has_the_same_answers_and_the_way_back_is_open() -> None:
    app = press(choose(begun(), "task.kind", "extraction"), "next")
    app.get_by_key("project.mode").set_value("form")
    app.run()
    assert app.selectbox(key="form.task.kind").value == "extraction"
    app.get_by_key("project.mode").set_value("guided")
    app.run()
    assert asked(app) == "task.failure"


def test_a_worked_example_can_be_gone_through_to_the_end() -> None:
    app = opened()
    app.get_by_key("project.mode").set_value("guided")
    app.run()
    for _ in range(20):
        if asked(app) is None:
            break
        app = press(app, "dont_know")
    assert "That was every question" in words(app)
    assert "Worth finding out" in words(app)
    [*left] = [button for button in app.button if str(button.key).startswith("guided.put.")]
    app = left[0].click().run()
    assert asked(app) == str(left[0].key).removeprefix("guided.put.")
    assert not app.error


def test_it_is_told_where_one_can_stop() -> None:
    app = opened(path="0~place.memory_gb")
    while asked(app) and "You can stop here" not in words(app):
        app = press(app, "dont_know")
    assert "You can stop here: no open question could change the choice" in words(app)


def test_in_spanish_every_word_of_the_path_is_spanish() -> None:
    app = begun(lang="es")
    for told in ("El consejo hasta ahora", "Qué significa", "Si es errónea", "0 respondidas"):
        assert told in words(app)


# Nothing is lost on reload


def test_a_reload_goes_on_at_the_same_question(kept: Database) -> None:
    app = press(choose(begun(), "task.kind", "extraction"), "next")
    app = press(press(app, "dont_know"), "next")
    again = reloaded(app)
    assert project_of(again) == project_of(app)
    assert in_address(again, "path") == in_address(app, "path")
    assert asked(again) == asked(app)
    assert asked(press(again, "back")) == "knowledge.source"


def test_a_reload_keeps_what_was_refused_and_changes_no_answer(kept: Database) -> None:
    app = opened()
    app.text_input(key="form.task.measured_quality").set_value("three quarters").run()
    again = reloaded(app)
    assert again.text_input(key="form.task.measured_quality").value == "three quarters"
    assert "is not a number" in again.error[0].value
    again.text_input(key="form.task.measured_quality").set_value("75").run()
    assert not again.error
    assert "typed" not in again.query_params


@pytest.mark.parametrize(
    "typed",
    ["{", "[]", "3", '{"task.kind": "x"}', '{"nothing": "x"}', json.dumps({"traffic.users": 7}),
     json.dumps({"traffic.users": "<img src=x> $x$ **b** " * 99}), json.dumps({"traffic.users": "500"})],
)  # fmt: skip
def test_an_address_changes_no_answer_and_harms_no_page(typed: str) -> None:
    app = opened(typed=typed, path="9~!nothing~*task.kind~~")
    assert not app.exception
    assert project_of(app) == examples()[0].project


def test_an_opened_example_and_an_opened_file_are_open_after_a_reload(kept: Database) -> None:
    app = opened()
    app.session_state["gallery"] = True
    other = examples()[2]
    app.run().button(key=f"gallery.{other.name}").click().run()
    assert "scenario" not in app.query_params
    assert project_of(reloaded(app)) == other.project


# Examples take nothing away


def test_an_example_leaves_ones_own_project_as_it_was_also_after_a_reload(kept: Database) -> None:
    app = choose(begun(), "task.kind", "extraction")
    mine, key = project_of(app), in_address(app, "scenario")
    app.session_state["gallery"] = True
    app.run().button(key=f"gallery.{examples()[1].name}").click().run()
    assert in_address(app, "left") == key
    for visit in (app, reloaded(app)):
        back = visit.button(key="welcome.back").click().run()
        assert project_of(back) == mine
        assert in_address(back, "scenario") == key
        assert "left" not in back.query_params
    assert scenarios.latest_version(kept, key) == 2


def test_an_address_that_is_sent_does_not_name_the_draft_that_was_left(kept: Database) -> None:
    app = choose(begun(), "task.kind", "extraction")
    shown = scenarios.create(kept, Project.parse({"name": "Everybody's"}))
    app.session_state["gallery"] = True
    app.run().button(key=f"gallery.{examples()[1].name}").click().run()
    assert "left" in app.query_params
    again = opened({"left": in_address(app, "left"), "scenario": shown.key})
    assert "left" not in again.query_params
    assert project_of(again).name == "Everybody's"


# Undo


def test_undo_takes_back_step_by_step_and_redo_brings_back() -> None:
    app = opened()
    start = project_of(app)
    assert not [button for button in app.button if button.key == "undo.undo"]
    for typed in ("80", "85", "90"):
        app.text_input(key="form.task.target_quality").set_value(typed).run()
    assert "Last change: Share of good answers that is needed: 85% → 90%" in words(app)
    app = undo(undo(app))
    assert project_of(app).task.target_quality == Range(0.8, 0.8)
    assert app.text_input(key="form.task.target_quality").value == "80%"
    app = undo(app)
    assert project_of(app) == start
    assert app.button(key="undo.undo").disabled
    app = redo(redo(redo(app)))
    assert project_of(app).task.target_quality == Range(0.9, 0.9)
    assert app.button(key="undo.redo").disabled


def test_undo_and_redo_survive_a_reload(kept: Database) -> None:
    app = opened()
    for typed in ("80", "85", "90"):
        app.text_input(key="form.task.target_quality").set_value(typed).run()
    again = reloaded(undo(app))
    assert project_of(again).task.target_quality == Range(0.85, 0.85)
    assert project_of(redo(again)).task.target_quality == Range(0.9, 0.9)
    back = undo(undo(again))
    assert project_of(back).task.target_quality == Range(0.8, 0.8)
    assert project_of(undo(back)) == examples()[0].project


def test_undoing_an_answer_on_the_path_puts_the_question_again() -> None:
    app = press(choose(begun(), "task.kind", "extraction"), "next")
    app = undo(app)
    assert project_of(app).task.kind is None
    assert asked(app) == "task.failure"
    assert asked(press(app, "next")) == "task.kind"
