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

    A share that would be out of bounds is meant in percent, as the field is marked: 80 is 80%.
    """
    words = words.strip()
    if not words:
        return None
    percent = question.unit == "share" and "%" in words
    beyond = question.highest if question.unit == "share" and not percent else None
    ends = _BETWEEN.match(words)
    if ends is None:
        return _read_number(words, percent, reader, beyond)
    return {name: _read_number(ends[name], percent, reader, beyond) for name in ("low", "high")}


def _read_number(words: str, percent: bool, reader: Reader, beyond: float | None) -> float | str:
    bare = words.replace("%", "").strip() if percent else words.strip()
    try:
        number = parse_decimal(bare, locale=reader.language, strict=True)
    except NumberFormatError:
        try:
            number = Decimal(bare)
        except ArithmeticError:
            return words
    value = float(number / 100 if percent else number)
    if beyond is not None and value > beyond:
        value /= 100
    return int(value) if value.is_integer() else value


def unit_name(question: Question, reader: Reader) -> str:
    """The unit as it stands beside the question; money in the project's currency."""
    if question.money:
        return reader._(PERIODS[question.unit]).format(money=reader.currency)
    if question.unit == "share":
        return "%"
    return reader._(UNIT_NAMES.get(question.unit, ("", question.unit))[1])
