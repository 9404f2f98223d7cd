"""The machines: what hardware, how much of it, how fast, what training takes, and how far off such estimates are."""

from __future__ import annotations

import streamlit as st

from advisor.advice import WAY_NAMES
from advisor.language import text
from advisor.report import accuracy, charts, tables
from advisor.report.words import setup
from pages.parts import chart, figure, options, own_machines, state, table, which_way
from pages.parts.markdown import plain
from pages.parts.reader import current_reader

reader, advice = current_reader(), state.advice()
_ = reader._

st.title(_("Compute"), anchor=False)
way = which_way.choose()
st.header(
    plain(reader.say(text("{way}: {setup}", way=text(WAY_NAMES[way]), setup=setup(advice.ways[way].alternative)))),
    anchor=False,
)
with st.grid(4, min_column_width=210):
    if charts.serves_itself(advice, way):
        figure.show("gpus_needed", _("GPUs for serving"), way)
    else:
        figure.show("first_token_seconds", _("Time to the first token"), way)
    figure.show("answer_seconds", _("Time to the whole answer"), way)
    figure.show("peak_queries_per_second", _("Requests at the peak"), way)

memory = charts.memory_by_part(advice, reader, way)
if memory is None:
    st.info(
        plain(
            _("The model of this way runs at its provider: no machines to size, and its memory is the provider's care.")
        )
    )
else:
    chart.show(memory, key="compute.memory")
for name, draw in (
    ("answers", charts.answers_under_load),
    ("throughput", charts.throughput_by_batch),
    ("tokens", charts.cost_of_tokens),
):
    drawn = draw(advice, reader, way)
    if drawn is not None:
        chart.show(drawn, key=f"compute.{name}")
chart.show(charts.latency(advice, reader, way), key="compute.latency")
st.caption(plain(_("Hollow: to the first token. Full: to the whole answer. Whiskers: 8 of 10 simulated futures.")))

st.subheader(_("The four ways"), anchor=False)
table.show(tables.hardware(advice, reader))
with st.expander(_("What they must carry")):
    table.show(tables.load(advice, reader))

st.subheader(_("Training plan"), anchor=False)
table.show(tables.training(advice, reader))
training = charts.training_memory_by_part(advice, reader, way)
if training is not None:
    chart.show(training, key="compute.training")
options.training(way)
options.drafting(way)
options.index(way)

st.subheader(_("Electricity and carbon"), anchor=False)
with st.grid(3, min_column_width=210):
    figure.show("serving_carbon_per_month", _("Carbon of serving"), way)
    figure.show("energy_over_horizon", _("Electricity over the horizon"), way)
    figure.show("carbon_over_horizon", _("Carbon over the horizon"), way)
table.show(tables.energy(advice, reader))
st.caption(plain(tables.grid(advice, reader)))
st.caption(plain(_("What an API uses is not published, which is not zero. Making the hardware is not counted.")))

own_machines.show()

st.subheader(_("How far off such estimates are"), anchor=False)
table.show(accuracy.by_metric(reader))
st.caption(plain(accuracy.explained(reader)))
