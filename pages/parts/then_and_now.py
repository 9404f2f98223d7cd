"""A project's figures as they were kept and as they are today, and what moved them."""

from __future__ import annotations

import streamlit as st

from advisor.catalogue import load
from advisor.project_file import Project, ProjectError
from advisor.report import tables_comparison as tables
from advisor.report.then_and_now_words import circumstances, headline
from advisor.snapshot import Snapshot, ThenAndNow, then_and_now
from pages.parts import notices, shelf, table, turns
from pages.parts.markdown import bold, plain
from pages.parts.reader import current_reader


def show(snapshot: Snapshot, project: Project) -> None:
    """The headline, what is another one now, the figures that moved, and the rows behind it."""
    reader = current_reader()
    _ = reader._
    found = _found(snapshot, project)
    st.markdown(bold(reader.say(headline(found))))
    for told in circumstances(found):
        st.markdown(f"- {plain(reader.say(told))}")
    if found.faults:
        notices.faults(ProjectError(list(found.faults)), reader)
    moved = tables.moved(found, reader)
    if len(moved):
        table.show(moved, export="then-and-now")
        st.caption(plain(_("Expected values that moved by more than half a percent; of the verdict of each day.")))
    every = tables.moved(found, reader, everything=True)
    if len(every) > len(moved):
        with st.expander(_("Every way")):
            table.show(every, export="then-and-now-every-way")
    newer = tables.newer_rows(found, reader)
    if len(newer):
        with st.expander(_("What the data say since")):
            table.show(newer)


def _found(snapshot: Snapshot, project: Project) -> ThenAndNow:
    key = ("then and now", snapshot.dumps(), project.fingerprint, load().as_of)
    known: ThenAndNow | None = shelf.found(key)
    if known is None:
        with (
            turns.aside(),
            st.spinner(current_reader()._("Computing the figures again, with the data of then and of today...")),
        ):
            known = then_and_now(snapshot, project)
        shelf.keep(key, known)
    return known
