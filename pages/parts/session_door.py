"""The way into a planning session: by code or link, or by opening one on the scenario that is open here."""

from __future__ import annotations

from functools import partial

import streamlit as st

from advisor.language import N_, text
from advisor.planning import agenda, seats, sessions
from advisor.planning.database import Database
from advisor.planning.seats import Role
from advisor.planning.state import state as read_state
from pages.parts import seat, state, stored
from pages.parts.markdown import plain
from pages.parts.reader import current_reader

FIRST_TOPICS = 6
NAME_LETTERS = 200
JOIN, OPEN = "session.join", "session.open"
ROLES = {Role.MEMBER: N_("I take part"), Role.OBSERVER: N_("I look on")}


def show() -> None:
    """Join, or open one."""
    _ = current_reader()._
    st.markdown(
        plain(_("Everybody estimates the doubtful answers apart, then all reveal together: where you disagree, why, "
                "and whether it changes the recommendation. What you agree on goes into the scenario."))
    )  # fmt: skip
    join, begin = st.columns(2, gap="large")
    with join:
        _join()
    with begin:
        if not seat.asked_session():
            _open()


def _join() -> None:
    _ = current_reader()._
    invited = seat.asked_session()
    st.header(_("Join a session"), anchor=False)
    with st.form("session.join_form", border=True):
        if not invited:
            st.text_input(_("Code"), key="session.code", max_chars=100, placeholder="ABCD-EFGH")
        st.text_input(_("Your name"), key="session.name", max_chars=NAME_LETTERS)
        seat.faults(JOIN, "name")
        st.radio(_("Role"), list(ROLES), key="session.role", format_func=lambda role: _(ROLES[role]), horizontal=True)
        st.form_submit_button(_("Join"), key="session.join", on_click=_sit_down, args=(invited,))
        seat.faults(JOIN, "role")
        seat.faults(JOIN, "")
    if invited:
        st.button(_("Not this session: back to the door"), key="session.not_this", type="tertiary", on_click=_go_away)


def _sit_down(invited: str) -> None:
    """Join, and remember the seat."""
    database = stored.database()
    code = invited or st.session_state.get("session.code", "")

    def join() -> None:
        source = str(st.context.ip_address)
        role = Role(st.session_state["session.role"])
        key = seats.join(database, code, st.session_state["session.name"], role, source)
        seat.take(read_state(database, key).session.key, key)

    seat.attempt(JOIN, join)


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
        st.text_input(_("Your name"), key="session.facilitator", max_chars=NAME_LETTERS)
        seat.faults(OPEN, "name")
        st.form_submit_button(_("Open a session"), key="session.open", on_click=_begin)
        seat.faults(OPEN, "")


def _begin() -> None:
    """Keep the scenario, open the session on it, and propose what to talk about."""
    seat.attempt(OPEN, partial(_begin_on, stored.database()))


def _begin_on(database: Database) -> None:
    scenario = stored.keep_in_list()
    name = st.session_state["session.title"].strip() or scenario.project.name
    session, key = sessions.open_session(database, scenario.key, name, st.session_state["session.facilitator"])
    agenda.add_topics(database, key, agenda.propose(state.advice())[:FIRST_TOPICS])
    seat.take(session.key, key)


def link_back(session: str, key: str) -> dict[str, str]:
    """The address by which oneself, and nobody else, comes back."""
    return {seat.ADDRESS: session, seat.WAY_BACK: key}
