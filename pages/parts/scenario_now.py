"""The scenario that is open: keep it, name it, branch from it, see how it came about and what has moved since."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from advisor.language import Reader, text
from advisor.planning import scenarios
from advisor.planning.database import DatabaseError
from advisor.planning.merging import changed_answers
from advisor.planning.scenarios import Scenario, Standing, Version
from advisor.project_file import Project, ProjectError
from advisor.report.comparison_words import answer_in_words, path_in_words
from advisor.report.scenario_words import read, when
from pages.parts import sign_in, state, stored, then_and_now
from pages.parts.markdown import bold, plain
from pages.parts.reader import current_reader
from pages.parts.stored_notices import attempt

NAME, OPENED = "scenario_now.name", "scenario_now.then"
MOST_TOLD = 3
MOST_SHOWN = 50


def show() -> None:
    """Name and author, keep, branch; then its past."""
    reader, scenario = current_reader(), stored.held()
    _ = reader._
    with st.container(border=True, key="scenario_now"):
        named, author = st.columns(2, gap="medium", vertical_alignment="bottom")
        with named:
            if st.session_state.get(NAME) != state.project().name:
                st.session_state[NAME] = state.project().name
            st.text_input(_("Name of this scenario"), key=NAME, max_chars=200, on_change=_rename)
        with author:
            if not sign_in.name():
                st.text_input(
                    _("Your name, for the history (optional)"), key=stored.BY, max_chars=100, persist_state="session"
                )
        _standing(scenario, reader)
        sign_in.said_of_all(reader)
        if sign_in.may_change():
            _keep_or_branch(scenario, reader)
    if scenario is not None:
        _past(scenario, reader)


def _keep_or_branch(scenario: Scenario | None, reader: Reader) -> None:
    _ = reader._
    with st.container(horizontal=True):
        if scenario is None or scenario.standing is not Standing.KEPT:
            st.button(_("Keep in the list"), key="scenario_now.keep", on_click=_keep,
                      icon=":material/bookmark_add:")  # fmt: skip
        st.button(_("Branch: go on in a copy"), key="scenario_now.branch", on_click=_branch, args=(reader,),
                  icon=":material/call_split:")  # fmt: skip
        _branch_last_change(scenario, reader)


def _rename() -> None:
    attempt(lambda: state.update(name=st.session_state[NAME]))


def _standing(scenario: Scenario | None, reader: Reader) -> None:
    if scenario is None:
        st.caption(plain(reader._("Not stored yet. Changing an answer stores it; so does keeping it.")))
        return
    st.caption(plain(reader.say(when(scenario.version, scenario.changed_at, scenario.changed_by))))
    if scenario.standing is Standing.DRAFT:
        st.caption(plain(reader._("A draft: every change is saved, and only who has its address finds it.")))


def _keep() -> None:
    attempt(stored.keep_in_list)


def _branch(reader: Reader) -> None:
    name = state.project().name or reader._("Project without a name")
    attempt(partial(stored.branch, reader.say(text("{name} (branch)", name=name))[:200]))


def _branch_last_change(scenario: Scenario | None, reader: Reader) -> None:
    """The last change as a scenario of its own, beside the one before it."""
    before = state.before()
    if before is None or scenario is None or scenario.version < 2:
        return
    changed = changed_answers(before.project, state.project())
    if not changed:
        return
    st.button(
        reader._("Make the last change a branch"), key="scenario_now.branch_change", icon=":material/alt_route:",
        help=plain(", ".join(_told(changed, state.project(), reader))), on_click=_split,
        args=(changed, scenario, reader),
    )  # fmt: skip


def _split(changed: tuple[str, ...], scenario: Scenario, reader: Reader) -> None:
    """The trunk goes back to the version before; the branch has the change, and is open."""
    before = state.before()
    assert before is not None
    told = "; ".join(_told(changed, state.project(), reader))
    with_change = state.project()

    def split() -> None:
        trunk = scenarios.save(stored.database(), scenario, before.project, stored.by(), Standing.KEPT)
        stored.hold(trunk)
        stored.branch(f"{before.project.name}: {told}"[:200], with_change)

    attempt(split)


def _told(changed: tuple[str, ...], project: Project, reader: Reader) -> list[str]:
    """The first few of the answers that changed, as they are now."""
    content = project.as_dict()
    return [
        f"{path_in_words(reader, path)} {answer_in_words(reader, path, _answer(content, path), project)}"
        for path in changed[:MOST_TOLD]
    ]


def _answer(content: dict[str, Any], path: str) -> Any:
    part, _, name = path.partition(".")
    return content.get(part, {}).get(name) if name else content.get(part)


def _past(scenario: Scenario, reader: Reader) -> None:
    _ = reader._
    past = st.expander(_("History"), icon=":material/history:", key="scenario_now.history", on_change="rerun")
    if past.open:
        with past:
            _history(scenario, reader)
    then = st.expander(_("As it was, and as it is today"), icon=":material/event_repeat:", key=OPENED,
                       on_change="rerun")  # fmt: skip
    if then.open:
        with then:
            _then(scenario, reader)


def _history(scenario: Scenario, reader: Reader) -> None:
    versions = _versions(scenario, reader)
    for version, earlier in zip(versions[:MOST_SHOWN], [*versions[1:], None], strict=False):
        said, do = st.columns([5, 1], vertical_alignment="center")
        with said:
            st.markdown(plain(reader.say(when(version.number, version.saved_at, version.saved_by))))
            st.caption(plain(_what_changed(version, earlier, reader)))
        with do:
            st.button(reader._("Restore"), key=f"scenario_now.restore.{version.number}", on_click=_restore,
                      args=(version.number,),
                      disabled=version.number == scenario.version or not sign_in.may_change())  # fmt: skip


def _versions(scenario: Scenario, reader: Reader) -> list[Version]:
    try:
        return list(scenarios.history(stored.database(), scenario.key))
    except (DatabaseError, ProjectError):
        st.info(plain(reader._("The history cannot be read now.")), icon=":material/cloud_off:")
        return []


def _what_changed(version: Version, earlier: Version | None, reader: Reader) -> str:
    if version.restored_from is not None:
        return reader.say(text("Version {version} restored", version=version.restored_from))
    if earlier is None:
        return reader._("First version")
    changed = changed_answers(earlier.project, version.project)
    if not changed:
        return reader._("Name or notes")
    told = _told(changed, version.project, reader)
    more = len(changed) - MOST_TOLD
    return "; ".join(told) + (reader.say(text(" and {count} more", count=more)) if more > 0 else "")


def _restore(number: int) -> None:
    attempt(partial(stored.restore, number))


def _then(scenario: Scenario, reader: Reader) -> None:
    versions = {version.number: version for version in _versions(scenario, reader)}
    kept = {number: found for number, version in versions.items() if (found := read(version.snapshot)) is not None}
    if not kept:
        st.info(plain(reader._("No figures are kept yet; they are as soon as this version has been shown.")))
        return
    number = st.selectbox(
        reader._("Version"), list(kept), key="scenario_now.version", index=min(1, len(kept) - 1),
        format_func=lambda number: reader.say(
            when(number, versions[number].saved_at, versions[number].saved_by)
        ),
    )  # fmt: skip
    st.markdown(bold(versions[number].project.name or reader._("Project without a name")))
    then_and_now.show(kept[number], versions[number].project)
