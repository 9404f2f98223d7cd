"""What a memo is made of, as plain data: paragraphs, lists, tables and charts, which the template sets on pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

Block = dict[str, Any]
BETWEEN = " · "
"""What stands between a figure and its range in a sheet."""
SENTENCES = 2
"""The width of a column of sentences against one of figures."""


def section(title: str, *blocks: Block | None) -> Block:
    """A heading and what stands below it."""
    return {"title": title, "blocks": [block for block in blocks if block is not None]}


def paragraph(words: str, kind: str = "paragraph") -> Block:
    """A paragraph: "lead" is large, "note" and "quote" are small, "notice" stands out."""
    return {"kind": kind, "words": words}


def point(words: str, source: str = "") -> Block:
    """A point of a list, with its source in small letters."""
    return {"words": words, "source": source}


def bullets(points: Sequence[Block], title: str = "", kind: str = "bullets") -> Block | None:
    """A list below a title of its own; nothing where there is no point."""
    return {"kind": kind, "title": title, "points": list(points)} if points else None


def beside(*blocks: Block | None, widths: Sequence[float] = ()) -> Block:
    """Blocks side by side, of the same width where no widths are given."""
    there = [block for block in blocks if block is not None]
    return {"kind": "beside", "blocks": there, "widths": list(widths) or [1] * len(there)}


def cell(main: str, small: str = "") -> Block:
    """A cell: what is read first, and in small letters below what belongs to it."""
    return {"main": main, "small": small}


def table(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Block]],
    totals: Sequence[str] = (),
    wide: float = 1.5,
    words: Sequence[int] = (),
) -> Block | None:
    """A table with a header; nothing without a row.

    `totals` are the labels of rows that are sums, `wide` is the width of the first column against those of figures, and
    `words` are the further columns that hold sentences.
    """
    cells = [list(row) for row in rows]
    sums = [place for place, row in enumerate(cells) if row[0]["main"] in totals]
    widths = [wide, *(SENTENCES if place in words else 1 for place in range(1, len(header)))]
    content = {"title": title, "header": list(header), "rows": cells, "totals": sums, "widths": widths}
    return {"kind": "table", **content, "words": [0, *words]} if cells else None


def table_of(
    frame: pd.DataFrame, title: str, corner: str, wide: float = 1.5, words: Sequence[int] = (), parted: bool = True
) -> Block | None:
    """A sheet as a table of the memo; `parted`, with the range of each figure below it."""
    rows = [
        [
            cell(str(label)),
            *(_parted(said, number if parted else None) for said, number in zip(line, numbers, strict=True)),
        ]
        for (label, *line), numbers in zip(frame.itertuples(name=None), frame.attrs["numbers"], strict=True)
    ]
    return table(title, [corner, *map(str, frame.columns)], rows, frame.attrs.get("totals", ()), wide, words)


def _parted(words: str, number: float | None) -> Block:
    main, _, span = words.partition(BETWEEN) if number is not None else (words, "", "")
    return cell(main, span)
