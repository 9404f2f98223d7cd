"""The seat that this browser holds in a planning session, and how its page follows the others.

The seat's key stays in the browser, so that a page that is loaded anew is the same person again; the address never
shows it, so that whoever is sent the address takes no seat but their own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from advisor.language import Text, text
from advisor.planning import sessions
from advisor.planning.database import DatabaseError
from advisor.planning.errors import AnswerError, NotAllowedError, SessionError
from advisor.planning.seats import digest_of
from advisor.planning.state import SessionState
from advisor.planning.state import state as read_state
from advisor.project_file import Fault
from pages.parts import links, stored
from pages.parts.markdown import plain
from pages.parts.reader import current_reader

ADDRESS, WAY_BACK = links.SESSION, "seat"
KEY, SESSION, SHOWN, FAULTS = "seat.key", "seat.session", "seat.revision", "seat.faults"
FORGET, LAST, AWAY, WAITING = "seat.forget", "seat.last", "seat.away", "seat.waiting"
LOOKS = "seat.looks"
LOOK_SECONDS = 0.4
"""Seconds after which a page asks whether anything has changed: everybody sees a reveal within a second."""
PATIENCE_SECONDS = 3.0
"""Seconds after which it asks again where no answer came."""

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


LOOK = """
export default function ({ data, setTriggerValue }) {
  const look = () => setTriggerValue("look", data.shown);
  const soon = setTimeout(look, 1000 * data.seconds);
  const again = setInterval(look, 1000 * data.patience);
  return () => {
    clearTimeout(soon);
    clearInterval(again);
  };
}
"""


@cache
def _browser() -> Callable[..., Any]:
    component: Callable[..., Any] = st.components.v2.component("seat", js=REMEMBER)
    return component


@cache
def _clock() -> Callable[..., Any]:
    component: Callable[..., Any] = st.components.v2.component("seat_look", js=LOOK)
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


def _find() -> str:
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
    if seat_key != key():
        for name in (SHOWN, LAST, WAITING):
            st.session_state.pop(name, None)
    st.session_state[SESSION], st.session_state[KEY] = session, seat_key
    st.query_params[ADDRESS] = session


def leave() -> None:
    """Be nobody here again; what was said stays."""
    for name in (KEY, SESSION, SHOWN, LAST, WAITING):
        st.session_state.pop(name, None)
    st.session_state[FORGET] = True


def read() -> SessionState | None:
    """The session as this seat sees it; None where the seat is not known any more.

    While the database is away it is as it was last seen; what was given meanwhile is stored when it is back.

    Raises:
        DatabaseError: the database is away, and the session was never seen here.
    """
    held = _find()
    if not held:
        return None
    st.session_state[SHOWN] = None
    try:
        _give_what_waits()
        found = read_state(stored.database(), held)
    except NotAllowedError:
        leave()
        return None
    except DatabaseError:
        st.session_state[AWAY] = True
        if LAST not in st.session_state:
            raise
        last: SessionState = st.session_state[LAST]
        return last
    st.session_state[AWAY], st.session_state[LAST] = False, found
    st.session_state[SHOWN] = found.session.revision
    return found


def is_away() -> bool:
    """Whether what is shown is what was last seen: the database does not answer."""
    away: bool = st.session_state.get(AWAY, False)
    return away


def _give_what_waits() -> None:
    """What could not be stored while the database was away.

    Raises:
        DatabaseError: it still is.
    """
    if WAITING not in st.session_state:
        return
    place, do = st.session_state[WAITING]
    try:
        do()
    except SessionError as error:
        _refuse(place, error.problem)
    else:
        st.session_state[FAULTS] = (place, ())
    st.session_state.pop(WAITING)


@st.fragment
def follow(session: str, is_drawn_with_page: list[bool]) -> None:
    """Draw the page anew when anything in the session has changed; the last thing on the page.

    The browser asks when it has been answered, and says what it shows: what a busy server lost on the way is drawn
    again. A fragment that Streamlit runs by itself asks in any case, and stops for good where that is lost.
    """
    st.session_state[LOOKS] = st.session_state.get(LOOKS, 0) + 1
    told = _clock()(
        key=f"seat.look.{digest_of(session)}",
        data={"shown": st.session_state.get(SHOWN), "look": st.session_state[LOOKS],
              "seconds": LOOK_SECONDS, "patience": PATIENCE_SECONDS},
        on_look_change=lambda: None,
    )  # fmt: skip
    if is_drawn_with_page:
        is_drawn_with_page.clear()
        return
    try:
        changed = sessions.revision(stored.database(), session) != told.look
    except (DatabaseError, SessionError):
        return
    if changed:
        st.rerun()


def attempt(place: str, do: Callable[[], object], *, waits: bool = False) -> bool:
    """Do something in the session; where it is refused, say why at this place of the page.

    What `waits` is kept while the database is away, and done when it is back.
    """
    st.session_state[FAULTS] = (place, ())
    try:
        do()
    except AnswerError as error:
        st.session_state[FAULTS] = (place, error.faults)
        return False
    except SessionError as error:
        _refuse(place, error.problem)
        return False
    except DatabaseError:
        if waits:
            st.session_state[WAITING] = (place, do)
            _refuse(
                place, text("The database does not answer. What you gave is kept here, and stored when it is back.")
            )
        else:
            _refuse(place, text("The database does not answer, so nothing was changed. Try again in a moment."))
        return False
    return True


def _refuse(place: str, problem: Text) -> None:
    st.session_state[FAULTS] = (place, (Fault("", problem),))


def faults(place: str, field: str | None = None) -> None:
    """What was wrong with what was given at this place, or in one of its fields."""
    where, found = st.session_state.get(FAULTS, ("", ()))
    if where != place:
        return
    told = [fault for fault in found if field is None or fault.place == field]
    for fault in told:
        st.error(plain(current_reader().say(fault.problem)), icon=":material/error:")
