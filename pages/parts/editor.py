"""A table whose cells are typed over.

The table remembers its own edits, so what it began with stays as it is while it is edited. It begins anew where what it
shows is changed behind its back: by another project, an undo, another language, or its absence from the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """What a table began with, what was last read from it, and what it then left in the project."""

    begun: list[Row]
    read: list[Row]
    left: object
    turn: int


@dataclass(frozen=True)
class Content:
    """What a table shows: its rows to begin with, the type of each column, and a mark of what they stand for."""

    rows: Callable[[], list[Row]]
    types: dict[str, str]
    mark: Callable[[], object]


def edit(key: str, content: Content, take: Callable[[list[Row]], object], **options: Any) -> None:
    """Draw the table; where it has been edited, `take` its rows and begin the page again."""
    table = _table(key, content)
    frame = pd.DataFrame(table.begun, columns=list(content.types)).astype(content.types)
    found = st.data_editor(
        frame, key=_widget(key, table.turn), height="content", placeholder="", hide_index=True, **options
    )
    rows = _rows(found)
    if rows != table.read:
        take(rows)
        st.session_state[_place(key)] = Table(table.begun, rows, content.mark(), table.turn)
        st.rerun()


def _place(key: str) -> str:
    return f"{key}.table"


def _widget(key: str, turn: int) -> str:
    return f"{key}.{turn}"


def _table(key: str, content: Content) -> Table:
    """The table as it is, or a new one where it is not on the page, or shows what is no longer so."""
    table: Table | None = st.session_state.get(_place(key))
    turn = table.turn if table else 0
    if table is None or table.left != content.mark() or _widget(key, turn) not in st.session_state:
        rows = content.rows()
        table = st.session_state[_place(key)] = Table(rows, rows, content.mark(), turn + 1)
    return table


def _rows(found: pd.DataFrame) -> list[Row]:
    cells = found.astype(object).where(found.notna(), None)
    return [dict(zip(found.columns, row, strict=True)) for row in cells.itertuples(index=False, name=None)]
