"""Which scenarios are compared: chosen in the list, named in the address, and shown to others by a link."""

from __future__ import annotations

from functools import partial

import streamlit as st

from advisor.comparison import MOST_SCENARIOS
from advisor.language import Reader, text
from advisor.planning import scenarios
from advisor.planning.comparisons import Chosen, compared, read_address, written_address
from advisor.planning.database import DatabaseError
from advisor.planning.scenarios import Listed
from pages.parts import comparison, sign_in, stored
from pages.parts.links import COMPARE, SHARED, address
from pages.parts.markdown import plain
from pages.parts.reader import current_reader
from pages.parts.stored_notices import attempt

CHOSEN, LINK, CAME_BY_LINK = "comparing.chosen", "comparing.made_link", "comparing.came_by_link"


def chosen() -> list[Chosen]:
    """The scenarios and versions that are compared, in the order in which they were chosen."""
    if CHOSEN not in st.session_state:
        st.session_state[CHOSEN] = read_address(st.query_params.get(COMPARE, ""))
        st.session_state[CAME_BY_LINK] = bool(st.session_state[CHOSEN])
    found: list[Chosen] = st.session_state[CHOSEN]
    return found


def is_asked_for() -> bool:
    """Whether a link to a comparison brought this visitor here: that is what they want to see."""
    return bool(chosen()) and bool(st.session_state[CAME_BY_LINK])


def choose(listed: Listed, reader: Reader) -> None:
    """The tick before a scenario in the list."""
    key = f"comparing.{listed.key}"
    keys = [one.key for one in chosen()]
    st.session_state[key] = listed.key in keys
    st.checkbox(
        plain(reader.say(text("Compare {name}", name=listed.name))), key=key, label_visibility="collapsed",
        on_change=_tick, args=(listed, key), disabled=listed.key not in keys and len(keys) >= MOST_SCENARIOS,
    )  # fmt: skip


def _tick(listed: Listed, key: str) -> None:
    others = [one for one in chosen() if one.key != listed.key]
    _choose([*others, Chosen(listed.key, listed.version)] if st.session_state[key] else others)


def _choose(found: list[Chosen]) -> None:
    st.session_state[CHOSEN] = found
    st.session_state.pop(LINK, None)


def show() -> None:
    """The comparison, its address, and a link for others."""
    reader, found = current_reader(), chosen()
    _ = reader._
    if found:
        st.query_params[COMPARE] = written_address(found)
    else:
        st.query_params.pop(COMPARE, None)
    try:
        projects = compared(stored.database(), found)
    except DatabaseError:
        st.info(plain(_("The scenarios cannot be read now.")), icon=":material/cloud_off:")
        return
    if len(projects) < len(found):
        st.warning(plain(_("Some of these scenarios are not stored here any more.")), icon=":material/search_off:")
    if projects:
        with st.container(horizontal=True):
            st.button(_("Clear the choice"), key="comparing.none", on_click=_choose, args=([],))
            if len(projects) > 1:
                _links(found, reader)
    comparison.show(projects)


def _links(found: list[Chosen], reader: Reader) -> None:
    _ = reader._
    with st.popover(_("Links to this comparison"), icon=":material/link:"):
        st.markdown(plain(_("Opens exactly these versions, for who works here:")))
        st.code(address(**{COMPARE: written_address(found)}), language=None)
        link = st.session_state.get(LINK)
        if link is None and sign_in.may_change():
            st.button(_("Make a link to be sent"), key="comparing.link", on_click=_make_link, args=(found,))
        elif link is not None:
            st.markdown(plain(_("Shows this comparison and nothing else, and changes nothing:")))
            st.code(address(**{SHARED: link}), language=None)


def _make_link(found: list[Chosen]) -> None:
    def make() -> None:
        content = {"compare": written_address(found)}
        st.session_state[LINK] = scenarios.make_link(stored.database(), content, stored.by())

    attempt(partial(make))
