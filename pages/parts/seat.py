"""The seat that this browser holds in a planning session.

Its key stays in the browser, so that a page that is loaded anew is the same person again; the address never shows it,
so that whoever is sent the address takes no seat but their own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from advisor.planning.seats import digest_of
from pages.parts import links

ADDRESS, WAY_BACK = links.SESSION, "seat"
KEY, SESSION, FORGET = "seat.key", "seat.session", "seat.forget"

REMEMBER = """
export default function ({ data, setStateValue }) {
  const place = "advisor.seat." + data.session;
  try {
    if (data.forget) localStorage.removeItem(place);
    else if (data.key) localStorage.setItem(place, data.key);
    else if (localStorage.getItem(place)) setStateValue("key", localStorage.getItem(place));
  } catch (refused) {
    /* A browser that keeps nothing: the seat lasts as long as the page. */
  }
}
"""


@cache
def _browser() -> Callable[..., Any]:
    component: Callable[..., Any] = st.components.v2.component("seat", js=REMEMBER)
    return component


def asked_session() -> str:
    """The key of the session that the address names, or that was joined here; empty where there is none."""
    if ADDRESS not in st.query_params and SESSION in st.session_state:
        st.query_params[ADDRESS] = st.session_state[SESSION]
    return st.query_params.get(ADDRESS, "")


def key() -> str:
    """The key of the seat in the session that is open here; empty where nobody sits here."""
    held: str = st.session_state.get(KEY, "")
    return held


def find() -> str:
    """The same, once a run: from this session, from the address by which somebody comes back, or from the browser."""
    session = asked_session()
    if WAY_BACK in st.query_params:
        take(session, st.query_params.pop(WAY_BACK))
    if st.session_state.get(SESSION) != session:
        st.session_state.pop(KEY, None)
    forget = st.session_state.pop(FORGET, False)
    if session:
        told = _browser()(
            key=f"seat.browser.{digest_of(session)}", data={"session": session, "key": key(), "forget": forget},
            on_key_change=lambda: None, default={"key": None},
        )  # fmt: skip
        if not key() and told.key and not forget:
            take(session, str(told.key))
    return key()


def take(session: str, seat_key: str) -> None:
    """Sit down."""
    st.session_state[SESSION], st.session_state[KEY] = session, seat_key
    st.query_params[ADDRESS] = session


def leave() -> None:
    """Be nobody here again; what was said stays."""
    for name in (KEY, SESSION):
        st.session_state.pop(name, None)
    st.session_state[FORGET] = True
