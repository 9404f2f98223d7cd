"""The scenarios that are kept here: search them, open, copy or archive one, choose some to compare."""

from __future__ import annotations

from functools import partial
from math import ceil

import streamlit as st

from advisor.advice import WAY_NAMES
from advisor.language import Reader, text
from advisor.planning import scenarios
from advisor.planning.database import DatabaseError
from advisor.planning.scenarios import Listed, Standing
from advisor.report.palette import BADGE_COLOURS
from advisor.report.scenario_words import Glance, glance, when
from pages.parts import comparing, sign_in, stored
from pages.parts.markdown import bold, plain
from pages.parts.reader import current_reader
from pages.parts.stored_notices import attempt

PER_PAGE = 10


def show() -> None:
    """The list, ten at a time."""
    reader = current_reader()
    _ = reader._
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(_("Search by name"), key="scenarios.search", icon=":material/search:", max_chars=200)
        archived = st.toggle(_("Archived"), key="scenarios.archived")
    try:
        found = scenarios.search(stored.database(), words, Standing.ARCHIVED if archived else Standing.KEPT)
    except DatabaseError:
        st.info(plain(_("The list cannot be read now.")), icon=":material/cloud_off:")
        return
    if not found:
        nothing = _("Nothing has that name.") if words else _("Nothing is archived.") if archived else _(
            "Nothing is kept yet: keep the project that is open, change an answer, and compare.")  # fmt: skip
        st.info(plain(nothing), icon=":material/inventory_2:")
        return
    pages = ceil(len(found) / PER_PAGE)
    page = st.pagination(pages, key="scenarios.page") if pages > 1 else 1
    for listed in found[(page - 1) * PER_PAGE : page * PER_PAGE]:
        _row(listed, reader)
    if len(found) == scenarios.MOST_LISTED:
        told = text("These are the {count} changed last; search for others by name.", count=len(found))
        st.caption(plain(reader.say(told)))


def _row(listed: Listed, reader: Reader) -> None:
    _ = reader._
    seen = glance(listed.snapshot, reader)
    with st.container(border=True, key=f"scenarios.row.{listed.key}"):
        chosen, said, figures, do = st.columns([1, 8, 8, 5], vertical_alignment="center")
        with chosen:
            comparing.choose(listed, reader)
        with said:
            st.markdown(bold(listed.name or _("Project without a name")))
            st.caption(plain(reader.say(when(listed.version, listed.changed_at, listed.changed_by))))
        with figures:
            _figures(seen, reader)
        with do:
            _actions(listed, reader)


def _figures(seen: Glance | None, reader: Reader) -> None:
    if seen is None:
        st.caption(plain(reader._("Its figures are kept when it is next opened.")))
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(plain(reader._(WAY_NAMES[seen.verdict])), color=BADGE_COLOURS[seen.verdict])
        st.caption(plain(reader.say(seen.words)))


def _actions(listed: Listed, reader: Reader) -> None:
    _ = reader._
    is_open = stored.held()
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button(_("Open"), key=f"scenarios.open.{listed.key}", on_click=_open, args=(listed.key,),
                  disabled=is_open is not None and is_open.key == listed.key)  # fmt: skip
        if not sign_in.may_change():
            return
        with st.popover("", icon=":material/more_vert:", help=_("Copy or archive")):
            st.button(_("Open a copy"), key=f"scenarios.copy.{listed.key}", on_click=_copy, args=(listed, reader))
            archived = listed.standing is Standing.ARCHIVED
            st.button(
                _("Bring back") if archived else _("Archive"), key=f"scenarios.archive.{listed.key}",
                on_click=_stand, args=(listed.key, Standing.KEPT if archived else Standing.ARCHIVED),
            )  # fmt: skip


def _open(key: str) -> None:
    attempt(partial(stored.open_scenario, key))


def _copy(listed: Listed, reader: Reader) -> None:
    name = reader.say(text("{name} (copy)", name=listed.name))
    if attempt(partial(stored.open_scenario, listed.key)):
        attempt(partial(stored.branch, name[:200]))


def _stand(key: str, standing: Standing) -> None:
    attempt(lambda: scenarios.stand(stored.database(), key, standing))
