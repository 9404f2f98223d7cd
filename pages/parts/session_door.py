"""The way into a planning session: by code or link, or by opening one on the scenario that is open here."""

from __future__ import annotations

from functools import partial

import streamlit as st

from advisor.language import N_, text
from advisor.planning import agenda, attempts, seats, sessions
from advisor.planning.database import Database
from advisor.planning.seats import Role
from advisor.planning.state import state as read_state
from pages.parts import seat, session_now, sign_in, state, stored
from pages.parts.markdown import plain
from pages.parts.reader import current_reader

FIRST_TOPICS = 6
NAME_LETTERS = 200
JOIN, OPEN = "session.join", "session.open"
ROLES = {Role.MEMBER: N_("I take part"), Role.OBSERVER: N_("I observe")}


def show() -> None:
    """Join, or open one."""
    _ = current_reader()._
    st.markdown(
        plain(_("Everybody estimates the doubtful answers alone, then all reveal together: where you disagree, why, "
                "and whether it changes the recommendation. What you agree on goes into the scenario."))
    )  # fmt: skip
    if not sign_in.may_change():
        st.info(
            plain(_("You may read here. To take part in a session, ask who runs this server for the right to.")),
            icon=":material/lock:",
        )  # fmt: skip
        return
    join, begin = st.columns(2, gap="large")
    with join:
        _join()
    with begin:
        if not seat.asked_session():
            _open()
    sign_in.said_of_all(current_reader())


def _join() -> None:
    _ = current_reader()._
    invited = seat.asked_session()
    st.header(_("Join a session"), anchor=False)
    with st.form("session.join_form", border=True):
        if not invited:
            st.text_input(_("Code"), key="session.code", max_chars=100, placeholder="ABCD-EFGH")
        st.text_input(_("Your name"), sign_in.name(), key="session.name", max_chars=NAME_LETTERS)
        session_now.faults(JOIN, "name")
        st.radio(_("Role"), list(ROLES), key="session.role", format_func=lambda role: _(ROLES[role]), horizontal=True)
        st.form_submit_button(_("Join"), key="session.join", on_click=_sit_down, args=(invited,))
        session_now.faults(JOIN, "role")
        session_now.faults(JOIN, "")
    if invited:
        st.button(_("Not this session: back to the door"), key="session.not_this", type="tertiary", on_click=_go_away)


def _sit_down(invited: str) -> None:
    """Join, and remember the seat."""
    database = stored.database()
    code = invited or st.session_state.get("session.code", "")

    def join() -> None:
        role = Role(st.session_state["session.role"])
        key = seats.join(database, code, st.session_state["session.name"], role, sign_in.source())
        seat.take(read_state(database, key).session.key, key)

    session_now.attempt(JOIN, join)


def _go_away() -> None:
    st.query_params.pop(seat.ADDRESS, None)
    st.session_state.pop(seat.SESSION, None)


def _open() -> None:
    reader = current_reader()
    _ = reader._
    st.header(_("Open a session"), anchor=False)
    with st.form("session.open_form", border=True):
        told = text(
            "On the scenario that is open here: {name}", name=state.project().name or _("Project without a name")
        )
        st.markdown(plain(reader.say(told)))
        st.text_input(_("Name of the session"), key="session.title", max_chars=NAME_LETTERS)
        st.text_input(_("Your name"), sign_in.name(), key="session.facilitator", max_chars=NAME_LETTERS)
        session_now.faults(OPEN, "name")
        st.form_submit_button(_("Open a session"), key="session.open", on_click=_begin)
        session_now.faults(OPEN, "")


def _begin() -> None:
    """Keep the scenario, open the session on it, and propose what to talk about."""
    session_now.attempt(OPEN, partial(_begin_on, stored.database()))


def _begin_on(database: Database) -> None:
    attempts.allow(database, attempts.SESSIONS, sign_in.source(), seats.now())
    scenario = stored.keep_in_list()
    name = st.session_state["session.title"].strip() or scenario.project.name
    session, key = sessions.open_session(database, scenario.key, name, st.session_state["session.facilitator"])
    agenda.add_topics(database, key, agenda.propose(state.advice())[:FIRST_TOPICS])
    seat.take(session.key, key)
