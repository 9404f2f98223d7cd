"""Numbers and ranges as a reader writes them: "1,500", "85%", "100 to 400", "1.500,5" in Spanish."""

from __future__ import annotations

import re
from decimal import Decimal

from babel.numbers import NumberFormatError, format_decimal, parse_decimal

from advisor.language import PERIODS, UNIT_NAMES, Reader
from advisor.questions import Json, Question, Range

_BETWEEN = re.compile(r"^(?P<low>.+?)\s*(?:–|—|\bto\b|\ba\b|\s-\s|(?<=[\d%])-(?=\d))\s*(?P<high>.+)$", re.IGNORECASE)


def write(answer: Range | None, question: Question, reader: Reader) -> str:
    """The answer as it stands in its field; empty where it is unknown."""
    if answer is None:
        return ""
    low, high = (_write_number(value, question, reader) for value in (answer.low, answer.high))
    return low if low == high else reader._("{low} to {high}").format(low=low, high=high)


def _write_number(value: float, question: Question, reader: Reader) -> str:
    number = Decimal(repr(value))
    if question.unit == "share":
        return format_decimal(number * 100, format="#,##0.############", locale=reader.language) + reader.percent_sign
    return format_decimal(number, format="#,##0.############", locale=reader.language)


def read(words: str, question: Question, reader: Reader) -> Json:
    """What the words say, for `Question.parse`, which judges it; words that are no number are left as they stand.

    A share is meant in percent, as its field is marked: 10 is 10%. Below 1 it is taken as it stands: 0.9 is 90%.
    """
    words = words.strip()
    if not words:
        return None
    between = _BETWEEN.match(words)
    ends = between.groupdict() if between else {"alone": words}
    is_share = question.unit == "share"
    numbers = {end: _number(said.replace("%", "") if is_share else said, reader) for end, said in ends.items()}
    known = [number for number in numbers.values() if number is not None and number.is_finite()]
    percent = is_share and ("%" in words or any(abs(number) >= 1 for number in known))
    read_as = {
        end: said if (number := numbers[end]) is None else _plain_number(number / 100 if percent else number)
        for end, said in ends.items()
    }
    return read_as if between else read_as["alone"]


def _number(words: str, reader: Reader) -> Decimal | None:
    try:
        number = parse_decimal(words.strip(), locale=reader.language, strict=True)
    except NumberFormatError:
        try:
            number = Decimal(words.strip())
        except ArithmeticError:
            return None
    return None if number.is_snan() else number


def _plain_number(number: Decimal) -> float:
    value = float(number)
    return int(value) if value.is_integer() else value


def unit_name(question: Question, reader: Reader) -> str:
    """The unit as it stands beside the question; money in the project's currency."""
    if question.money:
        return reader._(PERIODS[question.unit]).format(money=reader.currency)
    if question.unit == "share":
        return "%"
    return reader._(UNIT_NAMES.get(question.unit, ("", question.unit))[1])
