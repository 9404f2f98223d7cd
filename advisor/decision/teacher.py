"""The large model that could draft training examples: the strongest at an API that the project allows."""

from __future__ import annotations

from datetime import date

import numpy as np

from advisor.catalogue import Catalogue, Model, api_price
from advisor.decision.conditions import api_in_place, approved, licensed
from advisor.inputs import Inputs, point
from advisor.language import text
from advisor.project_file import Project
from advisor.servings import has_price
from advisor.sources import Origin, Source


def teacher(project: Project, catalogue: Catalogue, day: date) -> Model | None:
    """The model of the highest tier, and of those the one that people prefer (LMArena); None where none is allowed."""
    allowed = [
        model for model in catalogue.available_models
        if model.provider and has_price(model, day) and api_in_place(project, model.provider)
        and approved(project, model.provider) and licensed(project, model)
    ]  # fmt: skip
    return max(allowed, key=lambda model: (model.capability_tier, model.lmarena_text_score or 0), default=None)


def teacher_inputs(project: Project, catalogue: Catalogue, day: date) -> Inputs:
    """The teacher's price; unknown where there is no teacher."""
    model = teacher(project, catalogue, day)
    prices, source = (np.nan, np.nan), Source(Origin.CHOICE, text("No large model at an API is allowed here"))
    if model is not None:
        prices, source = _own_price(project, model) or _published_price(model, day)
    names = ("teacher_input_price", "teacher_output_price")
    values = {name: point(price) for name, price in zip(names, prices, strict=True)}
    return Inputs(values, dict.fromkeys(names, source))


def _published_price(model: Model, day: date) -> tuple[tuple[float, float], Source]:
    price = api_price(model, day)
    base = price.standard.base
    meaning = text("Price by the million tokens of the large model that drafts examples: {model}", model=model.name)
    citation = f"genai-prices {price.package_version}: {price.provider}/{price.model}"
    prices = (base.usd_per_million_input_tokens, base.usd_per_million_output_tokens)
    return prices, Source(Origin.PUBLISHED, meaning, citation, day)


def _own_price(project: Project, model: Model) -> tuple[tuple[float, float], Source] | None:
    own = project.own_prices.get(f"{model.provider}/{model.model}")
    if own is None:
        return None
    prices = (own.usd_per_million_input_tokens.middle, own.usd_per_million_output_tokens.middle)
    return prices, Source(Origin.OVERRIDE, text("Your own price of the model's API"))
