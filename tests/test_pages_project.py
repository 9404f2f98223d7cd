"""The Project page, driven as a reader drives it."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from advisor.examples import examples
from advisor.language import Reader
from advisor.project import GROUPS, QUESTIONS
from advisor.project_file import Project
from advisor.questions import Question, Range
from pages.parts import written
from pages.parts.markdown import plain

APP = str(Path(__file__).resolve().parents[1] / "app.py")


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def project_of(app: AppTest) -> Project:
    project: Project = app.session_state["project"]
    return project


def words(app: AppTest) -> str:
    return "\n".join(str(element.value) for element in [*app.markdown, *app.caption, *app.error])


def unfolded(app: AppTest, section: str) -> AppTest:
    """The page with an expander open: the test harness forgets that it was."""
    app.session_state[section] = True
    return app.run()


def submitted(app: AppTest, label: str) -> AppTest:
    [button] = [button for button in app.button if button.label == label]
    return button.click().run()


def look_at(app: AppTest, group: str) -> AppTest:
    app.get_by_key("project.group").set_value(group)
    return app.run()


def test_the_first_visit_opens_on_a_worked_example() -> None:
    app = opened()
    assert not app.exception
    assert not app.error
    assert project_of(app) == examples()[0].project
    assert any("best in" in text for text in (element.value for element in app.sidebar.markdown))


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_of_questions_is_shown(group: str) -> None:
    app = look_at(opened(), group)
    assert not app.error
    for path, question in QUESTIONS.items():
        if path.startswith(f"{group}.") and path != "team.people":
            assert plain(question.label) in app.get_by_key(f"form.{path}").label


def test_another_answer_is_another_verdict() -> None:
    app = opened()
    before = words(app)
    for path, answer in (("task.failure", "nothing"), ("task.citations", "false"), ("task.harm", "none")):
        app.get_by_key(f"form.{path}").set_value(answer)
        app.run()
    look_at(app, "knowledge").get_by_key("form.knowledge.source").set_value("request")
    app.run()
    assert not app.error
    assert project_of(app).knowledge.source == "request"
    assert "Begin with RAG" in before
    assert "Begin with RAG" not in words(app)


def test_dont_know_is_unknown_and_says_what_is_assumed() -> None:
    app = opened()
    app.get_by_key("form.task.citations").set_value("")
    app.run()
    assert project_of(app).task.citations is None
    assert "yes is taken to be" in words(app)
    app.text_input(key="form.task.target_quality").set_value("").run()
    assert project_of(app).task.target_quality is None
    assert app.text_input(key="form.task.target_quality").placeholder == "Don't know: 80% to 95% assumed"


def test_a_number_may_be_a_range() -> None:
    app = look_at(opened(), "traffic")
    app.text_input(key="form.traffic.users").set_value("1,000 - 2,500").run()
    assert project_of(app).traffic.users == Range(1000, 2500)
    assert app.text_input(key="form.traffic.users").value == "1,000 to 2,500"


def test_what_is_refused_stays_in_its_field_and_nothing_else_is_lost() -> None:
    app = opened()
    known = project_of(app)
    app.text_input(key="form.task.measured_quality").set_value("three quarters").run()
    assert app.text_input(key="form.task.measured_quality").value == "three quarters"
    assert "is not a number" in app.error[0].value
    assert project_of(app) == known
    app.text_input(key="form.task.measured_quality").set_value("175").run()
    assert "give a value from 0% to 100%" in app.error[0].value
    for same in ("75%", "75", "0.75", "75 to 75"):
        app.text_input(key="form.task.measured_quality").set_value(same).run()
        assert not app.error
        assert project_of(app).task.measured_quality == Range(0.75, 0.75)


def test_a_day_and_names() -> None:
    app = look_at(opened(), "money")
    app.date_input(key="form.money.go_live").set_value(date(2031, 5, 1)).run()
    assert project_of(app).money.go_live == Range(*[date(2031, 5, 1).toordinal()] * 2)
    app.date_input(key="form.money.go_live").set_value(date(2020, 5, 1)).run()
    assert "before the project's start" in app.error[0].value
    app = look_at(app, "knowledge")
    app.multiselect(key="form.knowledge.languages").set_value(["es"]).run()
    assert project_of(app).knowledge.languages == ("es",)


def test_in_spanish_numbers_are_read_and_written_the_spanish_way() -> None:
    app = look_at(opened(lang="es"), "traffic")
    app.text_input(key="form.traffic.users").set_value("1.500,5").run()
    assert project_of(app).traffic.users == Range(1500.5, 1500.5)
    assert app.text_input(key="form.traffic.users").value == "1.500,5"


def test_the_language_begins_as_the_browsers() -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.context = {"locale": "es-419"}
    assert app.run().session_state["lang"] == "es"


def test_an_example_is_chosen_from_the_gallery_and_the_way_back_stays_open() -> None:
    app = unfolded(opened(), "gallery")
    other = examples()[1]
    app.button(key=f"gallery.{other.name}").click().run()
    assert project_of(app) == other.project
    unfolded(app, "gallery").button(key="gallery.back").click().run()
    assert project_of(app) == examples()[0].project
    unfolded(app, "gallery").button(key="gallery.empty").click().run()
    assert project_of(app) == Project()
    assert not app.error


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_every_example_is_shown_on_every_page(example: object) -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["project"] = example.project  # type: ignore[attr-defined]
    app.run()
    assert not app.error and not app.exception
    app.switch_page("pages/views/recommendation.py").run()
    assert not app.error and not app.exception


def test_all_faults_of_a_file_are_told_and_the_project_stays() -> None:
    app = opened()
    known = project_of(app)
    faulty = b"version: 1\ntask: {kind: poetry, citatons: true}\ntraffic: {users: -5}\nplace: {providers: [nobody]}\n"
    app.file_uploader(key="project_file.upload").upload("faulty.yaml", faulty).run()
    told = app.error[0].value
    assert all(place in told for place in ("task.kind", "task.citatons", "traffic.users"))
    assert "Nothing was changed" in told
    assert project_of(app) == known


def test_a_file_is_opened() -> None:
    app = opened()
    content = examples()[2].project.write().encode()
    app.file_uploader(key="project_file.upload").upload("mine.yaml", content).run()
    assert project_of(app) == examples()[2].project
    assert "mine.yaml" in plain(app.success[0].value).replace("\\", "")


def test_own_figures_are_taken_shown_and_given_back() -> None:
    app = opened()
    replace_quality_reach(app, "much")
    assert "is not a number" in unfolded(app, "own_figures").error[0].value
    assert not project_of(app).overrides
    replace_quality_reach(app, "2% to 5%")
    assert not unfolded(app, "own_figures").error
    assert project_of(app).overrides == {"quality_reach": Range(0.02, 0.05)}
    app.button(key="overrides.quality_reach.remove").click().run()
    assert not project_of(app).overrides
    unfolded(app, "own_figures").form_submit_button[0].click().run()
    assert "choose what the figure is for" in unfolded(app, "own_figures").error[0].value


def replace_quality_reach(app: AppTest, value: str) -> None:
    unfolded(app, "own_figures").selectbox(key="override.name").select("quality_reach")
    app.text_input(key="override.value").set_value(value)
    app.form_submit_button[1].click().run()


def test_a_name_cannot_become_an_image_or_a_formula() -> None:
    app = opened()
    app.text_input(key="project.name").set_value("![x](http://elsewhere/x.png) $a$ *b*").run()
    shown = app.sidebar.caption[0].value
    assert "![" not in shown and "$a$" not in shown.replace("\\$", "")


SHARE, COUNT, GROWTH = (QUESTIONS[path] for path in ("task.target_quality", "traffic.users", "traffic.growth_per_year"))


@pytest.mark.parametrize(
    ("typed", "question", "language", "meant"),
    [
        ("1,500", COUNT, "en", 1500.0), ("1.500", COUNT, "es", 1500.0), ("1e6", COUNT, "en", 1e6),
        ("100-400", COUNT, "en", {"low": 100.0, "high": 400.0}),
        ("100 a 400", COUNT, "es", {"low": 100.0, "high": 400.0}),
        ("-5", COUNT, "en", -5.0), ("12,5 %", SHARE, "es", 0.125), ("10-20%", SHARE, "en", {"low": 0.1, "high": 0.2}),
        ("0.9", SHARE, "en", 0.9), ("80", SHARE, "en", 0.8), ("1,5", SHARE, "es", 0.015), ("1", SHARE, "en", 0.01),
        ("10", GROWTH, "en", 0.1), ("-20", GROWTH, "en", -0.2), ("5 a 15", GROWTH, "es", {"low": 0.05, "high": 0.15}),
        ("0.5 to 2", GROWTH, "en", {"low": 0.005, "high": 0.02}),
        ("150%", GROWTH, "en", 1.5), ("1e400", COUNT, "en", math.inf),
        ("snan", COUNT, "en", "snan"), ("many", COUNT, "en", "many"), ("  ", COUNT, "en", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_written(typed: str, question: Question, language: str, meant: object) -> None:
    assert written.read(typed, question, Reader(language)) == meant


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("answer", [Range(0.1, 0.3), Range(1234567.25, 1234567.25), Range(0.07, 29)])
def test_what_is_written_is_read_again_without_loss(answer: Range, language: str) -> None:
    for question in (SHARE, COUNT):
        given = written.read(written.write(answer, question, Reader(language)), question, Reader(language))
        ends = (given["low"], given["high"]) if isinstance(given, dict) else (given, given)
        assert ends == (answer.low, answer.high)


def test_a_trial_counts_and_can_be_taken_out() -> None:
    app = unfolded(opened(), "trials")
    before = app.session_state["advice"].figure("good_answer_share", "rag").expected
    app.selectbox(key="trial.way").set_value("rag")
    app.text_input(key="trial.questions").set_value("200")
    app.text_input(key="trial.good").set_value("190")
    unfolded(submitted(app, "Use this trial"), "trials")
    assert project_of(app).evaluations["rag"].share == 0.95
    assert "190 good answers of 200, 95%" in words(app)
    assert app.session_state["advice"].figure("good_answer_share", "rag").expected > before
    app.button(key="evaluations.rag.remove").click().run()
    assert project_of(app).evaluations == {}


def test_a_trial_that_cannot_be_is_refused_beside_its_form() -> None:
    app = unfolded(opened(), "trials")
    app.text_input(key="trial.questions").set_value("10")
    app.text_input(key="trial.good").set_value("12")
    unfolded(submitted(app, "Use this trial"), "trials")
    assert "12 good answers of 10 questions cannot be; good is at most questions" in words(app)
    assert project_of(app).evaluations == {}
