"""What is wrong with a project against what is known: names that nobody knows, values that cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from advisor.catalogue import Catalogue, Parameter, load
from advisor.language import Amount, text
from advisor.pay import OVERHEADS, overridable
from advisor.project_file import Fault, Project, ProjectError
from advisor.questions import Question, Range


def in_full(error: ProjectError) -> ProjectError:
    """A project's faults with those that only show against the catalogue, so that all are told at once."""
    return ProjectError(error.faults + check_against(error.rest, load())) if error.rest else error


def check_against(project: Project, catalogue: Catalogue) -> list[Fault]:
    """What a project names that the catalogue does not know, and values of its own that cannot be."""
    known = overridable(project, catalogue)
    faults = [fault for name, own in project.overrides.items() if (fault := _override_fault(name, own, known))]
    models = {f"{model.provider}/{model.model}" for model in catalogue.models if model.provider}
    faults += [
        Fault(
            f"own_prices.{name}",
            text("No model has that name; write it as provider/model, such as {example}", example=min(models)),
        )
        for name in project.own_prices
        if name not in models
    ]
    providers = {model.provider for model in catalogue.models if model.provider}
    providers |= {offer.provider for offer in catalogue.managed_tunings}
    faults += [
        Fault(
            "place.providers",
            text(
                "{name} is not a provider that is known; known are {known}",
                name=name,
                known=", ".join(sorted(providers)),
            ),
        )
        for name in project.place.providers or ()
        if not any(provider.startswith(name.lower()) for provider in providers)
    ]
    faults += _taken_names(project, catalogue)
    start = project.start or catalogue.as_of
    if project.money.go_live is not None and project.money.go_live.high < start.toordinal():
        faults.append(Fault("money.go_live", text("This day is before the project's start; give a later day")))
    return faults


def _taken_names(project: Project, catalogue: Catalogue) -> list[Fault]:
    """Own models and GPUs that bear the name of one in the catalogue."""
    taken = {
        "own_models": {row.model for row in catalogue.models} | {row.model for row in catalogue.architectures},
        "own_gpus": {row.gpu for row in catalogue.gpus},
    }
    problem = text("The catalogue has one of this name; give yours another")
    return [
        Fault(f"{kind}.{name}", problem)
        for kind, names in taken.items()
        for name in getattr(project, kind)
        if name in names
    ]


def _override_fault(name: str, own: Range, known: Mapping[str, Parameter]) -> Fault | None:
    """A parameter that does not exist, or a value outside of what it can mean."""
    place, cited = f"overrides.{name}", known.get(name)
    if cited is None:
        near = get_close_matches(name, known, n=1)
        if near:
            return Fault(place, text("There is no parameter of that name; did you mean {near}?", near=near[0]))
        return Fault(place, text("There is no parameter of that name; see the page Method and sources"))
    if name in OVERHEADS:
        return _out_of_bounds(place, own, OVERHEADS[name])
    if cited.source.startswith("definition"):
        return Fault(place, text("This is a definition and cannot be changed; leave it out"))
    if cited.unit == "points":
        return None
    may_be_zero = cited.unit == "share" or (cited.value if cited.low is None else cited.low) == 0
    if own.low < 0 or (own.low == 0 and not may_be_zero):
        return Fault(
            place, text("The value must be above zero; the cited one is {cited}", cited=Amount(cited.value, cited.unit))
        )
    if cited.unit == "share" and own.high >= 1 and (cited.high or cited.value) < 1:
        return Fault(
            place, text("The value must stay below 1; the cited one is {cited}", cited=Amount(cited.value, cited.unit))
        )
    return None


def _out_of_bounds(place: str, own: Range, question: Question) -> Fault | None:
    if question.lowest <= own.low and own.high <= question.highest:
        return None
    lowest, highest = (question.bound(end) for end in (question.lowest, question.highest))
    return Fault(place, text("Give a value from {lowest} to {highest}", lowest=lowest, highest=highest))
