"""What a question is: its kind, unit, bounds and words; how an answer to it is read, checked and written.

Every question is declared once, in `advisor.project`; form, file format, command line and documentation all
come from that declaration.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, cast

from advisor.language import Amount, Text, text
from advisor.reading import day, number, shown, written, wrong
from advisor.roster import Member, read_members, write_members

Json = str | int | float | bool | None | list[Any] | dict[str, Any]

DONT_KNOW = ("don't know", "dont know", "unknown", "no sé", "no se", "")


class Kind(StrEnum):
    """The kinds of question."""

    NUMBER = "number"
    SCALE = "scale"
    CHOICE = "choice"
    FLAG = "flag"
    DAY = "day"
    NAMES = "names"
    ROSTER = "roster"


@dataclass(frozen=True)
class Range:
    """An answer on a line: a point where both ends are alike, else everything between them."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The value to compute with where one value must do."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Assumed:
    """What is assumed where the answer is "don't know": a guess, always shown as one.

    Numbers and scales: lowest, most likely, highest. Flags: the probability of yes, three times.
    """

    low: float
    mode: float
    high: float


@dataclass(frozen=True)
class Option:
    """One answer to choose: its key in files, its words, and its place on a scale where it has one."""

    key: str
    label: str
    value: float = math.nan


Answer = Range | str | bool | tuple[str, ...] | tuple[Member, ...] | None


@dataclass(frozen=True)
class Question:
    """One question, as declared. Labels and help are English messages, translated where shown."""

    kind: Kind
    label: str
    help: str
    unit: str = ""
    lowest: float = -math.inf
    highest: float = math.inf
    options: tuple[Option, ...] = ()
    assumed: Assumed | None = None
    money: bool = field(default=False)

    def option(self, key: str) -> Option:
        """The option of that key.

        Raises:
            KeyError: there is none.
        """
        return next(option for option in self.options if option.key == key)

    def parse(self, given: Any) -> Answer:
        """The answer that a file or a form gives, checked.

        Raises:
            PydanticCustomError: what is wrong with it and what would be right.
        """
        if given is None or (isinstance(given, str) and given.strip().lower() in DONT_KNOW):
            return None
        readers: dict[Kind, Callable[[Any], Answer]] = {
            Kind.NUMBER: self._range, Kind.SCALE: self._range, Kind.DAY: self._range, Kind.CHOICE: self._choice,
            Kind.FLAG: self._flag, Kind.NAMES: self._names, Kind.ROSTER: self._roster,
        }  # fmt: skip
        return readers[self.kind](given)

    def write(self, answer: Answer) -> Json:
        """The answer as it stands in a file, such that `parse` gives it back."""
        match answer:
            case Range(low, high):
                ends = [self._write_end(low), self._write_end(high)]
                return ends[0] if low == high else {"low": ends[0], "high": ends[1]}
            case tuple() if self.kind is Kind.ROSTER:
                return write_members(cast("tuple[Member, ...]", answer))
            case tuple():
                return list(answer)
            case _:
                return answer

    def _write_end(self, value: float) -> Json:
        if self.kind is Kind.SCALE:
            return next(option.key for option in self.options if option.value == value)
        if self.kind is Kind.DAY:
            return date.fromordinal(int(value)).isoformat()
        return written(value)

    def _range(self, given: Any) -> Range:
        if isinstance(given, Range):
            ends = [given.low, given.high]
        elif isinstance(given, dict):
            if set(given) != {"low", "high"}:
                raise wrong(text("A range has the two keys low and high, and no other"))
            ends = [given["low"], given["high"]]
        elif isinstance(given, list | tuple):
            if len(given) != 2:
                raise wrong(text("A range has two ends: its lowest and its highest value"))
            ends = list(given)
        else:
            ends = [given, given]
        low, high = (self._end(end) for end in ends)
        if low > high:
            raise wrong(text("The range is upside down: its low end is above its high end; swap them"))
        return Range(low, high)

    def _end(self, given: Any) -> float:
        if self.kind is Kind.SCALE:
            return self._place(given)
        if self.kind is Kind.DAY:
            return day(given)
        value = number(given)
        if value is None:
            raise wrong(text("{given} is not a number; give a number, a range, or leave it out", given=shown(given)))
        if not math.isfinite(value):
            raise wrong(text("The number must be finite"))
        if not self.lowest <= value <= self.highest:
            raise wrong(
                text(
                    "{given} is out of bounds; give a value from {lowest} to {highest}",
                    given=shown(given), lowest=self.bound(self.lowest), highest=self.bound(self.highest),
                )
            )  # fmt: skip
        return value

    def bound(self, value: float) -> Amount | Text:
        """A bound as it is shown, with its unit."""
        return Amount(value, "count" if self.money else self.unit)

    def _place(self, given: Any) -> float:
        if isinstance(given, int | float) and not isinstance(given, bool):
            for option in self.options:
                if option.value == given:
                    return option.value
        return self.option(self._choice(given)).value

    def _choice(self, given: Any) -> str:
        keys = [option.key for option in self.options]
        if not isinstance(given, str) or given not in keys:
            raise wrong(
                text("{given} is not one of the answers; choose among {keys}", given=shown(given), keys=", ".join(keys))
            )
        return given

    def _flag(self, given: Any) -> bool:
        if not isinstance(given, bool):
            raise wrong(text("{given} is neither yes nor no; give true or false, or leave it out", given=shown(given)))
        return given

    def _names(self, given: Any) -> tuple[str, ...]:
        names = [given] if isinstance(given, str) else given
        if not isinstance(names, list | tuple) or not all(isinstance(name, str) and name.strip() for name in names):
            raise wrong(text("Give a list of names"))
        if len(names) > 50 or any(len(name) > 100 for name in names):
            raise wrong(text("Give at most 50 names of at most 100 characters"))
        if self.options:
            return tuple(dict.fromkeys(self._choice(name) for name in names))
        return tuple(dict.fromkeys(name.strip() for name in names))

    def _roster(self, given: Any) -> tuple[Member, ...]:
        return read_members(given, [option.key for option in self.options], self.highest)
