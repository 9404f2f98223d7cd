"""The costs: the table that adds up, month by month, in all, and from one way to another."""

from __future__ import annotations

import streamlit as st

from advisor.advice import WAY_NAMES
from advisor.language import Amount, text
from advisor.report import charts, tables
from pages.parts import chart, costs_basis, costs_files, costs_sections, figure, state, table, which_way
from pages.parts.markdown import plain
from pages.parts.reader import current_reader

reader, advice = current_reader(), state.advice()
_ = reader._

st.title(_("Costs"), anchor=False)
way = which_way.choose()
launch, month, whole = (advice.figure(name, way) for name in ("launch_cost", "first_month_cost", "total_cost"))
st.header(
    plain(
        reader.say(
            text(
                "{way}: {launch} until launch, then {month} a month",
                way=text(WAY_NAMES[way]),
                launch=Amount(launch.expected, "USD"),
                month=Amount(month.expected, "USD"),
            )
        )
    ),
    anchor=False,
)
with st.grid(4, min_column_width=210):
    figure.show("launch_cost", _("Cost until launch"), way)
    figure.show("first_month_cost", _("Cost of the first month"), way)
    figure.show("total_cost", _("Cost over the horizon"), way)
    figure.show("cost_per_good_answer", _("Cost of a good answer"), way)

costs_basis.show()

st.subheader(_("Line by line"), anchor=False)
spans = st.toggle(_("Show ranges"), key="costs.spans")
table.show(tables.cost_lines(advice, reader, way, spans))
st.caption(
    plain(
        _(
            "Expected values; the lines add up to the totals as they are shown. Ranges do not add up: not everything "
            "is dear at once. Amounts stand to the unit so that they can be added, not because they are known so well."
        )
    )
)
costs_files.show(advice, reader, way)

with st.grid(2, min_column_width=440, gap="large"):
    chart.show(charts.cost_by_category(advice, reader, way), key="costs.monthly")
    chart.show(charts.cumulative_costs(advice, reader), key="costs.cumulative")
if len(advice.ruled_out):
    st.caption(plain(_("A way in italics is ruled out.")))

costs_sections.cash(advice, reader, way)
costs_sections.budget(advice, reader)
costs_sections.compare(advice, reader, way)
costs_sections.contracts(advice, reader, way)

volumes = charts.cost_against_volume(advice, reader)
if volumes is not None:
    st.subheader(_("At other volumes"), anchor=False)
    chart.show(volumes, key="costs.volume")
    st.caption(
        plain(
            _(
                "With the models and machines of this advice, and everything but the volume at its mean. At another "
                "scale other models may be better: change the volume in the project to see which."
            )
        )
    )

st.subheader(_("Announced changes"), anchor=False)
changes, retirements = tables.price_changes(advice, reader), tables.retirements(advice, reader)
if len(changes) + len(retirements) == 0:
    st.markdown(plain(_("No change of price and no retirement of these models has been announced within the horizon.")))
for announced in (changes, retirements):
    if len(announced):
        table.show(announced)
