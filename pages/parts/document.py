"""The browser's document around the pages: its style, its language, and what a screen reader says of a new verdict."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from pages.parts.reader import chosen_language

STYLE = Path(__file__).resolve().parents[2] / "static" / "style.css"
STATUS = '<p role="status"></p>'
UNSEEN = "p { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); }"
TELL = """
export default function ({ data, parentElement }) {
  document.documentElement.lang = data.language;
  const status = parentElement.querySelector("[role=status]");
  if (status.textContent !== data.words) status.textContent = data.words;
}
"""


@cache
def _component() -> Callable[..., Any]:
    component: Callable[..., Any] = st.components.v2.component("document", html=STATUS, css=UNSEEN, js=TELL)
    return component


def dress() -> None:
    """Give all pages their style."""
    st.html(STYLE)


def tell(words: str = "") -> None:
    """Say in which language the page is written, and speak the words where they have changed."""
    _component()(key="document", data={"language": chosen_language(), "words": words})
