"""The record of a planning session, in Markdown: what was decided by whom and why, and what stays open.

It holds neither the session's code nor any key: who gets the record joins nothing by it. What people wrote is shown as
it stands, with every sign that Markdown or HTML would obey written as a reference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from advisor.advice import NAMES_IN_A_SENTENCE, WAY_NAMES, Advice
from advisor.alternatives import Way
from advisor.language import N_, Amount, Listing, Reader, Span, Text, text
from advisor.planning.effects import Case, Standpoint
from advisor.planning.estimates import Estimate, answer_of
from advisor.planning.outcomes import Agreed, LeftOpen
from advisor.planning.pooling import Chosen
from advisor.planning.record import Record
from advisor.planning.seats import Role, Seat
from advisor.planning.state import Round, SessionState, Topic, VoteRound
from advisor.planning.voting import Vote
from advisor.project import QUESTIONS
from advisor.questions import Kind
from advisor.report.decision_record import figures, heading, item, listed, plain, row
from advisor.report.memo_method import made_how
from advisor.report.session_words import answer_told, effect_told, likely_told, pool_told
from advisor.report.words import setup, verdict_sentence

ROLE_NAMES = {
    Role.FACILITATOR: N_("Facilitator"),
    Role.MEMBER: N_("Member"),
    Role.OBSERVER: N_("Observer"),
}
STANDPOINT_NAMES = {
    Standpoint.LOWEST: N_("The lowest estimate, {answer}"),
    Standpoint.HIGHEST: N_("The highest estimate, {answer}"),
    Standpoint.POOLED: N_("All together, {answer}"),
    Standpoint.OPTION: "{answer}",
}
METHOD = (
    N_("Everybody estimated before anybody saw what the others think; low, likely and high are the tenth, fiftieth and "
       "ninetieth percentile."),
    N_("What all say together is the linear opinion pool, the mixture of everybody's distribution with equal weights "
       "(Stone 1961; Clemen and Winkler 1999)."),
)  # fmt: skip


def session_record(record: Record, advice: Advice, reader: Reader) -> bytes:
    """The record, in UTF-8; the advice is on the scenario of the record."""
    state = record.state
    parts: tuple[Iterable[str], ...] = (
        _head(record, reader), _decision(state, advice, reader), _open(state, reader), _figures(record, advice, reader),
        _people(state, reader), _topics(state, reader), _method(advice, reader),
    )  # fmt: skip
    return ("\n".join(chain.from_iterable(parts)).strip() + "\n").encode()


def _head(record: Record, reader: Reader) -> Iterable[str]:
    session = record.state.session
    name = session.name or reader._("Planning session")
    yield from (f"# {plain(name)}", "")
    yield item(reader, N_("Opened"), reader.say(session.opened_at.date()))
    if session.closed_at:
        yield item(reader, N_("Closed"), reader.say(session.closed_at.date()))
    scenario = text("{name}, version {version}", name=record.scenario.project.name, version=record.scenario.number)
    yield item(reader, N_("Scenario"), reader.say(scenario))
    yield ""


def _decision(state: SessionState, advice: Advice, reader: Reader) -> Iterable[str]:
    yield from heading(reader, N_("Decision"))
    if not state.voting.is_revealed:
        yield from (plain(reader._("Nothing is decided yet.")), "")
    for votes in reversed(state.voting.rounds):
        yield from _votes(state, votes, reader)
    yield from (plain(reader.say(text("The advice was: {advice}", advice=verdict_sentence(advice)))), "")


def _votes(state: SessionState, votes: VoteRound, reader: Reader) -> Iterable[str]:
    """How everybody voted: who is for something else than most, above all, and why."""
    is_current = votes.number == state.voting.round and state.voting.is_revealed
    if not is_current:
        yield from (plain(reader.say(text("Vote {number}, before:", number=votes.number))), "")
    chosen = most_voted(votes.votes)
    yield from _bold(reader, result_of(votes.votes))
    dissent = [vote for vote in votes.votes if chosen and vote.way and vote.way is not chosen]
    yield from row(*(reader._(label) for label in (N_("Name"), N_("Vote"), N_("Reason"))))
    yield "|---|---|---|"
    for vote in (*dissent, *(vote for vote in votes.votes if vote not in dissent)):
        said = reader._(WAY_NAMES[vote.way]) if vote.way else reader._("abstains")
        said = reader.say(text("{vote} (dissents)", vote=said)) if vote in dissent else said
        yield from row(state.seat(vote.seat).name, said, vote.reason)
    yield ""
    if is_current and state.voting.awaited:
        names = Listing(tuple(state.seat(seat).name for seat in state.voting.awaited))
        yield from (plain(reader.say(text("Did not vote: {names}", names=names))), "")


def most_voted(votes: Iterable[Vote]) -> Way | None:
    """The way that more people are for than for any other; None where there is none."""
    counts = Counter(vote.way for vote in votes if vote.way).most_common(2)
    return counts[0][0] if counts and (len(counts) == 1 or counts[0][1] > counts[1][1]) else None


def result_of(votes: tuple[Vote, ...]) -> Text:
    """How a vote came out, in a sentence."""
    chosen = most_voted(votes)
    if chosen is None:
        return text("No way has more votes than every other")
    count = sum(vote.way is chosen for vote in votes)
    return text("{count} of {all} are for {way}", count=count, all=len(votes), way=text(NAMES_IN_A_SENTENCE[chosen]))


def _open(state: SessionState, reader: Reader) -> Iterable[str]:
    yield from heading(reader, N_("What stays open"))
    left = [(topic, topic.outcome) for topic in state.topics if isinstance(topic.outcome, LeftOpen)]
    if left:
        labels = (N_("Question"), N_("To find out"), N_("Owner"), N_("Due"))
        yield from row(*map(reader._, labels))
        yield "|---|---|---|---|"
    for topic, task in left:
        due = reader.say(task.due) if task.due else reader._("no date")
        yield from row(reader._(QUESTIONS[topic.path].label), task.to_find_out, task.owner, due)
    undecided = [topic for topic in state.topics if topic.outcome is None]
    if undecided:
        yield from ("", plain(reader._("On the agenda, and nothing agreed yet:")), "")
        yield from listed(reader._(QUESTIONS[topic.path].label) for topic in undecided)
    if not left and not undecided:
        yield plain(reader._("Nothing."))
    yield ""


def _figures(record: Record, advice: Advice, reader: Reader) -> Iterable[str]:
    yield from figures(advice, reader)
    yield from (plain(reader.say(setup(advice.best.alternative))), "")


def _people(state: SessionState, reader: Reader) -> Iterable[str]:
    yield from heading(reader, N_("Who took part"))
    yield from listed(_person(seat, reader) for seat in state.seats)


def _person(seat: Seat, reader: Reader) -> str:
    form = N_("{name}, {role}, removed") if seat.is_removed else N_("{name}, {role}")
    return reader.say(text(form, name=seat.name, role=text(ROLE_NAMES[seat.role])))


def _topics(state: SessionState, reader: Reader) -> Iterable[str]:
    yield from heading(reader, N_("What was estimated"))
    for topic in (*state.topics, *state.others):
        if topic.rounds or topic.outcome:
            yield from _topic(state, topic, reader)


def _topic(state: SessionState, topic: Topic, reader: Reader) -> Iterable[str]:
    yield from (f"### {plain(reader._(QUESTIONS[topic.path].label))}", "")
    yield from (plain(reader.say(topic.proposal.reason)), "")
    for current in topic.rounds:
        yield from _round(state, replace(topic, currency=current.currency), current, reader)
    if isinstance(topic.outcome, Agreed):
        answer = answer_told(topic, topic.outcome.answer, reader)
        agreed = text("Agreed: {answer}, in version {version}", answer=answer, version=topic.outcome.version)
        yield from _bold(reader, agreed)
    elif isinstance(topic.outcome, LeftOpen):
        yield from _bold(reader, text("Left open for {owner}", owner=topic.outcome.owner))


def _round(state: SessionState, topic: Topic, current: Round, reader: Reader) -> Iterable[str]:
    question = QUESTIONS[topic.path]
    has_likely = question.kind is Kind.NUMBER
    labels = (N_("Name"), *((N_("Likely"), N_("Range")) if has_likely else (N_("Estimate"),)), N_("Reason"))
    if len(topic.rounds) > 1:
        yield from (plain(reader.say(text("Round {number}", number=current.number))), "")
    yield from row(*map(reader._, labels))
    yield "|---" * len(labels) + "|"
    for estimate in current.estimates:
        yield from row(*_estimate(state, topic, estimate, reader))
    yield ""
    yield from listed(_findings(state, topic, current, reader))


def _estimate(state: SessionState, topic: Topic, estimate: Estimate, reader: Reader) -> tuple[str, ...]:
    """Who said what and why; of a number what is likely apart from its range."""
    opinion, name = estimate.opinion, state.seat(estimate.seat).name
    told = answer_told(topic, answer_of(QUESTIONS[topic.path], opinion), reader)
    if isinstance(opinion, Chosen) or QUESTIONS[topic.path].kind is Kind.DAY:
        return name, told, estimate.reason
    return name, likely_told(topic, opinion, reader), told, estimate.reason


def _findings(state: SessionState, topic: Topic, current: Round, reader: Reader) -> Iterable[str]:
    """What all say together, who is farthest from it, and whether it matters."""
    yield reader.say(text("All together: {pool}", pool=pool_told(topic, current.pool, reader)))
    if current.outlier is not None:
        name = state.seat(current.outlier).name
        yield reader.say(text("Farthest from the others: {name}", name=name))
    if current.effect is not None:
        yield reader.say(effect_told(topic, current.effect, reader))
        yield from (reader.say(_case(topic, case, reader)) for case in current.effect.cases)


def _case(topic: Topic, case: Case, reader: Reader) -> Text:
    """The recommendation, its chance and its cost where one answer holds."""
    answer = answer_told(topic, case.answer, reader)
    known = text(
        "{whose}: {way}, best in {chance} of the simulated futures",
        whose=text(STANDPOINT_NAMES[case.standpoint], answer=answer), way=text(NAMES_IN_A_SENTENCE[case.way]),
        chance=Amount(round(case.chance, 2), "share"),
    )  # fmt: skip
    if case.cost is None:
        return known
    low, _, high = case.cost
    return text("{known}; cost over the horizon {cost}", known=known, cost=Span(low, high, "USD"))


def _method(advice: Advice, reader: Reader) -> Iterable[str]:
    yield from heading(reader, N_("How it was done"))
    for words in (*map(reader._, METHOD), *made_how(advice, reader)):
        yield from (plain(words), "")


def _bold(reader: Reader, words: Text) -> Iterable[str]:
    yield from (f"**{plain(reader.say(words))}**", "")
