"""Whatever comes in from outside, by file, by address or by hand, gives a result or a refusal that is documented."""

from __future__ import annotations

import contextlib
import json
import string
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from advisor.cli import main
from advisor.faults import check_against
from advisor.own_machines import HUGGING_FACE, model_of_config
from advisor.planning import scenarios, seats, sessions, state, voting
from advisor.planning.comparisons import compared, read_address
from advisor.planning.database import Database
from advisor.planning.errors import SessionError
from advisor.planning.scenarios import NotFoundError
from advisor.planning.seats import Role
from advisor.project_file import Project, ProjectError
from tests.projects import CONTENTS, TODAY
from tests.rooms import PATHS, Room, new_room

ANY_WORDS = st.text(max_size=60) | st.text(st.characters(), max_size=60)
"""The second has halves of characters, too, which no encoding can write."""
HOSTILE = st.sampled_from(
    ["\0", "\ud800", "a\0b", "%00", "' or 1=1 --", "../../etc/passwd", "x" * 100_000, "\u202e", "٣", "१"]
)
WORDS = ANY_WORDS | HOSTILE
NUMBERS = (
    st.integers()
    | st.floats()
    | st.sampled_from([10**400, -(10**400), 2**63, 1e308, -0.0, float("nan"), float("inf"), True])
)
VALUES = st.recursive(
    st.none() | NUMBERS | WORDS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(ANY_WORDS, below, max_size=3),
    max_leaves=8,
)
TWO_DATABASES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def opened(content: str | bytes) -> Project | None:
    """As the page and the shell open a file."""
    try:
        project = Project.loads(content)
    except ProjectError as error:
        assert error.faults and all(fault.problem for fault in error.faults)
        return None
    check_against(project, load_today())
    return project


def load_today() -> Any:
    from advisor.catalogue import load

    return load(TODAY)


# Project files


@st.composite
def damaged_files(draw: st.DrawFn) -> bytes:
    """A good file with some bytes taken out, doubled, or changed, in some encoding."""
    content = draw(CONTENTS)
    written = draw(st.sampled_from([json.dumps, lambda content: Project.parse(content).write()]))(content)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]))
    found = bytearray(written.encode(encoding, "replace"))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(0, len(found) - 1)))
        size = draw(st.integers(0, 8))
        found[place : place + size] = draw(st.binary(max_size=8) | st.just(bytes(found[place : place + size]) * 3))
    return bytes(found)


@settings(max_examples=150, deadline=None)
@given(damaged_files())
def test_a_damaged_file_is_a_project_or_its_faults(content: bytes) -> None:
    opened(content)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(Project.model_fields)) | ANY_WORDS, VALUES, max_size=6))
def test_any_content_is_a_project_or_its_faults(content: dict[str, Any]) -> None:
    for written in (json.dumps(content), yaml.safe_dump(content, allow_unicode=True)):
        opened(written)
    with contextlib.suppress(ProjectError):
        Project.parse(content)


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000, "{a: " * 50_000, '{"a":' * 100_000 + "1" + "}" * 100_000, "- " * 100_000, "? " * 50_000,
        "a: &a [*a]", "a: &a [x]\nb: [*a, *a]", "<<: {a: 1}", "!!python/object/apply:os.system [id]", "!!set {a, b}",
        "traffic: {users: " + "9" * 5_000 + "}", '{"traffic": {"users": ' + "9" * 5_000 + "}}",
        "traffic: {users: 1e999999}",
        "traffic: {users: 0x" + "f" * 5_000 + "}", "traffic: {users: 1:59:59:59:59}", "start: 2026-99-99",
        "start: 0001-01-01T00:00:00+99:99", "a: |\n" + " " * 100_000, "%YAML 9.9\n---\na: 1", "--- a\n--- b\n", "\x00",
        "name: \ud800", '{"name": "\\ud800"}', "name: \"\\ud800\"", b"\xff\xfe\x00", b"\xef\xbb\xbf\xef\xbb\xbf{}",
        "\x85", "\u2028",
        "name: !!binary x", "name: !!timestamp x", "? {a: b}\n: c", "? [a]\n: c",
        "{null: 1}", "{1.5: 1}", "{yes: 1}", "=: 1",
    ],
    ids=lambda _: "",
)  # fmt: skip
def test_what_is_known_to_break_readers_breaks_none(content: str | bytes) -> None:
    opened(content)


# A model's config.json


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*HUGGING_FACE, "text_config", "moe_intermediate_size", "tie_word_embeddings", "kv_lora_rank",
                         "qk_rope_head_dim"]), VALUES, max_size=10),
    WORDS,
)  # fmt: skip
@example({"hidden_size": 10**400}, "big")
@example({"hidden_size": True, "kv_lora_rank": True, "qk_rope_head_dim": 10**400}, "")
def test_any_config_is_a_model_or_its_faults(config: dict[str, Any], name: str) -> None:
    model = model_of_config(config) | {"capability_tier": 2}
    try:
        project = Project().model_copy().as_dict() | {"own_models": {name: model}}
        checked = Project.parse(project)
    except ProjectError:
        return
    check_against(checked, load_today())


# Addresses and keys, on both databases


@TWO_DATABASES
@given(WORDS)
@example("\0")
@example("\ud800")
def test_any_address_opens_something_or_is_not_found(database: Database, words: str) -> None:
    for ask in (
        lambda: scenarios.load(database, words),
        lambda: scenarios.latest_version(database, words),
        lambda: scenarios.version(database, words, 1),
        lambda: scenarios.history(database, words),
        lambda: scenarios.follow_link(database, words),
        lambda: scenarios.stand(database, words, scenarios.Standing.KEPT),
        lambda: sessions.revision(database, words),
        lambda: state.state(database, words),
        lambda: sessions.close(database, words),
        lambda: voting.call_vote(database, words),
        lambda: sessions.open_session(database, words, words, words),
    ):
        with contextlib.suppress(NotFoundError, SessionError):
            ask()
    assert compared(database, read_address(words)) == []
    scenarios.search(database, words)


@TWO_DATABASES
@given(st.lists(st.text(string.ascii_letters + "._,0123456789", max_size=30), max_size=8).map(",".join))
def test_any_comparison_is_read_as_far_as_it_is_one(words: str) -> None:
    assert all(one.version < 10**9 for one in read_address(words))


@TWO_DATABASES
@given(WORDS, st.sampled_from([*Role, "king", "", "\0"]))
def test_any_code_name_and_role_joins_or_is_refused(database: Database, words: str, role: Any) -> None:
    room = new_room(database)
    for code in (words, room.session.key, room.session.code.lower()):
        with contextlib.suppress(SessionError):
            seats.join(database, code, words, role, words)
    room.state()


@TWO_DATABASES
@given(st.dictionaries(st.sampled_from(["low", "likely", "high", "option", "day"]), VALUES, max_size=4), WORDS)
@example({"low": 10**400, "likely": float("nan"), "high": "1e9999"}, "\0")
def test_any_estimate_and_reason_is_kept_or_refused(database: Database, given: dict[str, Any], reason: str) -> None:
    room: Room = new_room(database)
    for path in PATHS:
        from advisor.planning import estimates

        with contextlib.suppress(SessionError):
            estimates.estimate(database, room.ben, room.topic(path).id, given, reason)
        with contextlib.suppress(SessionError):
            room.reveal(path)
    with contextlib.suppress(SessionError):
        voting.vote(database, room.ben, reason, reason)
    room.state()


@TWO_DATABASES
@given(WORDS)
def test_any_name_of_a_project_is_kept_and_found(database: Database, words: str) -> None:
    try:
        project = Project.parse({"name": words, "notes": words})
    except ProjectError:
        return
    kept = scenarios.create(database, project, words)
    assert scenarios.load(database, kept.key).project == project
    scenarios.search(database, words)


# Files that the shell takes


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([["advise"], ["validate", "decisions"], ["validate", "serving"], ["validate", "finetuning"],
                     ["validate", "effort"]]),
    st.binary(max_size=300) | st.text(max_size=300).map(str.encode) | damaged_files(),
)  # fmt: skip
def test_any_file_for_the_shell_is_used_or_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str], content: bytes
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    assert main([*command, str(file), "--json"]) in (0, 1, 2)
    told = capsys.readouterr()
    assert "Traceback" not in told.err
