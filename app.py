"""The advisor in the browser: `streamlit run app.py`. Navigation, language and theme; the pages carry the rest.

`server.py` serves the same to many, with what it takes to watch over it.
"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import streamlit as st

from advisor import logs, metrics
from advisor.language import N_
from pages.parts import document, notices, sidebar, sign_in, stored, stored_notices, turns, unfinished
from pages.parts.links import SHARED, follow_link
from pages.parts.reader import choose_language, current_reader, show_money_of

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

logs.set_up()
st.set_page_config(page_title="LLM Adaptation Advisor", page_icon=str(HERE / "static" / "icon.png"), layout="wide")
summary, settings = st.sidebar.container(), st.sidebar.container()
with settings:
    choose_language()
    document.dress()
show_money_of(None)
with notices.designed_errors():
    closed = sign_in.entrance()
    if closed is not None:
        st.navigation([st.Page(closed, url_path=name) for name in PAGES], position="hidden").run()
        st.stop()
    with settings:
        sign_in.line()
    if SHARED in st.query_params:
        document.tell()
        shared = st.navigation([st.Page(FOLDER / "shared.py", default=True)], position="hidden")
        with turns.drawing(), metrics.PAGE_SECONDS.labels("shared").time():
            shared.run()
        st.stop()
    stored.synchronise()
    unfinished.take_up()
    reader = current_reader()
    pages = {name: st.Page(FOLDER / f"{name}.py", title=reader._(title)) for name, title in PAGES.items()}
    page = st.navigation(list(pages.values()))
    follow_link(page, pages)
    # A session's page is drawn in parts that nobody should wait for.
    turn = nullcontext() if page.url_path == "session" else turns.drawing()
    with turn, metrics.PAGE_SECONDS.labels(page.url_path or next(iter(PAGES))).time():
        said = ""
        if page.url_path != "session":
            sidebar.compute(st.empty())
            with summary:
                said = sidebar.show()
        with settings:
            document.tell(said)
        stored_notices.show()
        page.run()
    if page.url_path != "session":
        unfinished.write()
    stored.keep_figures()
