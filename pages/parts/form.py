"""The one widget of every question, made from its declaration: nothing here knows a question by name.

A widget shows the project's answer and hands every change to `state.answer`. What is refused stays in its field, with
the reason below it. The answer is its default, too: whatever makes Streamlit forget what a widget showed, it never
falls back to a first option that would then be taken for an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any

import streamlit as st
from pydantic_core import PydanticCustomError

from advisor.language import N_, Amount, Reader, Text, text
from advisor.project import QUESTIONS
from advisor.question_help import IF_WRONG, WHERE
from advisor.questions import Answer, Kind, Option, Question, Range
from advisor.reading import problem_of
from pages.parts import roster, state, written
from pages.parts.markdown import plain
from pages.parts.reader import current_reader, keyed

UNKNOWN = ""
UP_TO = "|"
MOST_VISIBLE_OPTIONS, MOST_OPTIONS_ALONE = 5, 12


class Look(StrEnum):
    """How a question is drawn: among others, in little room, or alone under its own heading."""

    FORM = "form"
    COMPACT = "compact"
    ALONE = "alone"


def ask(path: str, prefix: str = "form", look: Look = Look.FORM) -> None:
    """Draw the widget of one question. `prefix` keeps it apart from others of the same question on the page."""
    question, reader = QUESTIONS[path], current_reader()
    key = keyed(f"{prefix}.{path}")
    with nullcontext() if look is Look.COMPACT else st.container(gap="xsmall"):
        WIDGETS[question.kind](path, question, key, reader, look)
        if look is not Look.COMPACT and (measured := state.project().measured.get(path)):
            said = text("Measured: {on}", on=measured)
            st.caption(f":material/straighten: {plain(reader.say(said))}")
        if refused := state.refused().get(path):
            _tell_faults(path, refused, reader)
        elif look is Look.FORM and question.kind is not Kind.NUMBER and state.project().answer(path) is None:
            _say_assumed(question, reader)


def _tell_faults(path: str, refused: state.Refused, reader: Reader) -> None:
    lines = [plain(reader.say(roster.told(path, fault))) for fault in refused.faults]
    st.error("\n\n".join(lines), icon=":material/error:")


def _say_assumed(question: Question, reader: Reader) -> None:
    words = assumption(question, reader)
    if words is not None:
        st.caption(plain(reader.say(words)))


def assumption(question: Question, reader: Reader) -> Text | None:
    """What stands in for the answer while it is unknown; None where nothing does."""
    assumed = question.assumed
    if assumed is None:
        return None
    if question.kind is Kind.FLAG:
        return text("Until you answer, yes is taken to be {chance} likely", chance=Amount(assumed.mode, "share"))
    if question.kind is Kind.SCALE:
        low, high = (text(_nearest(question, value).label) for value in (assumed.low, assumed.high))
        return text("Until you answer, anything from “{low}” to “{high}” is assumed", low=low, high=high)
    span = written.write(Range(assumed.low, assumed.high), question, reader)
    return text("Don't know: {range} assumed", range=span)


def _nearest(question: Question, value: float) -> Option:
    return min(question.options, key=lambda option: abs(option.value - value))


def label_of(question: Question, reader: Reader) -> str:
    """The question with its unit."""
    label, unit = reader._(question.label), written.unit_name(question, reader)
    return plain(f"{label} ({unit})" if unit else label)


RANGES = N_("A range such as “100 to 400” says: one chance in ten that it is less, one in ten that it is more.")


def _help(path: str, question: Question, reader: Reader) -> str:
    """What it means, where to find it, what a wrong answer does."""
    said = [question.help, WHERE[path], IF_WRONG[path], RANGES if question.kind is Kind.NUMBER else ""]
    return "\n\n".join(plain(reader._(words)) for words in said if words)


def amount(label: str, key: str, question: Question, **field: Any) -> float | None:
    """A number that is no answer of the project, read as in its fields: of a range the middle, None where none is.

    `field` is what else Streamlit's text field takes.
    """
    reader = current_reader()
    words = st.text_input(plain(label), key=key, **field)
    try:
        answer = question.parse(written.read(words, question, reader))
    except PydanticCustomError as error:
        st.error(plain(reader.say(problem_of(error))), icon=":material/error:")
        return None
    return answer.middle if isinstance(answer, Range) else None


def _set(key: str, shown: Any) -> None:
    """Let the widget show this; untouched where it does already, so that half-typed words stay."""
    if key not in st.session_state or st.session_state[key] != shown:
        st.session_state[key] = shown


def _take(path: str, key: str, read: Callable[[Any], Any]) -> None:
    state.answer(path, read(st.session_state[key]), st.session_state[key])


def _field(
    path: str, question: Question, key: str, reader: Reader, look: Look, read: Callable[[Any], Any]
) -> dict[str, Any]:
    """What every widget of a question takes; alone, its words stand above and beside it."""
    told = {"label_visibility": "collapsed"} if look is Look.ALONE else {"help": _help(path, question, reader)}
    return {
        "label": label_of(question, reader), "key": key, "on_change": _take, "args": (path, key, read), **told,
    }  # fmt: skip


def _number(path: str, question: Question, key: str, reader: Reader, look: Look) -> None:
    refused, answer = state.refused().get(path), state.project().answer(path)
    assert answer is None or isinstance(answer, Range)
    shown = refused.typed if refused else written.write(answer, question, reader)
    _set(key, shown)
    words = assumption(question, reader) or text("Don't know")
    st.text_input(
        **_field(path, question, key, reader, look, partial(_typed, path, question, reader)),
        value=shown,
        placeholder=reader.say(words),
    )


def _typed(path: str, question: Question, reader: Reader, words: str) -> Any:
    return written.read(words, question, reader)


def _chosen(path: str, question: Question, key: str, reader: Reader, look: Look) -> None:
    """A choice, a scale or a yes or no; few answers all in sight, many in a list."""
    answer = state.project().answer(path)
    options = _options(question, answer, look)
    shown = _key(question, answer) if answer is not None or look is not Look.ALONE else None
    _set(key, shown)
    field = _field(path, question, key, reader, look, _picked)
    labels = partial(_option_label, question, reader)
    index = None if shown is None else options.index(shown)
    if look is Look.ALONE and len(options) <= MOST_OPTIONS_ALONE:
        st.radio(**field, options=options, index=index, format_func=lambda key: plain(labels(key)))
    elif look is not Look.FORM or len(question.options) > MOST_VISIBLE_OPTIONS:
        st.selectbox(
            **field, options=options, index=index, format_func=labels, placeholder=reader._("Choose"),
        )  # fmt: skip
    else:
        st.pills(
            **field, options=options, default=shown, format_func=lambda key: plain(labels(key)), required=True,
            wrap=True,
        )  # fmt: skip


def _options(question: Question, answer: Answer, look: Look) -> list[str]:
    """What can be chosen; alone, not knowing has a button of its own."""
    keys = ["true", "false"] if question.kind is Kind.FLAG else [option.key for option in question.options]
    shown = _key(question, answer)
    return [*keys, *([shown] if UP_TO in shown else []), *([] if look is Look.ALONE else [UNKNOWN])]


def _key(question: Question, answer: Answer) -> str:
    """The answer as an option's key; a range on a scale as its two ends."""
    if answer is None:
        return UNKNOWN
    if isinstance(answer, bool):
        return str(answer).lower()
    written_answer = question.write(answer)
    if isinstance(written_answer, dict):
        return f"{written_answer['low']}{UP_TO}{written_answer['high']}"
    return str(written_answer)


def _picked(key: str | None) -> Any:
    if key is None:
        return None
    if UP_TO in key:
        low, high = key.split(UP_TO)
        return {"low": low, "high": high}
    return {"true": True, "false": False, UNKNOWN: None}.get(key, key)


def _option_label(question: Question, reader: Reader, key: str) -> str:
    if key == UNKNOWN:
        return reader._("Don't know")
    if question.kind is Kind.FLAG:
        return reader._("Yes") if key == "true" else reader._("No")
    if UP_TO in key:
        low, high = (reader._(question.option(end).label) for end in key.split(UP_TO))
        return reader._("“{low}” to “{high}”").format(low=low, high=high)
    return reader._(question.option(key).label)


def _day(path: str, question: Question, key: str, reader: Reader, look: Look) -> None:
    refused, answer = state.refused().get(path), state.project().answer(path)
    shown: Any = None
    if isinstance(answer, Range):
        ends = tuple(date.fromordinal(int(end)) for end in (answer.low, answer.high))
        shown = ends[0] if ends[0] == ends[1] else ends
    shown = refused.typed if refused else shown
    _set(key, shown)
    st.date_input(
        **_field(path, question, key, reader, look, lambda day: day), value=shown,
        min_value=date.fromordinal(int(question.lowest)), max_value=date.fromordinal(int(question.highest)),
        format="DD/MM/YYYY" if reader.language == "es" else "YYYY-MM-DD",
    )  # fmt: skip


def _names(path: str, question: Question, key: str, reader: Reader, look: Look) -> None:
    refused, answer = state.refused().get(path), state.project().answer(path)
    names = refused.typed if refused else list(answer) if isinstance(answer, tuple) else []
    _set(key, names)
    st.multiselect(
        **_field(path, question, key, reader, look, lambda names: names or None),
        options=names,
        default=names,
        accept_new_options=True,
        placeholder=reader._("Don't know: type a name and press Enter"),
    )


def _roster(path: str, question: Question, key: str, reader: Reader, look: Look) -> None:
    if look is not Look.ALONE:
        st.markdown(f"**{label_of(question, reader)}**", help=_help(path, question, reader))
    roster.edit(path, key, reader)


WIDGETS: dict[Kind, Callable[[str, Question, str, Reader, Look], None]] = {
    Kind.NUMBER: _number, Kind.SCALE: _chosen, Kind.CHOICE: _chosen, Kind.FLAG: _chosen, Kind.DAY: _day,
    Kind.NAMES: _names, Kind.ROSTER: _roster,
}  # fmt: skip
