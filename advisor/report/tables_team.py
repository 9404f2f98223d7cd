"""Tables of people and calendar: who is there against who is needed, and what the people of each way cost."""

from __future__ import annotations

import pandas as pd

from advisor.advice import WAY_NAMES, Advice, Figure
from advisor.alternatives import WAYS, Way
from advisor.gaps import gaps
from advisor.language import N_, Amount, Reader, text
from advisor.options import figure
from advisor.reference import roles
from advisor.report.charts_team import ROLE_NAMES, STAGE_NAMES, entry
from advisor.report.gap_words import closing_in_words
from advisor.report.sheets import EMPTY, Cell, cell, said, sheet
from advisor.tasks import STAGES, tasks

PEOPLE = (
    ("effort_before_launch", N_("Work before launch")),
    ("specialist_effort", N_("Of it on training models, for specialists")),
    ("missing_effort", N_("Of it nobody in the team can do")),
    ("roles_needed", N_("Roles with work")),
    ("people_to_hire", N_("To be hired")),
    ("people_to_contract", N_("To be contracted")),
    ("roles_to_learn", N_("Roles that others learn")),
    ("people_cost_once", N_("People until launch")),
    ("staffing_cost_once", N_("Hiring and settling in")),
    ("run_effort_per_year", N_("Work after launch")),
    ("run_team", N_("People to run it")),
    ("people_cost_per_month", N_("People after launch")),
    ("examples_to_make", N_("Examples still to make")),
)
CALENDAR = (
    ("staffing_lead_weeks", N_("Until everybody can begin")),
    ("critical_weeks", N_("Longest chain of tasks, one person at each")),
    ("capacity_weeks", N_("All the work with this team")),
    ("labelling_weeks", N_("Making the examples")),
    ("proof_of_concept_weeks", N_("Until a proof of concept")),
    ("launch_weeks", N_("Until launch")),
)


def people_and_calendar(advice: Advice, reader: Reader, spans: bool = True) -> pd.DataFrame:
    """Work, pay and weeks of the four ways; what none of them has is left out."""
    rows = [
        (reader._(label), [cell(reader, advice.figure(name, way), spans) for way in WAYS])
        for name, label in (*PEOPLE, *CALENDAR)
        if any(advice.figure(name, way).high for way in WAYS)
    ]
    return sheet([reader._(WAY_NAMES[way]) for way in WAYS], rows, reader._("Work, pay and weeks of the four ways."))


def gaps_by_role(advice: Advice, reader: Reader, way: Way | None = None) -> pd.DataFrame:
    """The roles with work before launch: how much, who is there, who does it, and how long any of it waits for them."""
    way = way or advice.verdict
    labels = (N_("Person-weeks before launch"), N_("There"), N_("Who does it"), N_("Begins after"))
    found = gaps(advice, way)
    shown = labels if any(gap.lead.high > 0 for gap in found) else labels[:-1]
    rows = [
        (
            reader._(ROLE_NAMES[gap.role]),
            [
                _weeks(reader, gap.work),
                Cell(reader.amount(gap.people_there, "people"), gap.people_there),
                said(reader, closing_in_words(gap)),
                cell(reader, gap.lead, spans=True) if gap.lead.high > 0 else EMPTY,
            ][: len(shown)],
        )
        for gap in found
    ]
    alt = text("Roles of {way}: their work, who is there and who does it.", way=text(WAY_NAMES[way]))
    return sheet([reader._(label) for label in shown], rows, reader.say(alt))


def work_by_stage(advice: Advice, reader: Reader, way: Way | None = None) -> pd.DataFrame:
    """Person-weeks of each role in each stage before launch, and a year afterwards; low, expected, high."""
    way = way or advice.verdict
    columns = [*(reader._(STAGE_NAMES[stage]) for stage in STAGES), reader._("All"), reader._("A year afterwards")]
    everything = tasks(advice.catalogue)
    efforts = advice.draws("effort_by_task", way)
    rows = []
    for position, role in enumerate(roles(advice.catalogue)):
        before, after = (entry(advice, name, position, way) for name in ("effort_by_role", "run_effort_by_role"))
        if not (before.expected or after.expected):
            continue
        of_stage = [
            figure(way, "effort_by_task", efforts[:, [task[::2] == (stage, role) for task in everything]].sum(axis=1))
            for stage in STAGES
        ]
        cells = [_weeks(reader, each) if each.expected else EMPTY for each in (*of_stage, before, after)]
        rows.append((reader._(ROLE_NAMES[role]), cells))
    alt = text("Person-weeks of {way} by role and stage.", way=text(WAY_NAMES[way]))
    return sheet(columns, rows, reader.say(alt))


def _weeks(reader: Reader, found: Figure) -> Cell:
    """Person-weeks with their range, without the unit, which stands above the table."""
    low, expected, high = (reader.amount(value, "count") for value in (found.low, found.expected, found.high))
    words = text("{expected} · {low}–{high}", expected=expected, low=low, high=high)
    return Cell(reader.say(words), found.expected, (found.way.value, found.quantity))


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
