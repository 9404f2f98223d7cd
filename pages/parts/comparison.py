"""Two to six scenarios side by side: where they differ, what they come to, why, and all of it as charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from advisor.advice import WAY_NAMES
from advisor.alternatives import WAYS, Way
from advisor.catalogue import load
from advisor.comparison import EXPLAINED, MOST_SCENARIOS, Compared, Progress, Reasons, outcome, reasons
from advisor.language import Reader, text
from advisor.project_file import Project, ProjectError
from advisor.report import charts_comparison as charts
from advisor.report import tables_comparison as tables
from advisor.report.comparison_words import (
    FIGURE_NAMES,
    LETTERS,
    METHOD_WORDS,
    comparable_cost,
    label,
    labels,
    other_horizons,
    two_parts,
    verdicts,
)
from pages.parts import chart, notices, shelf, table, turns
from pages.parts.markdown import bold, plain
from pages.parts.reader import current_reader

AS_ADVISED = "advised"
MOST_IN_SIGHT = 12
"""Answers beyond which the table is opened when wanted."""
OVERLAID = ("total_cost", "launch_weeks", "launch_cost", "first_month_cost")


def show(scenarios: Sequence[tuple[str, Project]]) -> None:
    """The comparison; what cannot be computed with today is left out, and why is said."""
    reader = current_reader()
    if not 2 <= len(scenarios) <= MOST_SCENARIOS:
        st.info(plain(reader._("Choose two to six scenarios to compare.")), icon=":material/compare_arrows:")
        return
    compared = _compared(scenarios, reader)
    if len(compared) < 2:
        return
    st.markdown(bold(reader.say(verdicts(compared))))
    _answers(compared, reader)
    way = _way(reader)
    st.subheader(reader._("What each comes to"), anchor=False)
    table.show(tables.results(compared, reader, way), export="scenarios")
    st.caption(plain(reader._("Expected values, with the range that leaves a tenth of the futures out at each end.")))
    if (horizons := other_horizons(compared)) is not None:
        st.caption(f":material/info: {plain(reader.say(horizons))}.")
    why = st.container()
    _overlaid(compared, reader, way)
    with why:
        _why(compared, reader, way)


def _compared(scenarios: Sequence[tuple[str, Project]], reader: Reader) -> list[Compared]:
    """What each comes to; the bar shows only while something is computed."""
    day, found, bar = load().as_of, [], st.empty()
    for place, (name, project) in enumerate(scenarios):
        key = ("outcome", project.fingerprint, day)
        if shelf.found(key) is None:
            said = text("Computing {scenario}...", scenario=label(place, name))
            bar.progress(place / len(scenarios), text=plain(reader.say(said)))
            try:
                with turns.aside():
                    shelf.keep(key, outcome(project))
            except ProjectError as error:
                st.warning(plain(reader.say(text("{scenario} cannot be computed today", scenario=label(place, name)))))
                notices.faults(error, reader)
                continue
        found.append(Compared(name, project, shelf.found(key)))
    bar.empty()
    return found


def _answers(compared: list[Compared], reader: Reader) -> None:
    st.subheader(reader._("Answers that differ"), anchor=False)
    answers = tables.answers_that_differ(compared, reader)
    if not len(answers):
        st.markdown(plain(reader._("None: the scenarios are alike in everything but their names.")))
    elif len(answers) <= MOST_IN_SIGHT:
        table.show(answers, export="answers-that-differ")
    else:
        with st.expander(plain(reader.say(text("All {count} answers that differ", count=len(answers))))):
            table.show(answers, export="answers-that-differ")


def _way(reader: Reader) -> Way | None:
    """At which way they are compared; None is each at its own verdict."""

    def named(choice: Any) -> str:
        return reader._("Each as advised") if choice == AS_ADVISED else reader._(WAY_NAMES[Way(choice)])

    chosen = st.segmented_control(
        reader._("Compare"), [AS_ADVISED, *WAYS], default=AS_ADVISED, required=True, key="comparison.way",
        format_func=named, wrap=True,
    )  # fmt: skip
    return None if chosen == AS_ADVISED else Way(chosen)


def _overlaid(compared: list[Compared], reader: Reader, way: Way | None) -> None:
    st.subheader(reader._("Laid over each other"), anchor=False)
    with st.grid(2, min_column_width=440, gap="large"):
        chart.show(charts.cumulative_costs(compared, reader, way), key="comparison.cumulative")
        chart.show(charts.quality_against_cost(compared, reader, way), key="comparison.plane")
        for quantity in OVERLAID if comparable_cost(compared) == "total_cost" else OVERLAID[1:]:
            drawn = charts.side_by_side(compared, reader, quantity, way)
            if drawn is not None:
                chart.show(drawn, key=f"comparison.{quantity}")


def _why(compared: list[Compared], reader: Reader, way: Way | None) -> None:
    """From one scenario to another: which answer brings how much of the difference. Filled last: it takes longest."""
    st.subheader(reader._("Why they differ"), anchor=False)
    named = labels(compared)
    places = list(range(len(compared)))
    first = comparable_cost(compared)
    quantities = [first, *(name for name in EXPLAINED if name != first)]
    with st.grid(3, min_column_width=240):
        quantity = _choose(reader._("Figure"), quantities, "figure", lambda name: reader._(FIGURE_NAMES[name]))
        base = _choose(reader._("From"), places, "base", lambda place: named[place])
        others = [place for place in places if place != base]
        other = _choose(reader._("To"), others, "other", lambda place: named[place])
    pair = compared[base], compared[other]
    found = _reasons(pair, reader)
    move = found.move(quantity) if way is None else found.move_at(quantity, way)
    if move is None:
        st.markdown(plain(reader._("This figure is not known in every step between the two.")))
        return
    projects = pair[0].project, pair[1].project
    ends = (base, pair[0].name), (other, pair[1].name)
    chart.show(charts.waterfall_of_reasons(found, move, reader, ends, projects), key="comparison.why")
    if found.factors:
        table.show(tables.why(found, move, reader, (named[base], named[other]), projects), export="why")
    if any(move.by_verdict):
        st.caption(plain(reader.say(two_parts(found, LETTERS[base]))))
    if len(found.factors) > 1:
        st.caption(plain(reader._(METHOD_WORDS[found.method])))


def _choose(said: str, options: list[Any], key: str, form: Any) -> Any:
    return st.selectbox(plain(said), options, key=f"comparison.{key}", format_func=form)


def _reasons(pair: tuple[Compared, Compared], reader: Reader) -> Reasons:
    """Why the two differ, with its progress; whoever leaves the page or chooses another pair stops the work."""
    base, other = (one.project.fingerprint for one in pair)
    key, opposite = ("reasons", base, other, load().as_of), ("reasons", other, base, load().as_of)
    known: Reasons | None = shelf.found(key)
    if known is not None:
        return known
    backwards: Reasons | None = shelf.found(opposite)
    if backwards is not None:
        return backwards.backwards
    bar = st.empty()
    with turns.aside():
        for told in reasons(pair[0].project, pair[1].project):
            if isinstance(told, Progress):
                said = text("Changing one answer after another: {done} of {total}", done=told.done, total=told.total)
                bar.progress(told.done / told.total, text=plain(reader.say(said)))
            else:
                known = told
    bar.empty()
    assert known is not None
    shelf.keep(key, known)
    return known
