"""The project: start from an example, answer the questions, see at once what follows."""

from __future__ import annotations

import streamlit as st

from advisor.project import GROUP_TITLES, GROUPS, QUESTIONS
from pages.parts import form, gallery, guided, mode, own_figures, project_file, state, trials, verdict
from pages.parts.markdown import plain
from pages.parts.reader import current_reader

reader = current_reader()
_ = reader._
GROUP = "project.group"


def group_title(group: str) -> str:
    """A group's title and how many of its questions are answered."""
    paths = [path for path in QUESTIONS if path.startswith(f"{group}.")]
    answered = sum(state.project().answer(path) is not None for path in paths)
    return f"{_(GROUP_TITLES[group])} {answered}/{len(paths)}"


def whole_form() -> None:
    """Every question, by group, and what else is known of one's own."""
    st.caption(plain(_("Leave open what you don't know: it is assumed, widely, and shown as such. "
                       "A number may be a range, such as 100 to 400.")))  # fmt: skip
    group = st.segmented_control(
        _("Questions"), list(GROUPS), required=True, default="task", key=GROUP, format_func=group_title, wrap=True,
        label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    with st.grid(2, min_column_width=330, gap="medium"):
        for path in QUESTIONS:
            if path.startswith(f"{group}."):
                form.ask(path)
    trials.show()
    own_figures.show()


st.title(_("Project"), anchor=False)
if mode.is_guided():
    mode.switch()
    guided.show()
    gallery.show()
else:
    gallery.welcome()
    verdict.in_short()
    gallery.show()
    st.header(_("What is known about it"), anchor=False)
    mode.switch()
    whole_form()
project_file.show()
