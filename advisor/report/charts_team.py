"""Charts of the team: work by role and phase, who is there, and how soon each way is live."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from advisor.advice import Advice, Figure
from advisor.alternatives import WAYS, Way
from advisor.language import N_, Amount, Reader, Text, text
from advisor.project import ROLES
from advisor.report.drawing import (
    MUTED,
    finish,
    hover,
    linear_axis,
    named_above,
    on_lines,
    open_ways,
    way_name,
    way_text,
    whisker,
)
from advisor.report.palette import WAY_COLOURS, WAY_SYMBOLS
from advisor.tasks import phases

ROLE_NAMES = {option.key: option.label for option in ROLES}
PHASE_NAMES = {
    "discovery": N_("Discovery"),
    "data_preparation": N_("Preparing documents"),
    "data_collection_labelling": N_("Making examples"),
    "build": N_("Building"),
    "retrieval_tuning": N_("Improving retrieval"),
    "training": N_("Training"),
    "serving": N_("Setting up serving"),
    "evaluation": N_("Evaluation"),
    "security_compliance": N_("Security and compliance"),
    "ux_change": N_("Design and change"),
    "project_management": N_("Project management"),
    "deployment": N_("Deployment"),
}
STAGE_NAMES = {
    "proof_of_concept": N_("Proof of concept"),
    "pilot": N_("Pilot"),
    "production": N_("Production"),
}
ROW, DODGE = 36, 0.2
"""Pixels of a row, and the part of it by which a way's marks stand below those of the way before it."""
LABEL, LONGEST_TITLE = 20, 26
"""Letters of a line beside the axis and below it, where a telephone has room for no more."""


def entry(advice: Advice, quantity: str, position: int, way: Way | None = None) -> Figure:
    """One entry of a quantity that has roles or phases."""
    course = advice.course(quantity, way)
    ends = (float(end[position]) for end in (course.low, course.expected, course.high))
    return Figure(quantity, course.way, course.unit, *ends)


def effort_by_phase(advice: Advice, reader: Reader, way: Way | None = None) -> go.Figure:
    """Work of each phase before launch, the four ways as dots on one line; the finding is about one of them."""
    chosen = way or advice.verdict
    names = phases(advice.catalogue)
    figure = go.Figure()
    order = [reader._(PHASE_NAMES[phase]) for phase in names]
    for each in WAYS:
        efforts = [entry(advice, "effort_by_phase", n, each) for n in range(len(names))]
        some = [(row, effort) for row, effort in enumerate(efforts) if effort.expected > 0]
        figure.add_scatter(
            x=[effort.expected for _, effort in some],
            y=[row + (WAYS.index(each) - (len(WAYS) - 1) / 2) * DODGE for row, _ in some],
            mode="markers",
            name=way_name(reader, each),
            marker={"color": WAY_COLOURS[each], "symbol": WAY_SYMBOLS[each], "size": 10},
            hoverinfo="text",
            opacity=1 if advice.ways[each].is_open else 0.6,
            hovertext=[hover(reader, f"{way_name(reader, each)}: {order[row]}", effort) for row, effort in some],
        )
    most = max(float(advice.course("effort_by_phase", way).expected.max()) for way in WAYS)
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(names))), ticktext=[on_lines(label, LABEL) for label in order],
        range=[len(names) - 0.4, -0.6],
    )  # fmt: skip
    title = on_lines(reader._("Person-weeks before launch"), LONGEST_TITLE)
    figure.update_xaxes(linear_axis(reader, title, "person-weeks", most))
    own = [entry(advice, "effort_by_phase", n, chosen) for n in range(len(names))]
    largest = max(range(len(names)), key=lambda n: own[n].expected)
    finding = text(
        "The largest phase of {way}: {phase}, {effort}",
        way=way_text(chosen),
        phase=text(PHASE_NAMES[names[largest]]),
        effort=Amount(own[largest].expected, "person-weeks"),
    )
    alt = text("Dots: person-weeks of each phase before launch, for the four ways.")
    drawn = [(way, "effort_by_phase") for way in WAYS]
    return named_above(finish(figure, reader, finding, alt, drawn, height=140 + ROW * len(names)))


def launch_weeks(advice: Advice, reader: Reader) -> go.Figure:
    """Weeks to the proof of concept (hollow) and to launch (full) of each way, against the date that was asked for."""
    figure = go.Figure()
    names = [way_name(reader, way) for way in reversed(WAYS)]
    latest = 1.0
    for way in WAYS:
        first, launch = (advice.figure(name, way) for name in ("proof_of_concept_weeks", "launch_weeks"))
        for found, symbol in ((first, f"{WAY_SYMBOLS[way]}-open"), (launch, WAY_SYMBOLS[way])):
            label = text("proof of concept") if found is first else text("launch")
            spread = whisker(found) if found is launch else {}
            figure.add_scatter(
                x=[found.expected],
                y=[way_name(reader, way)],
                mode="markers",
                hoverinfo="text",
                name=found.quantity,
                marker={"color": WAY_COLOURS[way], "size": 12, "symbol": symbol},
                **spread,
                opacity=1 if advice.ways[way].is_open else 0.6,
                hovertext=[hover(reader, f"{way_name(reader, way)}: {reader.say(label)}", found)],
            )
            latest = max(latest, found.high)
    limit = advice.futures.situation.weeks_to_go_live
    if np.isfinite(limit):
        figure.add_vline(x=limit, line={"color": MUTED, "dash": "dash"})
        figure.add_annotation(
            x=limit, y=1, yref="paper", yanchor="bottom", showarrow=False, text=reader._("must be live")
        )
        latest = max(latest, limit)
    figure.update_yaxes(categoryorder="array", categoryarray=names)
    figure.update_xaxes(linear_axis(reader, reader._("Weeks from the decision"), "weeks", latest))
    alt = text("Dots with ranges: weeks from the decision to the proof of concept and to launch of each way.")
    drawn = [(way, name) for way in WAYS for name in ("proof_of_concept_weeks", "launch_weeks")]
    return finish(figure, reader, _soonest_finding(advice), alt, drawn, height=270)


def _soonest_finding(advice: Advice) -> Text:
    weeks = {way: advice.figure("launch_weeks", way).expected for way in open_ways(advice)}
    soonest = min(weeks, key=lambda way: weeks[way])
    return text(
        "{way} is the open way that is ready first, after {weeks}",
        way=way_text(soonest),
        weeks=Amount(weeks[soonest], "weeks"),
    )
