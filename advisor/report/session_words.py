"""What people say in a planning session, in words: estimates, what they say together, whether it matters."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.decision.ways import NAMES_IN_A_SENTENCE
from advisor.language import Amount, Reader, Span, Text, text
from advisor.planning.effects import Effect
from advisor.planning.estimates import answer_of
from advisor.planning.outcomes import Agreed, Outcome
from advisor.planning.pooling import Amounts, Chosen, Opinion, Pool, Shares, legible
from advisor.planning.state import Round, Topic
from advisor.project import QUESTIONS
from advisor.project_file import Project
from advisor.questions import Json, Kind
from advisor.report.comparison_words import answer_in_words


def answer_told(topic: Topic, answer: Json, reader: Reader) -> str:
    """An answer to the topic's question, with its unit; amounts of money are in the topic's currency."""
    return answer_in_words(reader, topic.path, answer, Project.parse({"money": {"currency": topic.currency}}))


def opinion_told(topic: Topic, opinion: Opinion, reader: Reader) -> str:
    """What somebody thinks: the likely value with its range, or the option."""
    question = QUESTIONS[topic.path]
    told = answer_told(topic, answer_of(question, opinion), reader)
    if isinstance(opinion, Chosen) or opinion.low == opinion.high or not _has_likely(topic):
        return told
    return reader.say(text("{likely} ({range})", likely=likely_told(topic, opinion, reader), range=told))


def likely_told(topic: Topic, amounts: Amounts, reader: Reader) -> str:
    """The likely value alone."""
    point = Amounts(amounts.likely, amounts.likely, amounts.likely)
    return answer_told(topic, answer_of(QUESTIONS[topic.path], point), reader)


def _has_likely(topic: Topic) -> bool:
    return QUESTIONS[topic.path].kind is not Kind.DAY


def pool_told(topic: Topic, pool: Pool, reader: Reader) -> str:
    """What all say together."""
    if isinstance(pool, Shares):
        question = QUESTIONS[topic.path]
        told = ((answer_told(topic, answer_of(question, Chosen(option)), reader), share) for option, share in pool.of)
        return reader.listing(
            tuple(text("{answer} {share}", answer=answer, share=Amount(share, "share")) for answer, share in told)
        )
    return opinion_told(topic, _legible(topic, pool), reader)


def _legible(topic: Topic, pool: Amounts) -> Amounts:
    """Computed amounts as they would be agreed on; days as they are."""
    return pool if not _has_likely(topic) else legible(pool)


def effect_told(topic: Topic, effect: Effect, reader: Reader) -> Text:
    """Whether the disagreement changes the recommendation."""
    cases = effect.cases
    if not effect.changes_the_verdict:
        if not cases:
            return text("None of these answers goes together with the rest of the project.")
        return text(
            "It does not matter for the recommendation who is right: {way} is best in every case. {cost}",
            way=text(NAMES_IN_A_SENTENCE[cases[0].way]), cost=_costs(effect),
        )  # fmt: skip
    told = [
        text("with {answer} it is {way}", answer=answer_told(topic, case.answer, reader),
             way=text(NAMES_IN_A_SENTENCE[case.way]))
        for case in cases
    ]  # fmt: skip
    return text("It matters who is right: {cases}. {cost}", cases=reader.listing(tuple(told)), cost=_costs(effect))


def _costs(effect: Effect) -> Text | str:
    """How far the costs of the cases lie apart; nothing where one of them is unknown."""
    costs = [case.cost[1] for case in effect.cases if case.cost]
    if len(costs) < max(2, len(effect.cases)):
        return ""
    return text("Its cost over the horizon is {span}.", span=Span(min(costs), max(costs), "USD"))


def outcome_told(topic: Topic, outcome: Outcome | None, reader: Reader) -> str:
    """What became of a topic, in a few words."""
    if outcome is None:
        if topic.is_revealed:
            return reader._("revealed, to be settled")
        if not topic.answered:
            return reader._("nobody has answered yet") if topic.awaited else reader._("nobody has joined yet")
        return reader.say(
            text("{answered} of {all} have answered", answered=len(topic.answered),
                 all=len(topic.answered) + len(topic.awaited))
        )  # fmt: skip
    if isinstance(outcome, Agreed):
        return reader.say(text("agreed: {answer}", answer=answer_told(topic, outcome.answer, reader)))
    if outcome.due is None:
        return reader.say(text("open: {owner} finds out", owner=outcome.owner))
    return reader.say(text("open: {owner} finds out by {day}", owner=outcome.owner, day=outcome.due))


def finding(topic: Topic, found: Round, names: Sequence[str], reader: Reader) -> Text:
    """What the estimates of a round come to."""
    if isinstance(found.pool, Shares):
        (option, share), *others = found.pool.of
        if others and others[0][1] == share:
            return text("They do not agree: {pool}", pool=pool_told(topic, found.pool, reader))
        told = answer_told(topic, answer_of(QUESTIONS[topic.path], Chosen(option)), reader)
        return text("{share} of {count} say: {answer}", share=Amount(share, "share"), count=len(names), answer=told)
    return text("Together: {pool}", pool=pool_told(topic, found.pool, reader))
