"""People and calendar of the advised way: work by role and stage, who is missing, what a week costs, task by task."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.advice import Advice
from advisor.gaps import CLOSING_NAMES, Closing, Gap, gaps
from advisor.language import N_, Reader, text
from advisor.reference import roles
from advisor.report.charts_team import PHASE_NAMES, ROLE_NAMES, STAGE_NAMES, entry
from advisor.report.drawing import way_text
from advisor.report.gap_words import closing_in_words
from advisor.report.plan_book import (
    DAY,
    SHARE,
    WORDS,
    Book,
    Entry,
    Formula,
    Row,
    column_name,
    in_reader,
    money_format,
)
from advisor.tasks import STAGES, tasks
from advisor.workload import PlannedTask, day_of, newcomers, plan

SHEET = N_("People")
WIDTHS = (34, 20, 32, 15, 15, 15, 14, 46, 14, 17)
WEEKS, PEOPLE_FORMAT = "0.00", "0.0"
ALL = len(STAGES) + 1
"""The column of all stages together; that of the year afterwards follows."""


def write_people(book: Book, advice: Advice) -> None:
    """Work, gaps and pay by role; who comes; the tasks with their days."""
    reader = book.reader
    _ = reader._
    page = book.page(_(SHEET), reader.say(text("People and calendar of {way}", way=way_text(advice.verdict))), WIDTHS)
    page.say(
        _("Work is the mean of all simulated futures, in person-weeks. Its sums are formulas and do not move the "
          "costs: for that, change the factor of people among the assumptions."),
    )  # fmt: skip
    page.row += 1
    stages = [_(STAGE_NAMES[stage]) for stage in STAGES]
    heads = [_("Role"), *stages, _("All before launch"), _("A year afterwards"), _("There"), _("Who does it"),
             _("Begins after, weeks"), _("Pay of a week of this work")]  # fmt: skip
    page.table(heads, _roles(advice, reader, page.row + 1))
    coming = newcomers(advice)
    if coming:
        page.heading(_("Who is to be found or taught"))
        columns = [_("Role"), _("How"), _("In how many futures"), _("Joins"), _("Of full use"), _("Cost until launch")]
        page.table(columns, _newcomers(advice, reader))
    page.heading(_("Tasks"))
    columns = [_("Task"), _("Stage"), _("Role"), _("Begins"), _("Ends"), _("Person-weeks"), _("Sets the day of launch")]
    planned = plan(advice)
    first = page.row + 1
    page.table(columns, (_task(advice, reader, task) for task in planned))
    work = Formula(f"=SUM(F{first + 1}:F{first + len(planned)})", sum(task.person_weeks for task in planned))
    page.line(Row([_("All"), None, None, None, None, work, None], WEEKS, is_total=True))


def _roles(advice: Advice, reader: Reader, first: int) -> Iterator[Row]:
    """The work of each role from the row of the first one on, and who does it at what pay; then the sums."""
    known = {gap.role: gap for gap in gaps(advice, advice.verdict)}
    after = {role: entry(advice, "run_effort_by_role", n).expected for n, role in enumerate(roles(advice.catalogue))}
    work = [(role, _stages(advice, role), later) for role, later in after.items()]
    work = [(role, stages, later) for role, stages, later in work if sum(stages) or later]
    for row, (role, stages, later) in enumerate(work, start=first + 1):
        whole = Formula(f"=SUM(B{row}:{column_name(ALL - 1)}{row})", sum(stages))
        cells: list[Entry] = [reader._(ROLE_NAMES[role]), *stages, whole, later]
        numbers = (WORDS, *[WEEKS] * (ALL + 1), PEOPLE_FORMAT, WORDS, PEOPLE_FORMAT, money_format(reader))
        yield Row([*cells, *_gap(advice, reader, role, known.get(role))], numbers)
    sums = [
        Formula(f"=SUM({column_name(column)}{first + 1}:{column_name(column)}{first + len(work)})", value)
        for column, value in enumerate(_sums(work), start=1)
    ]
    yield Row([reader._("All"), *sums], WEEKS, is_total=True)


def _sums(rows: list[tuple[str, list[float], float]]) -> list[float]:
    """Of each stage, of all, and of the year afterwards."""
    stages = [sum(stages[place] for _, stages, _ in rows) for place in range(len(STAGES))]
    return [*stages, sum(stages), sum(after for _, _, after in rows)]


def _stages(advice: Advice, role: str) -> list[float]:
    """The work of a role in each stage before launch."""
    efforts = advice.course("effort_by_task").expected
    everything = tasks(advice.catalogue)
    return [
        float(sum(efforts[place] for place, task in enumerate(everything) if task[::2] == (stage, role)))
        for stage in STAGES
    ]


def _gap(advice: Advice, reader: Reader, role: str, gap: Gap | None) -> list[Entry]:
    """Who is there, who does it, how long the work waits for them, and the pay of a week of it."""
    position = roles(advice.catalogue).index(role)
    paid = in_reader(reader, entry(advice, "paid_week_by_role", position).expected, "USD")
    if gap is None:
        return [None, None, None, paid]
    lead = gap.lead.expected if gap.lead.high > 0 else None
    return [gap.people_there, reader.say(closing_in_words(gap)), lead, paid]


def _newcomers(advice: Advice, reader: Reader) -> Iterator[Row]:
    for each in newcomers(advice):
        joins = None if each.how == Closing.LEARNED else day_of(advice, each.joins)
        cells: list[Entry] = [
            reader._(ROLE_NAMES[each.role]), reader._(CLOSING_NAMES[each.how]), each.chance, joins,
            day_of(advice, each.works), in_reader(reader, each.cost, "USD"),
        ]  # fmt: skip
        yield Row(cells, (WORDS, WORDS, SHARE, DAY, DAY, money_format(reader)))


def _task(advice: Advice, reader: Reader, task: PlannedTask) -> Row:
    cells: list[Entry] = [
        reader._(PHASE_NAMES[task.phase]), reader._(STAGE_NAMES[task.stage]), reader._(ROLE_NAMES[task.role]),
        day_of(advice, task.start), day_of(advice, task.end), task.person_weeks, task.critical,
    ]  # fmt: skip
    return Row(cells, (WORDS, WORDS, WORDS, DAY, DAY, WEEKS, SHARE))
