"""What is half done stands in the page's address, so that a reload loses nothing: the path, and what was refused.

The answers themselves are stored; only what is none yet is here.
"""

from __future__ import annotations

import json

import streamlit as st

from advisor.guide import Walk
from advisor.project import QUESTIONS
from advisor.questions import Kind
from pages.parts import guided, mode, state, stored, written
from pages.parts.reader import current_reader

PATH, TYPED = "path", "typed"
TAKEN_UP = "unfinished.taken_up"
LONGEST_TYPED = 200
"""Letters of a refused answer that are kept: more is no number."""


def take_up() -> None:
    """Go on where the address says, once, when a session begins."""
    if st.session_state.get(TAKEN_UP) or stored.is_awaited():
        return
    st.session_state[TAKEN_UP] = True
    if PATH in st.query_params:
        mode.choose(mode.GUIDED)
        guided.go_on_from(Walk.read(st.query_params[PATH]))
    for path, words in _typed_in_address().items():
        state.try_out(path, written.read(words, QUESTIONS[path], current_reader()), words)


def _typed_in_address() -> dict[str, str]:
    """What was typed into fields of numbers, by path; whatever else the address holds is left out."""
    try:
        typed = json.loads(st.query_params.get(TYPED, "{}"))
    except ValueError:
        return {}
    told = typed.items() if isinstance(typed, dict) else ()
    return {
        path: words[:LONGEST_TYPED]
        for path, words in told
        if path in QUESTIONS and QUESTIONS[path].kind is Kind.NUMBER and isinstance(words, str)
    }


def write() -> None:
    """Let the address say what is half done."""
    if not st.session_state.get(TAKEN_UP):
        return
    typed = {
        path: refused.typed[:LONGEST_TYPED]
        for path, refused in state.refused().items()
        if isinstance(refused.typed, str) and path in QUESTIONS
    }
    walk = guided.walk_so_far() if mode.is_guided() else None
    for name, word in ((PATH, walk.write() if walk else ""), (TYPED, json.dumps(typed) if typed else "")):
        if not word:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != word:
            st.query_params[name] = word
