"""A file that is made when somebody asks for it, and kept until a browser has fetched it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import cycle
from typing import Literal

import streamlit as st
from streamlit.runtime import get_instance

from pages.parts.markdown import plain

KEPT_FILES = 64
"""How many of the files made last a server holds on to."""
_places = cycle(range(KEPT_FILES))


def button(
    label: str,
    make: Callable[[], bytes],
    file_name: str,
    mime: str,
    *,
    key: str,
    type: Literal["secondary", "tertiary"] = "secondary",
) -> None:
    """A button that has the file made and saves it."""
    st.download_button(
        plain(label), partial(_made, make, file_name, mime), file_name, mime,
        key=key, type=type, on_click="ignore", icon=":material/download:",
    )  # fmt: skip


def _made(make: Callable[[], bytes], file_name: str, mime: str) -> bytes:
    """The file, which the server forgets no sooner than the 64th after it.

    Streamlit itself forgets it when anybody's page has been drawn twice, which is sooner than a browser can ask for it
    where many pages are looked at.
    """
    content = make()
    get_instance().media_file_mgr.add(
        content, mime, f"made_file.{next(_places)}", file_name, is_for_static_download=True
    )
    return content
