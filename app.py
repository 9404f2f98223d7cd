"""The advisor in the browser: `streamlit run app.py`. Navigation, language and theme; the pages carry the rest."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from advisor.language import N_
from pages.parts import notices, sidebar, stored, stored_notices
from pages.parts.links import SHARED, follow_link
from pages.parts.reader import choose_language, current_reader

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "pages" / "views"
PAGES = {
    "project": N_("Project"),
    "recommendation": N_("Recommendation"),
    "costs": N_("Costs"),
    "compute": N_("Compute"),
    "documents": N_("Documents"),
    "team": N_("Team"),
    "scenarios": N_("Scenarios"),
    "session": N_("Planning session"),
    "method": N_("Method and sources"),
}

st.set_page_config(page_title="LLM Adaptation Advisor", page_icon=str(HERE / "static" / "icon.png"), layout="wide")
summary, settings = st.sidebar.container(), st.sidebar.container()
with settings:
    choose_language()
with notices.designed_errors():
    if SHARED in st.query_params:
        st.navigation([st.Page(FOLDER / "shared.py", default=True)], position="hidden").run()
        st.stop()
    stored.synchronise()
    reader = current_reader()
    pages = {name: st.Page(FOLDER / f"{name}.py", title=reader._(title)) for name, title in PAGES.items()}
    page = st.navigation(list(pages.values()))
    follow_link(page, pages)
    if page.url_path != "session":
        with summary:
            sidebar.show()
    stored_notices.show()
    page.run()
    stored.keep_figures()
