"""The recommendation: the answer, then why, then the figures, then the road."""

from __future__ import annotations

import streamlit as st

from advisor.report import charts, tables
from pages.parts import doubt, figure, models, reasons, road, state, table, take_along, verdict, ways
from pages.parts.chart import show
from pages.parts.reader import current_reader

reader, advice = current_reader(), state.advice()
_ = reader._

st.title(_("Recommendation"), anchor=False)
verdict.in_full()
reasons.conflicts()
with st.grid(3, min_column_width=240):
    figure.show("launch_cost", _("Cost until launch"))
    figure.show("first_month_cost", _("Cost of the first month"))
    figure.show("launch_weeks", _("Time until launch"))

st.subheader(_("What it lacks"), anchor=False)
reasons.what_is_lacking()

st.subheader(_("The four ways side by side"), anchor=False)
ways.cards()
behind = st.expander(_("As charts and as a table"), on_change="rerun", key="four_ways.behind")
if behind.open:
    with behind:
        show(charts.chances(advice, reader), "chances")
        show(charts.four_ways(advice, reader), "four_ways")
        table.show(tables.four_ways(advice, reader))

st.subheader(_("How sure"), anchor=False)
doubt.how_sure()

st.subheader(_("Reasons"), anchor=False)
reasons.both_sides()

st.subheader(_("What matters"), anchor=False)
doubt.what_matters()

st.subheader(_("What would change it"), anchor=False)
reasons.would_change()
doubt.where_it_turns()

st.subheader(_("The road"), anchor=False)
road.show()

st.subheader(_("Models to choose from"), anchor=False)
models.show()

st.subheader(_("Take it along"), anchor=False)
take_along.show()
