"""The advisor in the browser: `streamlit run app.py`. Navigation, language and theme; the pages carry the rest."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from advisor.language import N_
from pages.parts import notices, sidebar
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
    "method": N_("Method and sources"),
}

st.set_page_config(page_title="LLM Adaptation Advisor", page_icon=str(HERE / "static" / "icon.png"), layout="wide")
summary, settings = st.sidebar.container(), st.sidebar.container()
with settings:
    choose_language()
with notices.designed_errors():
    reader = current_reader()
    page = st.navigation([st.Page(FOLDER / f"{name}.py", title=reader._(title)) for name, title in PAGES.items()])
    with summary:
        sidebar.show()
    page.run()
