"""What to do first, and what then: the stages to the target, each with its gate."""

from __future__ import annotations

from dataclasses import dataclass, replace

from advisor.alternatives import Way
from advisor.language import N_, Text, text
from advisor.project_file import Project


@dataclass(frozen=True)
class Stage:
    """One stage of the road: a way, whether as a proof of concept or in full, and the gate to the next."""

    way: Way
    is_proof_of_concept: bool
    gate: Text


FIRST_STEPS = {Way.PROMPT: Way.PROMPT, Way.RAG: Way.RAG, Way.FINETUNE: Way.PROMPT, Way.HYBRID: Way.RAG}


EXHAUSTED, WORKED = 3, 2
"""How far prompting has been taken: everything sensible, measured; worked instructions and examples."""


def first_step(target: Way, is_open: dict[Way, bool], project: Project) -> Way:
    """What to do first on the way to the target: the simplest open way that shows whether the rest is needed.

    A way that was tried already has shown it.
    """
    step = FIRST_STEPS[target]
    return step if is_open[step] and not was_tried(step, project) else target


def was_tried(way: Way, project: Project) -> bool:
    """Whether a way's answers were counted, or prompting was exhausted, or worked on and measured."""
    if way in project.evaluations:
        return True
    effort = project.task.prompt_effort
    if way is not Way.PROMPT or effort is None:
        return False
    return effort.low >= EXHAUSTED or (effort.low >= WORKED and project.answer("task.measured_quality") is not None)


def road(target: Way, first: Way) -> tuple[Stage, ...]:
    """The stages from the first proof of concept to the target."""
    measured = text(
        "Measure on your own test set; go on if the target is not met for want of {lack}", lack=text(LACKS[target])
    )
    launch = text("Launch if the measured quality meets the target; otherwise sort the failures and decide again")
    proof = Stage(first, True, launch if first is target else measured)
    full = Stage(target, False, text("Watch quality and cost; decide again when an answer changes"))
    if first is target:
        return (proof, full)
    return (proof, replace(full, is_proof_of_concept=True, gate=launch), full)


LACKS = {
    Way.PROMPT: N_("facts or behaviour"), Way.RAG: N_("facts"), Way.FINETUNE: N_("behaviour: form, style or skill"),
    Way.HYBRID: N_("behaviour, with the facts at hand"),
}  # fmt: skip
