"""Tables of people and calendar: who is there against who is needed, and what the people of each way cost."""

from __future__ import annotations

import pandas as pd

from advisor.advice import WAY_NAMES, Advice
from advisor.alternatives import WAYS, Way
from advisor.language import N_, Amount, Reader, text
from advisor.reference import roles
from advisor.report.charts_team import ROLE_NAMES, entry, people_there
from advisor.report.sheets import Cell, cell, sheet

PEOPLE = (
    ("effort_before_launch", N_("Work before launch")),
    ("people_cost_once", N_("People until launch")),
    ("run_effort_per_year", N_("Work after launch")),
    ("run_team", N_("People to run it")),
    ("people_cost_per_month", N_("People after launch")),
    ("examples_to_make", N_("Examples still to make")),
)
CALENDAR = (
    ("staffing_lead_weeks", N_("Until everybody can begin")),
    ("critical_weeks", N_("Longest chain of tasks")),
    ("capacity_weeks", N_("All the work with this team")),
    ("labelling_weeks", N_("Making the examples")),
    ("proof_of_concept_weeks", N_("Until a proof of concept")),
    ("launch_weeks", N_("Until launch")),
)


def roster_against_effort(advice: Advice, reader: Reader, way: Way | None = None) -> pd.DataFrame:
    """By role: who is there, whom the work keeps busy until launch, what is missing, and the work before and after."""
    way = way or advice.verdict
    there = people_there(advice)
    columns = [
        reader._(label)
        for label in (
            N_("There"),
            N_("Kept busy"),
            N_("Missing"),
            N_("Work before launch"),
            N_("Work after launch"),
            N_("Cost of a week"),
        )
    ]
    rows = []
    for position, role in enumerate(roles(advice.catalogue)):
        busy, before, after, cost = (
            entry(advice, name, position, way)
            for name in ("people_kept_busy_by_role", "effort_by_role", "run_effort_by_role", "person_week_cost_by_role")
        )
        if not (before.expected or after.expected or (there or {}).get(role)):
            continue
        rows.append(
            (
                reader._(ROLE_NAMES[role]),
                [
                    _there(reader, there, role),
                    cell(reader, busy),
                    _missing(reader, there, role, busy.expected),
                    cell(reader, before),
                    cell(reader, after),
                    cell(reader, cost),
                ],
            )
        )
    alt = text("Roles of {way}: who is there, who is kept busy, and the work.", way=text(WAY_NAMES[way]))
    return sheet(columns, rows, reader.say(alt))


def _there(reader: Reader, there: dict[str, float] | None, role: str) -> Cell:
    if there is None:
        return Cell(reader._("unknown"))
    return Cell(reader.amount(there.get(role, 0.0), "people"), there.get(role, 0.0))


def _missing(reader: Reader, there: dict[str, float] | None, role: str, busy: float) -> Cell:
    if there is None:
        return Cell(reader._("unknown"))
    gap = max(busy - there.get(role, 0.0), 0.0)
    return Cell(reader.amount(gap, "people") if gap else "–", gap)


def people_and_calendar(advice: Advice, reader: Reader, spans: bool = True) -> pd.DataFrame:
    """Work, pay and weeks of the four ways."""
    rows = [
        (reader._(label), [cell(reader, advice.figure(name, way), spans) for way in WAYS])
        for name, label in (*PEOPLE, *CALENDAR)
    ]
    return sheet([reader._(WAY_NAMES[way]) for way in WAYS], rows, reader._("Work, pay and weeks of the four ways."))


def lead_sentence(advice: Advice, reader: Reader, way: Way | None = None) -> str:
    """How long the team waits for those whom it lacks."""
    lead = advice.figure("staffing_lead_weeks", way)
    name = text(WAY_NAMES[way or advice.verdict])
    if lead.high <= 0:
        return reader.say(text("The team has everybody whom {way} needs.", way=name))
    return reader.say(
        text(
            "{way} waits {weeks} in the mean for those whom the team lacks, until they are found and settled in or "
            "have learnt the work; it is counted in the time to launch.",
            way=name,
            weeks=Amount(lead.expected, "weeks"),
        )
    )
