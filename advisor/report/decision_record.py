"""The decision record: the advice as an architecture decision record (Nygard 2011), in Markdown.

What a user wrote is shown as it stands: every sign that Markdown or HTML would obey is written as a reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from advisor.advice import WAY_NAMES, Advice, Reason
from advisor.alternatives import WAYS, Way
from advisor.language import N_, Amount, Reader, text
from advisor.project import QUESTIONS
from advisor.report.doubt_words import NOTHING_CHANGES, NOTHING_TO_FIND_OUT, main_risk, to_find_out, would_change
from advisor.report.legible import MISSING
from advisor.report.memo_method import made_how
from advisor.report.tables_costs import SIDE_BY_SIDE
from advisor.report.words import setup, shown, verdict_sentence

OBEYED = re.compile(r"[^\w\s.,;:?%/()€£$¥'\"“”«»·–—…°²³×≤≥±→¿+-]|_|\$(?![\d\s]|$)|^[+-](?=[\s-]|$)")
"""Signs that are written as references; a dash or a plus only where it would begin a list or a line across."""
NUMBER_OF_A_LIST = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
TURNS_AROUND = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs without a glyph that turn the order of all that follows around."""
SPACES = re.compile(r"[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")
"""What may end a line or indent it; those that hold a number and its unit together stay."""
MOST_REASONS = 5


def decision_record(advice: Advice, reader: Reader) -> bytes:
    """The record, in UTF-8."""
    parts = (_head, _context, _decision, figures, _alternatives, _consequences, _changes, _open_questions, _computed)
    lines = [line for part in parts for line in part(advice, reader)]
    return ("\n".join(lines).strip() + "\n").encode()


def plain(words: str) -> str:
    """Words on one line, with nothing in them that Markdown or HTML would obey."""
    line = SPACES.sub(" ", TURNS_AROUND.sub(MISSING, words)).strip(" ")
    obeyed = OBEYED.sub(lambda found: f"&#{ord(found.group())};", line)
    return NUMBER_OF_A_LIST.sub(lambda found: f"{found[1]}&#{ord(found[2])};", obeyed)


def _head(advice: Advice, reader: Reader) -> Iterable[str]:
    name = advice.project.name.strip() or reader._("A project without a name")
    way = reader.say(text("{project}: {way}", project=name, way=text(WAY_NAMES[advice.verdict])))
    yield from (f"# {plain(way)}", "")
    yield item(reader, N_("Status"), reader._("proposed"))
    yield item(reader, N_("Date"), reader.say(advice.start))
    yield ""


def _context(advice: Advice, reader: Reader) -> Iterable[str]:
    yield from heading(reader, N_("Context"))
    if advice.project.notes.strip():
        yield from (plain(advice.project.notes), "")
    needs = advice.needs
    facts = text("Facts lacking: {facts}. Behaviour lacking: {behaviour}.",
                 facts=Amount(needs.knowledge.probability, "share"),
                 behaviour=Amount(needs.behaviour.probability, "share"))  # fmt: skip
    yield from (plain(reader.say(facts)), "")
    yield from listed(_reason(reader, reason) for reason in advice.reasons[:MOST_REASONS])


def _decision(advice: Advice, reader: Reader) -> Iterable[str]:
    yield from heading(reader, N_("Decision"))
    yield from (f"**{plain(reader.say(verdict_sentence(advice)))}**", "")
    yield from (plain(reader.say(setup(advice.best.alternative))), "")
    yield from listed(reader.say(conflict) for conflict in advice.conflicts)
    stages = [text("{way}: {reason}", way=text(WAY_NAMES[stage.way]), reason=stage.gate) for stage in advice.road]
    yield from (f"{number}. {plain(reader.say(stage))}" for number, stage in enumerate(stages, start=1))
    yield ""


def figures(advice: Advice, reader: Reader) -> Iterable[str]:
    """The four ways side by side."""
    yield from heading(reader, N_("Figures"))
    yield from row("", *(reader._(WAY_NAMES[way]) for way in WAYS))
    yield "|---|" + "---:|" * len(WAYS)
    chances = [Amount(round(advice.ways[way].chance, 2), "share") for way in WAYS]
    yield from row(reader._("Chance of being best"), *map(reader.say, chances))
    for name, label in SIDE_BY_SIDE:
        yield from row(reader._(label), *(reader.say(shown(advice.figure(name, way))) for way in WAYS))
    yield ""


def _alternatives(advice: Advice, reader: Reader) -> Iterable[str]:
    """Every other way, and why not."""
    yield from heading(reader, N_("Alternatives considered"))
    others = [way for way in advice.ranking if way is not advice.verdict]
    yield from listed(_why_not(advice, reader, way) for way in others)


def _why_not(advice: Advice, reader: Reader, way: Way) -> str:
    found = advice.ways[way]
    name, against = text(WAY_NAMES[way]), found.ruled_out or found.limits_broken
    if against:
        told = "; ".join(f"{reader.say(each.reason)} ({each.source})" for each in against)
        form = N_("{way}, ruled out: {reasons}") if found.ruled_out else N_("{way}, against a limit: {reasons}")
        return reader.say(text(form, way=name, reasons=told))
    chance = Amount(round(found.chance, 2), "share")
    return reader.say(
        text("{way}: best in {chance} of the simulated futures; {risk}", way=name, chance=chance,
             risk=main_risk(advice, found))
    )  # fmt: skip


def _consequences(advice: Advice, reader: Reader) -> Iterable[str]:
    yield from heading(reader, N_("Consequences"))
    yield from listed((reader.say(text("Main risk: {risk}", risk=main_risk(advice, advice.best))),
                      *(_reason(reader, reason) for reason in advice.reasons_against[:MOST_REASONS]),
                      *map(reader.say, advice.hints)))  # fmt: skip


def _changes(advice: Advice, reader: Reader) -> Iterable[str]:
    yield from heading(reader, N_("What would change it"))
    yield from listed(would_change(advice, reader) or [reader._(NOTHING_CHANGES)])


def _open_questions(advice: Advice, reader: Reader) -> Iterable[str]:
    """What to find out first, and what nobody has answered."""
    yield from heading(reader, N_("Open questions"))
    yield from listed(to_find_out(advice, reader) or [reader._(NOTHING_TO_FIND_OUT)])
    unknown = [QUESTIONS[path] for path in advice.project.unknown if QUESTIONS[path].assumed is not None]
    if unknown:
        yield from (plain(reader._("Not answered, and assumed:")), "")
        yield from listed(reader._(question.label) for question in unknown)


def _computed(advice: Advice, reader: Reader) -> Iterable[str]:
    yield from heading(reader, N_("How it was computed"))
    for words in made_how(advice, reader):
        yield from (plain(words), "")


def _reason(reader: Reader, reason: Reason) -> str:
    return f"{reader.say(reason.sentence)} ({reason.source})"


def heading(reader: Reader, label: str) -> Sequence[str]:
    """The heading of a part."""
    return (f"## {plain(reader._(label))}", "")


def item(reader: Reader, label: str, value: str) -> str:
    """One line of a list: what it is, and which."""
    return f"- {plain(reader._(label))}: {plain(value)}"


def listed(points: Iterable[str]) -> Iterable[str]:
    """A list, a line each."""
    yield from (f"- {plain(words)}" for words in points)
    yield ""


def row(*cells: str) -> Iterable[str]:
    """A row of a table."""
    yield "| " + " | ".join(map(plain, cells)) + " |"
