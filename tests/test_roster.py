"""Who is there: any roster that a file gives comes back from its file, in the shortest form that says it all."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from advisor.language import Reader
from advisor.project import ROLES
from advisor.project_file import MOST_FAULTS, Project, ProjectError
from advisor.roster import Member, people_of_role

ANA = Member("ml_engineer", 0.5, "expert", "Ana")


def people(content: str) -> tuple[Member, ...] | None:
    return Project.loads(f"team:\n  people: {content}").team.people


def written(content: str) -> Any:
    return yaml.safe_load(Project.loads(f"team:\n  people: {content}").write())["team"]["people"]


def test_a_compact_roster_counts_people_by_role() -> None:
    assert people("{backend_engineer: 2, ml_engineer: 0.5}") == (
        Member("backend_engineer", 2), Member("ml_engineer", 0.5),
    )  # fmt: skip


def test_a_list_says_who_each_is() -> None:
    assert people("[{role: ml_engineer, share: 0.5, level: expert, name: ' Ana '}]") == (ANA,)


@pytest.mark.parametrize("nobody", ["{}", "[]", "{ml_engineer: 0}", "{ml_engineer: 0.0, annotator: 0}", "[null]"])
def test_nobody_is_known_to_be_nobody(nobody: str) -> None:
    assert people(nobody) == ()
    assert written(nobody) == {}


@pytest.mark.parametrize("unknown", ["null", "don't know", "unknown"])
def test_a_roster_left_open_is_unknown(unknown: str) -> None:
    assert people(unknown) is None


@pytest.mark.parametrize(
    ("given", "compact"),
    [
        ("{ml_engineer: 1.0}", {"ml_engineer": 1}),
        ("[{role: ml_engineer, share: 1}]", {"ml_engineer": 1}),
        ("[{role: ml_engineer, share: 1, level: practised, name: ''}]", {"ml_engineer": 1}),
        ("[{role: ml_engineer, share: 1, level: null, name: null}]", {"ml_engineer": 1}),
    ],
)
def test_what_the_compact_form_can_say_is_written_compact(given: str, compact: dict[str, float]) -> None:
    assert written(given) == compact


@pytest.mark.parametrize(
    "entries",
    [
        [{"role": "ml_engineer", "share": 1, "name": "Ana"}],
        [{"role": "ml_engineer", "share": 1, "level": "new"}, {"role": "annotator", "share": 2}],
        [{"role": "ml_engineer", "share": 1}, {"role": "ml_engineer", "share": 0.5}],
    ],
)
def test_what_it_cannot_say_is_written_as_a_list(entries: list[dict[str, Any]]) -> None:
    assert written(str(entries)) == entries


def test_shares_of_one_role_add_up() -> None:
    there = people_of_role((ANA, Member("ml_engineer", 1.5), Member("annotator", 3)))
    assert there == {"ml_engineer": 2.0, "annotator": 3.0}


def test_every_role_may_be_of_every_level() -> None:
    team = [{"role": role.key, "share": 1, "level": level} for role in ROLES for level in ("new", "expert")]
    assert len(people(str(team)) or ()) == len(team)


def test_all_faults_of_a_roster_are_told_at_once() -> None:
    with pytest.raises(ProjectError) as caught:
        people("[{role: wizard, share: 0}, {share: 1, level: guru, colour: red}, ml_engineer]")
    assert {fault.place.removeprefix("team.people.") for fault in caught.value.faults} == {
        "1.role", "1.share", "2.colour", "2.role", "2.level", "3",
    }  # fmt: skip


def test_a_roster_full_of_faults_is_told_in_so_many_lines() -> None:
    with pytest.raises(ProjectError) as caught:
        Project.parse({"team": {"people": [{"role": "x", "share": -1, "level": "y"}] * 200}})
    assert len(caught.value.faults) == MOST_FAULTS + 1
    with pytest.raises(ProjectError) as caught:
        Project.parse({"team": {"people": [{f"key {n}": 1 for n in range(10_000)}]}})
    assert len(caught.value.faults) < 10


def test_the_rest_of_a_project_stays_usable_without_a_faulty_roster() -> None:
    with pytest.raises(ProjectError) as caught:
        Project.parse({"name": "x", "team": {"country": "ES", "people": [{"role": "wizard"}]}})
    assert caught.value.rest == Project.parse({"name": "x", "team": {"country": "ES"}})


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_fault_says_where_and_what_would_be_right(language: str) -> None:
    with pytest.raises(ProjectError) as caught:
        people("[{role: ml_enginer, share: 1}]")
    assert "team.people.1.role" in caught.value.told(Reader(language))
    assert "ml_engineer" in caught.value.told(Reader(language))


@pytest.mark.parametrize("share", [0.009, 5e-324, -1, 1e9])
def test_hardly_anybody_and_too_many_are_refused(share: float) -> None:
    with pytest.raises(ProjectError, match="is not a number of people"):
        Project.parse({"team": {"people": {"ml_engineer": share}}})
