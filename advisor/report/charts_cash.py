"""The chart of cash by quarter."""

from __future__ import annotations

import plotly.graph_objects as go

from advisor.advice import Advice
from advisor.alternatives import Way
from advisor.language import Amount, Reader, text
from advisor.report.drawing import MUTED, finish, hover, linear_axis, way_text
from advisor.report.palette import WAY_COLOURS
from advisor.report.quarters import quarters


def cash_by_quarter(advice: Advice, reader: Reader, way: Way | None = None) -> go.Figure:
    """What is paid in each quarter from the decision on, with its range."""
    way = way or advice.verdict
    found = quarters(advice, way)
    paid = [quarter.paid for quarter in found]
    places = list(range(1, len(found) + 1))
    figure = go.Figure()
    figure.add_bar(
        x=places,
        y=[one.expected for one in paid],
        marker_color=WAY_COLOURS[way],
        opacity=0.75,
        name="cash_by_quarter",
        hoverinfo="text",
        hovertext=[hover(reader, reader.say(quarter.name), quarter.paid) for quarter in found],
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [max(one.high - one.expected, 0) for one in paid],
            "arrayminus": [max(one.expected - one.low, 0) for one in paid],
            "thickness": 1.5,
            "width": 4,
            "color": MUTED,
        },
    )
    last = reader._("later") if found[-1].places.stop - found[-1].places.start > 1 else str(len(found))
    figure.update_xaxes(
        title_text=reader._("Quarter from the decision on"),
        tickmode="array",
        tickvals=places,
        ticktext=[*map(str, places[:-1]), last],
    )
    top = max(one.high for one in paid)
    figure.update_yaxes(linear_axis(reader, reader._("Paid in the quarter"), "USD", top))
    most = max(range(len(found)), key=lambda place: paid[place].expected)
    finding = text(
        "{way} pays most in quarter {quarter}: {amount} of {total} in all",
        way=way_text(way),
        quarter=most + 1,
        amount=Amount(paid[most].expected, "USD"),
        total=Amount(advice.figure("spending", way).expected, "USD"),
    )
    alt = text("Bars with ranges: what {way} pays in each quarter from the day of the decision on.", way=way_text(way))
    return finish(figure, reader, finding, alt, [(way, "cash_by_quarter")], height=340)
