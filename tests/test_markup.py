"""What somebody wrote is shown as it stands on every page: no page obeys it, and none takes HTML at all."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from advisor.planning import scenarios
from advisor.planning.database import Database
from advisor.project_file import Project
from tests.test_code_health import name, pages, tree

ROOT = Path(__file__).resolve().parents[1]
HOSTILE = "<img src=x onerror=alert(1)> **b** [c](http://d) $e$ :red[f]"
OBEYED = re.compile(r"(?<!\\)<img|(?<!\\)\*\*b\*\*|(?<!\\)\[c\]\(http|(?<!\\)\$e|(?<!\\):red\[")
VIEWS = sorted(path.stem for path in (ROOT / "pages" / "views").glob("*.py") if path.stem != "shared")
TAKES_HTML = {"html", "iframe"}


@pytest.mark.parametrize("path", pages(), ids=name)
def test_no_page_takes_html(path: Path) -> None:
    """But for our own style sheet, which is a file."""
    calls = [ast.unparse(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    html = [call for call in calls if call.startswith(tuple(f"st.{word}(" for word in TAKES_HTML))]
    assert html in ([], ["st.html(STYLE)"])
    assert not [call for call in calls if "components.v1" in call]


@pytest.mark.slow
def test_a_hostile_name_is_obeyed_on_no_page(kept: Database) -> None:
    project = {
        "name": HOSTILE, "notes": HOSTILE, "team": {"people": [{"role": "ml_engineer", "share": 1, "name": HOSTILE}]},
        "traffic": {"users": 100},
    }  # fmt: skip
    scenario = scenarios.create(kept, Project.parse(project), HOSTILE)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params["scenario"] = scenario.key
    app.run()
    assert app.session_state["project"].name == HOSTILE
    for view in VIEWS:
        app.switch_page(f"pages/views/{view}.py").run()
        assert not app.exception and not app.error
        shown = [*app.markdown, *app.caption, *app.title, *app.header, *app.subheader, *app.info, *app.warning]
        assert not [element.value for element in shown if OBEYED.search(element.value)], view
        assert not [element for element in app.markdown if element.allow_html and "onerror" in element.value]
