"""Who reads the pages: the chosen language, and the currency of the project that is shown, at its own exchange rate or
the catalogue's.
"""

from __future__ import annotations

import streamlit as st

from advisor.catalogue import load
from advisor.exchange import with_own_rates
from advisor.language import LANGUAGES, Reader, closest_language
from advisor.project_file import Project
from pages.parts import state

LANGUAGE = "lang"
CHANGES = "lang.changes"
SHOWN = "reader.shown"


def choose_language() -> None:
    """The language selector: the browser's own language to begin with, then the link's (?lang=es).

    The codes are shown as they are: a link holds what the selector shows.
    """
    st.segmented_control(
        "Language · Idioma", list(LANGUAGES), default=closest_language(st.context.locale), required=True, key=LANGUAGE,
        bind="query-params", on_change=_count_change,
    )  # fmt: skip


def _count_change() -> None:
    st.session_state[CHANGES] = st.session_state.get(CHANGES, 0) + 1


def keyed(key: str) -> str:
    """A widget's key, another one after each change of language: a browser keeps the words that it showed first."""
    changes = st.session_state.get(CHANGES, 0)
    return f"{key}.{changes}" if changes else key


def chosen_language() -> str:
    """The code of the chosen language; an address that names none (?lang=) chooses the browser's."""
    language: str | None = st.session_state.get(LANGUAGE)
    return language if language in LANGUAGES else closest_language(st.context.locale)


def show_money_of(project: Project | None) -> None:
    """Amounts are those of this project, which others look at too; of the one that is open here where none is named."""
    st.session_state[SHOWN] = project


def current_reader() -> Reader:
    """The reader of this session."""
    project = st.session_state.get(SHOWN) or state.project()
    currency = project.money.currency or "USD"
    return Reader(chosen_language(), currency, with_own_rates(load(), project.own_rates).currency_rate(currency))
