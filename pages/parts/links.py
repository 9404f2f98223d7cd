"""Addresses to be sent. Each begins at the app's first page, which every server knows from its start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import streamlit as st

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

SHARED, COMPARE, SESSION = "shared", "compare", "session"
PAGE_OF = {COMPARE: "scenarios", SESSION: "session"}
"""Which page shows what an address asks for."""


def address(**query: str) -> str:
    """This app, as others reach it."""
    here = urlsplit(st.context.url or "http://localhost:8501/")
    folder = here.path.rsplit("/", 1)[0]
    return f"{here.scheme}://{here.netloc}{folder}/?{urlencode(query)}"


def follow_link(shown: Page, pages: Mapping[str, Page]) -> None:
    """Go from the first page to the one that the address asks for."""
    asked = next((page for name, page in PAGE_OF.items() if name in st.query_params), None)
    if asked is not None and not shown.url_path:
        st.switch_page(pages[asked], query_params=dict(st.query_params))
