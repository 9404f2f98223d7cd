"""What a team puts in the place of the catalogue's rows: shown, taken, taken back, with its faults beside the form."""

from __future__ import annotations

from typing import Any

import streamlit as st

from advisor.language import Reader, text
from advisor.project_file import Fault, ProjectError
from pages.parts import notices, state
from pages.parts.markdown import plain

FAULTS = "own_rows.faults"


def tell_faults(kind: str, reader: Reader) -> None:
    """What was wrong with the last try."""
    error = st.session_state.get(FAULTS, {}).get(kind)
    if error is not None:
        notices.faults(error, reader)


def is_faulty(kind: str) -> bool:
    """Whether the last try was refused."""
    return kind in st.session_state.get(FAULTS, {})


def attempt(kind: str, **changes: Any) -> None:
    """Change the project, or keep the faults to be shown beside the form."""
    st.session_state[FAULTS] = {}
    try:
        state.update(**changes)
    except ProjectError as error:
        st.session_state[FAULTS] = {kind: error}


def put(kind: str, name: str | None, value: Any) -> None:
    """Put a row in the place of the catalogue's."""
    if not name:
        fault = Fault(kind, text("Nothing is chosen; choose what the figure is for"))
        st.session_state[FAULTS] = {kind: ProjectError([fault])}
    else:
        attempt(kind, **{kind: content(kind) | {name: value}})


def content(kind: str) -> dict[str, Any]:
    """The rows of a kind, as the project file has them."""
    rows: dict[str, Any] = state.project().as_dict().get(kind, {})
    return rows


def entry(kind: str, name: str, words: str, back: str, named: str = "") -> None:
    """One row with the way back, under its name as users know it."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"{plain(named) or f'`{plain(name)}`'}: {plain(words)}", width="content")
        st.button(
            back, key=f"{kind}.{name}.remove", type="tertiary", icon=":material/undo:", on_click=take_back,
            args=(kind, name),
        )  # fmt: skip


def take_back(kind: str, name: str) -> None:
    """Let the catalogue's row count again."""
    attempt(kind, **{kind: {other: value for other, value in content(kind).items() if other != name}})
