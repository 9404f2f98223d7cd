"""The planning session: estimate apart, reveal together, agree or leave open, vote, and keep the record."""

from __future__ import annotations

import streamlit as st

from advisor.language import text
from advisor.planning.database import DatabaseError
from advisor.planning.sessions import Stage
from advisor.planning.state import SessionState
from pages.parts import seat, session_door, session_lobby, session_now, session_team, session_topic, session_vote
from pages.parts.markdown import plain
from pages.parts.reader import current_reader


@session_now.part(session_now.HEAD)
def head(found: SessionState) -> None:
    """What is talked about, and whether it can be."""
    reader = current_reader()
    _ = reader._
    st.title(plain(found.session.name or _("Planning session")), anchor=False)
    st.caption(plain(reader.say(text("On the scenario {name}, version {version}", name=found.scenario_name,
                                     version=found.scenario_version))))  # fmt: skip
    if session_now.is_away():
        st.warning(
            plain(_("The database does not answer. You see what was last known; what you give is kept here, and stored "
                    "when it is back.")),
            icon=":material/cloud_off:",
        )  # fmt: skip
    if found.session.closed_at is not None:
        st.info(plain(_("The session is closed: it can be read, and its record saved.")), icon=":material/lock:")


@session_now.part(session_now.SUBJECT)
def subject(found: SessionState) -> None:
    """The question that is before everybody, or the vote."""
    if found.session.stage is Stage.TOPIC:
        session_topic.show(found)
    elif found.session.stage is Stage.VOTE:
        session_vote.show(found)


_ = current_reader()._
try:
    found = session_now.read() if seat.find() else None
except DatabaseError:
    st.title(_("Planning session"), anchor=False)
    st.warning(plain(_("The database does not answer. Try again in a moment.")), icon=":material/cloud_off:")
    st.button(_("Try again"), key="session.retry")
    st.stop()

if found is None:
    st.title(_("Planning session"), anchor=False)
    session_door.show()
    st.stop()

session_now.show_its_money(found)
head()
session_lobby.people()
subject()
session_lobby.agenda_of()
session_team.show(found)
session_vote.record()
session_now.follow()
session_topic.work_out(found)
