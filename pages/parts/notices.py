"""What is shown when something is wrong: what happened, what to do, and that nothing is lost."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from advisor import metrics
from advisor.language import Reader, text
from advisor.logs import new_reference
from advisor.project_file import ProjectError
from pages.parts import state
from pages.parts.markdown import plain
from pages.parts.reader import chosen_language

LOG = logging.getLogger(__name__)


@contextmanager
def designed_errors(place: str = "page") -> Iterator[None]:
    """Show an unexpected error as a message that helps, in this place; where it was raised goes to the log."""
    try:
        yield
    except Exception as error:
        show_unexpected(error, place)


def show_unexpected(error: Exception, place: str = "page") -> bool:
    """The card of an error, whose reference finds it in the log; True, for there is nothing more to show."""
    reference = new_reference()
    LOG.error("A page failed", exc_info=error, extra={"reference": reference})
    metrics.ERRORS.labels(type(error).__name__).inc()
    _card(reference, place)
    return True


def _card(reference: str, place: str) -> None:
    reader = Reader(chosen_language())
    _ = reader._
    told = text(
        "This page could not be shown. Your answers are safe; the server's log says what happened, under {reference}.",
        reference=reference,
    )
    st.error(plain(reader.say(told)), icon=":material/error:")
    st.markdown(plain(_("Undo the last change, or save the project and open it again.")))
    with st.container(horizontal=True):
        st.button(
            _("Undo the last change"), key=f"notice.{place}.undo", on_click=state.undo,
            disabled=not state.steps().past,
        )  # fmt: skip
        if state.is_open():
            save_button(reader, f"notice.{place}.save")


def save_button(reader: Reader, key: str) -> None:
    """The download of the project file."""
    project = state.project()
    st.download_button(
        reader._("Save the project file"), project.write(), file_name=file_name(project.name), mime="application/yaml",
        key=key, on_click="ignore", icon=":material/download:",
    )  # fmt: skip


def file_name(project_name: str) -> str:
    """A name for the project's file, of letters, digits and hyphens."""
    words = "".join(letter if letter.isalnum() else " " for letter in project_name.lower()).split()
    return f"{'-'.join(words)[:60] or 'project'}.yaml"


def faults(error: ProjectError, reader: Reader) -> None:
    """All faults of a project at once: where, and what would be right."""
    lines = [f"- `{fault.place.replace('`', ' ')}`: {plain(reader.say(fault.problem))}" for fault in error.faults]
    st.error("\n".join([plain(reader._("Nothing was changed. Mend this and try again:")), "", *lines]))
