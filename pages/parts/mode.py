"""How the questions are put: one at a time, or all in a form. One can change at any time; the answers are the same."""

from __future__ import annotations

import streamlit as st

from advisor.language import N_
from pages.parts.reader import current_reader

MODE = "project.mode"
GUIDED, FORM = "guided", "form"
NAMES = {GUIDED: N_("One question at a time"), FORM: N_("The whole form")}


def choose(mode: str) -> None:
    """Put the questions like this from now on."""
    st.session_state[MODE] = mode


def is_guided() -> bool:
    """Whether the questions come one at a time."""
    return st.session_state.get(MODE) == GUIDED


def switch() -> None:
    """The choice of the two."""
    reader = current_reader()
    st.segmented_control(
        reader._("How the questions are put"), list(NAMES), required=True, default=FORM, key=MODE,
        format_func=lambda mode: reader._(NAMES[mode]), label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
