"""Who is there: the members of a team, as a file or a form gives them.

The compact form counts people by role (`backend_engineer: 2`); the list names each member, with share and level.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from pydantic_core import PydanticCustomError

from advisor.language import N_, Amount, Text, text
from advisor.reading import near_names, number, problem_of, shown, unknown_key, written, wrong, wrong_parts

MOST_MEMBERS = 200
LONGEST_NAME = 100
SMALLEST_SHARE = 0.01
"""Full-time equivalents: two days a year. Who has less is not there."""
MOST_STRANGE_KEYS = 5
"""So many keys that nobody knows are told of one member."""
LEVELS = {
    "new": N_("Is learning it"),
    "practised": N_("Has done it"),
    "expert": N_("Does it for a living"),
}
"""How far somebody has come in the work of the role."""
USUAL_LEVEL = "practised"


@dataclass(frozen=True)
class Member:
    """One person of the team, or a group of one role: `share` counts full-time equivalents."""

    role: str
    share: float
    level: str = USUAL_LEVEL
    name: str = ""


def people_of_role(members: Iterable[Member]) -> dict[str, float]:
    """Full-time equivalents by role."""
    people: dict[str, float] = {}
    for member in members:
        people[member.role] = people.get(member.role, 0.0) + member.share
    return people


def read_members(given: Any, roles: Sequence[str], largest: float) -> tuple[Member, ...]:
    """The members in a compact mapping or in a list; no share in the mapping is no member, no entry in the list none.

    Raises:
        PydanticCustomError: all that is wrong, by its place in what was given.
    """
    if not isinstance(given, dict | list | tuple):
        raise wrong(text("Give people by role, such as backend_engineer: 2, or a list of members"))
    if len(given) > MOST_MEMBERS:
        raise wrong(text("Give at most {most} members; put those of one role together", most=MOST_MEMBERS))
    faults: dict[str, Text] = {}
    readers = _readers(roles, largest)
    found = _by_role(given, readers, faults) if isinstance(given, dict) else _by_member(given, readers, faults)
    members = tuple(found)
    if faults:
        raise wrong_parts(faults)
    return members


def write_members(members: Sequence[Member]) -> dict[str, float] | list[dict[str, Any]]:
    """The members as they stand in a file: compact where nothing is lost by it."""
    people = people_of_role(members)
    if len(people) == len(members) and all(member == Member(member.role, member.share) for member in members):
        return {role: written(share) for role, share in people.items()}
    return [_entry(member) for member in members]


def _entry(member: Member) -> dict[str, Any]:
    entry: dict[str, Any] = {"role": member.role, "share": written(member.share)}
    if member.level != USUAL_LEVEL:
        entry["level"] = member.level
    if member.name:
        entry["name"] = member.name
    return entry


Readers = dict[str, Callable[[Any], Any]]


def _readers(roles: Sequence[str], largest: float) -> Readers:
    return {
        "role": lambda given: _one_of(given, roles), "share": lambda given: _share(given, largest),
        "level": lambda given: USUAL_LEVEL if given is None else _one_of(given, list(LEVELS)), "name": _name,
    }  # fmt: skip


def _by_role(given: dict[Any, Any], readers: Readers, faults: dict[str, Text]) -> Iterable[Member]:
    for role, share in given.items():
        try:
            known = readers["role"](role)
            if number(share) != 0:
                yield Member(known, readers["share"](share))
        except PydanticCustomError as error:
            faults[str(role)] = problem_of(error)


def _by_member(given: Sequence[Any], readers: Readers, faults: dict[str, Text]) -> Iterable[Member]:
    for position, entry in enumerate(given, start=1):
        content = asdict(entry) if isinstance(entry, Member) else entry
        if isinstance(content, dict):
            found, wrong_keys = _read(content, readers)
            faults |= {f"{position}.{key}": problem for key, problem in wrong_keys.items()}
            if not wrong_keys:
                yield Member(**found)
        elif content is not None:
            faults[str(position)] = text("{given} is no member; give role and share", given=shown(content))


def _read(content: dict[Any, Any], readers: Readers) -> tuple[dict[str, Any], dict[str, Text]]:
    """What is said of a member, by key; and what is wrong with it, by key."""
    found: dict[str, Any] = {}
    strange = islice((key for key in content if key not in readers), MOST_STRANGE_KEYS)
    faults = {str(key): unknown_key(key, readers) for key in strange}
    faults |= {key: text("This is missing; give it a value") for key in ("role", "share") if key not in content}
    for key in readers.keys() & content.keys():
        try:
            found[key] = readers[key](content[key])
        except PydanticCustomError as error:
            faults[key] = problem_of(error)
    return found, faults


def _one_of(given: Any, known: Sequence[str]) -> str:
    if isinstance(given, str) and given in known:
        return given
    raise wrong(text("{given} is not known; {hint}", given=shown(given), hint=near_names(given, known)))


def _share(given: Any, largest: float) -> float:
    share = number(given)
    if share is None or not SMALLEST_SHARE <= share <= largest:
        raise wrong(
            text("{given} is not a number of people; give {lowest} to {highest}", given=shown(given),
                 lowest=Amount(SMALLEST_SHARE, "people"), highest=Amount(largest, "people"))
        )  # fmt: skip
    return share


def _name(given: Any) -> str:
    if given is not None and (not isinstance(given, str) or len(given) > LONGEST_NAME):
        raise wrong(text("Give a name of at most {most} letters", most=LONGEST_NAME))
    return (given or "").strip()
