"""Scenarios in words: their names, the answers in which they differ, and why one comes to something else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal

from advisor.advice import NAMES_IN_A_SENTENCE, WAY_NAMES
from advisor.alternatives import Way
from advisor.attribution import Method
from advisor.catalogue import load
from advisor.comparison import Compared, Move, Reasons
from advisor.differences import START, Difference, Factor, currency_of, differing, part_of
from advisor.language import N_, UNIT_NAMES, Amount, Listing, Reader, Text, rounded, text
from advisor.project import GROUP_TITLES, QUESTIONS
from advisor.project_file import Project
from advisor.questions import Json, Kind, Question
from advisor.report.charts_team import ROLE_NAMES
from advisor.roster import LEVELS

LETTERS = "ABCDEF"
LONGEST_LABEL = 28
LONGEST_ANSWER = 160
FIGURE_NAMES = {
    "chance": N_("Chance of being best"),
    "total_cost": N_("Cost over the horizon"),
    "launch_cost": N_("Cost until launch"),
    "first_month_cost": N_("Cost of the first month"),
    "cost_per_query": N_("Cost of a request"),
    "cost_per_good_answer": N_("Cost of a good answer"),
    "launch_weeks": N_("Time until launch"),
    "effort_before_launch": N_("Work before launch"),
    "good_answer_share": N_("Good answers"),
    "people_to_hire": N_("To be hired"),
    "people_to_contract": N_("To be contracted"),
    "run_team": N_("People to run it"),
    "gpus_needed": N_("GPUs for serving"),
    "answer_seconds": N_("Time to the whole answer"),
    "serving_energy_per_month": N_("Energy of serving"),
    "serving_carbon_per_month": N_("Carbon of serving"),
}
METHOD_WORDS = {
    Method.EVERY_ORDER: N_(
        "Each answer's part is the mean of what it brings over all orders in which the answers may be changed "
        "(Shapley value)."
    ),
    Method.TWO_ORDERS: N_(
        "Each answer's part is the mean of what it brings in two opposite orders of changing the answers: with so many "
        "answers, going through all orders would take too long."
    ),
}
KINDS = {
    "overrides": N_("Own value: {name}"),
    "own_prices": N_("Own price of {name}"),
    "own_pay": N_("Own pay: {name}"),
    "own_rates": N_("Own exchange rate of {name}"),
    "evaluations": N_("Trial of {name}"),
    "own_models": N_("Own model {name}"),
    "own_gpus": N_("Own GPU {name}"),
}


# Names


def short(words: str, most: int = LONGEST_LABEL) -> str:
    """Words on one line, without what is not printed, cut where they are long."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def label(place: int, name: str, most: int = LONGEST_LABEL) -> str:
    """What a scenario is called in tables, charts and sentences: its letter, which no other has, and its name."""
    return f"{LETTERS[place]} · {short(name, most)}" if name.strip() else LETTERS[place]


def labels(scenarios: Sequence[Compared], most: int = LONGEST_LABEL) -> list[str]:
    """The scenarios' labels, in their order."""
    return [label(place, scenario.name, most) for place, scenario in enumerate(scenarios)]


# Answers


def exact(reader: Reader, value: float | Decimal) -> str:
    """A number as it was given, in the reader's form."""
    return str(format_decimal(Decimal(repr(value)) if isinstance(value, float) else value, locale=reader.language,
                              format="#,##0.############"))  # fmt: skip


def path_in_words(reader: Reader, path: str) -> str:
    """What an answer or an own figure is called."""
    if path == START:
        return reader._("Start of the project")
    if path in QUESTIONS:
        return reader._(QUESTIONS[path].label)
    part, name = path.split(".", 1)
    return reader.say(text(KINDS[part], name=_own_name(reader, part, name)))


def _own_name(reader: Reader, part: str, name: str) -> str:
    if part == "overrides":
        known = load().parameters.get(name)
        return reader._(known.meaning) if known else name
    if part == "own_pay":
        return reader._(ROLE_NAMES.get(name, name))
    if part == "evaluations":
        return reader._(WAY_NAMES[Way(name)])
    return short(name)


def answer_in_words(reader: Reader, path: str, answer: Json, project: Project) -> str:
    """One answer of a project; where it is unknown, what is assumed instead."""
    if path in QUESTIONS:
        question = QUESTIONS[path]
        return _unknown(reader, question) if answer is None else _answered(reader, question, answer, project)
    if answer is None:
        return reader._("as published") if path != START else reader._("the day of the data")
    return short(_own_figure(reader, path, answer, project), LONGEST_ANSWER)


def _answered(reader: Reader, question: Question, answer: Any, project: Project) -> str:
    match question.kind:
        case Kind.FLAG:
            return reader.say(bool(answer))
        case Kind.CHOICE:
            return reader._(question.option(answer).label)
        case Kind.NAMES:
            return short(", ".join(answer), LONGEST_ANSWER) or reader._("none")
        case Kind.ROSTER:
            return short(_team(reader, answer), LONGEST_ANSWER) or reader._("nobody")
        case _:
            ends = (answer["low"], answer["high"]) if isinstance(answer, dict) else (answer, answer)
            low, high = (_end(reader, question, end) for end in ends)
            found = low if low == high else reader._("{low} to {high}").format(low=low, high=high)
            return f"{found} {_unit(reader, question, project)}".strip()


def _end(reader: Reader, question: Question, end: Any) -> str:
    if question.kind is Kind.SCALE:
        return reader._(question.option(end).label)
    if question.kind is Kind.DAY:
        return reader.say(date.fromisoformat(end))
    if question.unit == "share":
        return exact(reader, Decimal(repr(end)) * 100) + reader.percent_sign
    return exact(reader, Decimal(repr(end)))


def _unit(reader: Reader, question: Question, project: Project) -> str:
    if question.money:
        return currency_of(project)
    return reader._(UNIT_NAMES.get(question.unit, ("", ""))[1]) if question.unit != "share" else ""


def _team(reader: Reader, answer: Any) -> str:
    """The members as counts by role, or each with level and name."""
    if isinstance(answer, dict):
        return "; ".join(
            f"{reader._(ROLE_NAMES[role])} {exact(reader, float(share))}" for role, share in answer.items()
        )
    return "; ".join(_member(reader, **member) for member in answer)


def _member(reader: Reader, role: str, share: float, level: str = "", name: str = "") -> str:
    said = f"{reader._(ROLE_NAMES[role])} {exact(reader, float(share))}"
    more = [reader._(LEVELS[level])] if level else []
    more += [name] if name else []
    return f"{said} ({', '.join(more)})" if more else said


def _unknown(reader: Reader, question: Question) -> str:
    assumed = question.assumed
    if assumed is None:
        return reader._("unknown")
    if question.kind is Kind.FLAG:
        return reader.say(text("unknown; yes is taken to be {chance} likely", chance=Amount(assumed.mode, "share")))
    if question.kind is Kind.SCALE:
        ends = [
            min(question.options, key=lambda option, at=end: abs(option.value - at)).label  # type: ignore[misc]
            for end in (assumed.low, assumed.high)
        ]
        low, high = (reader._("“{label}”").format(label=reader._(end)) for end in ends)
    else:
        low, high = (_end(reader, question, end) for end in (assumed.low, assumed.high))
    if low == high:
        return reader.say(text("unknown; {value} is assumed", value=low))
    return reader.say(text("unknown; {low} to {high} is assumed", low=low, high=high))


def _own_figure(reader: Reader, path: str, answer: Any, project: Project) -> str:
    part = part_of(path)
    if path == START:
        return reader.say(date.fromisoformat(answer))
    if part == "evaluations":
        return reader.say(
            text("{good} good answers of {questions}", good=answer["good"], questions=answer["questions"])
        )
    if isinstance(answer, dict) and set(answer) != {"low", "high"}:
        return "; ".join(f"{key} {_plain(reader, value)}" for key, value in answer.items())
    unit = f" {currency_of(project)}" if part == "own_pay" else ""
    return _plain(reader, answer) + unit


def _plain(reader: Reader, value: Any) -> str:
    if isinstance(value, dict) and set(value) == {"low", "high"}:
        low, high = (exact(reader, Decimal(repr(value[end]))) for end in ("low", "high"))
        return reader._("{low} to {high}").format(low=low, high=high)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return exact(reader, Decimal(repr(value)))
    return str(value)


# Why


def factor_in_words(reader: Reader, factor: Factor, base: Project, other: Project) -> str:
    """Answers that were changed together: one with both its values, several by what they are about."""
    if len(factor) > 1:
        return _together(reader, factor)
    found = _of_path(differing((base, other)), factor[0])
    before, after = (answer_in_words(reader, factor[0], answer, project)
                     for answer, project in zip(found.answers, (base, other), strict=True))  # fmt: skip
    named = path_in_words(reader, factor[0])
    return reader.say(text("{answer}: {after} instead of {before}", answer=named, after=after, before=before))


def factor_in_short(reader: Reader, factor: Factor) -> str:
    """The same without values, for a chart."""
    return path_in_words(reader, factor[0]) if len(factor) == 1 else _together(reader, factor)


def _of_path(found: Sequence[Difference], path: str) -> Difference:
    return next(each for each in found if each.path == path)


def _together(reader: Reader, factor: Factor) -> str:
    """A whole group by its title; a few answers that go together by their own names."""
    parts = {part_of(path) for path in factor}
    if len(parts) == 1 and parts <= GROUP_TITLES.keys():
        title = reader._(GROUP_TITLES[parts.pop()])
        return reader.say(text("{group}: {count} answers", group=title, count=len(factor)))
    if parts.isdisjoint(GROUP_TITLES) and len(factor) > 2:
        return reader.say(text("Own figures: {count}", count=len(factor)))
    return reader.listing(tuple(path_in_words(reader, path) for path in factor))


def difference_in_words(reader: Reader, value: float, unit: str) -> str:
    """How far two figures are apart, without a sign; shares in points."""
    if unit == "share":
        return reader.say(text("{points} percentage points", points=rounded(100 * abs(value))))
    return reader.amount(abs(value), unit)


def why(reader: Reader, move: Move, found: Reasons, names: tuple[str, str], projects: tuple[Project, Project]) -> Text:
    """Whether the advice changes, how far two scenarios are apart in a figure, and the answer that brought most."""
    apart = _with_main_reason(reader, move, found, names, projects)
    if found.before.verdict is found.after.verdict:
        return apart
    before, after = (text(NAMES_IN_A_SENTENCE[end.verdict]) for end in (found.before, found.after))
    return text("The advice changes from {before} to {after}. {apart}", before=before, after=after, apart=apart)


def _with_main_reason(
    reader: Reader, move: Move, found: Reasons, names: tuple[str, str], projects: tuple[Project, Project]
) -> Text:
    head = _apart(reader, move, names)
    if not move.difference or not found.factors:
        return head
    towards = [place for place, part in enumerate(move.brought) if part * move.difference > 0]
    most = max(towards, key=lambda place: abs(move.brought[place]))
    part = move.brought[most]
    values = {
        "difference": head,
        "part": difference_in_words(reader, part, move.unit),
        "reason": factor_in_words(reader, found.factors[most], *projects),
    }
    if len(found.factors) == 1:
        return text("{difference}. The reason: {reason}", **values)
    if abs(part) <= abs(move.difference):
        return text("{difference}. The main reason, {part} of it: {reason}", **values)
    return text("{difference}. The main reason, {part}, of which others take some back: {reason}", **values)


def _apart(reader: Reader, move: Move, names: tuple[str, str]) -> Text:
    base, other = names
    amount = difference_in_words(reader, move.difference, move.unit)
    values = {"figure": text(FIGURE_NAMES[move.quantity]), "base": base, "other": other, "amount": amount}
    if not move.difference:
        return text("{figure}: {other} is where {base} is", **values)
    if move.unit.startswith("USD"):
        if move.difference > 0:
            return text("{figure}: {other} costs {amount} more than {base}", **values)
        return text("{figure}: {other} costs {amount} less than {base}", **values)
    if move.quantity == "launch_weeks":
        if move.difference > 0:
            return text("{other} is live {amount} later than {base}", **values)
        return text("{other} is live {amount} sooner than {base}", **values)
    if move.difference > 0:
        return text("{figure}: {other} is {amount} above {base}", **values)
    return text("{figure}: {other} is {amount} below {base}", **values)


def two_parts(found: Reasons, base: str) -> Text:
    """What the two columns of the parts mean."""
    return text(
        "At the same way: what the answers move at {way}, which {base} is advised. By another verdict: what following "
        "the advice to another way brings besides, since some of these answers change it.",
        way=text(NAMES_IN_A_SENTENCE[found.before.verdict]),
        base=base,
    )


def verdicts(scenarios: Sequence[Compared]) -> Text:
    """Whether the scenarios are advised the same."""
    ways = list(dict.fromkeys(scenario.outcome.verdict for scenario in scenarios))
    if len(ways) == 1:
        return text("All {count} scenarios are advised {way}", count=len(scenarios), way=text(WAY_NAMES[ways[0]]))
    groups = [
        text("{way} for {scenarios}", way=text(WAY_NAMES[way]), scenarios=_advised(scenarios, way)) for way in ways
    ]
    return text("The advice differs: {groups}", groups=Listing(tuple(groups)))


def _advised(scenarios: Sequence[Compared], way: Way) -> Listing:
    return Listing(tuple(letter for letter, one in zip(LETTERS, scenarios, strict=False) if one.outcome.verdict is way))


def horizons(scenarios: Sequence[Compared]) -> list[int]:
    """The months after launch that each plans for."""
    return [len(scenario.outcome.of().paid.expected) for scenario in scenarios]


def comparable_cost(scenarios: Sequence[Compared]) -> str:
    """The cost by which scenarios can be held against each other: who plans for longer pays more in all."""
    return "total_cost" if len(set(horizons(scenarios))) == 1 else "launch_cost"


def other_horizons(scenarios: Sequence[Compared]) -> Text | None:
    """That scenarios plan for different numbers of months; None where they do not."""
    months = horizons(scenarios)
    if len(set(months)) == 1:
        return None
    named = tuple(
        text("{months} for {scenario}", months=Amount(count, "months"), scenario=LETTERS[place])
        for place, count in enumerate(months)
    )
    return text(
        "The horizons differ ({named}): to compare costs, look at those until launch and of the first month",
        named=Listing(named),
    )
