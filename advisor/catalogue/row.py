"""What every row of the data tables has, and the types of their cells.

A column is spelled as in the CSV file and its name says the unit. A blank cell is unknown (None), never zero.
Every row has a source, a date, how far to trust it, and what kind of figure it is.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from advisor.units import UNITS

PRICES_AGE_DAYS = 180
SURVEYS_AGE_DAYS = 540

Kind = Literal["published", "measured", "derived", "guess"]
Confidence = Literal["high", "medium", "low"]
Strategy = Literal["prompt", "rag", "finetune", "hybrid"]
PERIOD = re.compile(r"(\d{4})(?:-(?:H([12])|(\d{2})(?:-(\d{2}))?))?")


def first_day(written: object) -> date:
    """The first day of a period written as 2026-11-09, 2026-11, 2026 or 2025-H1: its oldest possible date.

    Raises:
        ValueError: written otherwise; the message says what would be right.
    """
    found = PERIOD.fullmatch(str(written))
    try:
        if found is None:
            raise ValueError
        year, half, month, day = found.groups()
        return date(int(year), 7 if half == "2" else int(month or 1), int(day or 1))
    except ValueError:
        raise ValueError("a date such as 2026-11-09, 2026-11, 2026 or 2025-H1") from None


def split(cell: object) -> object:
    """The parts of a cell that lists several things with semicolons."""
    return tuple(part.strip() for part in cell.split(";")) if isinstance(cell, str) else cell


def known_unit(unit: str) -> str:
    """The unit, if a figure may have it.

    Raises:
        ValueError: `advisor.units` does not know it; the message lists those it knows.
    """
    if unit not in UNITS:
        raise ValueError(f"a unit of advisor/units.py: {', '.join(sorted(UNITS))}")
    return unit


Text = Annotated[str, Field(min_length=1)]
Words = Annotated[tuple[str, ...], BeforeValidator(split)]
Dated = Annotated[date, BeforeValidator(first_day)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Whole = Annotated[int, Field(gt=0)]
ShareOfOne = Annotated[float, Field(ge=0, le=1)]
Country = Annotated[str, Field(pattern=r"^([A-Z]{2}|any)$")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Row(BaseModel):
    """What every row has: where it is from, of which day, how far to trust it.

    `as_of_written` is the date as the file has it: "2026-11" says less than its first day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
    file: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    stale_after_days: ClassVar[int | None] = PRICES_AGE_DAYS

    source: Text
    as_of: Dated
    as_of_written: str
    confidence: Confidence
    kind: Kind
    note: str = ""


class Parameter(BaseModel):
    """A constant of the formulas, or an assumed range: `low` and `high` are given together or not at all."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
    stale_after_days: ClassVar[int | None] = None

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    value: float
    low: float | None = None
    high: float | None = None
    unit: Annotated[str, BeforeValidator(known_unit)]
    kind: Kind
    source: Text
    as_of: Dated
    meaning: Text


def age_days(row: Row | Parameter, today: date) -> int:
    """Days since the row's date (of a period, its first day)."""
    return (today - row.as_of).days


def is_stale(row: Row | Parameter, today: date) -> bool:
    """Whether a row is older than its kind of data may be."""
    return row.stale_after_days is not None and age_days(row, today) > row.stale_after_days
