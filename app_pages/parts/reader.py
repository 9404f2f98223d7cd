"""Who reads the pages: the chosen language, and the project's currency at the catalogue's exchange rate."""

from __future__ import annotations

import streamlit as st

from advisor.catalogue import load
from advisor.language import LANGUAGES, Reader, closest_language
from app_pages.parts import state

LANGUAGE = "lang"


def choose_language() -> None:
    """The language selector; the browser's own language to begin with, then the link's (?lang=es)."""
    languages = list(LANGUAGES)
    st.segmented_control(
        "Language · Idioma", languages, default=closest_language(st.context.locale), required=True,
        format_func=LANGUAGES.__getitem__, key=LANGUAGE, bind="query-params",
    )  # fmt: skip


def current_reader() -> Reader:
    """The reader of this session."""
    currency = state.project().money.currency or "USD"
    return Reader(st.session_state.get(LANGUAGE, "en"), currency, load().currency_rate(currency))
