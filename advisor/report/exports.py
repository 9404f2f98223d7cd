"""Tables for a spreadsheet: what a user wrote never runs there as a formula."""

from __future__ import annotations

import csv
from io import StringIO

import pandas as pd

RUNS = ("=", "+", "-", "@", "\t", "\r")
"""With what a cell begins that a spreadsheet would compute."""


def as_csv(frame: pd.DataFrame, rows: str) -> bytes:
    """A table of words as a file for a spreadsheet, its row labels under `rows`, in the UTF-8 that all of them see."""
    lines = [[rows, *frame.columns], *([label, *cells] for label, *cells in frame.itertuples(name=None))]
    file = StringIO()
    csv.writer(file).writerows([harmless(str(words)) for words in line] for line in lines)
    return file.getvalue().encode("utf-8-sig")


def harmless(words: str) -> str:
    """The same words, with an apostrophe before them where they would be taken for a formula."""
    return f"'{words}" if words.startswith(RUNS) else words
