"""What the team has told: every answer, what is assumed where there is none, and the figures of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from advisor.advice import WAY_NAMES
from advisor.alternatives import Way
from advisor.catalogue import Catalogue
from advisor.language import N_, Reader, text
from advisor.pay import ROLE_NAMES, overridable
from advisor.project import GROUP_TITLES, QUESTIONS
from advisor.project_file import Project
from advisor.questions import Answer, Kind, Question, Range
from advisor.report.plan_book import SHARE, WORDS, Book, Entry, Row, plain_format, unit_words
from advisor.roster import LEVELS, Member
from advisor.sources import ORIGIN_NAMES, Origin

SHEET = N_("Inputs")
WIDTHS = (62, 18, 48, 14, 14, 14, 24, 32, 32)
Ends = tuple[float | None, float | None, float | None]
"""Low, likely and high."""


def write_inputs(book: Book, project: Project, catalogue: Catalogue) -> None:
    """Every question with its answer; then own prices, pay, rates, trials and machines."""
    _ = book.reader._
    page = book.page(_(SHEET), _("What the team has told"), WIDTHS)
    page.say(
        _("A range says that one future in ten lies below it and one above. What has no answer is assumed, widely."),
        _("To change an answer, change it in the app: machines, people and the recommendation hang on it."),
    )
    page.row += 1
    heads = [_("Question"), _("Part"), _("Answer"), _("Low"), _("Likely"), _("High"), _("Unit"),
             _("Known or assumed"), _("Measured on")]  # fmt: skip
    page.table(heads, (_answered(book.reader, project, path) for path in QUESTIONS))
    own = list(_own(book.reader, project, catalogue))
    if own:
        page.heading(_("Figures of the team's own"))
        page.table([_("Figure"), _("Part"), _("Of"), _("Low"), _("Likely"), _("High"), _("Unit")], own)


def _answered(reader: Reader, project: Project, path: str) -> Row:
    question, answer = QUESTIONS[path], project.answer(path)
    measured = project.measured.get(path, "")
    currency = project.money.currency or "USD"
    own = Reader(reader.language, currency)
    unit = unit_words(own, question.unit) if question.kind is Kind.NUMBER else ""
    words, ends, origin = _told(reader, question, answer)
    status = ORIGIN_NAMES[Origin.MEASURED if measured and answer is not None else origin]
    if answer is None and question.assumed is None:
        status = N_("unknown, and nothing is assumed")
    label, part = reader._(question.label), reader._(GROUP_TITLES[path.partition(".")[0]])
    cells: list[Entry] = [label, part, words, *ends, unit, reader._(status), measured]
    return Row(cells, (WORDS, WORDS, WORDS, *_formats(question, ends), WORDS, WORDS, WORDS))


def _formats(question: Question, ends: Ends) -> list[str]:
    is_share = question.unit == "share" or question.kind is Kind.FLAG
    return [SHARE if is_share else plain_format(end or 0) for end in ends]


def _told(reader: Reader, question: Question, answer: Answer) -> tuple[str, Ends, Origin]:
    """The answer in words and numbers, or what stands in for it."""
    if answer is not None:
        return *_of_answer(reader, question, answer), Origin.ANSWER
    assumed = question.assumed
    if assumed is None:
        return "", (None, None, None), Origin.ASSUMED
    if question.kind is Kind.FLAG:
        words = reader._("yes or no: how likely yes is")
        return words, (None, assumed.mode, None), Origin.ASSUMED
    words = _span(reader, question, assumed.low, assumed.high)
    ends = (None, None, None) if question.kind is Kind.SCALE else (assumed.low, assumed.mode, assumed.high)
    return words, ends, Origin.ASSUMED


def _of_answer(reader: Reader, question: Question, answer: Answer) -> tuple[str, Ends]:
    nothing: Ends = (None, None, None)
    match answer:
        case Range(low, high):
            ends = (low, None, high) if question.kind is Kind.NUMBER else nothing
            return _span(reader, question, low, high), ends
        case bool():
            return reader.say(answer), nothing
        case str():
            return reader._(question.option(answer).label), nothing
        case _:
            return ", ".join(_item(reader, question, item) for item in answer or ()), nothing


def _item(reader: Reader, question: Question, item: str | Member) -> str:
    """One of several things: an option, a name, or a member of the team."""
    if isinstance(item, Member):
        who = reader._(ROLE_NAMES[item.role]) + (f" ({item.name})" if item.name else "")
        return f"{who} {reader.number(item.share)}, {reader._(LEVELS[item.level])}"
    keys = {option.key: option.label for option in question.options}
    return reader._(keys[item]) if item in keys else item


def _span(reader: Reader, question: Question, low: float, high: float) -> str:
    if question.kind is Kind.NUMBER:
        return reader.span(low, high, "share" if question.unit == "share" else "count")
    first, last = (_end(reader, question, end) for end in (low, high))
    return first if first == last else reader.say(text("{low} to {high}", low=first, high=last))


def _end(reader: Reader, question: Question, value: float) -> str:
    if question.kind is Kind.DAY:
        return reader.say(date.fromordinal(int(value)))
    return reader._(min(question.options, key=lambda option: abs(option.value - value)).label)


def _own(reader: Reader, project: Project, catalogue: Catalogue) -> Iterator[Row]:
    yield from _own_figures(reader, project, catalogue)
    unit = unit_words(Reader(reader.language), "USD/Mtok")
    for model, price in project.own_prices.items():
        for kind, value in price:
            if value is not None:
                yield _figure(reader, model, N_("Price of the model's API"), kind.replace("_", " "), value, unit)
    for way, trial in project.evaluations.items():
        counts = (N_("questions asked"), trial.questions), (N_("good answers"), trial.good)
        for name, count in counts:
            yield _figure(reader, reader._(WAY_NAMES[Way(way)]), N_("Trial"), reader._(name), Range(count, count))
    for part, name, row in (
        *((N_("Model of the team's own"), name, model) for name, model in project.own_models.items()),
        *((N_("GPU of the team's own"), name, gpu) for name, gpu in project.own_gpus.items()),
    ):
        for key, value in row.model_dump(exclude_none=True).items():
            yield _figure(reader, name, part, key.replace("_", " "), Range(value, value))


def _own_figures(reader: Reader, project: Project, catalogue: Catalogue) -> Iterator[Row]:
    """Parameters, pay and exchange rates."""
    known, dollars = overridable(project, catalogue), Reader(reader.language)
    for name, value in project.overrides.items():
        meaning, unit = (known[name].meaning, known[name].unit) if name in known else (name, "")
        yield _figure(reader, reader._(meaning), N_("Parameter"), name, value, unit_words(dollars, unit))
    paid = Reader(reader.language, project.money.currency or "USD")
    for role, pay in project.own_pay.items():
        yield _figure(reader, reader._(ROLE_NAMES[role]), N_("Gross pay"), role, pay, unit_words(paid, "USD/year"))
    for code, rate in project.own_rates.items():
        unit = reader.say(text("{currency} for one US dollar", currency=code))
        yield _figure(reader, code, N_("Exchange rate"), code, Range(rate, rate), unit)


def _figure(reader: Reader, figure: str, part: str, of: str, value: Range, unit: str = "") -> Row:
    """A figure of the team's own."""
    likely = value.low if value.low == value.high else None
    cells: list[Entry] = [figure, reader._(part), of, value.low, likely, value.high, unit]
    numbers = [plain_format(end) for end in (value.low, likely or 0, value.high)]
    return Row(cells, (WORDS, WORDS, WORDS, *numbers, WORDS))
