"""Tables of the method: the primer's comparison in this project's figures, formulas, parameters, rules and gates."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from advisor.advice import WAY_NAMES, Advice
from advisor.alternatives import WAYS, Way
from advisor.catalogue.row import Parameter, age_days, is_stale
from advisor.decision.rules import Rule, load_rules
from advisor.explain import Explained, explain
from advisor.graph import quantities
from advisor.language import N_, Listing, Reader, Text, text
from advisor.project import QUESTIONS
from advisor.report.charts_team import ROLE_NAMES
from advisor.report.primer import Aspect, Claim
from advisor.report.sheets import Cell, cell, sheet
from advisor.sources import ORIGIN_NAMES, Origin

COMPARED = (Way.RAG, Way.FINETUNE)
GATE_NAMES = {
    "place": N_("Data may not go where the model runs"),
    "licence": N_("The model's licence is not the one asked for"),
    "providers": N_("The provider is not approved"),
    "device": N_("The weights do not fit the device"),
    "retired": N_("The model retires too soon to be tuned"),
    "fast_facts": N_("Facts change faster than weights can follow"),
    "untraceable": N_("Citations, rights or erasure, and nothing sent along"),
    "shared_corpus": N_("The whole corpus in the prompt, and readers with differing rights"),
    "few_examples": N_("Too few examples in time"),
    "corpus_too_large": N_("The corpus does not fit into a prompt"),
    "window": N_("A request does not fit the model's window"),
    "nothing_to_retrieve": N_("No documents to look anything up in"),
    "index_forbidden": N_("No search index is allowed"),
    "unmeasurable": N_("No test set, and nobody who could evaluate"),
    "nobody_to_tune": N_("Nobody who could train a model"),
    "too_soon_to_tune": N_("It must be live before anything can be tuned"),
    "too_soon_to_retrieve": N_("It must be live before retrieval can be built"),
    "target_met": N_("A prompt meets the target already"),
    "memory": N_("Weights and cache do not fit the GPUs"),
    "too_slow": N_("Latency target out of reach"),
    "one_off_budget": N_("Over the budget until launch"),
    "monthly_budget": N_("Over the budget of a month"),
    "too_late": N_("Not even a first version by the date"),
}
"""Every gate in general words; why it closes in a project is its `reason`."""
QUANTITY_NAMES = {
    "queries_per_month": N_("Requests in the first month"),
    "quality_gap": N_("How far the best prompt stays below the target"),
}
"""The quantities that rules look at."""
AXES = {"knowledge": N_("knowledge"), "behaviour": N_("behaviour")}


def aspect(advice: Advice, reader: Reader, of: Aspect, spans: bool = True) -> pd.DataFrame:
    """One aspect of the primer in this project's figures: RAG beside fine-tuning."""
    rows = [
        (reader._(label), [cell(reader, advice.figure(name, way), spans) for way in COMPARED])
        for name, label in of.quantities
    ]
    alt = text("{aspect}: RAG and fine-tuning in this project.", aspect=text(of.title))
    return sheet([reader._(WAY_NAMES[way]) for way in COMPARED], rows, reader.say(alt))


def holds(advice: Advice, claim: Claim) -> Text:
    """Whether a claim of the primer holds in this project."""
    less, more = (advice.figure(name, way) for way, name in (claim.less, claim.more))
    values = {"claim": text(claim.sentence)}
    if not (less.is_known and more.is_known):
        return text("{claim}: cannot be told here", **values)
    if less.expected < more.expected:
        return text("{claim}: so it is here", **values)
    return text("{claim}: not so here", **values)


def tree(advice: Advice, reader: Reader, quantity: str, way: Way | None = None) -> pd.DataFrame:
    """A figure walked back: each formula with its code, each leaf with its source; what is indented stands below.

    Raises:
        KeyError: there is no such quantity.
    """
    labels = (N_("Quantity"), N_("Value"), N_("Formula"), N_("Kind"), N_("What it is"), N_("Source"), N_("As of"))
    return pd.DataFrame(
        list(_branch(reader, explain(advice, quantity, way), 0)), columns=[reader._(label) for label in labels]
    )


def _branch(reader: Reader, node: Explained, depth: int) -> Iterator[tuple[str, ...]]:
    name = "\u2003" * depth + reader._(node.quantity.spelled)
    value = reader.amount(node.value, node.quantity.unit)
    if node.entries > 1:
        value = reader.say(text("{value}, the first of {count}", value=value, count=node.entries))
    if node.source is not None:
        source = node.source
        dated = "" if source.as_of is None else reader.say(source.as_of)
        yield (
            name,
            value,
            "",
            reader._(ORIGIN_NAMES[source.origin]),
            reader.say(source.meaning),
            source.citation,
            dated,
        )
        return
    meaning = reader._("explained above") if node.seen_above else reader._(node.quantity.meaning).partition("\n")[0]
    yield (name, value, "" if node.seen_above else node.quantity.formula, reader._("formula"), meaning, "", "")
    for child in node.children:
        yield from _branch(reader, child, depth + 1)


def formulas(reader: Reader, search: str = "") -> pd.DataFrame:
    """Every formula, with its subject, unit, meaning and code; those in which the words are found."""
    wanted = search.casefold()
    found = [
        quantity
        for quantity in quantities().values()
        if not quantity.is_input and wanted in f"{quantity.name} {quantity.meaning} {quantity.formula}".casefold()
    ]
    found.sort(key=lambda quantity: (quantity.subject, quantity.name))
    labels = (N_("Subject"), N_("Quantity"), N_("Unit"), N_("What it is"), N_("Formula"))
    rows = [(one.subject, one.name, one.unit, reader._(one.meaning), one.formula) for one in found]
    return pd.DataFrame(rows, columns=[reader._(label) for label in labels])


def parameters(advice: Advice, reader: Reader, search: str = "") -> pd.DataFrame:
    """Every parameter: value, range, unit, kind, source, date, age, and whether the project has its own."""
    wanted = search.casefold()
    rows = [
        _parameter(advice, reader, parameter)
        for name, parameter in sorted(advice.catalogue.parameters.items())
        if wanted in f"{name} {parameter.meaning} {parameter.source}".casefold()
    ]
    labels = (
        N_("Parameter"),
        N_("Value"),
        N_("Low"),
        N_("High"),
        N_("Unit"),
        N_("Kind"),
        N_("As of"),
        N_("Days old"),
        N_("Mark"),
        N_("What it is"),
        N_("Source"),
    )
    return pd.DataFrame(rows, columns=[reader._(label) for label in labels])


def _parameter(advice: Advice, reader: Reader, parameter: Parameter) -> tuple[object, ...]:
    today = advice.catalogue.as_of
    marks = [
        reader._(words)
        for words, holds in (
            (N_("out of date"), is_stale(parameter, today)),
            (N_("guess"), parameter.kind == "guess"),
            (N_("yours"), parameter.name in advice.project.overrides),
        )
        if holds
    ]
    return (
        parameter.name,
        _number(reader, parameter.value),
        _number(reader, parameter.low),
        _number(reader, parameter.high),
        parameter.unit,
        reader._(ORIGIN_NAMES[Origin(parameter.kind)]),
        parameter.as_of,
        age_days(parameter, today),
        ", ".join(marks),
        reader._(parameter.meaning),
        parameter.source,
    )


def _number(reader: Reader, value: float | None) -> str:
    return "" if value is None else reader.number(value)


def rules(advice: Advice, reader: Reader) -> pd.DataFrame:
    """Every rule of the two needs: weight, what it looks at, what it says of this project, and its source."""
    said = {
        contribution.rule.id: contribution
        for need in (advice.needs.knowledge, advice.needs.behaviour)
        for contribution in need.contributions
    }
    labels = (N_("Need"), N_("Looks at"), N_("Weight"), N_("Here, in log-odds"), N_("Sentence"), N_("Source"))
    rows = [
        (
            reader._(AXES[rule.axis]),
            _looks_at(reader, rule),
            reader.number(rule.weight),
            reader.number(said[rule.id].log_odds) if rule.id in said else reader._("unknown"),
            reader.say(said[rule.id].sentence if rule.id in said else rule.for_.said()),
            rule.source,
        )
        for rule in load_rules()
    ]
    return pd.DataFrame(rows, columns=[reader._(label) for label in labels])


def _looks_at(reader: Reader, rule: Rule) -> str:
    if rule.answer:
        return reader._(QUESTIONS[rule.answer].label)
    if rule.quantity:
        return reader._(QUANTITY_NAMES[rule.quantity])
    return reader.say(Listing(tuple(text(ROLE_NAMES[role]) for role in rule.roster)))


def gates(advice: Advice, reader: Reader) -> pd.DataFrame:
    """Every gate: hard or a limit, how often it closes each way's best alternative, its source."""
    closed = advice.futures.closed
    columns = [reader._(label) for label in (N_("Kind"), *(WAY_NAMES[way] for way in WAYS), N_("Source"))]
    rows = []
    for position, gate in enumerate(closed.gates):
        shares = [float(closed.by_gate[position, advice.ways[way].row].mean()) for way in WAYS]
        kind = reader._("rules out") if gate.hard else reader._("limit")
        cells = [Cell(reader.amount(share, "share") if share else "–", share) for share in shares]
        rows.append((reader._(GATE_NAMES[gate.id]), [Cell(kind), *cells, Cell(gate.source)]))
    return sheet(columns, rows, reader._("Every gate, and in how many futures it closes each way."))
