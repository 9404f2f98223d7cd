"""The roster as a table to edit: who is there, in which role, for how much of the time, and how far."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any, cast

import streamlit as st

from advisor.language import N_, Reader, Text, text
from advisor.project import QUESTIONS
from advisor.project_file import Fault
from advisor.questions import Option, Question
from advisor.roster import LEVELS, LONGEST_NAME, Member
from pages.parts import editor, state
from pages.parts.editor import Row

COLUMNS = {"name": N_("Name"), "role": N_("Role"), "share": N_("Share of time"), "level": N_("Level")}
TYPES = {"name": "string", "role": "string", "share": "Float64", "level": "string"}
SHARE_HELP = N_("Full-time equivalents: 1 is one person full-time, 0.5 half-time, 3 a group of three.")


def edit(path: str, key: str, reader: Reader) -> None:
    """The table of a roster; every change goes to the project."""
    content = editor.Content(partial(_rows, path), TYPES, partial(_mark, path, reader))
    editor.edit(
        key, content, partial(_take, path), column_config=_columns(QUESTIONS[path], reader), num_rows="dynamic",
        alt=reader._(QUESTIONS[path].label),
    )  # fmt: skip


def told(path: str, fault: Fault) -> Text:
    """A fault, with the row and the column where it stands."""
    row, _, column = fault.place.removeprefix(f"{path}.").partition(".")
    if column not in COLUMNS:
        return fault.problem
    return text("Row {row}, {column}: {problem}", row=row, column=text(COLUMNS[column]), problem=fault.problem)


def _mark(path: str, reader: Reader) -> object:
    return state.generation(), state.project().answer(path), state.refused().get(path), reader.language


def _rows(path: str) -> list[Row]:
    refused = state.refused().get(path)
    if refused is not None:
        return cast("list[Row]", refused.typed)
    members = cast("tuple[Member, ...]", state.project().answer(path) or ())
    return [{name: asdict(member)[name] or None for name in COLUMNS} for member in members]


def _take(path: str, rows: list[Row]) -> None:
    """An empty row is no member; nothing but empty ones is "don't know"."""
    given = [{name: cell for name, cell in row.items() if cell is not None} or None for row in rows]
    state.answer(path, given if any(given) else None, rows)


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
