"""The planning session as this page shows it, and how the page follows the others.

The page is drawn in parts, each a fragment: what somebody else did draws anew only the parts that show it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, wraps
from typing import Any

import streamlit as st

from advisor.language import Text, text
from advisor.planning import scenarios, sessions
from advisor.planning.database import DatabaseError
from advisor.planning.errors import AnswerError, NotAllowedError, SessionError
from advisor.planning.outcomes import Agreed
from advisor.planning.scenarios import NotFoundError
from advisor.planning.seats import Role, digest_of
from advisor.planning.sessions import Stage
from advisor.planning.state import SessionState, Topic
from advisor.planning.state import state as read_state
from advisor.project_file import Fault, Project, ProjectError
from pages.parts import notices, seat, stored
from pages.parts.markdown import plain
from pages.parts.reader import current_reader, show_money_of

NOW, DRAWN, FAULTS = "session.now", "session.drawn", "session.faults"
AWAY, WAITING, LOOKS = "session.away", "session.waiting", "session.looks"
HEAD, PEOPLE, SUBJECT = "part.head", "part.people", "part.subject"
ANSWERS, MEANING = "part.answers", "part.meaning"
AGENDA_OPEN = "session.agenda_of_all"
AGENDA, RECORD, CLOCK = "part.agenda", "part.record", "part.clock"
PROJECTS_KEPT = 64
LOOK_SECONDS = 0.4
"""Seconds after which a page asks whether anything has changed: everybody sees a reveal within a second."""
PATIENCE_SECONDS = 3.0
"""Seconds after which it asks again where no answer came."""

LOOK = """
let stop = () => {};

export default function ({ data, setTriggerValue }) {
  stop();
  const look = () => setTriggerValue("look", data.shown);
  const soon = setTimeout(look, 1000 * data.seconds);
  const again = setInterval(look, 1000 * data.patience);
  stop = () => {
    clearTimeout(soon);
    clearInterval(again);
  };
  return stop;
}
"""
"""Streamlit calls what is returned when the component goes, and not when its data change: it stops by itself then."""


@cache
def _clock() -> Callable[..., Any]:
    component: Callable[..., Any] = st.components.v2.component("session_look", js=LOOK)
    return component


def read() -> SessionState | None:
    """The session as the seat of this browser sees it; None where the seat is not known any more.

    While the database is away it is as it was last seen; what was given meanwhile is stored when it is back.

    Raises:
        DatabaseError: the database is away, and the session was never seen here.
    """
    held = seat.key()
    try:
        _give_what_waits()
        found = read_state(stored.database(), held)
    except NotAllowedError:
        seat.leave()
        return None
    except DatabaseError:
        st.session_state[AWAY] = True
        if _last(held) is None:
            raise
        return now()
    st.session_state[AWAY], st.session_state[NOW] = False, (held, found)
    return found


def show_its_money(found: SessionState) -> None:
    """Everybody reads the same amounts: those of the session's scenario, whatever is open in their own browser."""
    try:
        show_money_of(_project(found.session.scenario, found.scenario_version))
    except DatabaseError:
        show_money_of(None)


@st.cache_resource(show_spinner=False, max_entries=PROJECTS_KEPT)
def _project(scenario: str, version: int) -> Project | None:
    try:
        return scenarios.version(stored.database(), scenario, version).project
    except (NotFoundError, ProjectError):
        return None


def now() -> SessionState:
    """The session as it was last read here."""
    found = _last(seat.key())
    assert found is not None
    return found


def _last(held: str) -> SessionState | None:
    """What was last read for this seat."""
    of_seat, found = st.session_state.get(NOW, ("", None))
    return found if of_seat == held else None


def is_away() -> bool:
    """Whether what is shown is what was last seen: the database does not answer."""
    away: bool = st.session_state.get(AWAY, False)
    return away


def part(key: str) -> Callable[[Callable[[SessionState], None]], Callable[[], None]]:
    """A part of the page, which is drawn anew by itself."""

    def decorate(draw: Callable[[SessionState], None]) -> Callable[[], None]:
        @st.fragment(key=key)
        @wraps(draw)
        def drawn() -> None:
            with notices.designed_errors(key):
                draw(now())

        return drawn

    return decorate


def leads(found: SessionState) -> bool:
    """Whether who sits here facilitates, and can still do so."""
    return found.me.role is Role.FACILITATOR and found.session.closed_at is None


def current_topic(found: SessionState) -> Topic | None:
    """What is talked about."""
    return next((topic for topic in found.topics if topic.id == found.session.topic), None)


def _give_what_waits() -> None:
    """What could not be stored while the database was away.

    Raises:
        DatabaseError: it still is.
    """
    if WAITING not in st.session_state:
        return
    held, place, do = st.session_state[WAITING]
    if held == seat.key():
        try:
            do()
        except SessionError as error:
            _refuse(place, error.problem)
        else:
            st.session_state[FAULTS] = (place, ())
    st.session_state.pop(WAITING)


# Following the others


@st.fragment(key=CLOCK)
def follow() -> None:
    """Ask now and then whether anything has changed; the last thing on the page, which now shows all that is known.

    The browser asks when it has been answered, and says what it shows: what a busy server lost on the way is drawn
    again. A fragment that Streamlit runs by itself asks in any case, and stops for good where that is lost.
    """
    shown = now()
    st.session_state[DRAWN] = shown, _parts(shown)
    st.session_state[LOOKS] = st.session_state.get(LOOKS, 0) + 1
    _clock()(
        key=_clock_key(shown),
        data={"shown": shown.session.revision, "look": st.session_state[LOOKS],
              "seconds": LOOK_SECONDS, "patience": PATIENCE_SECONDS},
        on_look_change=_look,
    )  # fmt: skip


def _clock_key(shown: SessionState) -> str:
    return f"session.look.{digest_of(shown.session.key)}"


def _look() -> None:
    """Draw the parts that changed; the whole page where the browser shows something else, or one's role is another."""
    before, parts = st.session_state[DRAWN]
    told = st.session_state[_clock_key(before)].look
    if not is_away() and _revision(before) == told:
        return
    waited = WAITING in st.session_state
    found = read()
    gave = waited and WAITING not in st.session_state
    if found is None or gave or told != before.session.revision or found.me.role != before.me.role:
        st.rerun()
    changed = [part for part, shown in _parts(found).items() if shown != parts[part]]
    if SUBJECT in changed:
        changed = [part for part in changed if part not in (ANSWERS, MEANING)]
    st.rerun([*changed, CLOCK])


def _revision(shown: SessionState) -> int | None:
    try:
        return sessions.revision(stored.database(), shown.session.key)
    except (DatabaseError, SessionError):
        return None


def _parts(found: SessionState) -> dict[str, object]:
    """What each part shows; one that would show the same is not drawn again.

    The answers, and what a revealed round means, are parts within the subject, and drawn with it.
    """
    session, voting, topic = found.session, found.voting, current_topic(found)
    asked = {Stage.LOBBY: None, Stage.TOPIC: topic, Stage.VOTE: voting}[session.stage]
    is_asked = asked is not None and not asked.is_revealed
    is_settled = topic is not None and isinstance(topic.outcome, Agreed)
    subject = asked and replace(asked, answered=(), awaited=())
    meaning = None
    if isinstance(subject, Topic) and subject.is_revealed:
        *earlier, last = subject.rounds
        meaning = last.effect, subject.outcome
        subject = replace(subject, rounds=(*earlier, replace(last, effect=None)), outcome=None)
    in_full = session.stage is Stage.LOBBY or leads(found) or st.session_state.get(AGENDA_OPEN, False)
    agenda = [(each.id, each.outcome, each.answered, each.awaited) for each in found.topics]
    return {
        HEAD: (session.name, session.closed_at, found.scenario_name, found.scenario_version, is_away()),
        PEOPLE: (session.closed_at, found.seats),
        SUBJECT: (session.stage, session.closed_at, session.decided_version, subject, is_settled and leads(found)),
        ANSWERS: (asked.answered, asked.awaited, found.seats) if asked and is_asked else None,
        MEANING: meaning,
        AGENDA: (session.stage, session.topic, session.closed_at, agenda) if in_full else None,
        RECORD: (session.name, session.closed_at),
    }


# Doing something


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
            st.session_state[WAITING] = (seat.key(), place, do)
            _refuse(
                place, text("The database does not answer. What you gave is kept here, and stored when it is back.")
            )
        else:
            _refuse(place, text("The database does not answer, so nothing was changed. Try again in a moment."))
        return False
    return True


def act(place: str, do: Callable[[], object], *, waits: bool = False) -> None:
    """The same in a callback, and the whole page shows what came of it."""
    attempt(place, do, waits=waits)
    st.rerun()


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
