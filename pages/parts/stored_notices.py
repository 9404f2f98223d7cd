"""What is said of the open scenario: whether it is saved, what others changed, what to do where both did."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from advisor.language import N_, Reader, Text, text
from advisor.planning.database import DatabaseAway
from advisor.planning.errors import NotAllowedError, TooManyError
from advisor.planning.scenarios import ChangedMeanwhileError, Scenario, Standing
from advisor.project_file import Project, ProjectError
from advisor.report import tables_comparison
from pages.parts import notices, sign_in, stored, table
from pages.parts.markdown import plain
from pages.parts.reader import current_reader

LOOK_SECONDS = 2.0
"""Seconds after which a page looks whether somebody else saved something, or whether the database is back."""

SAVED, SAVED_DRAFT = N_("Saved: version {version}"), N_("Draft, saved: version {version}")
REFUSED = "stored.refused"


def line() -> None:
    """In the sidebar: is it saved? And a look at what others do, every two seconds.

    A draft looks too: where another process answers from now on, it asks for what is open here before anybody clicks.
    """
    scenario, reader = stored.held(), current_reader()
    if scenario is not None and not stored.trouble() and sign_in.may_change():
        said = SAVED_DRAFT if scenario.standing is Standing.DRAFT else SAVED
        st.caption(f":material/cloud_done: {plain(reader.say(text(said, version=scenario.version)))}")
    if stored.trouble() == "away" or scenario is not None:
        _look([True])


@st.fragment(run_every=LOOK_SECONDS)
def _look(is_drawn_with_page: list[bool]) -> None:
    """The page itself has just looked; only what comes after it may draw the page anew."""
    if is_drawn_with_page:
        is_drawn_with_page.clear()
    elif stored.is_behind():
        st.rerun()


def show() -> None:
    """Above the page: trouble, news, and two changes of the same answer."""
    reader = current_reader()
    _trouble(reader)
    news = stored.news()
    if news is not None:
        _tell(news, reader)
    split = stored.fork()
    if split is not None:
        _ask(split, reader)


def _trouble(reader: Reader) -> None:
    _ = reader._
    match stored.trouble():
        case "away":
            st.warning(
                plain(_("The database does not answer. Your changes are kept on this page and saved as soon as it is "
                        "back; do not close it.")),
                icon=":material/cloud_off:",
            )  # fmt: skip
            notices.save_button(reader, "stored.save")
        case "too_many":
            st.warning(
                plain(_("Many scenarios were begun from where you are within an hour, so this one is not stored yet. "
                        "It is when you change something later; save the project file to be safe.")),
                icon=":material/cloud_off:",
            )  # fmt: skip
            notices.save_button(reader, "stored.save")
        case "misconfigured":
            st.warning(
                plain(_("Nothing can be stored here: the server is told to use a database that it cannot use; its log "
                        "says why. Save the project file to keep your work.")),
                icon=":material/cloud_off:",
            )  # fmt: skip
            notices.save_button(reader, "stored.save")
        case "not_found":
            st.warning(
                plain(_("The scenario of this address cannot be opened: it is not stored here, or was saved by a "
                        "newer version of the advisor. An example is open instead.")),
                icon=":material/search_off:",
            )  # fmt: skip


def _tell(news: stored.News, reader: Reader) -> None:
    told = (
        text("{name} saved version {version} meanwhile. Your change was put on top of it.", **_who(news.after, reader))
        if news.mine_went_on_top
        else text("{name} saved version {version}; you see it now.", **_who(news.after, reader))
    )
    with st.expander(plain(reader.say(told)), icon=":material/group:"):
        _differences([(reader._("Before"), news.before), (reader._("After"), news.after.project)], reader)


def _who(scenario: Scenario, reader: Reader) -> dict[str, object]:
    return {"name": scenario.changed_by or reader._("Somebody"), "version": scenario.version}


def _ask(split: stored.Fork, reader: Reader) -> None:
    _ = reader._
    with st.container(border=True, key="stored.fork_notice"):
        told = text(
            "{name} changed the same answers meanwhile. Both versions are saved: yours is a draft of its own now.",
            name=split.theirs.changed_by or _("Somebody"),
        )
        st.markdown(f":material/call_split: **{plain(reader.say(told))}**")
        _differences([(_("Theirs"), split.theirs.project), (_("Yours"), split.mine)], reader)
        with st.container(horizontal=True):
            _choice(_("Take theirs"), "stored.theirs", partial(_settle, split.theirs.project))
            together = split.merge
            if together is not None and together.project.fingerprint != split.mine.fingerprint:
                _choice(_("Take both, with yours where they clash"), "stored.both", partial(_settle, together.project))
            _choice(_("Take yours"), "stored.mine", partial(_settle, split.mine))
            _choice(_("Keep yours apart"), "stored.apart", stored.stay_apart)


def _choice(label: str, key: str, do: Callable[[], None]) -> None:
    st.button(label, key=key, on_click=do)


def _settle(project: Project) -> None:
    attempt(partial(stored.settle, project))


def attempt(do: Callable[[], object]) -> bool:
    """Do something with the database; False where it could not be done, and then the page says so."""
    try:
        do()
    except DatabaseAway:
        _refuse(text("The database does not answer, so nothing was changed. Try again in a moment."))
    except ChangedMeanwhileError:
        _refuse(text("Somebody else saved another version at the same moment. Look at it and try again."))
    except (NotAllowedError, TooManyError) as error:
        _refuse(error.problem)
    except LookupError:
        _refuse(text("This is not stored here any more."))
    except ProjectError as error:
        _refuse(error.faults[0].problem)
    else:
        return True
    return False


def _refuse(why: Text) -> None:
    st.session_state[REFUSED] = why


def refusal() -> None:
    """Why the last thing that was asked for was not done, told once."""
    why = st.session_state.pop(REFUSED, None)
    if why is not None:
        st.error(plain(current_reader().say(why)), icon=":material/error:")


def _differences(projects: list[tuple[str, Project]], reader: Reader) -> None:
    table.show(tables_comparison.two_versions(projects, reader))
