"""The command line, as a shell sees it: one clear list of faults, and JSON that other programs can read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from advisor.alternatives import WAYS
from advisor.cli import main
from advisor.graph import formula_names
from advisor.project import QUESTIONS

ROOT = Path(__file__).parents[1]
PROJECT = """
version: 1
start: 2026-12-01
task: {kind: document_questions, failure: facts, prompt_effort: worked, citations: true}
knowledge: {source: documents, documents: 5000}
place: {providers: [openai]}
money: {currency: EUR, one_off_budget: 200000}
"""


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "advisor", *map(str, arguments)],
        cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, encoding="utf-8", timeout=60,
        check=False,
    )  # fmt: skip


def answered(*arguments: str | Path) -> Any:
    """What a command prints as JSON, where NaN and infinity are no numbers."""
    done = run(*arguments)
    assert done.returncode == 0, done.stderr

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(done.stdout, parse_constant=refuse)


def refused(*arguments: str | Path) -> str:
    """What a command says that cannot be done."""
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr and done.stderr.strip()
    assert all(line.isprintable() for line in done.stderr.splitlines())
    return done.stderr


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("projects") / "project.yaml"
    path.write_text(PROJECT, encoding="utf-8")
    return path


BAD_PROJECTS: dict[str, tuple[bytes, list[str]]] = {
    "several faults": (
        b"version: 3\ntraffic: {users: -1, turns: [5, 2], userz: 3}\nmoney: {currency: XYZ, go_live: soon}",
        ["version:", "traffic.users:", "traffic.turns:", "did you mean users?", "money.currency:", "money.go_live:"],
    ),
    "beyond all bounds": (b"traffic: {users: 1e30}", ["traffic.users:", "out of bounds"]),
    "not a number": (b"traffic: {users: .nan, turns: .inf}", ["traffic.users:", "traffic.turns:"]),
    "a bomb of aliases": (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", ["aliases"]),
    "a key given twice": (b"task: {}\ntask: {}", ["given twice"]),
    "nested too deeply": (b"[" * 50_000, ["nested too deeply"]),
    "not UTF-8": ("name: señal".encode("latin-1"), ["UTF-8"]),
    "binary": (bytes(range(256)), ["UTF-8"]),
    "too large": (b"#" * 1_100_000, ["larger than"]),
    "empty": (b"", ["keys and values"]),
    "a list": (b"[1, 2]", ["keys and values"]),
    "code": (b"!!python/object/apply:os.system ['echo hacked']", ["not a valid YAML"]),
    "unreadable value": (b"task: {citations: !!bool maybe}", ["cannot be read"]),
    "escapes in a key": (b'"\\e[2Jtask": 1', ["not known"]),
    "escapes in an override": (b'overrides: {"\\e[31mred": 1}', ["no parameter"]),
    "escapes in a provider": (b'place: {providers: ["\\e[31mred"]}', ["not a provider"]),
    "escapes in a price": (
        b'own_prices: {"\\e[31mred": {usd_per_million_input_tokens: 1, usd_per_million_output_tokens: 1}}',
        ["own_prices."],
    ),
    "an override of nothing": (b"overrides: {gravity: 9.8}", ["overrides.gravity:", "no parameter of that name"]),
    "a price of nothing": (
        b"own_prices: {acme/model: {usd_per_million_input_tokens: 1, usd_per_million_output_tokens: 1}}",
        ["own_prices.acme/model:", "provider/model"],
    ),
    "an unknown provider": (b"place: {providers: [acme]}", ["place.providers:", "acme"]),
    "live before the start": (b"start: 2027-05-01\nmoney: {go_live: 2027-04-01}", ["money.go_live:", "before"]),
    "a start beyond the calendar": (b"start: 9999-12-31", ["start:"]),
}


@pytest.mark.parametrize("name", BAD_PROJECTS)
def test_a_bad_project_is_refused_with_all_its_faults(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, words = BAD_PROJECTS[name]
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    assert main(["advise", str(path), "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == "" and all(line.isprintable() for line in told.err.splitlines())
    for word in words:
        assert word in told.err, told.err


@pytest.mark.slow
@pytest.mark.parametrize("name", ["several faults", "binary", "escapes in an override", "unreadable value"])
def test_a_shell_sees_the_faults_and_exit_code_2(name: str, tmp_path: Path) -> None:
    content, words = BAD_PROJECTS[name]
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    said = refused("advise", path)
    assert all(word in said for word in words)
    assert len(said.splitlines()) == (len(words) if name == "several faults" else 1)


@pytest.mark.slow
def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refused("advise", tmp_path / "none.yaml")
    assert "This is no file" in refused("advise", tmp_path)
    refused("advise", tmp_path / "\x1b[31mred.yaml")


@pytest.mark.parametrize(
    "arguments",
    [(), ("advise",), ("forecast",), ("explain", "PROJECT"), ("--language", "fr", "questions"), ("data",),
     ("validate",), ("explain", "PROJECT", "total_cost", "--way", "magic")],
)  # fmt: skip
def test_a_call_that_is_wrong_is_refused_with_its_usage(
    arguments: tuple[str, ...], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(project) if word == "PROJECT" else word for word in arguments])
    told = capsys.readouterr()
    assert ended.value.code == 2 and told.out == "" and "usage:" in told.err


@pytest.mark.slow
def test_an_unknown_quantity_is_answered_with_near_ones(project: Path) -> None:
    assert "total_cost" in refused("explain", project, "totl_cost")
    refused("explain", project, "\x1b[31mred")


def test_faults_are_told_in_the_readers_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("traffic: {users: [9, 1]}", encoding="utf-8")
    said = []
    for language in ("en", "es"):
        assert main(["--language", language, "advise", str(path)]) == 2
        said.append(capsys.readouterr().err)
    assert all(words.startswith("traffic.users: ") for words in said) and said[0] != said[1]


@pytest.mark.slow
def test_the_advice_as_json_has_its_keys_and_figures_with_units(project: Path) -> None:
    advice = answered("advise", project, "--json")
    assert {
        "verdict", "first_step", "ranking", "ruled_out", "reasons", "costs", "hardware", "people", "schedule",
        "chance", "needs", "conflicts", "would_change", "measure_first", "road", "quality",
    } <= set(advice)  # fmt: skip
    ways = {way.value for way in WAYS}
    assert advice["verdict"] in ways and advice["first_step"] in ways
    assert {way["way"] for way in advice["ranking"]} == ways
    assert {"launch_cost", "first_month_cost", "total_cost", "cost_per_query"} <= set(advice["costs"])
    for figure in (*advice["costs"].values(), *advice["schedule"].values()):
        assert set(figure) == {"low", "expected", "high", "unit"} and figure["low"] <= figure["high"]
    assert advice["costs"]["total_cost"]["unit"] == "USD"
    # OpenAI's energy is not published: unknown, and not zero.
    assert advice["hardware"]["serving_energy_per_month"]["expected"] is None
    weeks = advice["people"]["effort_before_launch"]["expected"]
    assert sum(advice["people"]["effort_by_role"].values()) == pytest.approx(weeks)
    assert {rule["way"] for rule in advice["ruled_out"]} == {"prompt", "finetune"}
    assert all(rule["reason"] and rule["source"] for rule in advice["ruled_out"])


@pytest.mark.slow
def test_the_same_call_gives_the_same_json_whatever_the_hash_seed(project: Path) -> None:
    one, other = (run("advise", project, "--json", PYTHONHASHSEED=seed).stdout for seed in ("1", "2"))
    assert one == other and one


@pytest.mark.slow
def test_the_advice_is_readable_in_both_languages(project: Path) -> None:
    english, spanish = (run("--language", language, "advise", project).stdout for language in ("en", "es"))
    for said in (english, spanish):
        assert "RAG" in said and "€" in said and not set("{}") & set(said)
    # The rules' reasons come in both languages.
    assert "The facts for an answer are in your own documents" in english
    assert "La información para responder está en documentos" in spanish


def leaves(node: dict[str, Any]) -> list[dict[str, Any]]:
    below = [leaf for child in node.get("needs", []) for leaf in leaves(child)]
    return [node] if "source" in node else below


@pytest.mark.slow
@pytest.mark.parametrize("way", ["prompt", "hybrid"])
def test_an_explanation_ends_in_leaves_with_their_sources(way: str, project: Path) -> None:
    tree = answered("explain", project, "total_cost", "--way", way, "--json")
    assert tree["quantity"] == "total_cost" and "launch_cost" in tree["formula"]
    found = leaves(tree)
    assert len(found) > 50
    for leaf in found:
        source = leaf["source"]
        assert source["meaning"] and "formula" not in leaf
        assert source["citation"] or source["origin"] in ("answer", "assumed", "override", "choice", "simulated"), leaf


@pytest.mark.slow
def test_an_explanation_is_readable_too(project: Path) -> None:
    done = run("explain", project, "cost_per_query")
    assert done.returncode == 0
    assert "total_cost" in done.stdout and "queries_over_horizon" in done.stdout and "genai-prices" in done.stdout


def test_every_question_is_listed_as_json() -> None:
    listed = {entry["path"]: entry for entry in answered("questions", "--json")}
    assert list(listed) == list(QUESTIONS)
    for path, entry in listed.items():
        question = QUESTIONS[path]
        assert entry["type"] == question.kind.value and entry["label"] and entry["meaning"]
        assert list(entry["options"]) == [option.key for option in question.options]
    assert listed["traffic.users"]["unit"] == "people" and listed["traffic.users"]["lowest"] == 0


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_question_is_listed_for_people(language: str) -> None:
    done = run("--language", language, "questions")
    assert done.returncode == 0 and all(path in done.stdout for path in QUESTIONS)


def test_the_data_are_checked() -> None:
    checked = answered("data", "check", "--json")
    assert checked["faults"] == [] and any(table["file"] == "models/models.csv" for table in checked["tables"])
    assert run("data", "check").stdout.strip().endswith("no faults")


CASES = """
- id: a library
  project:
    task: {kind: document_questions, failure: facts, prompt_effort: worked, citations: true}
    knowledge: {source: documents, documents: 100000}
  expected: {best: rag, acceptable: [hybrid], unacceptable: [finetune]}
- id: nobody would
  note: other keys are left alone
  project: {task: {citations: true}, knowledge: {source: documents, documents: 100000}}
  expected: {best: finetune, acceptable: [], unacceptable: [rag]}
"""


@pytest.mark.slow
def test_decision_cases_are_scored(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(CASES, encoding="utf-8")
    score = answered("validate", "decisions", path, "--json")
    assert {"cases", "score", "best", "acceptable", "unacceptable", "by_class", "misses"} <= set(score)
    # One of two is answered best (RAG), and the other with what it calls unacceptable.
    assert (score["cases"], score["score"], score["best"], score["unacceptable"]) == (2, 0.5, 0.5, 0.5)
    assert score["by_class"] == {"rag": {"cases": 1, "score": 1}, "finetune": {"cases": 1, "score": 0}}
    assert [(miss["id"], miss["is_unacceptable"]) for miss in score["misses"]] == [("nobody would", True)]
    # Half of the cases of each of two classes: 0.25 + 0.25. Eight pairs of a case and a way.
    assert score["brier_of_base_rates"] == 0.5
    assert score["skill"] == pytest.approx(1 - score["brier"] / 0.5)
    assert sum(fifth["pairs"] for fifth in score["calibration"]) == 8
    assert 0 <= score["calibration_error"] <= 1
    said = run("validate", "decisions", path).stdout
    assert "nobody would" in said and "Brier score" in said and "80% to 100%" in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{}", ["cases"]),
        ("[]", ["cases"]),
        ("- 5", ["[0]"]),
        ("- {id: a, project: {}}", ["[0]", "expected"]),
        ("- {id: a, project: {}, expected: {best: magic}}", ["[0] a", "prompt, rag"]),
        ("- {id: a, project: {}, expected: {best: rag, acceptable: rag}}", ["[0] a"]),
        ("- {id: a, project: {traffic: {users: -1}}, expected: {best: rag}}\n"
         "- {id: b, project: {taks: {}}, expected: {best: rag}}", ["[0] a: traffic.users", "[1] b: taks"]),
        ('- {id: "\\e[31mred", project: 5, expected: {best: rag}}', ["[0]"]),
        ("- {id: [", ["not a valid YAML"]),
    ],
)  # fmt: skip
def test_a_broken_file_of_cases_is_refused(
    content: str, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(content, encoding="utf-8")
    assert main(["validate", "decisions", str(path), "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == "" and all(line.isprintable() for line in told.err.splitlines())
    for word in words:
        assert word in told.err, told.err


@pytest.mark.slow
def test_a_shell_sees_that_the_cases_are_broken(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text("- {id: a, project: {}}", encoding="utf-8")
    assert "[0]" in refused("validate", "decisions", path)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="pipes of a POSIX shell")
@pytest.mark.parametrize("command", ["questions", "explain {project} total_cost --json"])
def test_a_reader_that_stops_reading_is_no_error(command: str, project: Path) -> None:
    piped = f"{sys.executable} -m advisor {command.format(project=project)} | head -n 1"
    done = subprocess.run(["sh", "-c", piped], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 and done.stderr == "" and len(done.stdout.splitlines()) == 1


def test_every_quantity_named_in_a_hint_exists() -> None:
    assert {"total_cost", "launch_weeks", "good_answer_share", "gpus_needed"} <= set(formula_names())
