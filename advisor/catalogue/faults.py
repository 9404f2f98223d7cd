"""What is wrong in the data, said so that whoever reads it can put it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One mistake: file, row (row 1 holds the column names), column, what is wrong, what would be right."""

    file: str
    row: int
    column: str
    wrong: str
    right: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, {self.column}: {self.wrong}; right: {self.right}"


class CatalogueError(ValueError):
    """The data has faults; the message lists all of them, one a line."""

    is_for_operators = True
    """It names files and rows of the data, and nothing that anybody typed."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))


class NotInCatalogue(LookupError):
    """A name that no row has; the message names the nearest."""


class UnknownCurrency(LookupError):
    """A currency without a rate; the message lists the known."""


class MissingPrice(LookupError):
    """No price is known; the message says how to give one. A missing price is never zero."""


class UnlikelyPrice(MissingPrice):
    """A price that cannot be true, such as zero: it is read as unknown."""
