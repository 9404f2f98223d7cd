"""The project of this session, and the advice on it. What is held here can always be computed with.

An answer that is refused leaves the project as it was; what was typed stays beside its question, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from advisor.advice import Advice, advise
from advisor.catalogue import load
from advisor.examples import examples
from advisor.faults import check_against
from advisor.planning.steps import Steps
from advisor.project_file import Fault, Project, ProjectError

PROJECT, ADVICE, BEFORE, LEFT, REFUSED = "project", "advice", "advice_before", "project_left", "refused"
STEPS = "steps"
GENERATION = "project_generation"


@dataclass(frozen=True)
class Refused:
    """What was typed for an answer, and why it cannot be used."""

    typed: Any
    faults: tuple[Fault, ...]


def project() -> Project:
    """The current project; on the first visit, the first worked example."""
    current: Project | None = st.session_state.get(PROJECT)
    if current is None:
        current = st.session_state[PROJECT] = examples()[0].project
    return current


def is_open() -> bool:
    """Whether there is a project yet."""
    return PROJECT in st.session_state


def advice() -> Advice:
    """The advice on the current project."""
    current: Advice | None = st.session_state.get(ADVICE)
    if current is None:
        current = st.session_state[ADVICE] = advise(project())
    return current


def is_advised() -> bool:
    """Whether this project has been advised on before: then another advice is soon there."""
    return ADVICE in st.session_state or before() is not None


def before() -> Advice | None:
    """The advice before the last change of an answer; None where nothing has changed yet."""
    return st.session_state.get(BEFORE)


def steps() -> Steps:
    """What can be undone in this project, and done again."""
    found: Steps | None = st.session_state.get(STEPS)
    return found if found is not None and found.now == project() else Steps(project())


def is_changed() -> bool:
    """Whether an answer of this project has been changed here."""
    return bool(steps().past or steps().undone)


def left() -> Project | None:
    """The project that another one has taken the place of."""
    found: Steps | None = st.session_state.get(LEFT)
    return found.now if found is not None else None


def refused() -> dict[str, Refused]:
    """The answers that were refused, by path."""
    answers: dict[str, Refused] = st.session_state.setdefault(REFUSED, {})
    return answers


def generation() -> int:
    """How many projects this session has opened; it changes when another one is opened."""
    count: int = st.session_state.get(GENERATION, 0)
    return count


def answer(path: str, given: Any, typed: Any = None) -> bool:
    """Change one answer; False where it is refused, and then what was `typed` is kept."""
    try:
        changed = checked(project().with_answer(path, given))
    except ProjectError as error:
        refused()[path] = Refused(typed, tuple(error.faults))
        return False
    refused().pop(path, None)
    _change(changed)
    return True


def try_out(path: str, given: Any, typed: Any) -> None:
    """Keep beside its question what was typed, where it would be refused; no answer is changed."""
    try:
        checked(project().with_answer(path, given))
    except ProjectError as error:
        refused()[path] = Refused(typed, tuple(error.faults))


def update(**changes: Any) -> None:
    """Change the project's own fields: its name, notes, overrides or own prices.

    Raises:
        ProjectError: the change cannot be used; the project stays as it was.
    """
    changed = checked(Project.parse(project().as_dict() | changes))
    for path in [path for path in refused() if path.split(".")[0] in changes]:
        del refused()[path]
    _change(changed)


def use_measured(answers: dict[str, Any], note: str, own: dict[str, int]) -> None:
    """Take over answers that were measured, and the values of parameters that go with them.

    Raises:
        ProjectError: one of them cannot be used; the project stays as it was.
    """
    _change(checked(project().with_measured(answers, note, own)))


def _change(changed: Project) -> None:
    if changed.fingerprint == project().fingerprint:
        return
    st.session_state[BEFORE] = advice()
    _hold(changed)


def _hold(other: Project) -> None:
    """Let this be the project; what was refused is forgotten where the answer is another now."""
    for path in [path for path in refused() if other.answer(path) != project().answer(path)]:
        del refused()[path]
    st.session_state[STEPS] = steps().to(other)
    st.session_state[PROJECT] = other
    st.session_state.pop(ADVICE, None)


def open_first(now: Steps) -> None:
    """Open what a visitor has come for, before anything else is open.

    Raises:
        ProjectError: it cannot be computed with.
    """
    checked(now.now)
    _open(now)


def replace(new: Steps) -> None:
    """Open another project; the one before can be had back.

    Raises:
        ProjectError: it cannot be computed with; the project stays as it was.
    """
    checked(new.now)
    st.session_state[LEFT] = steps()
    _open(new)


def leave_behind(now: Steps) -> None:
    """Remember that this was open before."""
    st.session_state[LEFT] = now


def go_back() -> None:
    """Open what was open before, with all that could be undone in it."""
    found: Steps | None = st.session_state.get(LEFT)
    if found is not None:
        st.session_state[LEFT] = steps()
        _open(found)


def _open(now: Steps) -> None:
    st.session_state[PROJECT], st.session_state[STEPS] = now.now, now
    st.session_state[REFUSED] = {}
    st.session_state[GENERATION] = generation() + 1
    for name in (ADVICE, BEFORE):
        st.session_state.pop(name, None)


def follow(theirs: Project) -> None:
    """Go on with what somebody else made of this project; the advice before it can be compared with."""
    _change(theirs)


def undo() -> None:
    """Go back to the answers before the last change, also where no advice on those of now can be had."""
    if steps().past:
        _step(steps().past[-1])


def redo() -> None:
    """Change again what was undone last."""
    if steps().undone:
        _step(steps().undone[0])


def _step(to: Project) -> None:
    earlier = st.session_state.get(ADVICE)
    _hold(to)
    st.session_state[BEFORE] = earlier


def checked(candidate: Project) -> Project:
    """The project, if the catalogue knows all that it names.

    Raises:
        ProjectError: with all that it does not know.
    """
    faults = check_against(candidate, load())
    if faults:
        raise ProjectError(faults)
    return candidate
