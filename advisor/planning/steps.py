"""What can be undone and done again: the way that a project has come, read from its versions alone.

A version that is alike to the one before the last is that last change undone; so a page that is loaded anew finds in
the stored versions what it had in hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.project_file import Project

MOST = 50


@dataclass(frozen=True)
class Steps:
    """A project as it stands, as it stood before (the latest last), and what was undone (the nearest first)."""

    now: Project
    past: tuple[Project, ...] = ()
    undone: tuple[Project, ...] = ()

    @classmethod
    def through(cls, versions: Iterable[Project]) -> Steps:
        """The way through versions, the first one first; there is at least one."""
        first, *later = versions
        steps = cls(first)
        for project in later:
            steps = steps.to(project)
        return steps

    def to(self, project: Project) -> Steps:
        """On to another state; to the one before is an undoing, to the one that was undone a doing again."""
        if _alike(self.now, project):
            return self
        if self.past and _alike(self.past[-1], project):
            return Steps(project, self.past[:-1], (self.now, *self.undone))
        past = (*self.past, self.now)[-MOST:]
        if self.undone and _alike(self.undone[0], project):
            return Steps(project, past, self.undone[1:])
        return Steps(project, past)


def _alike(one: Project, other: Project) -> bool:
    return one.fingerprint == other.fingerprint
