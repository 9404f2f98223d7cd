"""What a file or a form gives: numbers and days as people write them, and what is said where something else comes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic_core import PydanticCustomError

from advisor.language import Text, text


def wrong(problem: Text) -> PydanticCustomError:
    """The error that carries a message through pydantic's checks."""
    return PydanticCustomError("answer", "{problem}", {"problem": problem})


def wrong_parts(problems: dict[str, Text]) -> PydanticCustomError:
    """The error that carries several messages, each with its place in what was given."""
    return PydanticCustomError("answers", "{problems}", {"problems": problems})


def problem_of(error: PydanticCustomError) -> Text:
    """The message that such an error carries."""
    problem: Text = (error.context or {})["problem"]
    return problem


def shown(given: object) -> str:
    """What was given, short enough and plain enough to be shown in a message."""
    words = "".join(letter if letter.isprintable() else "?" for letter in repr(given))
    return words if len(words) <= 60 else words[:57] + "..."


def number(given: Any) -> float | None:
    """The number that is meant, also where YAML leaves it as text (1e6); None where it is none."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return None
    try:
        return float(given)
    except (ValueError, OverflowError):
        return None


def day(given: Any) -> float:
    """The ordinal of a day given as a date or as YYYY-MM-DD.

    Raises:
        PydanticCustomError: it is neither.
    """
    if isinstance(given, date):
        return float(given.toordinal())
    try:
        return float(date.fromisoformat(given).toordinal())
    except (TypeError, ValueError):
        raise wrong(text("{given} is not a day; write it as YYYY-MM-DD", given=shown(given))) from None


def written(value: float) -> int | float:
    """The number as a file shows it: a whole one without its decimal point."""
    return int(value) if float(value).is_integer() and abs(value) < 1e15 else value


def unknown_key(given: object, known: Iterable[str]) -> Text:
    """What is said of a key that is none of the known ones."""
    return text("This key is not known; {hint}", hint=near_names(given, known))


def near_names(given: object, known: Iterable[str]) -> Text:
    """The known name that may have been meant, or else all of them."""
    names = list(known)
    near = difflib.get_close_matches(str(given), names, n=1)
    return text("did you mean {near}?", near=near[0]) if near else text("known are {known}", known=", ".join(names))
