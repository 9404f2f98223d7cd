"""What a way asks of people, in sentences with figures: the primer's three conclusions, drawn for this team."""

from __future__ import annotations

from advisor.advice import NAMES_IN_A_SENTENCE, Advice, Figure
from advisor.alternatives import WAYS, Way
from advisor.gaps import CLOSING_NAMES, Gap, OneMore, gaps
from advisor.language import Amount, Listing, Span, Text, text
from advisor.reference import roles
from advisor.report.charts_team import ROLE_NAMES

HARDLY_ANY = 0.05
"""Share of a way's work below which what nobody can do is not worth a word."""


def conclusions(advice: Advice) -> tuple[Text, ...]:
    """Which ways this team can go as it is, what training asks of specialists, and what the hybrid asks of all."""
    found = (_within_reach(advice), _specialists(advice), _most_demanding(advice))
    return tuple(sentence for sentence in found if sentence is not None)


def _within_reach(advice: Advice) -> Text | None:
    """The primer on a start-up: RAG asks for skills that are near at hand."""
    open_to_it = [way for way in WAYS if not _is_short_of_people(advice, way)]
    short = [way for way in WAYS if way not in open_to_it]
    if not short:
        return text("Nobody need be found for any of the four ways: where a role is missing, others know its work.")
    lacks = max(short, key=lambda way: -WAYS.index(way))
    missing = _missing(advice, lacks)
    if not open_to_it:
        return text("The team lacks people for every way; {missing}.", missing=missing)
    return text(
        "The team as it is can do {within}. It lacks people for {short}: {missing}.",
        within=Listing(tuple(text(NAMES_IN_A_SENTENCE[way]) for way in open_to_it)),
        short=Listing(tuple(text(NAMES_IN_A_SENTENCE[way]) for way in short)),
        missing=missing,
    )


def _missing(advice: Advice, way: Way) -> Text:
    """The work that nobody can do, and whose it is where that is one's in most futures."""
    roles = tuple(text(ROLE_NAMES[gap.role]) for gap in gaps(advice, way) if gap.is_missing)
    values = {
        "way": text(NAMES_IN_A_SENTENCE[way]),
        "weeks": Amount(_mean(advice, "missing_effort", way), "person-weeks"),
    }
    if not roles:
        return text("{way} has {weeks} that nobody can do", **values)
    return text("{way} has {weeks} that nobody can do ({roles})", roles=Listing(roles), **values)


def _is_short_of_people(advice: Advice, way: Way) -> bool:
    return _mean(advice, "missing_effort", way) > HARDLY_ANY * _mean(advice, "effort_before_launch", way)


def _specialists(advice: Advice) -> Text:
    """The primer on a middle-sized company: fine-tuning needs data scientists and machine learning engineers."""
    return text(
        "Fine-tuning takes {before} of data scientists and machine learning engineers before launch, and {after} "
        "of them afterwards. RAG trains nothing: what it asks beyond software is learnt in {learning}.",
        before=Amount(_mean(advice, "specialist_effort", Way.FINETUNE), "person-weeks"),
        after=Amount(_mean(advice, "specialist_run_effort", Way.FINETUNE), "person-weeks/year"),
        learning=Amount(_of_role(advice, "weeks_to_learn_by_role", "data_engineer", Way.RAG), "weeks"),
    )


def _most_demanding(advice: Advice) -> Text | None:
    """The primer on the hybrid: it asks most of people, and for somebody who keeps both in balance."""
    work = {way: _mean(advice, "effort_before_launch", way) for way in WAYS}
    if max(work, key=lambda way: work[way]) is not Way.HYBRID:
        return None
    return text(
        "The hybrid asks most: {work} before launch, where RAG takes {rag} and fine-tuning {tuning}; {people} to run "
        "it; and {balance} of an engineer who knows language models and keeps tuning and retrieval in balance.",
        work=Amount(work[Way.HYBRID], "person-weeks"),
        rag=Amount(work[Way.RAG], "person-weeks"),
        tuning=Amount(work[Way.FINETUNE], "person-weeks"),
        people=Amount(_mean(advice, "run_team", Way.HYBRID), "people"),
        balance=Amount(_of_role(advice, "effort_by_role", "llm_prompt_engineer", Way.HYBRID), "person-weeks"),
    )


def _mean(advice: Advice, quantity: str, way: Way) -> float:
    return advice.figure(quantity, way).expected


def _of_role(advice: Advice, quantity: str, role: str, way: Way) -> float:
    return float(advice.draws(quantity, way)[:, roles(advice.catalogue).index(role)].mean())


def closing_in_words(gap: Gap) -> Text:
    """How the work of a role gets done, and by whom."""
    how = text(CLOSING_NAMES[gap.closing])
    if gap.doer is None:
        return how
    return text("{how}: {role}", how=how, role=text(ROLE_NAMES[gap.doer]))


def sooner_in_words(found: OneMore) -> Text:
    """By how much one more person of a role brings the launch forward."""
    weeks: Figure = found.weeks_sooner
    return text(
        "{role}: {weeks} sooner ({span})",
        role=text(ROLE_NAMES[found.role]),
        weeks=Amount(weeks.expected, "weeks"),
        span=Span(max(weeks.low, 0), weeks.high, "weeks"),
    )
