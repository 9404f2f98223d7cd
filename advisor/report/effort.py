"""The advice beside published figures of effort, time and money: how many lie inside, and why others do not."""

from __future__ import annotations

from functools import cache

import pandas as pd
import plotly.graph_objects as go

from advisor.advice import WAY_NAMES
from advisor.language import N_, Amount, Reader, Span, Text, text
from advisor.report.accuracy import FOLDER
from advisor.report.charts_team import PHASE_NAMES
from advisor.report.drawing import MUTED, faded, finish, log_axis, on_lines
from advisor.report.palette import OF_NO_WAY
from advisor.report.sheets import Cell, said, sheet
from advisor.report.sketch import Sketch
from advisor.validation import EffortComparison, HeldFigure, compare_effort, read_effort

QUANTITY_NAMES = {
    "launch_weeks": N_("Time until launch"),
    "proof_of_concept_weeks": N_("Until a proof of concept"),
    "proof_of_concept_cost": N_("Cost of a proof of concept"),
    "effort_before_launch": N_("Work before launch"),
    "launch_cost": N_("Cost until launch"),
    "training_cost_once": N_("Cost of all runs before launch"),
    "training_cost_per_run": N_("Cost of one run"),
}
EXPLAINED = N_(
    "Each figure was published of a project, and is held against the advice on a project of which only that is known "
    "which its source tells. Inside: the middle of what was published lies between P10 and P90. Consultancies and "
    "vendors publish most of these figures, and seldom of projects that fail."
)
"""What the figures mean."""
ROW_HEIGHT, FRAME_HEIGHT, LABEL_SHIFT, LABEL_WIDTH = 46, 100, 5, 60
BAND_WIDTH, LINE_WIDTH = 10, 2.5
MULTIPLES = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


@cache
def comparison() -> EffortComparison:
    """The published figures beside ours; computed once a process, in about two seconds."""
    return compare_effort(read_effort(FOLDER / "effort.yaml"))


def summary() -> Text:
    """How many figures lie inside, and how wide the ranges are."""
    found = comparison()
    return text(
        "{inside} of {all} published figures lie inside the stated range; P90 is {width} times P10 in the median",
        inside=len(found.inside),
        all=len(found.rows),
        width=found.width,
    )


def name(row: HeldFigure) -> Text:
    """The project and what is measured of it."""
    of = row.published.phase
    quantity = PHASE_NAMES[of] if of else QUANTITY_NAMES[row.published.quantity]
    return text("{project}: {quantity}", project=row.project.title.said(), quantity=text(quantity))


def published(row: HeldFigure) -> object:
    """What was published, in words."""
    if row.published.low is None:
        return text("at most {most}", most=Amount(row.high, row.unit))
    return Span(row.low, row.high, row.unit)


def table(reader: Reader) -> pd.DataFrame:
    """Every published figure beside P10, P50 and P90, and its source."""
    labels = (N_("Published"), "P10", "P50", "P90", N_("In the range"), N_("Way"), N_("Source"), N_("As of"))
    rows = [(reader.say(name(row)), _cells(reader, row)) for row in comparison().rows]
    alt = reader._("Published figures of effort, time and money beside P10, P50 and P90 of the advice.")
    return sheet([reader._(label) for label in labels], rows, alt)


def _cells(reader: Reader, row: HeldFigure) -> list[Cell]:
    ours = [Cell(reader.amount(value, row.unit), value) for value in (row.p10, row.p50, row.p90)]
    where = N_("inside") if row.is_inside else N_("outside")
    fitted = text("{where}; a parameter was fitted on it", where=text(where)) if row.published.fitted else text(where)
    return [
        Cell(reader.say(published(row)), row.middle), *ours, said(reader, fitted),
        said(reader, text(WAY_NAMES[row.project.way])), Cell(row.project.source), Cell(row.project.as_of),
    ]  # fmt: skip


def differences(reader: Reader) -> list[str]:
    """Why each figure that lies outside does."""
    return [
        f"{reader.say(name(row))}. {reader.say(row.published.known_difference.said())}"
        for row in comparison().rows
        if row.published.known_difference
    ]


def chart(reader: Reader) -> go.Figure:
    """Every range of ours as a line, what was published as a band: both against the middle of what was published.

    A most has no middle and is left to the table.
    """
    ranges = [row for row in comparison().rows if row.published.low is not None]
    rows = sorted(ranges, key=lambda row: row.p50 / row.middle)
    figure = Sketch()
    for place, row in enumerate(rows):
        _published_mark(figure, place, row)
        _our_range(figure, place, row, reader)
        figure.add_annotation(
            x=0, xref="paper", y=place, yshift=LABEL_SHIFT, xanchor="left", yanchor="bottom", showarrow=False,
            align="left", font={"size": 11}, text=on_lines(reader.say(name(row)), LABEL_WIDTH),
        )  # fmt: skip
    ends = [end / row.middle for row in rows for end in (row.p10, row.p90, row.low, row.high)]
    title = reader._("Estimated, as a multiple of what was published")
    axis = log_axis(reader, title, "count", min(ends), max(ends))
    figure.update_xaxes(axis, tickvals=MULTIPLES, ticktext=[reader.number(multiple) for multiple in MULTIPLES])
    figure.update_yaxes(range=[-1 / 2, len(rows)], showgrid=False, showticklabels=False)
    alt = text(
        "A line a figure: P10 to P90 of the advice, a dot at P50, against what was published; left of 1 the advice "
        "says less. Grey lines lie outside."
    )
    return finish(figure, reader, summary(), alt, (), height=FRAME_HEIGHT + ROW_HEIGHT * len(rows))


def _published_mark(figure: Sketch, place: int, row: HeldFigure) -> None:
    """A band from end to end, with a diamond in the middle."""
    figure.add_scatter(
        x=[row.low / row.middle, 1, row.high / row.middle],
        y=[place] * 3,
        mode="lines+markers",
        line={"color": faded(MUTED, 0.3), "width": BAND_WIDTH},
        marker={"color": MUTED, "size": [0, 9, 0], "symbol": "diamond"},
        hoverinfo="skip",
    )


def _our_range(figure: Sketch, place: int, row: HeldFigure, reader: Reader) -> None:
    """A line from P10 to P90, with a dot at P50."""
    colour = OF_NO_WAY if row.is_inside else MUTED
    words = text(
        "{figure}<br>published {published}<br>P10 to P90 {ours}, P50 {p50}",
        figure=name(row), published=published(row), ours=Span(row.p10, row.p90, row.unit),
        p50=Amount(row.p50, row.unit),
    )  # fmt: skip
    figure.add_scatter(
        x=[row.p10 / row.middle, row.p50 / row.middle, row.p90 / row.middle],
        y=[place] * 3,
        mode="lines+markers",
        line={"color": colour, "width": LINE_WIDTH},
        marker={"color": colour, "size": [0, 9, 0]},
        hoverinfo="text",
        hovertext=[reader.say(words)] * 3,
    )
