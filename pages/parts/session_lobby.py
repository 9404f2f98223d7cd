"""Who is in the session, how others come in, and what is to be talked about."""

from __future__ import annotations

from functools import partial

import streamlit as st

from advisor.language import N_, Reader, text
from advisor.planning import agenda, seats, voting
from advisor.planning.agenda import Proposal, can_be_estimated
from advisor.planning.outcomes import Agreed
from advisor.planning.seats import Role, Seat
from advisor.planning.sessions import Stage
from advisor.planning.state import SessionState, Topic
from advisor.project import QUESTIONS
from advisor.report.session_words import outcome_told
from pages.parts import seat, session_now, stored
from pages.parts.links import address
from pages.parts.markdown import bold, plain
from pages.parts.reader import current_reader
from pages.parts.session_vote import keep_figures

PLACE, MORE = "session.lobby", "session.more"
ROLE_NAMES = {Role.FACILITATOR: N_("facilitates"), Role.MEMBER: N_("takes part"), Role.OBSERVER: N_("looks on")}


@session_now.part(session_now.PEOPLE)
def people(found: SessionState) -> None:
    """The code, the link, and everybody who is here."""
    reader = current_reader()
    _ = reader._
    with st.container(border=True, key="session.people"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(bold(reader.say(text("Code {code}", code=spoken(found.session.code)))), width="content")
            with st.popover(_("Invite"), icon=":material/link:"):
                st.markdown(plain(_("Who has this link, or the code, can join:")))
                st.code(address(**{seat.ADDRESS: found.session.key}), language=None)
            with st.popover(_("My personal link"), icon=":material/key:"):
                st.markdown(plain(_("This link is your own seat, on any device. Keep it to yourself.")))
                back = {seat.ADDRESS: found.session.key, seat.WAY_BACK: seat.key()}
                st.code(address(**back), language=None)
            st.button(_("Leave"), key="session.leave", type="tertiary", on_click=_leave)
        st.markdown(" ".join(_badge(each, found, reader) for each in found.seats if not each.is_removed))
        if found.me.role is Role.FACILITATOR:
            _in_charge(found, reader)


def spoken(code: str) -> str:
    """A code as it is read aloud."""
    return f"{code[:4]}-{code[4:]}"


def _badge(each: Seat, found: SessionState, reader: Reader) -> str:
    """One of many in a single text: a page is drawn for everybody at once, and each element of it costs time."""
    mine = reader._("you") if each.id == found.me.id else reader._(ROLE_NAMES[each.role])
    colour = "blue" if each.role is Role.FACILITATOR else "gray"
    return f":{colour}-badge[{plain(f'{each.name} · {mine}')}]"


def _leave() -> None:
    st.query_params.pop(seat.ADDRESS, None)
    seat.leave()
    st.rerun()


def _in_charge(found: SessionState, reader: Reader) -> None:
    """Hand the session over, or take a seat away."""
    _ = reader._
    others = [each for each in found.seats if not each.is_removed and each.id != found.me.id]
    if not others:
        return
    with st.popover(_("People"), icon=":material/manage_accounts:"):
        who = st.selectbox(
            _("Who"), others, key="session.who", format_func=lambda each: plain(each.name), index=None, placeholder="…"
        )
        with st.container(horizontal=True):
            st.button(_("Hand the session over"), key="session.hand_over", disabled=who is None, on_click=_do,
                      args=(partial(seats.hand_over, seat=who.id if who else 0),))  # fmt: skip
            st.button(_("Take the seat away"), key="session.remove", disabled=who is None, on_click=_do,
                      args=(partial(seats.remove, seat=who.id if who else 0),))  # fmt: skip


@session_now.part(session_now.AGENDA)
def agenda_of(found: SessionState) -> None:
    """In full in the lobby and for who facilitates; who looks at a question or votes opens it when wanted."""
    _ = current_reader()._
    if found.session.stage is Stage.LOBBY or found.me.role is Role.FACILITATOR:
        st.header(_("Agenda"), anchor=False)
        _topics(found)
        return
    behind = st.expander(_("Agenda"), icon=":material/list:", key=session_now.AGENDA_OPEN, on_change="rerun")
    if behind.open:
        with behind:
            _topics(found)


def _topics(found: SessionState) -> None:
    """What matters most comes first."""
    reader = current_reader()
    _ = reader._
    leads = session_now.leads(found)
    if not found.topics:
        st.info(plain(_("Nothing is on the agenda yet.")), icon=":material/list:")
    for place, topic in enumerate(found.topics):
        _topic(place, topic, found, leads, reader)
    session_now.faults(PLACE)
    if leads:
        _add(found, reader)
        with st.container(horizontal=True):
            st.button(_("Vote on the decision"), key="session.call_vote", icon=":material/how_to_vote:",
                      on_click=call_vote, args=(found,),
            )  # fmt: skip


def _topic(place: int, topic: Topic, found: SessionState, leads: bool, reader: Reader) -> None:
    with st.container(border=True, key=f"session.topic.{topic.id}"):
        if not leads:
            _said(topic, reader)
            return
        said, do = st.columns([7, 4], vertical_alignment="center")
        with said:
            _said(topic, reader)
        with do, st.container(horizontal=True, horizontal_alignment="right"):
            _move(place, topic, found, reader)


def _said(topic: Topic, reader: Reader) -> None:
    mark = ":material/check_circle:" if isinstance(topic.outcome, Agreed) else (
        ":material/pending_actions:" if topic.outcome else ":material/circle:")  # fmt: skip
    st.markdown(f"{mark} {bold(reader._(QUESTIONS[topic.path].label))}")
    st.caption(plain(f"{outcome_told(topic, topic.outcome, reader)} · {reader.say(topic.proposal.reason)}"))


def _move(place: int, topic: Topic, found: SessionState, reader: Reader) -> None:
    """Bring it before everybody, earlier, or off the agenda."""
    _ = reader._
    here = found.session.stage is Stage.TOPIC and topic.id == found.session.topic
    st.button(_("Talk about it"), key=f"session.go.{topic.id}", disabled=here, on_click=_do,
              args=(partial(agenda.go_to, topic=topic.id),))  # fmt: skip
    order = [each.id for each in found.topics]
    if place:
        st.button("", icon=":material/arrow_upward:", help=_("Earlier"), key=f"session.up.{topic.id}",
                  on_click=_do, args=(partial(agenda.reorder, topics=_moved(order, place)),))  # fmt: skip
    st.button("", icon=":material/close:", help=_("Off the agenda"), key=f"session.out.{topic.id}",
              on_click=_do, args=(partial(agenda.leave_out, topic=topic.id),))  # fmt: skip


def _moved(order: list[int], place: int) -> list[int]:
    return [*order[: place - 1], order[place], order[place - 1], *order[place + 1 :]]


def _add(found: SessionState, reader: Reader) -> None:
    _ = reader._
    there = {topic.path for topic in found.topics}
    more = [path for path in QUESTIONS if path not in there and can_be_estimated(path)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        path = st.selectbox(
            _("Another question"), more, index=None, key=MORE, placeholder="…", width=480,
            format_func=lambda path: plain(_(QUESTIONS[path].label)),
        )  # fmt: skip
        st.button(_("Put on the agenda"), key="session.add", disabled=path is None, on_click=_put,
                  args=(path or "",))  # fmt: skip


def _put(path: str) -> None:
    """The list stands empty when it is done: the question after is one that nobody chose."""
    if session_now.attempt(PLACE, lambda: agenda.add_topics(stored.database(), seat.key(), [Proposal(path)])):
        st.session_state[MORE] = None
    st.rerun()


def _do(what: partial[object]) -> None:
    session_now.act(PLACE, lambda: what.func(stored.database(), seat.key(), **what.keywords))


def call_vote(found: SessionState) -> None:
    """Keep what the scenario comes to for everybody's eyes, and ask everybody to vote."""

    def call() -> None:
        keep_figures(found)
        voting.call_vote(stored.database(), seat.key())

    session_now.act(PLACE, call)
