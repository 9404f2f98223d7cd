"""The advice in words, for a terminal, and as plain data with stable keys, for other programs."""

from __future__ import annotations

from typing import Any

from advisor.advice import NAMES_IN_A_SENTENCE, WAY_NAMES, Advice, Figure, Reason
from advisor.alternatives import Alternative, Way
from advisor.decision.ways import RuledOut, WayAdvice
from advisor.explain import Explained
from advisor.language import N_, Amount, Reader, Span, Text, text
from advisor.providers import NAMES
from advisor.reference import roles
from advisor.report.doubt_words import doubt_as_dict, flip_in_words, measured_in_words, small_trial, trial_in_words
from advisor.servings import Host
from advisor.sources import ORIGIN_NAMES

COST_FIGURES = (
    "launch_cost", "people_cost_once", "training_cost_once", "example_cost_once", "index_cost_once",
    "hardware_cost_once", "contingency_once", "first_month_cost", "people_cost_per_month", "spending", "total_cost",
    "cost_per_query", "cost_per_good_answer",
)  # fmt: skip
HARDWARE_FIGURES = (
    "gpus_needed", "gpus_per_replica", "replica_memory", "weight_bytes", "kv_bytes_per_sequence", "largest_batch",
    "gpu_utilisation", "first_token_seconds", "answer_seconds", "training_gpus", "training_gpu_hours",
    "training_memory", "serving_energy_per_month", "serving_carbon_per_month",
)  # fmt: skip
PEOPLE_FIGURES = ("effort_before_launch", "run_effort_per_year", "run_team", "team_size", "examples_to_make")
SCHEDULE_FIGURES = ("proof_of_concept_weeks", "launch_weeks", "staffing_lead_weeks", "labelling_weeks")
QUALITY_FIGURES = ("good_answer_share",)

HOST_NAMES = {
    Host.API: N_("API of {provider}"),
    Host.MANAGED: N_("tuned and hosted by {provider}"),
    Host.RENTED: N_("GPUs rented from {provider}"),
    Host.BOUGHT: N_("GPUs of your own"),
}
METHOD_NAMES = {
    "none": N_("not tuned"),
    "managed": N_("tuned by the host"),
    "lora": N_("tuned with LoRA"),
    "qlora": N_("tuned with QLoRA"),
    "full": N_("all weights tuned"),
}


def reader_of(advice: Advice, language: str) -> Reader:
    """The reader of a project: its currency at its own exchange rate or the catalogue's."""
    currency = advice.project.money.currency or "USD"
    return Reader(language, currency, advice.catalogue.currency_rate(currency))


def verdict_sentence(advice: Advice) -> Text:
    """The answer in one sentence, with its chance."""
    if not any(way.chance for way in advice.ways.values()):
        return text("No way is open: {reason}", reason=advice.ruled_out[0].reason)
    chance = Amount(round(advice.best.chance, 2), "share")
    name, first = text(NAMES_IN_A_SENTENCE[advice.verdict]), text(NAMES_IN_A_SENTENCE[advice.first_step])
    if advice.first_step is advice.verdict:
        return text("Choose {way}: it is best in {chance} of the simulated futures. Begin with a proof of concept.",
                    way=name, chance=chance)  # fmt: skip
    return text(
        "Choose {way}: it is best in {chance} of the simulated futures. Begin with {first} as a proof of concept; "
        "go on if that is not enough.",
        way=name, chance=chance, first=first,
    )  # fmt: skip


def setup(alternative: Alternative) -> Text:
    """An alternative's model and where it runs."""
    host = text(HOST_NAMES[alternative.host], provider=text(NAMES.get(alternative.provider, alternative.provider)))
    if alternative.gpu is None:
        return text("{model}, {host}", model=alternative.model.name, host=host)
    return text(
        "{model}, {precision}, {gpus} × {gpu}, {host}",
        model=alternative.model.name,
        precision=alternative.precision,
        gpus=alternative.gpus_per_replica,
        gpu=alternative.gpu.gpu,
        host=host,
    )


def advice_as_dict(advice: Advice, reader: Reader) -> dict[str, Any]:
    """The advice as plain data. Amounts of money are US dollars; a figure is {low, expected, high, unit}."""
    changes = [{"question": flip.path, "if": reader.say(flip.option), "then": flip.way.value} for flip in advice.flips]
    return {
        "verdict": advice.verdict.value,
        "chance": advice.best.chance,
        "first_step": advice.first_step.value,
        "summary": reader.say(verdict_sentence(advice)),
        "as_of": advice.catalogue.as_of.isoformat(),
        "needs": advice.lacking,
        "ranking": [_way_as_dict(advice, advice.ways[way], reader) for way in advice.ranking],
        "ruled_out": [_ruled_out_as_dict(ruled, reader) for ruled in advice.ruled_out],
        "reasons": {
            "for": [_reason_as_dict(reason, reader) for reason in advice.reasons_for],
            "against": [_reason_as_dict(reason, reader) for reason in advice.reasons_against],
        },
        "conflicts": [reader.say(conflict) for conflict in advice.conflicts],
        "hints": [reader.say(hint) for hint in advice.hints],
        "would_change": changes,
        "measure_first": [measure.path for measure in advice.measure_first],
        **doubt_as_dict(advice),
        "road": [
            {"way": stage.way.value, "proof_of_concept": stage.is_proof_of_concept, "gate": reader.say(stage.gate)}
            for stage in advice.road
        ],
        "quality": _figures(advice, QUALITY_FIGURES),
        "costs": _figures(advice, COST_FIGURES),
        "hardware": {"setup": reader.say(setup(advice.best.alternative)), **_figures(advice, HARDWARE_FIGURES)},
        "people": {**_figures(advice, PEOPLE_FIGURES), "effort_by_role": _effort_by_role(advice)},
        "schedule": _figures(advice, SCHEDULE_FIGURES),
    }


def _figures(advice: Advice, names: tuple[str, ...], way: Way | None = None) -> dict[str, Any]:
    return {name: _figure_as_dict(advice.figure(name, way)) for name in names}


def _figure_as_dict(figure: Figure) -> dict[str, Any]:
    return {"low": figure.low, "expected": figure.expected, "high": figure.high, "unit": figure.unit}


def _effort_by_role(advice: Advice) -> dict[str, float]:
    """Mean person-weeks before launch, by role."""
    drawn = advice.draws("effort_by_role")
    return {role: float(weeks) for role, weeks in zip(roles(advice.catalogue), drawn.mean(axis=0), strict=True)}


def _way_as_dict(advice: Advice, way: WayAdvice, reader: Reader) -> dict[str, Any]:
    names = ("good_answer_share", "launch_cost", "first_month_cost", "total_cost", "launch_weeks")
    return {
        "way": way.way.value,
        "chance": way.chance,
        "within_budget": way.within_budget,
        "live_in_time": way.live_in_time,
        "is_open": way.is_open,
        "setup": reader.say(setup(way.alternative)),
        "limits_broken": [reader.say(limit.reason) for limit in way.limits_broken],
        **_figures(advice, names, way.way),
    }


def _ruled_out_as_dict(ruled: RuledOut, reader: Reader) -> dict[str, str]:
    return {"way": ruled.way.value, "gate": ruled.gate, "reason": reader.say(ruled.reason), "source": ruled.source}


def _reason_as_dict(reason: Reason, reader: Reader) -> dict[str, Any]:
    return {"rule": reason.rule, "axis": reason.axis, "sentence": reader.say(reason.sentence),
            "log_odds": reason.log_odds, "source": reason.source}  # fmt: skip


def shown(figure: Figure) -> Text:
    """A figure with its range."""
    if not figure.is_known:
        return text("not published")
    if figure.low == figure.high:
        return text("{expected}", expected=Amount(figure.expected, figure.unit))
    return text("{expected} ({range})", expected=Amount(figure.expected, figure.unit),
                range=Span(figure.low, figure.high, figure.unit))  # fmt: skip


HEADLINES = {
    "launch_cost": N_("Cost until launch"),
    "first_month_cost": N_("Cost of the first month"),
    "total_cost": N_("Cost over the horizon"),
    "launch_weeks": N_("Time until launch"),
    "good_answer_share": N_("Good answers"),
    "effort_before_launch": N_("Work before launch"),
    "gpus_needed": N_("GPUs for serving"),
    "answer_seconds": N_("Time to the whole answer"),
}


REASONS_SAID = 10
"""The strongest reasons of a side that a terminal shows; all of them are in the JSON."""


def advice_in_words(advice: Advice, language: str) -> str:
    """The advice for a terminal: the answer, then why, then the figures."""
    reader = reader_of(advice, language)
    say = reader.say
    lines = [say(verdict_sentence(advice)), say(setup(advice.best.alternative)), ""]
    notices = (*advice.conflicts, *advice.hints)
    lines += [*(f"! {say(notice)}" for notice in notices), ""] if notices else []
    figures = {label: advice.figure(name) for name, label in HEADLINES.items()}
    lines += [f"{reader._(label)}: {say(shown(figure))}" for label, figure in figures.items() if figure.high]
    lines += ["", reader._("The four ways")]
    for name in advice.ranking:
        way = advice.ways[name]
        state = _closed(way, reader) if way.ruled_out else say(shown(advice.figure("total_cost", name)))
        lines.append(f"  {reader._(WAY_NAMES[name]):12} {say(Amount(round(way.chance, 2), 'share')):>7}  {state}")
    lines += ["", reader._("Reasons for"), *_reason_lines(advice.reasons_for, "+", reader)]
    lines += ["", reader._("Reasons for another way"), *_reason_lines(advice.reasons_against, "-", reader)]
    lines += ["", reader._("What would change it")]
    flips = [f"  {say(flip_in_words(flip))}" for flip in advice.flips]
    lines += flips or ["  " + reader._("No other answer to one question alone would change the choice.")]
    lines += ["", reader._("Measure first")]
    trial = small_trial(advice)
    told = [measured_in_words(measure) for measure in advice.measure_first[:3]]
    told += [trial_in_words(trial)] if trial else []
    lines += [f"  {say(each)}" for each in told] or ["  " + reader._("No open question would change this choice much.")]
    return "\n".join(lines)


def _closed(way: WayAdvice, reader: Reader) -> str:
    """The first reason why a way is ruled out; and, beside it, that the corpus cannot be sent along."""
    first, *others = way.ruled_out
    told = [first, *(ruled for ruled in others if ruled.gate == "corpus_too_large")]
    return ". ".join(reader.say(ruled.reason) for ruled in told)


def _reason_lines(reasons: tuple[Reason, ...], mark: str, reader: Reader) -> list[str]:
    """The strongest reasons of one side, each with its source, and how many more there are."""
    lines = [f"  {mark} {reader.say(reason.sentence)}  [{reason.source}]" for reason in reasons[:REASONS_SAID]]
    if reasons[REASONS_SAID:]:
        lines.append(f"  {mark} " + reader.say(text("{count} more", count=len(reasons) - REASONS_SAID)))
    return lines or ["  " + reader._("None that your answers tell of.")]


def explanation_as_dict(node: Explained, reader: Reader) -> dict[str, Any]:
    """A figure's tree as plain data."""
    described: dict[str, Any] = {
        "quantity": node.quantity.name, "unit": node.quantity.unit, "value": node.value, "low": node.low,
        "high": node.high,
    }  # fmt: skip
    if node.source is not None:
        source = node.source
        described["source"] = {
            "origin": source.origin.value, "meaning": reader.say(source.meaning), "citation": source.citation or None,
            "as_of": source.as_of.isoformat() if source.as_of else None, "stale": source.stale,
        }  # fmt: skip
    else:
        described |= {"formula": node.quantity.formula, "meaning": node.quantity.meaning}
        described["needs"] = [explanation_as_dict(child, reader) for child in node.children]
        described["explained_above"] = node.seen_above
    return described


def explanation_in_words(node: Explained, reader: Reader, depth: int = 0) -> str:
    """A figure's tree for a terminal: value, formula as the code has it, and at the leaves the source."""
    margin = "  " * depth
    value = reader.span(node.low, node.high, node.quantity.unit)
    head = f"{margin}{node.quantity.name} = {reader.amount(node.value, node.quantity.unit)}"
    if node.low != node.high:
        head += f"  ({value})"
    if node.source is not None:
        return f"{head}  ← {_source_in_words(node, reader)}"
    if node.seen_above:
        above = reader._("explained above")
        return f"{head}  ({above})"
    formula = [f"{margin}    {line}" for line in node.quantity.formula.splitlines()]
    return "\n".join([head, *formula, *(explanation_in_words(child, reader, depth + 1) for child in node.children)])


def _source_in_words(node: Explained, reader: Reader) -> str:
    assert node.source is not None
    source = node.source
    parts = [reader._(ORIGIN_NAMES[source.origin]), reader.say(source.meaning), source.citation]
    if source.as_of:
        parts.append(reader.say(source.as_of))
    if source.stale:
        parts.append(reader._("out of date"))
    return "; ".join(part for part in parts if part)
