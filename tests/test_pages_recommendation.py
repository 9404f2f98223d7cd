"""The Recommendation page, driven as a reader drives it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from advisor.alternatives import WAYS
from advisor.examples import examples
from advisor.project_file import Project
from advisor.report.palette import WAY_COLOURS

APP = str(Path(__file__).resolve().parents[1] / "app.py")
PAGE = "pages/views/recommendation.py"


def opened(project: Project | None = None) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["project"] = project or examples()[0].project
    return app.run().switch_page(PAGE).run()


def words(app: AppTest) -> str:
    return "\n".join(str(element.value) for element in [*app.header, *app.markdown, *app.caption])


@pytest.fixture
def app() -> AppTest:
    return opened()


def test_the_answer_comes_first_with_its_chance(app: AppTest) -> None:
    assert not app.error and not app.exception
    assert app.header[0].value.startswith("Begin with RAG as a proof of concept")
    assert "of 1,024 simulated futures" in words(app)


def test_three_figures_with_unit_range_and_mark(app: AppTest) -> None:
    labels = [metric.label for metric in app.metric]
    assert labels == ["Cost until launch", "Cost of the first month", "Time until launch"]
    assert app.metric[0].value.startswith("£")
    assert app.metric[1].value.endswith("/ month")
    assert app.metric[2].value.endswith("weeks")
    assert sum("yellow-badge" in element.value for element in app.markdown) == 3


def test_a_figure_opens_to_its_formula_and_inputs(app: AppTest) -> None:
    app.button(key="why.rag.launch_cost").click().run()
    assert app.code[0].value.startswith("launch_cost:")
    assert "planned_launch_cost" in app.code[0].value
    assert app.button(key="why.to.planned_launch_cost")


def one_formula() -> None:
    """The inside of the dialog; the test harness cannot press a button in a dialog."""
    import streamlit as st

    from advisor.alternatives import Way
    from pages.parts import why

    st.session_state.setdefault(why.TRAIL, ["planned_launch_cost"])
    why.tree(Way.RAG)


def test_the_why_leads_down_to_answers_and_sources_and_back() -> None:
    app = AppTest.from_function(one_formula, default_timeout=60).run()
    app.button(key="why.to.example_cost_once").click().run()
    assert app.code[0].value.startswith("example_cost_once:")
    assert any("assumed: no answer yet" in caption.value or "·" in caption.value for caption in app.caption)
    app.button(key="why.back.0").click().run()
    assert app.code[0].value.startswith("planned_launch_cost:")
    assert len(app.dataframe[0].value) > 20


def test_four_ways_stand_side_by_side_and_what_is_ruled_out_says_why(app: AppTest) -> None:
    advice = app.session_state["advice"]
    for way in WAYS:
        card = app.container(key=f"way.{way}")
        said = " ".join(element.value for element in card.markdown)
        closed = advice.ways[way].ruled_out
        assert ("ruled out" in said) == bool(closed)
        assert (":material/block:" in said) == bool(closed)


def test_the_plane_shows_the_point_and_its_cloud(app: AppTest) -> None:
    charts = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    assert len(charts) == 3
    assert max(len(trace["x"]) for trace in charts[0]["data"] if isinstance(trace.get("x"), list)) > 1 or any(
        "bdata" in trace.get("x", {}) for trace in charts[0]["data"]
    )


def test_reasons_for_and_against_flips_and_road(app: AppTest) -> None:
    advice, said = app.session_state["advice"], words(app)
    assert advice.reasons_for[0].sentence.en in said
    assert advice.reasons_against[0].sentence.en in said
    assert said.count(":material/alt_route:") == min(len(advice.flips), 5)
    assert said.count(":material/flag:") == len(advice.road)


def test_a_conflict_with_a_wish_is_told() -> None:
    app = opened(examples()[0].project.with_answer("task.sponsor_wish", "finetune"))
    assert any("You asked for fine-tuning" in warning.value for warning in app.warning)


def test_the_what_if_strip_changes_everything_at_once(app: AppTest) -> None:
    before, figures = words(app), [metric.value for metric in app.metric]
    path = "task.failure"
    assert path in app.session_state["what_if_paths"][1]
    app.selectbox(key=f"what_if.{path}").select("both").run()
    assert app.session_state["project"].task.failure == "both"
    assert words(app) != before
    if figures != [metric.value for metric in app.metric]:
        assert any("was" in metric.delta for metric in app.metric)


def test_the_strip_stays_while_its_answers_change(app: AppTest) -> None:
    paths = app.session_state["what_if_paths"][1]
    app.selectbox(key=f"what_if.{paths[0]}").select_index(1).run()
    assert app.session_state["what_if_paths"][1] == paths


def test_an_unexpected_error_is_told_and_nothing_is_lost(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a secret of the machine")

    project = app.session_state["project"]
    monkeypatch.setattr("pages.parts.ways.cards", fails)
    app.run()
    assert "Your answers are safe" in app.error[0].value
    assert "secret" not in words(app) + app.error[0].value
    assert app.session_state["project"] == project
    assert app.button(key="notice.page.undo")


def test_the_theme_and_the_palette_agree() -> None:
    settings = tomllib.loads((Path(APP).parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    colours = settings["theme"]["chartCategoricalColors"]
    assert len(colours) == 10, "Plotly takes its own colours where the list is shorter"
    assert colours[:4] == [WAY_COLOURS[way] for way in WAYS]


def test_how_sure_what_matters_and_what_to_try_first(app: AppTest) -> None:
    said = words(app)
    assert "Work that it takes" in said
    assert ":material/science: Try RAG on 50 cases of your own" in said
    sure = next(table.value for table in app.table if "Chance of staying within budget" in table.value.index)
    assert len(sure) == 6 and all("(" in shown for shown in sure.iloc[3])


def test_where_the_choice_turns_is_drawn_when_wanted() -> None:
    app = opened(next(example.project for example in examples() if example.name == "07_query_language"))
    drawn = len(app.get("plotly_chart"))
    app.session_state["turning.behind"] = True
    app.run()
    assert not app.exception and len(app.get("plotly_chart")) > drawn
    assert "Budget until launch" in words(app)


def test_the_models_of_another_way_are_looked_at(app: AppTest) -> None:
    app.get_by_key("models.way.rag").set_value("hybrid")
    app.run()
    assert not app.exception
    assert "**Best within budget and time:**" in words(app) and "rented" in words(app)


def test_the_advice_can_be_taken_along_as_files(app: AppTest) -> None:
    buttons = {button.proto.id.rsplit(".", 1)[-1]: button for button in app.get("download_button")}
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Memo (PDF)", "Workbook (XLSX)", "Decision record (Markdown)", "Project and figures (JSON)"]
    assert len(buttons) == 4 and app.subheader[-1].value == "Take it along"
