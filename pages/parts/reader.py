"""Who reads the pages: the chosen language, and the project's currency at the catalogue's exchange rate."""

from __future__ import annotations

import streamlit as st

from advisor.catalogue import load
from advisor.language import LANGUAGES, Reader, closest_language
from pages.parts import state

LANGUAGE = "lang"


def choose_language() -> None:
    """The language selector: the browser's own language to begin with, then the link's (?lang=es).

    The codes are shown as they are: a link holds what the selector shows.
    """
    st.segmented_control(
        "Language · Idioma", list(LANGUAGES), default=closest_language(st.context.locale), required=True, key=LANGUAGE,
        bind="query-params",
    )  # fmt: skip


def chosen_language() -> str:
    """The code of the chosen language."""
    language: str = st.session_state.get(LANGUAGE, "en")
    return language


def current_reader() -> Reader:
    """The reader of this session."""
    currency = state.project().money.currency or "USD"
    return Reader(chosen_language(), currency, load().currency_rate(currency))
