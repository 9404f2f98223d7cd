"""Scenarios: what is open, what is kept, and two to six of them side by side."""

from __future__ import annotations

import streamlit as st

from pages.parts import comparing, scenario_list, scenario_now, stored_notices
from pages.parts.reader import current_reader

_ = current_reader()._


def kept() -> None:
    """The list, from which scenarios are chosen."""
    st.header(_("All scenarios"), anchor=False)
    scenario_list.show()


def side_by_side() -> None:
    """Those that are chosen."""
    st.header(_("Side by side"), anchor=False)
    comparing.show()


st.title(_("Scenarios"), anchor=False)
stored_notices.refusal()
if comparing.is_asked_for():
    side_by_side()
    scenario_now.show()
    kept()
else:
    scenario_now.show()
    kept()
    side_by_side()
