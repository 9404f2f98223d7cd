"""Tables of measurements: CSV files with a header, a figure a row."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from advisor.language import text
from advisor.project_file import Fault, ProjectError

LARGEST_FILE_BYTES = 50_000_000
LONGEST_CELL = 1_000_000


class TableRow(NamedTuple):
    """One line of a table: its cells by column, stripped."""

    line: int
    cells: dict[str, str]

    def number(self, column: str) -> float:
        """A number; not-a-number where the cell is blank. Raises ValueError where it holds something else."""
        written = self.cells.get(column, "")
        if not written:
            return math.nan
        value = float(written)
        if not math.isfinite(value):
            raise ValueError(written)
        return value


def read_table(path: str | Path, columns: Iterable[str]) -> list[TableRow]:
    """The rows of a CSV file that must have these columns; further ones are left alone.

    Raises:
        ProjectError: there is no such file, it is too large or no CSV, or columns are missing; all faults at once.
    """
    path = Path(path)
    if not path.is_file():
        raise ProjectError([Fault(str(path), text("There is no such file"))])
    if path.stat().st_size > LARGEST_FILE_BYTES:
        raise ProjectError([Fault(str(path), text("The file is larger than 50 MB"))])
    csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle, restkey="", restval="")
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise ProjectError([Fault(column, text("The table lacks this column")) for column in missing])
            return [TableRow(reader.line_num, _stripped(row)) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ProjectError([Fault(str(path), text("The file is no CSV table in UTF-8"))]) from error


def _stripped(row: dict[str, str]) -> dict[str, str]:
    return {column: value.strip() for column, value in row.items() if isinstance(value, str)}
