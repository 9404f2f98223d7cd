"""One question before everybody: estimates given apart, revealed together, and then settled."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from advisor.language import Reader, text
from advisor.planning import agenda, effects, estimates, outcomes
from advisor.planning.outcomes import Agreed
from advisor.planning.pooling import Amounts, Chosen
from advisor.planning.seats import Role
from advisor.planning.state import Round, SessionState, Topic
from advisor.project import QUESTIONS
from advisor.question_help import WHERE
from advisor.questions import Kind, Question, Range
from advisor.report.charts_session import estimates as drawn
from advisor.report.session_words import answer_told, effect_told, opinion_told, outcome_told
from pages.parts import chart, seat, session_now, stored, table, written
from pages.parts.markdown import bold, plain
from pages.parts.reader import current_reader
from pages.parts.recorded import once

PLACE = "session.topic"
REVEAL_SECONDS = 0.8
"""How long the processor is left to the pages of all others, which draw what was revealed."""
FIELDS = {"low": "low", "likely": "likely", "high": "high"}


def show(found: SessionState) -> None:
    """The topic that the session is at."""
    reader = current_reader()
    topic = session_now.current_topic(found)
    assert topic is not None
    question = QUESTIONS[topic.path]
    st.header(plain(reader._(question.label)), anchor=False)
    st.caption(plain(" ".join(reader._(words) for words in (question.help, WHERE[topic.path]))))
    st.caption(plain(reader.say(topic.proposal.reason)))
    if topic.is_revealed:
        _revealed(topic, found, reader)
    else:
        _waiting(topic, found, reader)
    if session_now.leads(found):
        _lead(topic, found, reader)
    session_now.faults(PLACE)
    earlier = topic.rounds[:-1] if topic.is_revealed else topic.rounds
    if earlier:
        with st.expander(reader._("Earlier rounds")):
            for found_round in earlier:
                _round(topic, found_round, found, reader)


# Before the reveal


def _waiting(topic: Topic, found: SessionState, reader: Reader) -> None:
    if found.me.role is not Role.OBSERVER and found.session.closed_at is None:
        _form(topic, found, reader)
    _answers()


@session_now.part(session_now.ANSWERS)
def _answers(found: SessionState) -> None:
    """Who has answered, and for who facilitates the way on: an estimate of somebody else draws nothing else anew."""
    reader, topic = current_reader(), session_now.current_topic(found)
    assert topic is not None
    names = {each.id: each.name for each in found.seats}
    there = ", ".join(names[number] for number in topic.answered) or reader._("nobody yet")
    missing = ", ".join(names[number] for number in topic.awaited)
    st.markdown(plain(reader.say(text("Have answered: {names}", names=there))))
    if missing:
        st.markdown(plain(reader.say(text("Still to answer: {names}", names=missing))))
    st.caption(plain(reader._("Nobody sees anybody's estimate before all are revealed together.")))
    if session_now.leads(found):
        told = text("Reveal ({answered} of {all})", answered=len(topic.answered),
                    all=len(topic.answered) + len(topic.awaited))  # fmt: skip
        st.button(plain(reader.say(told)), key="session.reveal", disabled=not topic.answered,
                  on_click=_do, args=(partial(estimates.reveal, topic=topic.id),))  # fmt: skip


def _form(topic: Topic, found: SessionState, reader: Reader) -> None:
    _ = reader._
    question = QUESTIONS[topic.path]
    place = f"{PLACE}.{topic.id}.{topic.round}"
    with st.form(place, border=True):
        if question.kind in (Kind.NUMBER, Kind.DAY):
            _amounts(topic, question, place, reader)
        else:
            _options(topic, question, place, reader)
        mine = topic.mine.reason if topic.mine else ""
        st.text_area(_("Why? Where does it come from?"), key=f"{place}.reason", value=mine,
                     height=80)  # fmt: skip
        session_now.faults(place, "reason")
        st.form_submit_button(
            _("Change my estimate") if topic.mine else _("Give my estimate"), key=f"{place}.give",
            on_click=_give, args=(topic, place, reader),
        )  # fmt: skip
        session_now.faults(place, "")
    if topic.mine is not None:
        told = text("You said: {answer}", answer=opinion_told(topic, topic.mine.opinion, reader))
        st.markdown(f":material/check: {plain(reader.say(told))}")


def _amounts(topic: Topic, question: Question, place: str, reader: Reader) -> None:
    _ = reader._
    labels = {"low": _("Low, one chance in ten that it is less"), "likely": _("Likely"),
              "high": _("High, one chance in ten that it is more")}  # fmt: skip
    fields = ("low", "high") if question.kind is Kind.DAY else ("low", "likely", "high")
    unit = topic.currency if question.money else written.unit_name(question, reader)
    for column, field in zip(st.columns(len(fields), vertical_alignment="bottom"), fields, strict=True):
        with column:
            label = plain(f"{labels[field]} ({unit})" if unit else labels[field])
            if question.kind is Kind.DAY:
                st.date_input(label, key=f"{place}.{field}", value=_day(topic, field), min_value=date(2020, 1, 1),
                              max_value=date(2100, 1, 1), format="YYYY-MM-DD")  # fmt: skip
            else:
                st.text_input(label, key=f"{place}.{field}", value=_number(topic, field, question, reader))
            session_now.faults(place, field)


def _mine(topic: Topic, field: str) -> float | None:
    opinion = topic.mine.opinion if topic.mine else None
    return getattr(opinion, field) if isinstance(opinion, Amounts) else None


def _number(topic: Topic, field: str, question: Question, reader: Reader) -> str:
    value = _mine(topic, field)
    return "" if value is None else written.write(Range(value, value), question, reader)


def _day(topic: Topic, field: str) -> date | None:
    value = _mine(topic, field)
    return None if value is None else date.fromordinal(int(value))


def _options(topic: Topic, question: Question, place: str, reader: Reader) -> None:
    keys = list(estimates.option_keys(question))
    mine = topic.mine.opinion if topic.mine else None
    st.radio(
        plain(reader._(question.label)), keys, key=f"{place}.option", label_visibility="collapsed",
        index=keys.index(mine.option) if isinstance(mine, Chosen) else None,
        format_func=lambda key: plain(answer_told(topic, estimates.answer_of(question, Chosen(key)), reader)),
    )  # fmt: skip
    session_now.faults(place, "option")


def _give(topic: Topic, place: str, reader: Reader) -> None:
    question = QUESTIONS[topic.path]
    given: dict[str, Any] = {"option": st.session_state.get(f"{place}.option")}
    for field in FIELDS:
        value = st.session_state.get(f"{place}.{field}")
        given[field] = written.read(value, question, reader) if isinstance(value, str) else value
    reason = st.session_state[f"{place}.reason"]
    say = partial(estimates.estimate, stored.database(), seat.key(), topic.id, given, reason)
    session_now.act(place, say, waits=True)


# After the reveal


def _revealed(topic: Topic, found: SessionState, reader: Reader) -> None:
    _round(topic, topic.rounds[-1], found, reader)
    _meaning()


@session_now.part(session_now.MEANING)
def _meaning(found: SessionState) -> None:
    """Whether the disagreement matters, and what came of it: both come later than the estimates."""
    reader, topic = current_reader(), session_now.current_topic(found)
    assert topic is not None
    current = topic.rounds[-1]
    if current.effect is None:
        st.markdown(plain(reader._("Whether the disagreement matters is being computed…")))
    else:
        told = plain(reader.say(effect_told(topic, current.effect, reader)))
        if current.effect.changes_the_verdict:
            st.warning(told, icon=":material/alt_route:")
        else:
            st.success(told, icon=":material/check:")
    if topic.outcome is not None:
        st.markdown(f":material/gavel: {bold(outcome_told(topic, topic.outcome, reader))}")


def _round(topic: Topic, current: Round, found: SessionState, reader: Reader) -> None:
    """A revealed round, which stays as it is: drawn once for everybody."""
    names = {each.id: each.name for each in found.seats}
    shown = topic.id, current.number, names, reader
    once((found.session.key, *shown), partial(_estimates, topic, current, names, reader))


def _estimates(topic: Topic, current: Round, names: dict[int, str], reader: Reader) -> None:
    chart.show(drawn(topic, current, names, reader), key=f"session.round.{topic.id}.{current.number}")
    said = next((one for one in current.estimates if one.seat == current.outlier), None)
    if said is not None:
        told = text("Farthest from the rest: {name}, {answer}. {reason}", name=names[said.seat],
                    answer=opinion_told(topic, said.opinion, reader),
                    reason=said.reason or reader._("No reason was given."))  # fmt: skip
        st.info(plain(reader.say(told)), icon=":material/record_voice_over:")
    table.show(_everybody(topic, current, names, reader))


def _everybody(topic: Topic, current: Round, names: dict[int, str], reader: Reader) -> pd.DataFrame:
    _ = reader._
    rows = [(opinion_told(topic, one.opinion, reader), one.reason) for one in current.estimates]
    frame = pd.DataFrame(rows, columns=[_("Estimate"), _("Reason")],
                         index=pd.Index([names[one.seat] for one in current.estimates]))  # fmt: skip
    frame.attrs["alt"] = _("Everybody's estimate and reason.")
    return frame


# Who facilitates


def _lead(topic: Topic, found: SessionState, reader: Reader) -> None:
    _ = reader._
    with st.container(border=True, key="session.lead"):
        st.caption(plain(_("For you, who facilitate")))
        with st.container(horizontal=True):
            if topic.is_revealed:
                _settle(topic, reader)
            _next(topic, found, reader)
        if topic.is_revealed and not isinstance(topic.outcome, Agreed):
            _leave_open(topic, found, reader)


def work_out(found: SessionState) -> None:
    """Compute whether a revealed disagreement matters, once everybody's page had time to show what was revealed.

    Who facilitates does it, when the rest of the page is drawn.
    """
    topic = session_now.current_topic(found)
    if topic is None or not session_now.leads(found):
        return
    if topic.is_revealed and topic.rounds[-1].effect is None:
        time.sleep(REVEAL_SECONDS)
        if session_now.attempt(PLACE, lambda: effects.work_out_effect(stored.database(), seat.key(), topic.id)):
            st.rerun()


def _settle(topic: Topic, reader: Reader) -> None:
    _ = reader._
    current = topic.rounds[-1]
    if current.default is not None:
        told = text("Agree on {answer}", answer=answer_told(topic, current.default, reader))
        st.button(plain(reader.say(told)), key="session.agree", on_click=_do,
                  args=(partial(outcomes.agree, topic=topic.id),))  # fmt: skip
    with st.popover(_("Agree on something else") if current.default is not None else _("Agree on an answer")):
        _other_answer(topic, reader)
    st.button(_("Estimate again"), key="session.again", on_click=_do,
              args=(partial(estimates.estimate_again, topic=topic.id),))  # fmt: skip


def _other_answer(topic: Topic, reader: Reader) -> None:
    question = QUESTIONS[topic.path]
    key = f"{PLACE}.other.{topic.id}"
    if question.kind is Kind.NUMBER:
        st.text_input(plain(reader._("A number, or a range such as 100 to 400")), key=key)
    elif question.kind is Kind.DAY:
        st.date_input(plain(reader._(question.label)), key=key, value=None, format="YYYY-MM-DD")
    else:
        st.selectbox(
            plain(reader._(question.label)), list(estimates.option_keys(question)), key=key, index=None,
            placeholder="…",
            format_func=lambda option: plain(answer_told(topic, estimates.answer_of(question, Chosen(option)), reader)),
        )  # fmt: skip
    st.button(reader._("Agree on this"), key="session.agree_other", on_click=_agree_other, args=(topic, key, reader))
    session_now.faults(PLACE, "answer")


def _agree_other(topic: Topic, key: str, reader: Reader) -> None:
    question, given = QUESTIONS[topic.path], st.session_state[key]
    if isinstance(given, str) and question.kind is Kind.NUMBER:
        given = written.read(given, question, reader)
    elif isinstance(given, date):
        given = given.isoformat()
    elif given is not None:
        given = estimates.answer_of(question, Chosen(given))
    if given is not None:
        session_now.act(PLACE, lambda: outcomes.agree(stored.database(), seat.key(), topic.id, given))


def _next(topic: Topic, found: SessionState, reader: Reader) -> None:
    """On to the topic after this one, or back to the agenda."""
    order = [each.id for each in found.topics]
    later = order[order.index(topic.id) + 1 :]
    if later:
        st.button(reader._("Next question"), key="session.next", icon=":material/arrow_forward:", on_click=_do,
                  args=(partial(agenda.go_to, topic=later[0]),))  # fmt: skip
    st.button(reader._("Back to the agenda"), key="session.agenda", icon=":material/list:", on_click=_do,
              args=(partial(agenda.go_to, topic=None),))  # fmt: skip


def _leave_open(topic: Topic, found: SessionState, reader: Reader) -> None:
    _ = reader._
    with (
        st.popover(_("Leave open, for somebody to find out"), icon=":material/assignment_ind:"),
        st.form(f"{PLACE}.open.{topic.id}", border=False),
    ):
        owners = [each.name for each in found.seats if not each.is_removed]
        st.selectbox(_("Who finds it out"), owners, key="session.owner", index=None, accept_new_options=True,
                     placeholder="…")  # fmt: skip
        session_now.faults(PLACE, "owner")
        st.text_area(_("What is to be found out"), key="session.to_find_out", height=80)
        session_now.faults(PLACE, "to_find_out")
        st.date_input(_("By when"), key="session.due", value=None, format="YYYY-MM-DD")
        st.form_submit_button(_("Leave open"), key="session.leave_open", on_click=_open_task, args=(topic, found))


def _open_task(topic: Topic, found: SessionState) -> None:
    named = st.session_state["session.owner"] or ""
    owner = next((each.id for each in found.seats if each.name == named and not each.is_removed), named)
    task = partial(
        outcomes.leave_open, topic=topic.id, owner=owner, to_find_out=st.session_state["session.to_find_out"],
        due=st.session_state["session.due"],
    )  # fmt: skip
    _do(task)


def _do(what: partial[Any] | Callable[..., Any]) -> None:
    session_now.act(PLACE, lambda: what(stored.database(), seat.key()))
