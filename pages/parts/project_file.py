"""The project file: saved from here, opened here, with all its faults told at once."""

from __future__ import annotations

import streamlit as st

from advisor.faults import in_full
from advisor.planning.steps import Steps
from advisor.project_file import LARGEST_FILE_BYTES, Project, ProjectError
from pages.parts import notices, state
from pages.parts.markdown import plain
from pages.parts.reader import current_reader

UPLOAD = "project_file.upload"
LARGEST_MEGABYTES = LARGEST_FILE_BYTES // 1_000_000
OUTCOME = "project_file.outcome"


def show() -> None:
    """Name, save and open."""
    reader = current_reader()
    _ = reader._
    st.subheader(_("Project file"), anchor=False)
    save, load = st.columns(2, gap="large")
    with save:
        if st.session_state.get("project.name") != state.project().name:
            st.session_state["project.name"] = state.project().name
        st.text_input(_("Name of the project"), key="project.name", max_chars=200, on_change=_rename)
        notices.save_button(reader, "project_file.save")
    with load:
        st.file_uploader(
            _("Open a project file (YAML or JSON)"),
            type=["yaml", "yml", "json"],
            key=UPLOAD,
            on_change=_open,
            max_upload_size=LARGEST_MEGABYTES,
        )
        _outcome()


def _rename() -> None:
    state.update(name=st.session_state["project.name"])


def _open() -> None:
    """Read the uploaded file; the project stays as it was where the file has faults."""
    uploaded = st.session_state[UPLOAD]
    st.session_state[OUTCOME] = None
    if uploaded is None:
        return
    try:
        state.replace(Steps(Project.loads(uploaded.getvalue())))
    except ProjectError as error:
        st.session_state[OUTCOME] = in_full(error)
    else:
        st.session_state[OUTCOME] = uploaded.name


def _outcome() -> None:
    reader, outcome = current_reader(), st.session_state.get(OUTCOME)
    if isinstance(outcome, ProjectError):
        notices.faults(outcome, reader)
    elif outcome is not None:
        st.success(plain(reader._("Opened: {file}").format(file=outcome)))
