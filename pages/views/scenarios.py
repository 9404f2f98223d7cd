"""Scenarios: what is open, what is kept, and two to six of them side by side."""

from __future__ import annotations

import streamlit as st

from pages.parts import comparing, scenario_list, scenario_now, stored_notices
from pages.parts.reader import current_reader

_ = current_reader()._

st.title(_("Scenarios"), anchor=False)
stored_notices.refusal()
scenario_now.show()

st.header(_("All scenarios"), anchor=False)
scenario_list.show()

st.header(_("Side by side"), anchor=False)
comparing.show()
