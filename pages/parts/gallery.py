"""The gallery: worked examples to start from. What was open before can be had back."""

from __future__ import annotations

import streamlit as st

from advisor.examples import Example, examples
from advisor.language import Reader, text
from advisor.project_file import Project
from pages.parts import state
from pages.parts.markdown import plain
from pages.parts.reader import current_reader


def show() -> None:
    """The cards of all examples."""
    reader = current_reader()
    _ = reader._
    with st.expander(plain(_label(reader)), icon=":material/grid_view:", key="gallery", on_change="rerun") as shelf:
        if shelf.open:
            with st.grid("auto", min_column_width=240):
                for example in examples():
                    _card(example)
            with st.container(horizontal=True):
                st.button(_("Start from nothing"), key="gallery.empty", on_click=state.replace, args=(Project(),))
                left = state.left()
                if left is not None:
                    label = plain(left.name or _("Project without a name"))
                    st.button(_("Back to: {name}").format(name=label), key="gallery.back", on_click=state.replace,
                              args=(left,), icon=":material/undo:")  # fmt: skip


def _label(reader: Reader) -> str:
    """What is open: on a first visit the reader must see that it is an example."""
    for example in examples():
        if example.project == state.project():
            return reader.say(
                text("This is a worked example: {title}. Open another, or start from nothing", title=example.title)
            )
    return reader._("Start from an example, or from nothing")


def _card(example: Example) -> None:
    reader = current_reader()
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{plain(reader.say(example.title))}**", help=plain(example.source))
        st.caption(plain(reader.say(example.story)))
        st.space("stretch")
        st.button(
            reader._("Open"), key=f"gallery.{example.name}", on_click=state.replace, args=(example.project,),
            width="stretch", disabled=state.project() == example.project,
        )  # fmt: skip
