"""The doubt in words and as plain data: risk, what to measure, what a trial is worth, where the choice turns."""

from __future__ import annotations

from typing import Any

from advisor.advice import NAMES_IN_A_SENTENCE, WAY_NAMES, Advice
from advisor.alternatives import Way
from advisor.decision.changes import Flip
from advisor.decision.influence import Influence
from advisor.decision.information import ProofOfConcept, ToMeasure
from advisor.decision.turning import Turning
from advisor.decision.ways import WayAdvice
from advisor.language import N_, Amount, Reader, Text, text
from advisor.project import QUESTIONS

SMALL_TRIAL = 50
"""Questions that a small proof of concept evaluates."""
LEAST_GAIN = 0.01
MOST_MEASURED = 4
NOTHING_CHANGES = N_("No other answer to one question alone would change the choice.")
NOTHING_TO_FIND_OUT = N_("No open question would change this choice much.")


def small_trial(advice: Advice) -> ProofOfConcept | None:
    """The first step as a small proof of concept, where it betters the choice at all."""
    trial = advice.proof_of_concept(SMALL_TRIAL)
    return trial if trial.gain >= LEAST_GAIN else None


def measured_in_words(measure: ToMeasure) -> Text:
    """What knowing an answer is worth."""
    label, gain = text(QUESTIONS[measure.path].label), Amount(round(measure.gain, 3), "share")
    if not measure.worth_usd:
        return text("{question} Knowing it makes the choice right in a further {gain} of the futures.", question=label,
                    gain=gain)  # fmt: skip
    return text("{question} Knowing it makes the choice right in a further {gain} of the futures, worth {money} on "
                "average over the horizon.",
                question=label, gain=gain, money=Amount(measure.worth_usd, "USD"))  # fmt: skip


def turning_in_words(found: Turning, scale: float = 1.0) -> Text:
    """Where the choice turns, nearest to the answer as it stands."""
    question, turns = QUESTIONS[found.path], found.nearest
    label = text(question.label)
    if not turns:
        return text("{question}: no value turns the choice, but the chances move", question=label)
    amounts = [Amount(turn.value / scale, question.unit) for turn in turns]
    if len(turns) == 2:
        return text(
            "{question}: {below} below {low}, {above} above {high}", question=label, below=_name(turns[0].below),
            low=amounts[0], above=_name(turns[1].above), high=amounts[1],
        )  # fmt: skip
    return text(
        "{question}: {below} below {value}, {above} above it", question=label, below=_name(turns[0].below),
        value=amounts[0], above=_name(turns[0].above),
    )  # fmt: skip


def trial_in_words(trial: ProofOfConcept) -> Text:
    """What trying the first step with some evaluated questions is worth."""
    gain = Amount(round(trial.gain, 2), "share")
    if trial.worth_usd is None:
        return text(
            "Try {way} on {count} cases of your own and sort the failures: the choice is then right in a further "
            "{gain} of the futures.",
            way=text(NAMES_IN_A_SENTENCE[trial.way]), count=trial.questions, gain=gain,
        )  # fmt: skip
    return text(
        "Try {way} on {count} cases of your own and sort the failures: the choice is then right in a further {gain} of "
        "the futures, worth {money} on average over the horizon.",
        way=text(NAMES_IN_A_SENTENCE[trial.way]), count=trial.questions, gain=gain,
        money=Amount(trial.worth_usd, "USD"),
    )  # fmt: skip


def flip_in_words(flip: Flip) -> Text:
    """One answer that would make another way best."""
    return text("{question} “{answer}”: then {way}", question=text(QUESTIONS[flip.path].label), answer=flip.option,
                way=text(NAMES_IN_A_SENTENCE[flip.way]))  # fmt: skip


def would_change(advice: Advice, reader: Reader) -> list[str]:
    """The answers with which another way would be best, and the amounts at which the choice turns."""
    told = [flip_in_words(flip) for flip in advice.flips]
    told += [
        turning_in_words(found, reader.currency_per_usd if QUESTIONS[found.path].money else 1.0)
        for found in advice.turnings
        if found.nearest
    ]
    return [reader.say(each) for each in told]


def to_find_out(advice: Advice, reader: Reader) -> list[str]:
    """What is worth knowing before the decision, the most telling first, and what a small trial is worth."""
    trial = small_trial(advice)
    told = [measured_in_words(measure) for measure in advice.measure_first[:MOST_MEASURED]]
    return [reader.say(each) for each in (*told, *([trial_in_words(trial)] if trial else []))]


def main_risk(advice: Advice, way: WayAdvice) -> Text:
    """What most often makes another way better: what this one does not bring, else what it must keep up."""
    chosen = way.alternative
    brings_facts = way.way in (Way.RAG, Way.HYBRID) or chosen.corpus_in_prompt
    lacks_facts = 0.0 if brings_facts else advice.lacking["knowledge"]
    lacks_behaviour = 0.0 if chosen.method != "none" else advice.lacking["behaviour"]
    if brings_facts and chosen.method != "none":
        again = advice.figure("retrainings_per_year", way.way)
        return text(
            "two things to keep up: an index, and training again {times}", times=Amount(again.expected, again.unit)
        )
    if lacks_facts >= lacks_behaviour:
        return text("facts are lacking in {chance} of futures", chance=Amount(round(lacks_facts, 2), "share"))
    return text(
        "form, style or skill is lacking in {chance} of futures", chance=Amount(round(lacks_behaviour, 2), "share")
    )


def _name(way: Way) -> Text:
    return text(WAY_NAMES[way])


def doubt_as_dict(advice: Advice) -> dict[str, Any]:
    """How sure, what matters and what to find out, as plain data. Amounts of money are US dollars."""
    return {
        "value_of_knowing": [
            {"question": measure.path, "gain": measure.gain, "worth_usd": measure.worth_usd}
            for measure in advice.measure_first
        ],
        "proof_of_concept": [
            {"way": trial.way.value, "questions": trial.questions, "gain": trial.gain, "worth_usd": trial.worth_usd}
            for trial in advice.proofs_of_concept
        ],
        "drives_cost": [_influence_as_dict(influence) for influence in advice.drives("total_cost")],
        "drives_choice": [{"name": thing.name, "share": share} for thing, share in advice.drives_choice],
        "turns": [
            {"question": found.path, "value": turn.value, "below": turn.below.value, "above": turn.above.value}
            for found in advice.turnings
            for turn in found.nearest
        ],
    }


def _influence_as_dict(influence: Influence) -> dict[str, Any]:
    return {
        "name": influence.uncertain.name,
        "share": influence.share,
        "low": influence.low,
        "high": influence.high,
        "cost_at_low": influence.at_low,
        "cost_at_high": influence.at_high,
    }
