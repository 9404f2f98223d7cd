"""Charts of the calendar: the plan by stage and role with the day of launch, and who is overbooked when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import numpy as np
import plotly.graph_objects as go
from babel.dates import format_skeleton

from advisor.advice import Advice
from advisor.alternatives import Way
from advisor.gaps import Closing
from advisor.language import N_, Amount, Reader, Text, text
from advisor.report.charts_team import PHASE_NAMES, ROLE_NAMES, STAGE_NAMES
from advisor.report.drawing import FAINT, MUTED, faded, finish, on_lines, tinted, way_text
from advisor.report.palette import WAY_COLOURS
from advisor.report.sketch import Sketch
from advisor.tasks import STAGES
from advisor.workload import (
    Newcomer,
    PlannedTask,
    Spells,
    Workload,
    day_of,
    newcomers,
    plan,
    spells_until,
    workloads,
)  # fmt: skip

EVEN, SAFE = 0.5, 0.8
SHADES = dict(zip(STAGES, (0.3, 0.5, 0.75), strict=True))
WITHIN, OVER = 0.18, 0.6
"""How strongly a month is coloured: with people enough, and without."""
MOST_TICKS = 4
MOST_SPELLS = 60
"""Months from which the ticks of an axis are chosen."""
MOST_MONTHS = 8
"""In the chart of load: as many as a telephone is wide."""
LABEL = 26
"""Letters of a line of a row's name."""
FEWEST_MONTHS = 3
"""A plan that sees fewer months begin is told in weeks."""
ROW, LINE, GAP, SMALL = 30, 15, 6, 11
COMING = {
    Closing.HIRED: N_("{role} is found, hired and settles in, until {day}"),
    Closing.CONTRACTED: N_("{role} is found and contracted, until {day}"),
    Closing.LEARNED: N_("The team learns the work of {role}, until {day}"),
}


def launch_weeks_in(advice: Advice, share: float, way: Way | None = None) -> float:
    """Weeks by which the way is launched in that share of the simulated futures."""
    return float(np.quantile(advice.draws("launch_weeks", way), share))


def launch_day(advice: Advice, share: float, way: Way | None = None) -> date:
    """The working day by which the way is launched in that share of the simulated futures."""
    return day_of(advice, launch_weeks_in(advice, share, way))


def launch_finding(advice: Advice, way: Way | None = None) -> Text:
    """The likely and the safe day of launch, in a sentence."""
    return text(
        "{way} is as likely as not to be live by {even}, and four times in five by {safe}",
        way=way_text(way or advice.verdict),
        even=launch_day(advice, EVEN, way),
        safe=launch_day(advice, SAFE, way),
    )


def spell_name(reader: Reader, spells: Spells, n: int) -> str:
    """A month as a column calls it, or a spell of several by its first and its last."""
    last = str(format_skeleton("yMMM", _last_month(spells.firsts[n], spells.months), locale=reader.language))
    return last if spells.months == 1 else f"{_month(reader, spells.firsts[n])}–{last}"


def _last_month(first: date, months: int) -> date:
    last: date = (np.datetime64(first, "M") + months - 1).astype(object)
    return last


def _month(reader: Reader, day: date) -> str:
    return str(format_skeleton("MMM", day, locale=reader.language))


def _tick(reader: Reader, day: date, with_year: bool, months: int = 1) -> str:
    """A month or a spell on an axis, line by line, with its year below where it is the first that is shown of it."""
    names = (
        [_month(reader, day)] if months == 1 else [f"{_month(reader, day)}–", _month(reader, _last_month(day, months))]
    )
    return "<br>".join([*names, *([str(day.year)] if with_year else [])])


def row_height(labels: Sequence[str]) -> int:
    """Pixels of a row in which the longest of the labels keeps clear of its neighbours."""
    return max(ROW, LINE * max((label.count("<br>") + 1 for label in labels), default=1) + GAP)


def calendar_axis(advice: Advice, reader: Reader, weeks: float) -> dict[str, object]:
    """An axis of weeks of work, with the beginnings of months, or of weeks where it is short, on it."""
    spells = spells_until(advice, weeks, MOST_SPELLS)
    begun = [
        (day, edge) for day, edge in zip(spells.firsts, spells.edges, strict=False) if day.day == 1 and edge <= weeks
    ]
    if len(begun) >= FEWEST_MONTHS:
        begun = begun[:: -(-len(begun) // MOST_TICKS)]
        days = [day for day, _ in begun]
        labels = [
            _tick(reader, day, day.year != before.year) for day, before in zip(days, [date.min, *days], strict=False)
        ]
    else:
        step = -(-int(weeks + 1) // MOST_TICKS)
        begun = [(day_of(advice, week), float(week)) for week in range(0, int(weeks) + 1, step)]
        labels = [str(format_skeleton("MMMd", day, locale=reader.language)) for day, _ in begun]
    ticks = {"tickmode": "array", "tickvals": [edge for _, edge in begun], "ticktext": labels, "tickangle": 0}
    return {**ticks, "range": [-0.01 * weeks, weeks], "title": {"text": ""}}


def timeline(advice: Advice, reader: Reader, way: Way | None = None) -> go.Figure:
    """The tasks by stage and role on the calendar, those who are awaited, and the likely and the safe day of launch."""
    way = way or advice.verdict
    tasks, coming = plan(advice, way), newcomers(advice, way)
    rows = _rows(tasks, coming)
    figure = Sketch()
    for stage in STAGES:
        _add_bars(figure, advice, reader, [task for task in tasks if task.stage == stage], rows, WAY_COLOURS[way])
    _add_coming(figure, advice, reader, coming, rows)
    last = 1.08 * max([launch_weeks_in(advice, SAFE, way), *(task.end for task in tasks)])
    _add_days(figure, advice, reader, way, last)
    labels = [
        on_lines(reader._(ROLE_NAMES[role]), LABEL) if role else f"<b>{reader._(STAGE_NAMES[stage])}</b>"
        for stage, role in rows
    ]
    figure.update_layout(barmode="overlay")
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(rows))),
        ticktext=labels,
        range=[len(rows) - 0.4, -0.6],
        showgrid=False,
        tickfont={"size": SMALL},
    )
    figure.update_xaxes(calendar_axis(advice, reader, last))
    alt = text(
        "Bars: the tasks of {way} on the calendar by stage and role; outlined where a delay delays the launch; hatched "
        "while somebody is awaited. Lines: the likely and the safe day of launch.",
        way=way_text(way),
    )
    names = (
        "effort_by_task",
        "task_start_weeks",
        "task_end_weeks",
        "task_is_critical",
        "lead_weeks_by_role",
        "launch_weeks",
    )
    return finish(
        figure,
        reader,
        hanging_finding(advice, tasks, way),
        alt,
        [(way, name) for name in names],
        height=130 + row_height(labels) * len(rows),
    )


def _rows(tasks: Sequence[PlannedTask], coming: Sequence[Newcomer]) -> dict[tuple[str, str], int]:
    """The position of each stage and of the roles at work in it, those who begin first above."""
    rows: dict[tuple[str, str], int] = {}
    for stage in STAGES:
        in_stage = sorted((task for task in tasks if task.stage == stage), key=lambda task: task.start)
        for key in ([(stage, "")] if in_stage else []) + [(stage, task.role) for task in in_stage]:
            rows.setdefault(key, len(rows))
    return rows


def _add_bars(
    figure: Sketch, advice: Advice, reader: Reader, tasks: Sequence[PlannedTask],
    rows: dict[tuple[str, str], int], colour: str,
) -> None:  # fmt: skip
    if not tasks:
        return
    figure.add_bar(
        name=tasks[0].stage,
        ids=[f"{task.stage}/{task.phase}/{task.role}" for task in tasks],
        base=[task.start for task in tasks],
        x=[task.end - task.start for task in tasks],
        y=[rows[task.stage, task.role] for task in tasks],
        orientation="h",
        width=0.72,
        marker={
            "color": tinted(colour, SHADES[tasks[0].stage]),
            "line": {"color": colour, "width": [2 if is_critical(task) else 0 for task in tasks]},
        },
        hoverinfo="text",
        hovertext=[_task_hover(advice, reader, task) for task in tasks],
    )


def is_critical(task: PlannedTask) -> bool:
    """Whether a delay of the task would delay the launch in most futures."""
    return task.critical > 1 / 2


def _task_hover(advice: Advice, reader: Reader, task: PlannedTask) -> str:
    said = text(
        "{phase}, {role}: {start} to {end}, {work}",
        phase=text(PHASE_NAMES[task.phase]),
        role=text(ROLE_NAMES[task.role]),
        start=day_of(advice, task.start),
        end=day_of(advice, task.end),
        work=Amount(task.person_weeks, "person-weeks"),
    )
    delays = text("a delay delays the launch in {chance} of futures", chance=Amount(round(task.critical, 2), "share"))
    by = text("done by: {role}", role=text(ROLE_NAMES[task.doer or task.role]))
    lines = [said, *([by] if task.doer not in (None, task.role) else []), *([delays] if task.critical else [])]
    return "<br>".join(reader.say(line) for line in lines)


def _add_coming(
    figure: Sketch, advice: Advice, reader: Reader, coming: Sequence[Newcomer], rows: dict[tuple[str, str], int]
) -> None:
    """Those who are awaited, in the first row of their role."""
    first = {role: row for (_, role), row in reversed(rows.items())}
    drawn = [each for each in coming if each.role in first and each.works > 0]
    if not drawn:
        return
    figure.add_bar(
        name="coming",
        ids=[each.role for each in drawn],
        base=[0.0] * len(drawn),
        x=[each.works for each in drawn],
        y=[first[each.role] for each in drawn],
        orientation="h",
        width=0.5,
        marker={
            "color": "rgba(0,0,0,0)", "line": {"color": FAINT, "width": 1},
            "pattern": {"shape": "/", "fgcolor": MUTED, "size": 6, "solidity": 0.15},
        },
        hoverinfo="text",
        hovertext=[
            reader.say(text(COMING[each.how], role=text(ROLE_NAMES[each.role]), day=day_of(advice, each.works)))
            for each in drawn
        ],
    )  # fmt: skip


def _add_days(figure: Sketch, advice: Advice, reader: Reader, way: Way, last: float) -> None:
    """Lines at the likely and the safe day of launch, and at the day by which it must be live where it is in sight."""
    lines = [
        (
            launch_weeks_in(advice, EVEN, way),
            "solid",
            "right",
            text("{day}, as likely as not", day=launch_day(advice, EVEN, way)),
        ),
        (
            launch_weeks_in(advice, SAFE, way),
            "dot",
            "right",
            text("{day}, four in five", day=launch_day(advice, SAFE, way)),
        ),
    ]
    limit = advice.futures.situation.weeks_to_go_live
    if limit <= last:
        lines.append((limit, "dash", "right", text("must be live")))
    for position, (weeks, dash, anchor, words) in enumerate(sorted(lines, key=lambda line: line[0])):
        figure.add_shape(
            type="line", x0=weeks, x1=weeks, y0=0, y1=1, yref="paper", line={"color": MUTED, "dash": dash, "width": 2}
        )  # fmt: skip
        figure.add_annotation(
            x=weeks, y=1, yref="paper", yanchor="bottom", yshift=LINE * position, xanchor=anchor, showarrow=False,
            text=reader.say(words),
        )  # fmt: skip


def hanging_finding(advice: Advice, tasks: Sequence[PlannedTask], way: Way) -> Text:
    """What the day of launch hangs on most: waiting for those whom the team lacks, or the work of somebody."""
    launch = advice.figure("launch_weeks", way).expected
    weeks: defaultdict[str, float] = defaultdict(float)
    for task in tasks:
        weeks[task.doer or task.role] += (task.end - task.start) * task.critical
    role = max(weeks, key=lambda each: weeks[each])
    most, waiting = weeks[role], launch - sum(weeks.values())
    of_all = Amount(launch, "weeks")
    if waiting > most:
        return text(
            "Most of the time to launch is waiting for those whom the team lacks: {waiting} of {all}",
            waiting=Amount(waiting, "weeks"), all=of_all,
        )  # fmt: skip
    return text(
        "The day of launch hangs most on this role: {role}, {weeks} of {all}",
        role=text(ROLE_NAMES[role]), weeks=Amount(most, "weeks"), all=of_all,
    )  # fmt: skip


def load_by_month(advice: Advice, reader: Reader, way: Way | None = None) -> go.Figure:
    """People that the work would keep busy if nothing waited for anybody, by role and month, and where they lack."""
    way = way or advice.verdict
    spells = load_spells(advice, way, MOST_MONTHS)
    loads = sorted(workloads(advice, spells, way), key=lambda load: -float(load.wanted @ spells.weeks))
    months, figure = range(len(spells.firsts)), Sketch()
    figure.add_heatmap(
        x=list(months),
        y=list(range(len(loads))),
        z=[[strength(load, n) for n in months] for load in loads],
        zmin=0,
        zmax=1,
        colorscale=[[0, faded(WAY_COLOURS[way], 0)], [1, faded(WAY_COLOURS[way], 1)]],
        showscale=False,
        xgap=2,
        ygap=2,
        hoverinfo="text",
        hovertext=[[_load_hover(reader, load, spells, n) for n in months] for load in loads],
    )
    cells = [(n, row, people_in(reader, load, n)) for row, load in enumerate(loads) for n in months]
    figure.add_scatter(
        x=[n for n, _, _ in cells], y=[row for _, row, _ in cells], text=[words for _, _, words in cells], mode="text",
        hoverinfo="skip", textfont={"size": SMALL},
    )  # fmt: skip
    years = [0, *(day.year for day in spells.firsts)]
    begins = [day.year != before for day, before in zip(spells.firsts, years, strict=False)]
    ticks = [_tick(reader, spells.firsts[n], begins[n], spells.months) for n in months]
    labels = [_with_people(reader, load) for load in loads]
    figure.update_xaxes(
        tickmode="array", tickvals=list(months), ticktext=ticks, side="top", showgrid=False, tickangle=0,
        range=[-0.5, len(months) - 0.5],
    )  # fmt: skip
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(loads))), ticktext=labels,
        range=[len(loads) - 0.5, -0.5], showgrid=False, tickfont={"size": SMALL},
    )  # fmt: skip
    alt = text(
        "A table of roles and months: full-time people that {way} would keep busy if nothing waited; a triangle where "
        "fewer are there.",
        way=way_text(way),
    )
    drawn = [(way, name) for name in ("effort_by_task", "wished_start_weeks", "wished_end_weeks")]
    return finish(
        figure, reader, load_finding(loads, spells, reader), alt, drawn, 100 + row_height(labels) * len(loads)
    )


def load_spells(advice: Advice, way: Way | None, most: int) -> Spells:
    """The months in which there would be work if nothing waited for anybody, in four of five futures."""
    return spells_until(advice, float(np.quantile(advice.draws("critical_weeks", way), SAFE)), most)


def is_over(load: Workload, month: int) -> bool:
    """Whether more people are wanted than there are, as far as a tenth of a person tells."""
    return load.there is not None and round(float(load.wanted[month]), 1) > load.there


def strength(load: Workload, month: int) -> float:
    """How strongly a month is coloured."""
    if round(float(load.wanted[month]), 1) == 0:
        return 0.0
    return OVER if is_over(load, month) else WITHIN


def people_in(reader: Reader, load: Workload, month: int) -> str:
    """People wanted in a month, marked where there are fewer."""
    people = round(float(load.wanted[month]), 1)
    if not people:
        return "·"
    return f"▲{reader.number(people)}" if is_over(load, month) else reader.number(people)


def _with_people(reader: Reader, load: Workload) -> str:
    name = reader._(ROLE_NAMES[load.role])
    return on_lines(name if load.there is None else f"{name}\N{NO-BREAK SPACE}({reader.number(load.there)})", LABEL)


def _load_hover(reader: Reader, load: Workload, spells: Spells, month: int) -> str:
    wanted = text(
        "{role}, {month}: {wanted} wanted",
        role=text(ROLE_NAMES[load.role]),
        month=spell_name(reader, spells, month),
        wanted=Amount(round(float(load.wanted[month]), 1), "people"),
    )
    if load.there is None:
        return reader.say(wanted)
    there = text("{people} there", people=Amount(load.there, "people"))
    return "<br>".join(reader.say(line) for line in (wanted, there))


def load_finding(loads: Sequence[Workload], spells: Spells, reader: Reader) -> Text:
    """Who is overbooked most, and when; without a roster, when most people are wanted."""
    known = [load for load in loads if load.there is not None]
    if not known:
        everybody = sum((load.wanted for load in loads), start=np.zeros(len(spells.firsts)))
        most = int(np.argmax(everybody))
        return text(
            "Nobody said who is there; the work would keep {people} busy in {month}",
            people=Amount(round(float(everybody[most]), 1), "people"),
            month=spell_name(reader, spells, most),
        )
    over = [
        (load.wanted[n] - (load.there or 0), load, n)
        for load in known
        for n in range(len(spells.firsts))
        if is_over(load, n)
    ]
    if not over:
        return text("Nobody is overbooked in any month")
    _, worst, month = max(over, key=lambda each: each[0])
    return text(
        "{role} is lacking most in {month}: {wanted} wanted, {there} there",
        role=text(ROLE_NAMES[worst.role]),
        month=spell_name(reader, spells, month),
        wanted=Amount(round(float(worst.wanted[month]), 1), "people"),
        there=Amount(worst.there or 0, "people"),
    )
