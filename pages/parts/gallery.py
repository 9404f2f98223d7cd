"""Where to begin: the worked example that is open, the others, and a project of one's own.

What was open before is never lost: it stays stored, and one click brings it back.
"""

from __future__ import annotations

import streamlit as st

from advisor.advice import WAY_NAMES
from advisor.examples import Example, examples
from advisor.language import Reader, text
from advisor.planning.steps import Steps
from advisor.project_file import Project
from advisor.report.palette import BADGE_COLOURS
from pages.parts import mode, state, stored
from pages.parts.markdown import bold, plain
from pages.parts.reader import current_reader

SHELF = "gallery"


def welcome() -> None:
    """On a worked example: what it is, and how to begin with one's own project."""
    reader, example = current_reader(), stored.open_example()
    if example is None:
        return
    _ = reader._
    with st.container(border=True, key="welcome"):
        st.markdown(plain(_("Should a language model get your knowledge by a good prompt, by looking it up (RAG), by "
                            "training (fine-tuning), or both? Answer what you know of your project; the advice, its "
                            "cost and its doubt follow each answer.")))  # fmt: skip
        looking = plain(_("You are looking at a worked example:"))
        st.markdown(f"{looking} {bold(reader.say(example.title))}", help=plain(example.source))
        st.caption(plain(reader.say(example.story)))
        with st.container(horizontal=True):
            _start("welcome.start", reader)
            _back("welcome.back", reader)


def show() -> None:
    """The cards of all examples."""
    reader = current_reader()
    label = reader.say(text("{count} worked examples, or start with your own project", count=len(examples())))
    with st.expander(plain(label), icon=":material/grid_view:", key=SHELF, on_change="rerun") as shelf:
        if shelf.open:
            st.caption(plain(reader._("Open one and change its answers as you like; your own project is kept.")))
            with st.grid("auto", min_column_width=260):
                for example in examples():
                    _card(example, reader)
            with st.container(horizontal=True):
                _start("gallery.empty", reader)
                _back("gallery.back", reader)


def _card(example: Example, reader: Reader) -> None:
    """What it is, what is advised, and the door to it."""
    is_open = state.project() == example.project
    with st.container(border=True, height="stretch", gap="small"):
        st.badge(plain(reader._(WAY_NAMES[example.expected_way])), color=BADGE_COLOURS[example.expected_way])
        st.markdown(bold(reader.say(example.title)))
        st.caption(plain(reader.say(example.line)))
        st.space("stretch")
        st.button(
            reader._("Is open") if is_open else reader._("Open"), key=f"gallery.{example.name}", on_click=_open,
            args=(example.project,), width="stretch", disabled=is_open, help=plain(reader.say(example.story)),
        )  # fmt: skip


def _open(project: Project) -> None:
    state.replace(Steps(project))
    mode.choose(mode.FORM)
    st.session_state[SHELF] = False


def _start(key: str, reader: Reader) -> None:
    st.button(reader._("Start with your own project"), key=key, on_click=_begin, icon=":material/add:")


def _begin() -> None:
    """Nothing is known yet; the questions come one at a time."""
    state.replace(Steps(Project()))
    mode.choose(mode.GUIDED)
    st.session_state[SHELF] = False


def _back(key: str, reader: Reader) -> None:
    left = state.left()
    if left is not None:
        name = plain(left.name or reader._("Project without a name"))
        st.button(reader._("Back to: {name}").format(name=name), key=key, on_click=stored.go_back,
                  icon=":material/undo:")  # fmt: skip
