"""A page that shows one number: what Streamlit itself takes of a server."""

from __future__ import annotations

import streamlit as st

st.session_state.shown = st.session_state.get("shown", 0) + 1
st.markdown(f"Number {st.session_state.shown}")
