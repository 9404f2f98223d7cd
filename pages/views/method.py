"""The method: the primer's comparison in figures, any number's tree, formulas, parameters, the decision, the limits."""

from __future__ import annotations

import streamlit as st

from advisor.language import N_
from pages.parts import method_sections
from pages.parts.reader import current_reader

_ = current_reader()._
SECTIONS = {
    "comparison": (N_("RAG and fine-tuning"), method_sections.comparison),
    "number": (N_("Any number"), method_sections.number),
    "formulas": (N_("Formulas"), method_sections.formulas),
    "parameters": (N_("Parameters"), method_sections.parameters),
    "accuracy": (N_("Measured against estimated"), method_sections.accuracy),
    "decision": (N_("Decision"), method_sections.decision),
    "limits": (N_("Limits"), method_sections.limits),
}

st.title(_("Method and sources"), anchor=False)
section = st.segmented_control(
    _("Section"),
    list(SECTIONS),
    default="comparison",
    required=True,
    key="method.section",
    wrap=True,
    persist_state="session",
    label_visibility="collapsed",
    format_func=lambda name: _(SECTIONS[name][0]),
)
title, show = SECTIONS[section]
st.header(_(title), anchor=False)
show()
