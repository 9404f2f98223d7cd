"""Which of the four ways a page shows in detail: the verdict's, until another is chosen."""

from __future__ import annotations

import streamlit as st

from advisor.advice import WAY_NAMES
from advisor.alternatives import WAYS, Way
from pages.parts import state
from pages.parts.reader import current_reader

KEY = "which_way"


def choose() -> Way:
    """The way to look at; the choice stays while pages change."""
    reader, advice = current_reader(), state.advice()
    chosen = st.segmented_control(
        reader._("Way"),
        list(WAYS),
        default=advice.verdict,
        required=True,
        key=KEY,
        persist_state="session",
        wrap=True,
        format_func=lambda way: reader._(WAY_NAMES[Way(way)]),
    )
    return Way(chosen)
