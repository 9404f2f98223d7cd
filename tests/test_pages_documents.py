"""The documents page: files are dropped in and measured, and what was found goes into the project as measured."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from advisor.project_file import Project

APP = str(Path(__file__).resolve().parents[1] / "app.py")
LONGEST_SECONDS = 60
ENGLISH = "The contract comes into force on the day of its signature and ends after two years. " * 40


def opened(language: str = "en") -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["lang"] = language
    return app.run().switch_page("pages/views/documents.py").run()


def drop(app: AppTest, **files: str | bytes) -> AppTest:
    uploader = app.file_uploader(key="documents.files")
    uploader.set_value([(name.replace("_", "."), _bytes(content), "text/plain") for name, content in files.items()])
    return app.run()


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def measured(app: AppTest) -> AppTest:
    """Press the button, and look again until everything is read."""
    app.button(key="documents.measure").click().run()
    end = time.monotonic() + LONGEST_SECONDS
    while app.session_state["documents.measuring"].is_running and time.monotonic() < end:
        time.sleep(0.2)
    return app.run()


def words(app: AppTest) -> str:
    elements = (*app.markdown, *app.caption, *app.warning, *app.error, *app.success)
    tables = " ".join(table.value.to_string() for table in app.table)
    return " ".join(str(element.value) for element in elements).replace("\\:", ":") + tables


def project_of(app: AppTest) -> Project:
    project: Project = app.session_state["project"]
    return project


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_opens_and_asks_for_documents_first(language: str) -> None:
    app = opened(language)
    assert not app.exception and not app.table
    app.button(key="documents.measure").click().run()
    assert len(app.error) == 1 and not app.exception


@pytest.mark.slow
def test_documents_are_measured_and_go_into_the_project() -> None:
    example = json.dumps({"question": "When does it end?", "answer": "After two years."})
    app = measured(
        drop(opened(), a_txt=ENGLISH, b_md="# Fin\n\n" + ENGLISH, c_png=b"\x89PNG\r\n\x1a\n", d_jsonl=example)
    )
    assert not app.exception and not app.error
    assert {metric.label: metric.value for metric in app.metric}["Documents"] == "2"
    said = words(app)
    assert "it is an image" in said and "o200k" in said and "text-embedding-3-small" in said
    assert not app.get("plotly_chart"), "two documents have no distribution"
    assert "Tokens of a chunk" not in said, "the project reckons with this size already"
    app.button(key="documents.use").click().run()
    project = project_of(app)
    assert not project.overrides
    assert project.knowledge.documents and project.knowledge.documents.low == 2
    assert set(project.measured) >= {"knowledge.documents", "knowledge.tokens", "knowledge.languages"}
    assert project.knowledge.languages == ("en",) and project.examples.labelled
    assert app.success and not app.exception


@pytest.mark.slow
def test_a_sample_speaks_for_all_documents_and_too_small_a_one_does_not() -> None:
    files = {f"n{number}_txt": ENGLISH[: 200 + 100 * number] for number in range(12)}
    app = measured(drop(opened(), **files))
    app.text_input(key="documents.of").set_value("4,000").run()
    assert app.get("plotly_chart")
    assert not app.error and " to " in {metric.label: metric.value for metric in app.metric}["Tokens (o200k)"]
    app.text_input(key="documents.of").set_value("5").run()
    assert len(app.error) == 1 and app.button(key="documents.use").disabled
    app.text_input(key="documents.of").set_value("4,000").run()
    app.button(key="documents.use").click().run()
    tokens = project_of(app).knowledge.tokens
    assert tokens and tokens.low < tokens.high


@pytest.mark.slow
def test_the_size_of_a_chunk_goes_into_the_project_too() -> None:
    app = drop(opened(), a_txt=ENGLISH)
    app.number_input(key="documents.size").set_value(256).run()
    app = measured(app)
    assert "Tokens of a chunk: 256" in words(app) and "Tokens shared with" not in words(app)
    app.button(key="documents.use").click().run()
    assert {name: own.middle for name, own in project_of(app).overrides.items()} == {"chunk_tokens": 256}
    assert app.success and not app.exception
    assert "Tokens of a chunk: 256" not in words(app.run())


@pytest.mark.slow
def test_chunks_that_overlap_too_much_are_refused() -> None:
    app = drop(opened(), a_txt=ENGLISH)
    app.number_input(key="documents.overlap").set_value(512).run()
    app.button(key="documents.measure").click().run()
    assert len(app.error) == 1 and "documents.measuring" not in app.session_state
