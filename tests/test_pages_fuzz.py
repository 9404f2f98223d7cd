"""Whatever an address asks for or a form is given, a page is shown, and no error reaches the reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from advisor.planning.database import Database
from advisor.project_file import LARGEST_FILE_BYTES
from pages.parts import stored

APP = str(Path(__file__).resolve().parents[1] / "app.py")
UNEXPECTED = "This page could not be shown"
NAMES = st.sampled_from(["project", "scenario", "shared", "session", "seat", "compare", "lang", "embed", "code", ""])
WORDS = st.text(max_size=40).filter(lambda words: words.encode("utf-8", "ignore").decode() == words)
HOSTILE = st.sampled_from(
    ["\0", "' or 1=1 --", "../../etc/passwd", "x" * 10_000, "<script>alert(1)</script>", "a.1,b.999999999", "\u202e"]
)
ONE_DATABASE = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite", "postgres"])
def kept(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database of the app's sessions, of each kind."""
    url = f"sqlite:///{tmp_path / 'advisor.db'}"
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
        server.renew()
        url = server.url
    monkeypatch.setenv("ADVISOR_DATABASE_URL", url)
    stored.database.clear()
    yield stored.database()
    stored.database().close()
    stored.database.clear()


def sound(app: AppTest) -> AppTest:
    assert not app.exception, [told.value for told in app.exception]
    assert not [told.value for told in app.error if UNEXPECTED in told.value]
    return app


@ONE_DATABASE
@given(st.dictionaries(NAMES, WORDS | HOSTILE, min_size=1, max_size=3))
@example({"scenario": "\0"})
@example({"session": "\0", "seat": "\0"})
@example({"shared": "\0"})
@example({"lang": ""})
@example({"compare": "\0.1,x.999999999"})
def test_any_address_shows_a_page(kept: Database, query: dict[str, str]) -> None:
    app = AppTest.from_file(APP, default_timeout=120)
    app.query_params.update(query)
    sound(app.run())


@pytest.fixture
def door(kept: Database) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=120)
    app.query_params["lang"] = "en"
    return app.run().switch_page("pages/views/session.py").run()


@ONE_DATABASE
@given(WORDS | HOSTILE, WORDS | HOSTILE)
@example("\0", "\0")
def test_any_code_and_name_is_refused_in_words(door: AppTest, code: str, name: str) -> None:
    door.text_input(key="session.code").set_value(code)
    door.text_input(key="session.name").set_value(name)
    sound(door.button(key="session.join").click().run())


@ONE_DATABASE
@given(st.binary(max_size=200) | (WORDS | HOSTILE).map(str.encode))
@example(b"[" * 100_000)
@example(b'{"a":' * 100_000)
@example(b"name: \x00")
def test_any_uploaded_project_is_opened_or_its_faults_are_told(kept: Database, content: bytes) -> None:
    app = AppTest.from_file(APP, default_timeout=120).run().switch_page("pages/views/project.py").run()
    sound(app.file_uploader(key="project_file.upload").set_value(("project.yaml", content, "application/yaml")).run())


@ONE_DATABASE
@given(WORDS | HOSTILE)
@example("\0")
def test_any_words_are_searched_and_any_name_is_taken(kept: Database, words: str) -> None:
    app = AppTest.from_file(APP, default_timeout=120).run().switch_page("pages/views/scenarios.py").run()
    app.text_input(key="scenarios.search").set_value(words)
    sound(app.run())
    app.text_input(key="scenario_now.name").set_value(words)
    app.text_input(key="stored.by").set_value(words)
    sound(app.run())


def test_the_field_for_a_project_file_says_the_limit_that_holds() -> None:
    app = AppTest.from_file(APP, default_timeout=120).run().switch_page("pages/views/project.py").run()
    assert app.file_uploader(key="project_file.upload").proto.max_upload_size_mb * 1_000_000 == LARGEST_FILE_BYTES
