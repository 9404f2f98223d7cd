"""The team: who is there, whom each way needs, until when, and what that costs."""

from __future__ import annotations

from functools import partial

import streamlit as st

from advisor.report import charts, tables
from advisor.report.primer import PORTRAITS, SOURCE, Portrait
from pages.parts import chart, figure, form, people_cost, state, table, which_way
from pages.parts.markdown import plain
from pages.parts.reader import current_reader

reader, advice = current_reader(), state.advice()
_ = reader._


def take(portrait: Portrait) -> None:
    """Put the portrait's people and skills into the project."""
    team = state.project().as_dict().get("team", {})
    state.update(team=team | {"people": portrait.people} | portrait.skills)


st.title(_("Team"), anchor=False)
way = which_way.choose()
calendar = charts.timeline(advice, reader, way)
st.header(plain(calendar.layout.title.text), anchor=False)
with st.grid(4, min_column_width=210):
    figure.show("launch_weeks", _("Time until launch"), way)
    figure.show("effort_before_launch", _("Work before launch"), way)
    figure.show("people_cost_once", _("People until launch"), way)
    figure.show("run_team", _("People to run it"), way)

with st.expander(_("Who is there"), icon=":material/group:"):
    form.ask("team.people", prefix="team")
    for skill in ("team.skill_search", "team.skill_ml", "team.skill_evaluation"):
        form.ask(skill, prefix="team")
people_cost.show(advice, reader, way)

st.subheader(_("People needed, people there"), anchor=False)
chart.show(charts.team_load(advice, reader, way), key="team.load")
st.caption(plain(_("Bars: people kept busy until launch, with whiskers for 8 of 10 futures. Ticks: people there.")))
with st.expander(_("Role by role")):
    table.show(tables.roster_against_effort(advice, reader, way))

st.subheader(_("Calendar"), anchor=False)
st.markdown(plain(tables.lead_sentence(advice, reader, way)))
chart.show(calendar, key="team.timeline")
with st.grid(2, min_column_width=440, gap="large"):
    chart.show(charts.launch_weeks(advice, reader), key="team.launch")
    chart.show(charts.effort_by_phase(advice, reader, way), key="team.phases")

st.subheader(_("The four ways"), anchor=False)
table.show(tables.people_and_calendar(advice, reader))

st.subheader(_("Three portraits"), anchor=False)
st.caption(
    plain(
        _("Typical teams and what the primer advises them; the people are an example to try. Source: {source}").format(
            source=SOURCE
        )
    )
)
with st.grid(3, min_column_width=260):
    for portrait in PORTRAITS:
        with st.container(border=True, height="stretch"):
            st.markdown(f"**{plain(_(portrait.title))}**")
            st.markdown(plain(_(portrait.advice)))
            st.button(_("Try this team"), key=f"team.{portrait.key}", on_click=partial(take, portrait))
