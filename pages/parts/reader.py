"""Who reads the pages: the chosen language, and the project's currency at its own exchange rate or the catalogue's."""

from __future__ import annotations

import streamlit as st

from advisor.catalogue import load
from advisor.exchange import with_own_rates
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
    """The code of the chosen language; an address that names none (?lang=) chooses the browser's."""
    language: str | None = st.session_state.get(LANGUAGE)
    return language if language in LANGUAGES else closest_language(st.context.locale)


def current_reader() -> Reader:
    """The reader of this session."""
    project = state.project()
    currency = project.money.currency or "USD"
    return Reader(chosen_language(), currency, with_own_rates(load(), project.own_rates).currency_rate(currency))
