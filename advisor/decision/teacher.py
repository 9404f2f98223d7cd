"""Large models beside the plan's own: one that could draft examples for training, and one that judges answers."""

from __future__ import annotations

from datetime import date

import numpy as np

from advisor.catalogue import Catalogue, Model, api_price
from advisor.decision.conditions import api_in_place, approved, licensed
from advisor.inputs import Inputs, point
from advisor.language import Text, text
from advisor.own_figures import Price
from advisor.project_file import Project
from advisor.servings import has_price
from advisor.sources import Origin, Source


def _allowed(project: Project, catalogue: Catalogue, day: date) -> list[Model]:
    """The models at APIs that the project may send its data to."""
    return [
        model for model in catalogue.available_models
        if model.provider and has_price(model, day) and api_in_place(project, model.provider)
        and approved(project, model.provider) and licensed(project, model)
    ]  # fmt: skip


def teacher(project: Project, catalogue: Catalogue, day: date) -> Model | None:
    """The model of the highest tier, and of those the one that people prefer (LMArena); None where none is allowed."""
    allowed = _allowed(project, catalogue, day)
    return max(allowed, key=lambda model: (model.capability_tier, model.lmarena_text_score or 0), default=None)


def judge(project: Project, catalogue: Catalogue, day: date) -> Model | None:
    """The cheapest model of the highest tier, by what it reads; None where none is allowed."""
    allowed = _allowed(project, catalogue, day)
    return min(allowed, key=lambda model: (-model.capability_tier, sum(_prices(project, model, day))), default=None)


def teacher_inputs(project: Project, catalogue: Catalogue, day: date) -> Inputs:
    """The teacher's price; unknown where there is no teacher."""
    model = teacher(project, catalogue, day)
    if model is None:
        source = Source(Origin.CHOICE, text("No large model at an API is allowed here"))
        return _inputs("teacher", (np.nan, np.nan), source)
    words = text("Price by the million tokens of the large model that drafts examples: {model}", model=model.name)
    return _inputs("teacher", _prices(project, model, day), _source(project, model, day, words))


def judge_inputs(project: Project, catalogue: Catalogue, day: date) -> Inputs:
    """The judge's price; nothing where the project's own machines judge, whose rent or price is counted already."""
    model = judge(project, catalogue, day)
    if model is None:
        words = text("No large model at an API is allowed here: the project's own machines judge, at no further cost")
        return _inputs("judge", (0, 0), Source(Origin.CHOICE, words))
    words = text("Price by the million tokens of the model that judges answers: {model}", model=model.name)
    return _inputs("judge", _prices(project, model, day), _source(project, model, day, words))


def _inputs(role: str, prices: tuple[float, float], source: Source) -> Inputs:
    names = (f"{role}_input_price", f"{role}_output_price")
    values = {name: point(price) for name, price in zip(names, prices, strict=True)}
    return Inputs(values, dict.fromkeys(names, source))


def _own_price(project: Project, model: Model) -> Price | None:
    return project.own_prices.get(f"{model.provider}/{model.model}")


def _prices(project: Project, model: Model, day: date) -> tuple[float, float]:
    """Input and output: the team's own price, or the published one."""
    own = _own_price(project, model)
    if own is not None:
        return own.usd_per_million_input_tokens.middle, own.usd_per_million_output_tokens.middle
    base = api_price(model, day).standard.base
    return base.usd_per_million_input_tokens, base.usd_per_million_output_tokens


def _source(project: Project, model: Model, day: date, meaning: Text) -> Source:
    if _own_price(project, model) is not None:
        return Source(Origin.OVERRIDE, text("Your own price of the model's API"))
    price = api_price(model, day)
    return Source(Origin.PUBLISHED, meaning, price.citation, day)
