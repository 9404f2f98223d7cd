"""The advice to take along: a memo, a decision record and the figures, made when they are asked for."""

from __future__ import annotations

import re
from functools import partial

import streamlit as st

from advisor.report.handover import FILE_KINDS
from pages.parts import made_file, state
from pages.parts.markdown import plain
from pages.parts.reader import current_reader

NOT_IN_A_NAME = re.compile(r"[^\w-]+")
LONGEST_NAME = 60


def show() -> None:
    """A button for each file."""
    reader, advice = current_reader(), state.advice()
    name = NOT_IN_A_NAME.sub("-", advice.project.name).strip("-")[:LONGEST_NAME] or "advice"
    with st.container(horizontal=True):
        for ending, kind in FILE_KINDS.items():
            made_file.button(
                reader._(kind.label), partial(kind.make, advice, reader), f"{name}{ending}", kind.mime,
                key=f"take_along{ending}",
            )  # fmt: skip
    st.caption(plain(reader._("The JSON file opens again as a project, with the same figures on the same data.")))
