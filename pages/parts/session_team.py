"""The team and its calendar, planned together: the scenario's roster, saved with every change and seen by all."""

from __future__ import annotations

from functools import partial

import streamlit as st

from advisor.planning.seats import Role
from advisor.planning.state import SessionState
from advisor.report import charts, tables
from pages.parts import chart, form, state, stored
from pages.parts.markdown import plain
from pages.parts.reader import current_reader
from pages.parts.stored_notices import attempt


def show(found: SessionState) -> None:
    """The roster and the calendar of the session's scenario; who looks on sees none of it change here."""
    if found.me.role is Role.OBSERVER:
        return
    reader = current_reader()
    _ = reader._
    section = st.expander(_("Team and calendar"), icon=":material/group:", key="session.team", on_change="rerun")
    if not section.open:
        return
    with section:
        held = stored.held()
        if held is None or held.key != found.session.scenario:
            st.markdown(plain(_("Plan the team of this scenario together: every change is saved for all.")))
            st.button(_("Open the scenario of this session here"), key="session.open_scenario", on_click=_open,
                      args=(found.session.scenario,))  # fmt: skip
            return
        form.ask("team.people", prefix="session")
        advice = state.advice()
        st.markdown(plain(tables.lead_sentence(advice, reader, advice.verdict)))
        chart.show(charts.timeline(advice, reader, advice.verdict), key="session.timeline")
        st.page_link("pages/views/team.py", label=_("All about the team"), icon=":material/arrow_forward:")


def _open(scenario: str) -> None:
    attempt(partial(stored.open_scenario, scenario))
