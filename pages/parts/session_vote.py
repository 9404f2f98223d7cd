"""The vote on the decision, hidden until it is revealed; dissent stays on record. Then the record of the session."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pandas as pd
import streamlit as st

from advisor.advice import WAY_NAMES, advise
from advisor.alternatives import WAYS, Way
from advisor.catalogue import load
from advisor.exchange import with_own_rates
from advisor.language import Amount, Reader, text
from advisor.planning import scenarios, sessions, voting
from advisor.planning.database import Database, DatabaseError
from advisor.planning.record import record_of
from advisor.planning.seats import Role
from advisor.planning.state import SessionState, VoteRound
from advisor.report.palette import BADGE_COLOURS
from advisor.report.scenario_words import read
from advisor.report.session_record import session_record
from advisor.snapshot import take
from pages.parts import made_file, notices, seat, session_now, stored, table
from pages.parts.markdown import bold, plain
from pages.parts.reader import current_reader

PLACE = "session.vote"
ABSTAIN = "abstain"


def keep_figures(found: SessionState) -> None:
    """Compute once, for everybody, what the scenario comes to as it stands."""
    scenario = scenarios.load(stored.database(), found.session.scenario)
    snapshot = take(advise(scenario.project)).model_dump(mode="json")
    scenarios.keep_snapshot(stored.database(), scenario.key, scenario.version, snapshot)


def show(found: SessionState) -> None:
    """What is voted on, one's own vote, and what came of it."""
    reader = current_reader()
    _ = reader._
    st.header(_("Vote on the decision"), anchor=False)
    _recommended(found, reader)
    if found.voting.is_revealed:
        _outcome(found.voting.rounds[-1], found, reader)
    else:
        _ballot(found, reader)
    if found.voting.is_revealed and session_now.leads(found):
        st.button(_("Vote again"), key="session.vote_again", on_click=_do, args=(voting.call_vote,))
    session_now.faults(PLACE)


def _recommended(found: SessionState, reader: Reader) -> None:
    """What the advisor says of the scenario with all that was agreed."""
    number = found.session.decided_version or found.scenario_version
    try:
        kept = read(scenarios.version(stored.database(), found.session.scenario, number).snapshot)
    except DatabaseError:
        return
    if kept is None:
        return
    st.markdown(plain(reader._("With what was agreed, the advisor recommends:")))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(plain(reader._(WAY_NAMES[kept.verdict])), color=BADGE_COLOURS[kept.verdict])
        chance = Amount(round(kept.ways[kept.verdict].chance, 2), "share")
        st.markdown(plain(reader.say(text("best in {chance} of futures", chance=chance))))


def _ballot(found: SessionState, reader: Reader) -> None:
    _ = reader._
    place = f"{PLACE}.{found.voting.round}"
    mine = found.voting.mine
    if found.me.role is not Role.OBSERVER and found.session.closed_at is None:
        choices = [*WAYS, ABSTAIN]
        with st.form(place, border=True):
            st.radio(
                _("I am for"), choices, key=f"{place}.way", horizontal=True,
                index=None if mine is None else choices.index(mine.way or ABSTAIN),
                format_func=lambda choice: _("None of them") if choice == ABSTAIN else _(WAY_NAMES[choice]),
            )  # fmt: skip
            st.text_area(_("Why? What speaks against it?"), key=f"{place}.reason", value=mine.reason if mine else "",
                         height=80)  # fmt: skip
            session_now.faults(place, "reason")
            st.form_submit_button(_("Change my vote") if mine else _("Vote"), key=f"{place}.give",
                                  on_click=_vote, args=(place,))  # fmt: skip
            session_now.faults(place, "")
    _answers()


@session_now.part(session_now.ANSWERS)
def _answers(found: SessionState) -> None:
    """Who has voted, and for who facilitates the way on: a vote of somebody else draws nothing else anew."""
    reader = current_reader()
    _ = reader._
    names = {each.id: each.name for each in found.seats}
    voted = ", ".join(names[number] for number in found.voting.answered) or _("nobody yet")
    st.markdown(plain(reader.say(text("Have voted: {names}", names=voted))))
    st.caption(plain(_("Nobody sees anybody's vote before all are revealed together.")))
    if session_now.leads(found):
        told = text("Reveal the votes ({answered} of {all})", answered=len(found.voting.answered),
                    all=len(found.voting.answered) + len(found.voting.awaited))  # fmt: skip
        st.button(plain(reader.say(told)), key="session.reveal_votes", on_click=_do,
                  args=(voting.reveal_votes,), disabled=not found.voting.answered)  # fmt: skip


def _vote(place: str) -> None:
    choice = st.session_state[f"{place}.way"]
    if choice is None:
        return
    way = None if choice == ABSTAIN else Way(choice)
    reason = st.session_state[f"{place}.reason"]
    session_now.act(place, lambda: voting.vote(stored.database(), seat.key(), way, reason), waits=True)


def _outcome(found: VoteRound, session: SessionState, reader: Reader) -> None:
    _ = reader._
    names = {each.id: each.name for each in session.seats}
    counted = Counter(vote.way for vote in found.votes)
    told = [text("{way} {count}", way=text(WAY_NAMES[way]) if way else text("None of them"), count=count)
            for way, count in counted.most_common()]  # fmt: skip
    st.markdown(bold(reader.say(text("Votes: {votes}", votes=reader.listing(tuple(told))))))
    rows = [(_(WAY_NAMES[vote.way]) if vote.way else _("None of them"), vote.reason) for vote in found.votes]
    frame = pd.DataFrame(rows, columns=[_("Vote"), _("Reason")],
                         index=pd.Index([names[vote.seat] for vote in found.votes]))  # fmt: skip
    frame.attrs["alt"] = _("Everybody's vote and reason.")
    table.show(frame)


@session_now.part(session_now.RECORD)
def record(found: SessionState) -> None:
    """The decision record, and the end of the session."""
    reader = current_reader()
    _ = reader._
    with st.container(horizontal=True):
        made_file.button(
            _("Decision record (Markdown)"), partial(_written, stored.database(), seat.key(), reader),
            _file_name(found), "text/markdown", key="session.record",
        )  # fmt: skip
        if found.me.role is Role.FACILITATOR:
            if found.session.closed_at is None:
                st.button(_("Close the session"), key="session.close", on_click=_do, args=(sessions.close,))
            else:
                st.button(_("Open it again"), key="session.reopen", on_click=_do, args=(sessions.reopen,))


def _file_name(found: SessionState) -> str:
    return notices.file_name(found.session.name).removesuffix(".yaml") + ".md"


def _written(database: Database, key: str, reader: Reader) -> bytes:
    """The record as it stands when it is asked for, in the currency of its scenario."""
    try:
        found = record_of(database, key)
    except DatabaseError:
        return reader._("The database does not answer. Try again in a moment.").encode()
    project = found.scenario.project
    currency = project.money.currency or "USD"
    own = Reader(reader.language, currency, with_own_rates(load(), project.own_rates).currency_rate(currency))
    return session_record(found, advise(project), own)


def _do(what: partial[object]) -> None:
    session_now.act(PLACE, lambda: what(stored.database(), seat.key()))
