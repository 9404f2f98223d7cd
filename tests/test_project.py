"""A project file comes from anybody: what is right is kept, what is wrong is told, all at once."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from advisor.language import LANGUAGES, Reader
from advisor.project import QUESTIONS
from advisor.project_file import LARGEST_FILE_BYTES, Project, ProjectError
from advisor.questions import Kind, Question, Range
from tests.projects import CONTENTS


def faults(content: Any) -> dict[str, str]:
    """The faults of a project given as nested dictionaries, by place, in English."""
    with pytest.raises(ProjectError) as caught:
        Project.parse(content)
    return {fault.place: Reader().say(fault.problem) for fault in caught.value.faults}


def fault_of_text(content: str | bytes) -> str:
    with pytest.raises(ProjectError) as caught:
        Project.loads(content)
    return str(caught.value)


@settings(max_examples=80, deadline=None)
@given(CONTENTS)
@example({"name": "\x85", "notes": "one\u2028two\u2029three\x85"})
def test_every_valid_project_comes_back_from_its_file_unchanged(content: dict[str, Any]) -> None:
    project = Project.parse(content)
    assert Project.loads(project.write()) == project
    assert Project.loads(json.dumps(project.as_dict())) == project
    assert Project.loads(project.write()).fingerprint == project.fingerprint


@settings(max_examples=40, deadline=None)
@given(CONTENTS)
def test_a_file_holds_what_is_known_and_nothing_else(content: dict[str, Any]) -> None:
    project = Project.parse(content)
    written = project.as_dict()
    for path in QUESTIONS:
        group, name = path.split(".")
        assert (name in written.get(group, {})) == (path not in project.unknown)


def test_an_empty_project_knows_nothing_and_is_valid() -> None:
    assert Project().unknown == list(QUESTIONS)
    assert Project.loads("{}") == Project()


@pytest.mark.parametrize("unknown", ["null", "don't know", "Unknown", "no sé", "", "~"])
def test_do_not_know_is_unknown_and_not_zero(unknown: str) -> None:
    project = Project.loads(f"traffic: {{users: {unknown or chr(34) * 2}}}")
    assert project.traffic.users is None


@pytest.mark.parametrize("given", ["300", "[300, 300]", "{low: 300, high: 300}", "3e2", "300.0"])
def test_a_point_may_be_written_in_any_form(given: str) -> None:
    assert Project.loads(f"traffic: {{users: {given}}}").traffic.users == Range(300, 300)


def test_all_faults_are_told_at_once_each_with_its_place() -> None:
    found = faults(
        {
            "version": 7,
            "traffic": {"users": -3, "peak_factor": "much", "turns": [5, 2]},
            "money": {"currency": "XYZ", "go_live": "soon"},
            "task": {"kind": "poetry", "citations": "perhaps"},
            "team": {"people": {"wizard": 1, "ml_engineer": "many"}},
            "knowlege": {},
        }
    )
    assert set(found) == {
        "version", "traffic.users", "traffic.peak_factor", "traffic.turns", "money.currency", "money.go_live",
        "task.kind", "task.citations", "team.people.wizard",
        "team.people.ml_engineer", "knowlege",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "place", "remedy"),
    [
        ({"task": {"failur": "facts"}}, "task.failur", "did you mean failure?"),
        ({"knowlege": {}}, "knowlege", "did you mean knowledge?"),
        ({"traffic": {"users": [9, 1]}}, "traffic.users", "swap them"),
        ({"traffic": {"users": {"low": 1}}}, "traffic.users", "low and high"),
        ({"traffic": {"users": [1, 2, 3]}}, "traffic.users", "two ends"),
        ({"traffic": {"users": -1}}, "traffic.users", "give a value from 0 people to"),
        ({"traffic": {"users": 1e30}}, "traffic.users", "out of bounds"),
        ({"traffic": {"users": 10**400}}, "traffic.users", "is not a number"),
        ({"traffic": {"users": math.nan}}, "traffic.users", "must be finite"),
        ({"traffic": {"users": math.inf}}, "traffic.users", "must be finite"),
        ({"traffic": {"users": "nan"}}, "traffic.users", "must be finite"),
        ({"traffic": {"users": [1, "-inf"]}}, "traffic.users", "must be finite"),
        ({"traffic": {"users": True}}, "traffic.users", "is not a number"),
        ({"money": {"currency": "PTS"}}, "money.currency", "choose among USD, EUR"),
        ({"money": {"go_live": "2027-02-30"}}, "money.go_live", "YYYY-MM-DD"),
        ({"money": {"horizon_months": 0}}, "money.horizon_months", "from 1 month"),
        ({"task": {"citations": 1}}, "task.citations", "give true or false"),
        ({"team": {"people": {"ml_engineer": -1}}}, "team.people.ml_engineer", "is not a number of people"),
        ({"team": {"people": {"ml_engineer": math.nan}}}, "team.people.ml_engineer", "is not a number of people"),
        ({"team": {"people": {"ml_enginer": 1}}}, "team.people.ml_enginer", "did you mean ml_engineer?"),
        ({"team": {"people": ["ml_engineer"]}}, "team.people.1", "give role and share"),
        ({"team": {"people": "ml_engineer"}}, "team.people", "or a list of members"),
        ({"team": {"people": [{"role": "ml_engineer"}]}}, "team.people.1.share", "missing"),
        ({"team": {"people": [None, {"share": 1}]}}, "team.people.2.role", "missing"),
        ({"team": {"people": [{"role": "annotator", "share": 0}]}}, "team.people.1.share", "give 0.01 people"),
        ({"team": {"people": [{"role": "annotator", "share": 1e5}]}}, "team.people.1.share", "10,000 people"),
        ({"team": {"people": [{"role": "annotator", "share": 1, "level": "expret"}]}}, "team.people.1.level",
         "did you mean expert?"),
        ({"team": {"people": [{"role": "annotator", "share": 1, "level": "x"}]}}, "team.people.1.level",
         "known are new, practised, expert"),
        ({"team": {"people": [{"role": "annotator", "shares": 1}]}}, "team.people.1.shares", "did you mean share?"),
        ({"team": {"people": [{"role": "annotator", "share": 1, "name": 5}]}}, "team.people.1.name", "at most 100"),
        ({"team": {"people": [{"role": "annotator", "share": 1, "name": "x" * 101}]}}, "team.people.1.name",
         "at most 100"),
        ({"team": {"people": [{"role": "annotator", "share": 1}] * 201}}, "team.people", "at most 200"),
        ({"place": {"providers": [1]}}, "place.providers", "a list of names"),
        ({"place": {"providers": ["x"] * 51}}, "place.providers", "at most 50"),
        ({"version": 2}, "version", "reads version 1"),
        ({"version": True}, "version", "reads version 1"),
        ({"name": "x" * 201}, "name", "the limit is 200"),
        ({"traffic": 5}, "traffic", "not a set of keys and values"),
        ({"start": "tomorrow"}, "start", "YYYY-MM-DD"),
        ({"overrides": {"discount_rate": "cheap"}}, "overrides.discount_rate", "is not a number"),
        ({"own_prices": {"openai/gpt-6-luna": {"usd_per_million_input_tokens": 1}}},
         "own_prices.openai/gpt-6-luna.usd_per_million_output_tokens", "missing"),
    ],
)  # fmt: skip
def test_a_fault_has_a_place_and_a_remedy(content: dict[str, Any], place: str, remedy: str) -> None:
    assert remedy in faults(content)[place]


@pytest.mark.parametrize("content", [[], "words", 3, None])
def test_what_is_no_set_of_keys_is_no_project(content: Any) -> None:
    assert "keys and values" in faults(content)["project"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("a: &a [1]\nb: *a", "aliases"),
        ("&a [*a]", "aliases"),
        ("task: {kind: extraction}\ntask: {}", "given twice: task (line 2)"),
        ("task:\n  kind: extraction\n  kind: extraction", "given twice: kind (line 3)"),
        ('{"version": 1, "version": 1}', "given twice"),
        ("[" * 100_000, "nested too deeply"),
        ("{a: " * 100_000, "nested too deeply"),
        (b"\xff\xfe\x00\x01", "not text in UTF-8"),
        ("name: ñ".encode("latin-1"), "not text in UTF-8"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not text in UTF-8"),
        (bytes(1000), "not a valid YAML or JSON file"),
        ("task: [1, 2", "not a valid YAML or JSON file"),
        ("{1: 2, [a]: 3}", "not a valid YAML or JSON file"),
        ("a: 1\n---\nb: 2", "not a valid YAML or JSON file"),
        ("!!python/object/apply:os.system ['true']", "not a valid YAML or JSON file"),
        ("task: {citations: !!bool maybe}", "cannot be read"),
        ("start: !!timestamp abc", "cannot be read"),
        ("traffic: {users: !!int ''}", "cannot be read"),
        ("traffic: {users: !!float ''}", "cannot be read"),
        ("start: 2027-13-01", "is not a day"),
        ("x" * (LARGEST_FILE_BYTES + 1), "larger than"),
        ("", "keys and values"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_broken_or_hostile_file_is_refused_in_one_sentence(content: str | bytes, problem: str) -> None:
    said = fault_of_text(content)
    assert problem in said
    assert len(said.splitlines()) == 1 and len(said) < 600


def test_a_chain_of_aliases_is_refused_before_it_grows() -> None:
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{n + 1}: &a{n + 1} [{','.join([f'*a{n}'] * 10)}]\n" for n in range(30)
    )
    assert "aliases" in fault_of_text(bomb)


@pytest.mark.parametrize("hostile", ["\x1b[2J\x1b[31m", "\x07", "\r\nfaked: line", "\u202egnp.exe", "\x9b31m"])
def test_nothing_that_a_terminal_would_obey_is_echoed(hostile: str) -> None:
    contents: list[dict[str, Any]] = [
        {hostile: 1}, {"task": {hostile: 1}}, {"task": {"kind": hostile}}, {"traffic": {"users": hostile}},
        {"team": {"people": {hostile: 1}}}, {"team": {"people": [{hostile: hostile}, hostile]}},
        {"start": hostile}, {"version": hostile},
        {"overrides": {hostile: "x"}}, {"own_prices": {hostile: {}}}, {"money": {"go_live": hostile}},
        {"place": {"providers": {hostile: 1}}}, {"own_pay": {hostile: 1}}, {"own_rates": {hostile: 1}},
    ]  # fmt: skip
    for content in contents:
        for language in LANGUAGES:
            with pytest.raises(ProjectError) as caught:
                Project.parse(content)
            said = caught.value.told(Reader(language))
            assert all(line.isprintable() for line in said.split("\n")), (content, said)
            assert len(said.split("\n")) == len(caught.value.faults)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200))
def test_any_bytes_give_a_project_or_its_faults_and_nothing_else(content: bytes | str) -> None:
    try:
        Project.loads(content)
    except ProjectError as error:
        assert error.faults


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(QUESTIONS)), JSON)
def test_any_answer_is_taken_or_refused_with_its_place(path: str, answer: Any) -> None:
    group, name = path.split(".")
    try:
        project = Project.parse({group: {name: answer}})
    except ProjectError as error:
        assert all(fault.place.startswith(path) for fault in error.faults)
    else:
        assert Project.loads(project.write()) == project


def test_a_file_may_begin_with_a_byte_order_mark() -> None:
    assert Project.loads("\ufeffname: x".encode()).name == "x"


@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_a_json_file_is_read_however_it_is_laid_out(indent: int | str | None) -> None:
    content = {"name": "Año 🚀", "traffic": {"users": 1e25 / 1e20}, "knowledge": {"languages": ["no", "es"]}}
    assert Project.loads(json.dumps(content, indent=indent)) == Project.parse(content)


@pytest.mark.parametrize("content", ["team: {country: NO}", "knowledge: {languages: [no]}"])
def test_norway_and_its_language_are_no_refusals(content: str) -> None:
    assert Project.loads(content).unknown != list(QUESTIONS)


def test_a_changed_answer_leaves_the_rest_as_it_was() -> None:
    project = Project.parse({"name": "x", "traffic": {"users": 5, "turns": 2}})
    changed = project.with_answer("traffic.users", [7, 9])
    assert changed.traffic.users == Range(7, 9)
    assert changed.with_answer("traffic.users", 5) == project
    assert changed.with_answer("traffic.users", None).unknown == sorted(
        {*project.unknown, "traffic.users"}, key=list(QUESTIONS).index
    )


def test_the_fingerprint_tells_projects_apart_by_content_alone() -> None:
    one = Project.parse({"traffic": {"users": 5, "turns": 2}})
    assert one.fingerprint == Project.loads("traffic: {turns: [2, 2], users: 5.0}").fingerprint
    assert one.fingerprint != Project.parse({"traffic": {"users": 5}}).fingerprint


def test_an_unreadable_file_is_a_fault_that_says_why(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b" " * (LARGEST_FILE_BYTES + 1))
    for path, why in ((tmp_path / "none.yaml", "No such file"), (tmp_path, "This is no file"), (large, "larger than")):
        with pytest.raises(ProjectError, match=why):
            Project.read(path)


def test_every_question_is_declared_in_full() -> None:
    for path, question in QUESTIONS.items():
        assert question.label and question.help, path
        keys = [option.key for option in question.options]
        assert len(keys) == len(set(keys)), path
        if question.kind is Kind.SCALE:
            values = [option.value for option in question.options]
            assert values == sorted(values), path
        if question.kind is Kind.NUMBER:
            assert question.unit and math.isfinite(question.lowest) and math.isfinite(question.highest), path
        if question.assumed:
            assert question.assumed.low <= question.assumed.mode <= question.assumed.high, path


def test_yaml_reads_no_word_of_ours_as_something_else() -> None:
    for path, question in QUESTIONS.items():
        for option in question.options:
            read = Project.loads(f"{path.split('.')[0]}: {{{path.split('.')[1]}: {_alone(question, option.key)}}}")
            assert read.answer(path) is not None, (path, option.key)


def _alone(question: Question, key: str) -> str:
    return f"{{{key}: 1}}" if question.kind is Kind.ROSTER else key


def test_a_written_project_is_yaml_that_people_can_read() -> None:
    project = Project.parse({"name": "Año", "traffic": {"users": [1, 2]}, "money": {"go_live": "2027-03-01"}})
    assert yaml.safe_load(project.write()) == {
        "version": 1, "name": "Año", "traffic": {"users": {"low": 1, "high": 2}}, "money": {"go_live": "2027-03-01"},
    }  # fmt: skip
    assert "Año" in project.write()
