"""Tables of the calendar: the plan task by task, who comes when and at what cost, and the days of launch."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from advisor.advice import WAY_NAMES, Advice
from advisor.alternatives import WAYS, Way
from advisor.gaps import CLOSING_NAMES, FLAGS, Closing
from advisor.language import N_, Reader, text
from advisor.project import Team
from advisor.report.charts_calendar import EVEN, SAFE, launch_weeks_in, load_spells, people_in, spell_name
from advisor.report.charts_team import PHASE_NAMES, ROLE_NAMES, STAGE_NAMES
from advisor.report.drawing import way_text
from advisor.report.sheets import EMPTY, Cell, sheet
from advisor.workload import (
    Newcomer,
    PlannedTask,
    day_of,
    newcomers,
    plan,
    spells_until,
    workloads,
)  # fmt: skip

COUNTRY_NAMES = {option.key: option.label for option in Team.questions()["country"].options}
LIKELY, SAID = 0.995, 2
MOST_MONTHS = 24


def plan_by_task(advice: Advice, reader: Reader, way: Way | None = None) -> pd.DataFrame:
    """Each task: stage, role and who does it, from when to when, its work, and how often it sets the day of launch."""
    way = way or advice.verdict
    columns = [
        reader._(label)
        for label in (
            N_("Stage"), N_("Role"), N_("Done by"), N_("Begins"), N_("Ends"), N_("Work"), N_("Sets the day of launch"),
        )
    ]  # fmt: skip
    rows = [(reader._(PHASE_NAMES[task.phase]), _task_cells(advice, reader, task, way)) for task in plan(advice, way)]
    return sheet(columns, rows, reader.say(text("The tasks of {way} with their days.", way=way_text(way))))


def _task_cells(advice: Advice, reader: Reader, task: PlannedTask, way: Way) -> list[Cell]:
    return [
        Cell(reader._(STAGE_NAMES[task.stage])), Cell(reader._(ROLE_NAMES[task.role])),
        Cell(_doer(advice, reader, task)),
        _day(advice, reader, task.start, way, "task_start_weeks"),
        _day(advice, reader, task.end, way, "task_end_weeks"),
        Cell(
            reader.amount(task.person_weeks, "person-weeks"), task.person_weeks, (way.value, "effort_by_task")
        ),
        Cell(reader.amount(round(task.critical, SAID), "share"), task.critical, (way.value, "task_is_critical")),
    ]  # fmt: skip


def _doer(advice: Advice, reader: Reader, task: PlannedTask) -> str:
    """The names of those who do it, where they have some."""
    if task.doer is None:
        return reader._("the team")
    names = [member.name for member in advice.project.team.people or () if member.role == task.doer and member.name]
    return ", ".join(names) or reader._(ROLE_NAMES[task.doer])


def _day(advice: Advice, reader: Reader, weeks: float, way: Way, quantity: str) -> Cell:
    return Cell(reader.say(day_of(advice, weeks)), weeks, (way.value, quantity))


def hiring_plan(advice: Advice, reader: Reader, way: Way | None = None) -> pd.DataFrame:
    """Who is to be found or taught: how, from which day, of full use from when, and what that costs until launch."""
    way = way or advice.verdict
    columns = [reader._(label) for label in (N_("How"), N_("Joins"), N_("Of full use"), N_("Cost until launch"))]
    rows = [
        (reader._(ROLE_NAMES[each.role]), _newcomer_cells(advice, reader, each, way)) for each in newcomers(advice, way)
    ]
    return sheet(columns, rows, reader.say(text("Who is to be found or taught for {way}.", way=way_text(way))))


def _newcomer_cells(advice: Advice, reader: Reader, each: Newcomer, way: Way) -> list[Cell]:
    how = reader._(CLOSING_NAMES[each.how])
    chance = reader.amount(round(each.chance, SAID), "share")
    return [
        Cell(how if each.chance > LIKELY else f"{how} · {chance}", each.chance, (way.value, FLAGS[each.how])),
        EMPTY if each.how == Closing.LEARNED else Cell(reader.say(day_of(advice, each.joins)), each.joins),
        _day(advice, reader, each.works, way, "lead_weeks_by_role"),
        Cell(reader.amount(each.cost, "USD"), each.cost, (way.value, "staffing_cost_once")),
    ]


def hiring_by_month(advice: Advice, reader: Reader, way: Way | None = None) -> pd.DataFrame:
    """Month by month until launch: who is sought, joins, settles in, learns, is at work."""
    way = way or advice.verdict
    coming = newcomers(advice, way)
    last = max([launch_weeks_in(advice, SAFE, way), *(each.works for each in coming)])
    spells = spells_until(advice, last, MOST_MONTHS)
    columns = [spell_name(reader, spells, n) for n in range(len(spells.firsts))]
    rows = [
        (
            reader._(ROLE_NAMES[each.role]),
            [Cell(_state(reader, each, *ends)) for ends in pairwise(spells.edges)],
        )
        for each in coming
    ]
    return sheet(
        columns, rows, reader.say(text("Who is sought, joins and is at work for {way}, by month.", way=way_text(way)))
    )


def _state(reader: Reader, each: Newcomer, begins: float, ends: float) -> str:
    """What a month brings: the last thing that happens in it."""
    if each.works < ends:
        return reader._("at work") if each.works <= begins or each.how == Closing.LEARNED else reader._("of full use")
    if each.how != Closing.LEARNED and each.joins < ends:
        return reader._("joins") if each.joins >= begins else reader._("settles in")
    return reader._("learn") if each.how == Closing.LEARNED else reader._("seek")


def people_by_month(advice: Advice, reader: Reader, way: Way | None = None) -> pd.DataFrame:
    """Full-time people wanted by role and month if nothing waited, against those who are there."""
    way = way or advice.verdict
    spells = load_spells(advice, way, MOST_MONTHS)
    columns = [reader._("There"), *(spell_name(reader, spells, n) for n in range(len(spells.firsts)))]
    rows = [
        (
            reader._(ROLE_NAMES[load.role]),
            [
                Cell(reader._("unknown") if load.there is None else reader.number(load.there)),
                *(Cell(people_in(reader, load, n), float(load.wanted[n])) for n in range(len(spells.firsts))),
            ],
        )
        for load in workloads(advice, spells, way)
    ]
    return sheet(columns, rows, reader.say(text("People wanted for {way} by role and month.", way=way_text(way))))


def launch_days(advice: Advice, reader: Reader) -> pd.DataFrame:
    """The day of the proof of concept and of launch for each way, likely and safe, and how often it is in time."""
    columns = [reader._(WAY_NAMES[way]) for way in WAYS]

    def days(quantity: str, share: float) -> list[Cell]:
        weeks = {way: float(np.quantile(advice.draws(quantity, way), share)) for way in WAYS}
        return [_day(advice, reader, weeks[way], way, quantity) for way in WAYS]

    rows = [
        (reader._("Proof of concept, as likely as not"), days("proof_of_concept_weeks", EVEN)),
        (reader._("Launch, as likely as not"), days("launch_weeks", EVEN)),
        (reader._("Launch, four times in five"), days("launch_weeks", SAFE)),
    ]
    if advice.project.money.go_live is not None:
        chances = [advice.ways[way].live_in_time or 0.0 for way in WAYS]
        rows.append(
            (
                reader._("Live in time"),
                [Cell(reader.amount(round(chance, SAID), "share"), chance) for chance in chances],
            )
        )
    return sheet(columns, rows, reader._("Days of launch of the four ways."))


def calendar_sentence(advice: Advice, reader: Reader) -> str:
    """What a week is in this calendar."""
    working, start = advice.futures.situation.working_days, advice.start
    return reader.say(
        text(
            "Counted from {start} in weeks of five working days, without the {count} public holidays on weekdays of "
            "the year that follows ({country}); holidays of a region, and leave, are not known.",
            start=start,
            count=working.holidays_per_year(start),
            country=text(COUNTRY_NAMES[working.country]),
        )
    )


def comes_anybody(advice: Advice, way: Way | None = None) -> bool:
    """Whether anybody is to be found or taught."""
    return bool(newcomers(advice, way))
