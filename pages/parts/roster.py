"""The roster as a table to edit: who is there, in which role, for how much of the time, and how far.

The table remembers its own edits, so what it began with stays as it is while it is edited. It begins anew where the
answer changes behind its back: another project, a portrait, an undo, another language.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, cast

import pandas as pd
import streamlit as st

from advisor.language import N_, Reader, Text, text
from advisor.project import QUESTIONS
from advisor.project_file import Fault
from advisor.questions import Option, Question
from advisor.roster import LEVELS, LONGEST_NAME, Member
from pages.parts import state

COLUMNS = {"name": N_("Name"), "role": N_("Role"), "share": N_("Share of time"), "level": N_("Level")}
SHARE_HELP = N_("Full-time equivalents: 1 is one person full-time, 0.5 half-time, 3 a group of three.")
TABLE = "roster.table"

Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """What a table began with, what was last read from it, and what it then left in the project."""

    begun: list[Row]
    read: list[Row]
    left: object
    turn: int


def edit(path: str, key: str, reader: Reader) -> None:
    """The table of a roster; every change goes to the project."""
    table = _table(path, key, reader)
    found = st.data_editor(
        pd.DataFrame(table.begun, columns=list(COLUMNS)).astype({"share": "Float64"}), key=_widget(key, table.turn),
        column_config=_columns(QUESTIONS[path], reader), num_rows="dynamic", height="content", placeholder="",
        alt=reader._(QUESTIONS[path].label),
    )  # fmt: skip
    rows = _content(found)
    if rows != table.read:
        state.answer(path, _given(rows), rows)
        st.session_state[f"{key}.{TABLE}"] = Table(table.begun, rows, _present(path, reader), table.turn)
        st.rerun()


def told(path: str, fault: Fault) -> Text:
    """A fault, with the row and the column where it stands."""
    row, _, column = fault.place.removeprefix(f"{path}.").partition(".")
    if column not in COLUMNS:
        return fault.problem
    return text("Row {row}, {column}: {problem}", row=row, column=text(COLUMNS[column]), problem=fault.problem)


def _widget(key: str, turn: int) -> str:
    return f"{key}.{turn}"


def _present(path: str, reader: Reader) -> object:
    """What the table must show, and in which language."""
    return state.generation(), state.project().answer(path), state.refused().get(path), reader.language


def _table(path: str, key: str, reader: Reader) -> Table:
    """The table as it is, or a new one where it is not on the page, or shows another answer."""
    place = f"{key}.{TABLE}"
    table: Table | None = st.session_state.get(place)
    turn = table.turn if table else 0
    if table is None or table.left != _present(path, reader) or _widget(key, turn) not in st.session_state:
        rows = _rows(path)
        table = st.session_state[place] = Table(rows, rows, _present(path, reader), turn + 1)
    return table


def _rows(path: str) -> list[Row]:
    refused = state.refused().get(path)
    if refused is not None:
        return cast("list[Row]", refused.typed)
    members = cast("tuple[Member, ...]", state.project().answer(path) or ())
    return [{name: asdict(member)[name] or None for name in COLUMNS} for member in members]


def _content(found: pd.DataFrame) -> list[Row]:
    cells = found.astype(object).where(found.notna(), None)
    return [dict(zip(COLUMNS, row, strict=True)) for row in cells.itertuples(index=False, name=None)]


def _given(rows: list[Row]) -> list[Row | None] | None:
    """The rows as a file has them; an empty one is no member, nothing but empty ones is "don't know"."""
    given = [{name: cell for name, cell in row.items() if cell is not None} or None for row in rows]
    return given if any(given) else None


def _columns(question: Question, reader: Reader) -> dict[str, Any]:
    _ = reader._
    labels = {name: _(label) for name, label in COLUMNS.items()}
    return {
        "name": st.column_config.TextColumn(labels["name"], max_chars=LONGEST_NAME),
        "role": st.column_config.SelectboxColumn(
            labels["role"], options=[option.key for option in question.options], width="medium",
            format_func=partial(_role_name, question.options, reader),
        ),
        "share": st.column_config.NumberColumn(labels["share"], help=_(SHARE_HELP)),
        "level": st.column_config.SelectboxColumn(
            labels["level"], options=list(LEVELS), format_func=lambda level: _(LEVELS[str(level)])
        ),
    }  # fmt: skip


def _role_name(options: tuple[Option, ...], reader: Reader, key: str) -> str:
    return next(reader._(option.label) for option in options if option.key == key)
