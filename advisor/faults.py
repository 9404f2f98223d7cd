"""What is wrong with a project against what is known: names that nobody knows, values that cannot be."""

from __future__ import annotations

from advisor.catalogue import Catalogue, load
from advisor.language import Amount, text
from advisor.project_file import Fault, Project, ProjectError
from advisor.questions import Range


def in_full(error: ProjectError) -> ProjectError:
    """A project's faults with those that only show against the catalogue, so that all are told at once."""
    return ProjectError(error.faults + check_against(error.rest, load())) if error.rest else error


def check_against(project: Project, catalogue: Catalogue) -> list[Fault]:
    """What a project names that the catalogue does not know, and values of its own that cannot be."""
    faults = [fault for name, own in project.overrides.items() if (fault := _override_fault(name, own, catalogue))]
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


def _override_fault(name: str, own: Range, catalogue: Catalogue) -> Fault | None:
    """A parameter that does not exist, or a value outside of what it can mean."""
    place, cited = f"overrides.{name}", catalogue.parameters.get(name)
    if cited is None:
        return Fault(place, text("There is no parameter of that name; see the page Method and sources"))
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
