"""Two changes of the same answers, made apart: together where they touch different answers, beside each other else."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.differences import differing, mixed
from advisor.project_file import Project, ProjectError


@dataclass(frozen=True)
class Merge:
    """Both changes together, with mine where both touched the same answers; those are in `both_changed`."""

    project: Project
    both_changed: tuple[str, ...]


def merged(seen: Project, theirs: Project, mine: Project) -> Merge | None:
    """What both made of the project that both had seen; None where the two do not go together."""
    i_changed = changed_answers(seen, mine)
    they_changed = changed_answers(seen, theirs)
    apart = {each.path for each in differing((theirs, mine))}
    try:
        answers = mixed(theirs, mine, i_changed).as_dict()
        name, notes = (_newer(seen.name, theirs.name, mine.name), _newer(seen.notes, theirs.notes, mine.notes))
        measured = theirs.measured | {path: on for path, on in mine.measured.items() if path in i_changed}
        project = Project.parse(answers | {"name": name, "notes": notes, "measured": measured})
    except ProjectError:
        return None
    return Merge(project, tuple(path for path in i_changed if path in they_changed and path in apart))


def changed_answers(before: Project, after: Project) -> tuple[str, ...]:
    """The paths of the answers that are others now."""
    return tuple(each.path for each in differing((before, after)))


def _newer(seen: str, theirs: str, mine: str) -> str:
    """Mine where I changed it."""
    return mine if mine != seen else theirs
