"""What took long to compute and is shown again: kept for everybody, by what it was computed from."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import streamlit as st

MOST_KEPT = 64


@st.cache_resource(show_spinner=False)
def _shelf() -> dict[Hashable, Any]:
    return {}


def found(key: Hashable) -> Any:
    """What was kept; None where there is nothing."""
    return _shelf().get(key)


def keep(key: Hashable, thing: Any) -> None:
    """Keep a thing; the oldest one goes where there are too many."""
    shelf = _shelf()
    shelf[key] = thing
    while len(shelf) > MOST_KEPT:
        shelf.pop(next(iter(shelf)), None)
