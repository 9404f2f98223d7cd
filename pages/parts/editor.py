"""A table whose cells are typed over.

The table remembers its own edits, so what it began with stays as it is while it is edited. It begins anew where what it
shows is changed behind its back: by another project, an undo, another language, or its absence from the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """What a table began with, and what its last edit left in the project."""

    begun: list[Row]
    left: object
    turn: int


@dataclass(frozen=True)
class Content:
    """What a table shows: its rows to begin with, the type of each column, and a mark of what they stand for."""

    rows: Callable[[], list[Row]]
    types: dict[str, str]
    mark: Callable[[], object]


def edit(key: str, content: Content, take: Callable[[list[Row]], object], **options: Any) -> None:
    """Draw the table; its rows are taken as soon as a cell is edited, also where another page was opened meanwhile."""
    table = _table(key, content)
    frame = pd.DataFrame(table.begun, columns=list(content.types)).astype(content.types)
    st.data_editor(
        frame, key=_widget(key, table.turn), height="content", placeholder="", hide_index=True,
        on_change=_take, args=(key, content, take), **options,
    )  # fmt: skip


def _take(key: str, content: Content, take: Callable[[list[Row]], object]) -> None:
    table: Table = st.session_state[_place(key)]
    take(_edited(table.begun, list(content.types), st.session_state[_widget(key, table.turn)]))
    st.session_state[_place(key)] = replace(table, left=content.mark())


def _place(key: str) -> str:
    return f"{key}.table"


def _widget(key: str, turn: int) -> str:
    return f"{key}.{turn}"


def _table(key: str, content: Content) -> Table:
    """The table as it is, or a new one where it is not on the page, or shows what is no longer so."""
    table: Table | None = st.session_state.get(_place(key))
    turn = table.turn if table else 0
    if table is None or table.left != content.mark() or _widget(key, turn) not in st.session_state:
        table = st.session_state[_place(key)] = Table(content.rows(), content.mark(), turn + 1)
    return table


def _edited(begun: list[Row], columns: list[str], edits: Mapping[str, Any]) -> list[Row]:
    """The rows after the edits that the browser sent: cells by row, rows deleted, rows added."""
    cells = edits["edited_rows"]
    kept = [row | cells.get(at, {}) for at, row in enumerate(begun) if at not in edits["deleted_rows"]]
    return [{column: row.get(column) for column in columns} for row in [*kept, *edits["added_rows"]]]
