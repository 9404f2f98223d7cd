"""The sections of the memo: what is advised, why, what it costs, who and what it takes, and what would change it."""

from __future__ import annotations

from advisor.advice import WAY_NAMES, Advice, Figure, Reason
from advisor.alternatives import WAYS, Way
from advisor.decision.road import Stage
from advisor.language import N_, Reader, text
from advisor.report.accuracy import explained, typical_error
from advisor.report.charts_compute import serves_itself, trains_itself
from advisor.report.doubt_words import (
    NOTHING_CHANGES,
    NOTHING_TO_FIND_OUT,
    main_risk,
    to_find_out,
    would_change,
)
from advisor.report.legible import shortened
from advisor.report.limits import DECISION, LIMITS, OF_A_CHART
from advisor.report.memo_blocks import Block, beside, bullets, cell, paragraph, point, section, table, table_of
from advisor.report.memo_charts import cash, chances, drivers, figures
from advisor.report.memo_method import made_how, sources
from advisor.report.sheets import bare
from advisor.report.tables_calendar import calendar_sentence, hiring_plan, launch_days
from advisor.report.tables_costs import SIDE_BY_SIDE, cost_lines
from advisor.report.tables_money import cash_by_quarter
from advisor.report.tables_team import gaps_by_role, lead_sentence
from advisor.report.words import setup, verdict_sentence

HEADLINE_FIGURES = ("launch_cost", "total_cost", "launch_weeks")
LABELS = dict(SIDE_BY_SIDE)
MOST_REASONS, MOST_CHANGES, MOST_QUARTERS, LONGEST_NOTES = 5, 6, 8, 500
ENDS = (N_("1 in 10 below"), N_("Expected"), N_("1 in 10 above"))
QUALITY = (
    ("good_answer_share", N_("Good answers")),
    ("target_quality", N_("Share of good answers that is needed")),
    ("first_token_seconds", N_("Time to the first token")),
    ("answer_seconds", N_("Time to the whole answer")),
)
SERVING = (
    ("gpus_needed", N_("GPUs for serving")),
    ("replica_memory", N_("Memory of a copy")),
    ("gpu_utilisation", N_("Mean load of the GPUs")),
)
TRAINING = (
    ("training_gpus", N_("GPUs of one run")),
    ("training_gpu_hours", N_("GPU hours of one run")),
    ("training_memory", N_("Memory of one run")),
)


def sections(advice: Advice, reader: Reader) -> list[Block]:
    """The whole memo, in order."""
    made = (decision, reasons, ruled_out, side_by_side, money, people, hardware, risks, road, method)
    return [make(advice, reader) for make in made]


def decision(advice: Advice, reader: Reader) -> Block:
    """The verdict, how sure it is, and three figures with their ranges."""
    notes = shortened(" ".join(advice.project.notes.split()), LONGEST_NOTES)
    return section(
        reader._("Decision"),
        paragraph(reader.say(verdict_sentence(advice)), "lead"),
        paragraph(reader.say(setup(advice.best.alternative))),
        {"kind": "cards", "cards": [_card(advice, reader, name) for name in HEADLINE_FIGURES]},
        beside(chances(advice, reader), paragraph(notes, "quote") if notes else None),
        beside(
            *(figures(advice, reader, name, reader._(LABELS[name])) for name in ("total_cost", "launch_weeks")),
        ),
    )


def _card(advice: Advice, reader: Reader, name: str) -> Block:
    figure = advice.figure(name)
    low, high = (bare(reader, end, figure.unit) for end in (figure.low, figure.high))
    return {
        "label": reader._(LABELS[name]),
        "expected": reader.amount(figure.expected, figure.unit),
        "low": reader.say(text("1 in 10 below {value}", value=low)),
        "high": reader.say(text("1 in 10 above {value}", value=high)),
    }


def reasons(advice: Advice, reader: Reader) -> Block:
    """What speaks for it and against it, and what was asked for and cannot be had."""
    sides = ((N_("Reasons for"), advice.reasons_for), (N_("Reasons for another way"), advice.reasons_against))
    return section(
        reader._("Reasons"),
        *(paragraph(reader.say(conflict), "notice") for conflict in advice.conflicts),
        beside(*(_side(reader, title, found) for title, found in sides)),
    )


def _side(reader: Reader, title: str, found: tuple[Reason, ...]) -> Block | None:
    told = [point(reader.say(reason.sentence), reason.source) for reason in found[:MOST_REASONS]]
    if found[MOST_REASONS:]:
        told.append(point(reader.say(text("{count} more", count=len(found) - MOST_REASONS))))
    return bullets(told or [point(reader._("None that your answers tell of."))], reader._(title))


def ruled_out(advice: Advice, reader: Reader) -> Block:
    """Which ways are closed, why, and who says so."""
    told = [
        point(reader.say(text("{way}: {reason}", way=text(WAY_NAMES[closed.way]), reason=closed.reason)), closed.source)
        for closed in advice.ruled_out
    ]
    return section(reader._("What is ruled out"), bullets(told) or paragraph(reader._("No way is ruled out.")))


def side_by_side(advice: Advice, reader: Reader) -> Block:
    """The four ways, a column each."""
    rows = [
        [cell(reader._("Chance of being best")), *(cell(_percent(reader, advice.ways[way].chance)) for way in WAYS)],
        [
            cell(reader._("Model and place")),
            *(cell("", reader.say(setup(advice.ways[way].alternative))) for way in WAYS),
        ],
    ]
    rows += [
        [cell(reader._(label)), *(_figure(reader, advice.figure(name, way)) for way in WAYS)]
        for name, label in SIDE_BY_SIDE
    ]
    names = ["", *(_name(advice, reader, way) for way in WAYS)]
    return section(
        reader._("The four ways side by side"),
        table("", names, rows, wide=1.25),
    )


def _name(advice: Advice, reader: Reader, way: Way) -> str:
    name = text(WAY_NAMES[way])
    return reader.say(name if advice.ways[way].is_open else text("{way} (ruled out)", way=name))


def _percent(reader: Reader, share: float) -> str:
    return reader.amount(round(share, 2), "share")


def _figure(reader: Reader, figure: Figure) -> Block:
    """A figure with its range below it."""
    if not figure.is_known:
        return cell(reader._("not published"))
    span = "" if figure.low == figure.high else reader.span(figure.low, figure.high, figure.unit)
    return cell(reader.amount(figure.expected, figure.unit), span)


def money(advice: Advice, reader: Reader) -> Block:
    """The costs line by line, which add up, and what is paid in each quarter."""
    way = advice.verdict
    lines, by_quarter = cost_lines(advice, reader, way), cash_by_quarter(advice, reader, way, MOST_QUARTERS)
    by_quarter.columns = [reader._(label) for label in ENDS]
    return section(
        reader._("Money"),
        table_of(lines, reader._("Costs by line"), reader._("Line"), wide=2),
        paragraph(reader._("Expected values; the lines add up to the totals as they are shown."), "note"),
        beside(
            cash(advice, reader, way),
            table_of(by_quarter, reader._("By quarter"), reader._("Quarter"), wide=1.6),
            widths=(0.85, 1.15),
        ),
    )


def people(advice: Advice, reader: Reader) -> Block:
    """Who is needed, who is there, who is to be found, and when it is launched."""
    way = advice.verdict
    return section(
        reader._("People and calendar"),
        table_of(launch_days(advice, reader), reader._("Days of launch"), "", wide=1.8),
        table_of(
            gaps_by_role(advice, reader, way), reader._("Roles with work"), reader._("Role"), words=[3], parted=False
        ),
        paragraph(lead_sentence(advice, reader, way)),
        table_of(hiring_plan(advice, reader, way), reader._("To be found or taught"), reader._("Role"), words=[1]),
        paragraph(calendar_sentence(advice, reader), "note"),
    )


def hardware(advice: Advice, reader: Reader) -> Block:
    """What it answers how well and how fast, on which machines, and how far off such figures were when measured."""
    way = advice.verdict
    own = [*QUALITY]
    own += SERVING if serves_itself(advice, way) else ()
    own += TRAINING if trains_itself(advice, way) else ()
    rows = [
        [cell(reader._(label)), *_ends(reader, advice.figure(name)), cell("", typical_error(name, reader).words)]
        for name, label in own
        if name != "target_quality" or advice.project.task.target_quality is not None
    ]
    header = ["", *map(reader._, ENDS), reader._("Measured error")]
    return section(
        reader._("Hardware and quality"),
        table("", header, rows, wide=2, words=[4]),
    )


def _ends(reader: Reader, figure: Figure) -> list[Block]:
    values = (figure.low, figure.expected, figure.high)
    return [cell(reader.amount(value, figure.unit)) for value in values]


def risks(advice: Advice, reader: Reader) -> Block:
    """What may go wrong, what moves the cost, what would change the choice, and what to find out first."""
    risk = reader.say(text("Main risk: {risk}", risk=main_risk(advice, advice.best)))
    return section(
        reader._("Risks, and what would change it"),
        bullets([point(words) for words in (risk, *map(reader.say, advice.hints))]),
        drivers(advice, reader),
        beside(
            bullets(_changes(advice, reader), reader._("What would change it")),
            bullets(_measures(advice, reader), reader._("Measure first")),
        ),
    )


def _changes(advice: Advice, reader: Reader) -> list[Block]:
    told = would_change(advice, reader)[:MOST_CHANGES]
    return [point(words) for words in told or (reader._(NOTHING_CHANGES),)]


def _measures(advice: Advice, reader: Reader) -> list[Block]:
    told = to_find_out(advice, reader)
    return [point(words) for words in told or (reader._(NOTHING_TO_FIND_OUT),)]


def road(advice: Advice, reader: Reader) -> Block:
    """The stages, each with its time, its cost and the gate to the next."""
    rows = [_stage(advice, reader, number, stage) for number, stage in enumerate(advice.road, start=1)]
    header = [reader._(label) for label in (N_("Stage"), N_("Time"), N_("Cost"), N_("Gate"))]
    return section(reader._("The road"), table("", header, rows, words=[3]))


def _stage(advice: Advice, reader: Reader, number: int, stage: Stage) -> list[Block]:
    form = N_("{number}. Proof of concept") if stage.is_proof_of_concept else N_("{number}. In full")
    names = ("proof_of_concept_weeks", "proof_of_concept_cost") if stage.is_proof_of_concept else (
        "launch_weeks", "launch_cost"
    )  # fmt: skip
    return [
        cell(reader._(form).format(number=number), reader._(WAY_NAMES[stage.way])),
        *(_figure(reader, advice.figure(name, stage.way)) for name in names),
        cell("", reader.say(stage.gate)),
    ]


def method(advice: Advice, reader: Reader) -> Block:
    """How the figures are made, how far off they were, what they do not know, and where they come from."""
    limits = [point(reader._(limit)) for _, subject in LIMITS for limit in subject if limit != OF_A_CHART]
    return section(
        reader._("Method and limits"),
        *(paragraph(words) for words in made_how(advice, reader)),
        paragraph(reader._(DECISION)),
        paragraph(explained(reader)),
        bullets(limits, reader._("Limits"), "small"),
        bullets([point(each) for each in sources(advice, reader)], reader._("Most important sources"), "small"),
    )
