"""Parts of a page that are the same for many: drawn once, and shown again from memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import ParamSpec

import streamlit as st

from pages.parts import state
from pages.parts.reader import current_reader

Given = ParamSpec("Given")
DRAWINGS_KEPT = 256
"""One of them takes some tens of kilobytes."""


def recorded(draw: Callable[Given, None]) -> Callable[Given, None]:
    """Draw a part once for everybody who reads the same advice in the same language and currency.

    It may hold no widget, and nothing that differs between two who read the same.
    """

    @wraps(draw)
    def show(*given: Given.args, **named: Given.kwargs) -> None:
        part, project_on_data = f"{draw.__module__}.{draw.__name__}", hash(state.advice().question)
        once((part, project_on_data, current_reader(), given, named), partial(draw, *given, **named))

    return show


def once(hangs_on: object, draw: Callable[[], None]) -> None:
    """Draw a part once for everybody who sees the same; what it hangs on says all that it shows by its `repr`."""
    _drawn(repr(hangs_on), draw)


@st.cache_resource(show_spinner=False, max_entries=DRAWINGS_KEPT)
def _drawn(hangs_on: str, _draw: Callable[[], None]) -> None:
    _draw()
