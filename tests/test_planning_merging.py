"""Two changes of one scenario, made apart: nothing of either is lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.planning.comparisons import Chosen, read_address, written_address
from advisor.planning.merging import changed_answers, merged
from advisor.project_file import Project

ANSWERS = {
    "traffic.users": st.integers(1, 10_000),
    "traffic.turns": st.integers(1, 30),
    "knowledge.documents": st.integers(1, 10_000),
    "knowledge.lookup_allowed": st.booleans(),
    "place.data_location": st.sampled_from(["any_api", "own_cloud", "air_gap"]),
    "overrides.contingency_share": st.sampled_from([0.05, 0.1, 0.2]),
}
SOME = st.fixed_dictionaries({}, optional=ANSWERS)


def project(answers: dict[str, Any], **more: Any) -> Project:
    content: dict[str, Any] = dict(more)
    for path, answer in answers.items():
        group, name = path.split(".")
        content.setdefault(group, {})[name] = answer
    return Project.parse(content)


@given(seen=SOME, theirs=SOME, mine=SOME)
def test_every_change_is_in_what_is_merged_and_clashes_are_named(
    seen: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]
) -> None:
    """An answer by hand: mine where I changed it, else theirs."""
    found = merged(project(seen), project(theirs), project(mine))
    assert found is not None
    for path in ANSWERS:
        mine_changed, they_changed = mine.get(path) != seen.get(path), theirs.get(path) != seen.get(path)
        right = mine.get(path) if mine_changed else theirs.get(path)
        group, name = path.split(".")
        assert found.project.as_dict().get(group, {}).get(name) == right
        clashes = mine_changed and they_changed and mine.get(path) != theirs.get(path)
        assert (path in found.both_changed) == clashes


def test_names_and_notes_are_merged_too() -> None:
    seen, theirs, mine = (project({}, name=name, notes=notes) for name, notes in (("A", "x"), ("A", "y"), ("B", "x")))
    found = merged(seen, theirs, mine)
    assert found is not None
    assert (found.project.name, found.project.notes) == ("B", "y")


def test_what_was_measured_goes_with_its_answer() -> None:
    seen = project({"knowledge.tokens": 1000})
    theirs = project({"knowledge.tokens": 2000}, measured={"knowledge.tokens": "2 files"})
    mine = project({"knowledge.tokens": 1000, "traffic.users": 5})
    found = merged(seen, theirs, mine)
    assert found is not None
    assert found.project.measured == {"knowledge.tokens": "2 files"}


def test_the_changed_answers_are_named() -> None:
    assert changed_answers(project({"traffic.users": 5}), project({"traffic.users": 6})) == ("traffic.users",)


CHOICES = st.lists(
    st.builds(Chosen, st.from_regex(r"[A-Za-z0-9_-]{1,24}", fullmatch=True), st.integers(1, 10**6)),
    unique=True, max_size=6,
)  # fmt: skip


@given(CHOICES)
def test_an_address_gives_back_what_was_chosen(chosen: list[Chosen]) -> None:
    assert read_address(written_address(chosen)) == chosen


@given(st.text())
def test_no_address_is_too_strange_to_be_read(words: str) -> None:
    assert len(read_address(words)) <= 6


@pytest.mark.parametrize("words", ["a", "a.b", "../x.1", "a.1;b.2", "a.0123456789012", ".1", "a.1\n"])
def test_what_names_no_version_is_left_out(words: str) -> None:
    assert read_address(f"{words},good.7") == [Chosen("good", 7)]
