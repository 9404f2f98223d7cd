"""The planning session: estimate apart, reveal together, agree or leave open, vote, and keep the record."""

from __future__ import annotations

import streamlit as st

from advisor.language import text
from advisor.planning.database import DatabaseError
from advisor.planning.sessions import Stage
from pages.parts import seat, session_door, session_lobby, session_team, session_topic, session_vote
from pages.parts.markdown import plain
from pages.parts.reader import current_reader

reader = current_reader()
_ = reader._

try:
    found = seat.read()
except DatabaseError:
    st.title(_("Planning session"), anchor=False)
    st.warning(plain(_("The database does not answer. Try again in a moment.")), icon=":material/cloud_off:")
    st.button(_("Try again"), key="session.retry")
    st.stop()

if found is None:
    st.title(_("Planning session"), anchor=False)
    session_door.show()
    st.stop()

st.title(plain(found.session.name or _("Planning session")), anchor=False)
st.caption(plain(reader.say(text("On the scenario {name}, version {version}", name=found.scenario_name,
                                 version=found.scenario_version))))  # fmt: skip
if seat.is_away():
    st.warning(
        plain(_("The database does not answer. You see what was last known; what you give is kept here, and stored "
                "when it is back.")),
        icon=":material/cloud_off:",
    )  # fmt: skip
if found.session.closed_at is not None:
    st.info(plain(_("The session is closed: it can be read, and its record saved.")), icon=":material/lock:")
session_lobby.people(found)
if found.session.stage is Stage.TOPIC and found.session.topic is not None:
    session_topic.show(found)
elif found.session.stage is Stage.VOTE:
    session_vote.show(found)
session_lobby.agenda_of(found)
session_team.show(found)
session_vote.record(found)
seat.follow(found.session.key, [True])
session_topic.work_out(found)
