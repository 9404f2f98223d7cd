"""The team: who is there, whom each way needs, until when, and what that costs."""

from __future__ import annotations

from functools import partial

import streamlit as st

from advisor.report import charts, tables
from advisor.report.primer import PORTRAITS, SOURCE, Portrait
from pages.parts import chart, figure, form, gaps, people_cost, state, table, which_way
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
st.header(plain(reader.say(charts.launch_finding(advice, way))), anchor=False)
with st.grid(2, min_column_width=330):
    figure.show("launch_weeks", _("Time until launch"), way)
    figure.show("effort_before_launch", _("Work before launch"), way)
    figure.show("people_cost_once", _("People until launch"), way)
    figure.show("run_team", _("People to run it"), way)

with st.expander(_("Who is there"), icon=":material/group:"):
    form.ask("team.people", prefix="team")
    for skill in ("team.skill_search", "team.skill_ml", "team.skill_evaluation"):
        form.ask(skill, prefix="team")
people_cost.show(advice, reader, way)

gaps.show(advice, reader, way)

st.subheader(_("Calendar"), anchor=False)
st.markdown(plain(tables.lead_sentence(advice, reader, way)))
chart.show(charts.timeline(advice, reader, way), key="team.timeline")
st.caption(
    plain(_("Outlined: a delay delays the launch in most futures. Hatched: somebody is found, settles in or learns."))
)
st.caption(plain(tables.calendar_sentence(advice, reader)))
with st.expander(_("Task by task")):
    table.show(tables.plan_by_task(advice, reader, way), export="plan")

st.subheader(_("Who is wanted when"), anchor=False)
chart.show(charts.load_by_month(advice, reader, way), key="team.months")
st.caption(
    plain(
        _(
            "Full-time people whom the work would keep busy if nothing waited for anybody, in brackets those who are "
            "there. ▲: more are wanted than there are."
        )
    )
)
with st.expander(_("Month by month")):
    table.show(tables.people_by_month(advice, reader, way), export="people-by-month")

st.subheader(_("Who is to be found"), anchor=False)
if tables.comes_anybody(advice, way):
    table.show(tables.hiring_plan(advice, reader, way), export="hiring-plan")
    table.show(tables.hiring_by_month(advice, reader, way), export="hiring-by-month")
    st.caption(
        plain(
            _(
                "The likeliest means, begun on the day of the decision, and mean days; a share says in how many "
                "futures it comes to that."
            )
        )
    )
else:
    st.markdown(plain(_("Nobody: all the work is done by those who are there.")))

st.subheader(_("The four ways"), anchor=False)
table.show(tables.launch_days(advice, reader), export="launch-days")
with st.grid(2, min_column_width=440, gap="large"):
    chart.show(charts.launch_weeks(advice, reader), key="team.launch")
    chart.show(charts.effort_by_phase(advice, reader, way), key="team.phases")

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
