"""The team's own documents: counted, split and priced, and taken over into the project."""

from __future__ import annotations

import streamlit as st

from pages.parts import documents, documents_found
from pages.parts.markdown import plain
from pages.parts.reader import current_reader

_ = current_reader()._

st.title(_("Documents"), anchor=False)
st.markdown(plain(_("Drop in some real documents: they are counted, not guessed, and never leave this server.")))
documents.drop_zone()

run = documents.measuring()
if run is not None and run.is_running:
    documents.progress()
elif run is not None and run.found is None:
    st.error(plain(_("Reading them failed; the log of the server says why. Try again with fewer files.")))
elif run is not None and run.found is not None:
    found = run.found
    total, can_be = documents_found.total_of(found) if found.corpus.documents else (None, True)
    documents_found.summary(found, total)
    documents_found.use(found, total, can_be)
    documents_found.details(found, total)
