"""What the advice says besides its verdict: conflicts with what was asked for, and hints of a consultant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from advisor.alternatives import Way
from advisor.decision import conditions
from advisor.decision.gates import met_reason
from advisor.decision.ways import NAMES_IN_A_SENTENCE
from advisor.language import Amount, Text, text
from advisor.providers import NAMES
from advisor.servings import Host

if TYPE_CHECKING:
    from advisor.advice import Advice

MUCH_CHEAPER = 0.5
"""A model is worth naming where it costs at most this share of today's bill."""


def conflicts(advice: Advice) -> tuple[Text, ...]:
    """What was asked for and cannot be had, or breaks a limit."""
    found = [
        _wish(advice),
        *(_limit(limit.reason) for limit in advice.best.limits_broken),
        _target(advice),
        _date(advice),
    ]
    return tuple(conflict for conflict in found if conflict is not None)


def _wish(advice: Advice) -> Text | None:
    wish = advice.project.task.sponsor_wish
    if wish is None or wish == advice.verdict:
        return None
    way = Way(wish)
    name, closed = text(NAMES_IN_A_SENTENCE[way]), advice.ways[way].ruled_out
    if closed:
        return text("You asked for {way}, which is ruled out: {reason}", way=name, reason=closed[0].reason)
    verdict = text(NAMES_IN_A_SENTENCE[advice.verdict])
    return text("You asked for {way}, but the best way more often is {verdict}", way=name, verdict=verdict)


def _limit(reason: Text) -> Text:
    return text("The best way breaks a limit: {reason}", reason=reason)


def _target(advice: Advice) -> Text | None:
    """A target that was told and that not even the upper end of the range reaches."""
    quality, target = advice.figure("good_answer_share"), advice.figure("target_quality")
    if advice.project.task.target_quality is None or quality.high >= target.low:
        return None
    return text(
        "By this estimate the target is out of reach: {expected} good answers, {target} needed; have people check "
        "them, or aim lower",
        expected=Amount(quality.expected, "share"),
        target=Amount(target.expected, "share"),
    )


def _date(advice: Advice) -> Text | None:
    """A day by which it must be live, and a launch that is expected after it."""
    limit, launch = advice.futures.situation.weeks_to_go_live, advice.figure("launch_weeks")
    if not np.isfinite(limit) or launch.expected <= limit:
        return None
    return text(
        "It must be live in {limit}, and the whole launch is expected to take {weeks}: launch with less at first",
        limit=Amount(limit, "weeks"),
        weeks=Amount(launch.expected, "weeks"),
    )


def hints(advice: Advice) -> tuple[Text, ...]:
    """What a consultant would say besides."""
    found = (_met(advice), _fits(advice), _cheaper_model(advice), _not_worth_it(advice), _region(advice),
             _contract(advice))  # fmt: skip
    return tuple(hint for hint in found if hint is not None)


def _met(advice: Advice) -> Text | None:
    """The measured quality is good enough as it is."""
    situation = advice.futures.situation
    return met_reason(situation) if conditions.target_met(situation).any(axis=0).mean() > 1 / 2 else None


def _fits(advice: Advice) -> Text | None:
    """The whole corpus travels in the prompt, so nothing has to be searched."""
    if not advice.best.alternative.corpus_in_prompt:
        return None
    size = Amount(advice.figure("corpus_tokens").expected, "tokens")
    return text("The whole corpus of {size} fits into a cached prompt: no search index is needed", size=size)


def _cheaper_model(advice: Advice) -> Text | None:
    """Today's prompt on another model, where that alone saves most of the bill."""
    if advice.project.money.current_bill is None:
        return None
    prompt = advice.ways[Way.PROMPT].alternative
    bill, cost = (advice.figure(name, Way.PROMPT).expected for name in ("current_bill", "first_month_api_cost"))
    if prompt.host is not Host.API or cost > MUCH_CHEAPER * bill:
        return None
    return text(
        "You pay {bill} today; the same requests to {model} would cost {cost}: first try whether it answers as well",
        bill=Amount(bill, "USD/month"),
        model=prompt.model.name,
        cost=Amount(cost, "USD/month"),
    )


def _not_worth_it(advice: Advice) -> Text | None:
    """A loss even for the best way, where the team said what an answer is worth."""
    value = advice.figure("net_value")
    if not value.is_known or value.expected >= 0:
        return None
    return text(
        "At this quality no way is worth its cost: the best loses {loss} over the horizon",
        loss=Amount(-value.expected, "USD"),
    )


def _region(advice: Advice) -> Text | None:
    """Where the provider's machines stand is not in the catalogue."""
    alternative = advice.best.alternative
    if advice.project.place.data_location != "regional_api" or alternative.host is not Host.API:
        return None
    provider = text(NAMES.get(alternative.provider, alternative.provider))
    return text("Check that {provider} serves your region: the catalogue does not say", provider=provider)


def _contract(advice: Advice) -> Text | None:
    """A contract for GPUs that was chosen, and whose price nobody publishes for the verdict's machine."""
    contract, gpu = advice.project.place.gpu_contract, advice.best.alternative.gpu
    price = {"reserved": "gpu_reserved_rent", "spot": "gpu_spot_rent"}.get(contract or "")
    rented = advice.figure("gpus_rented").expected > 0
    if price is None or gpu is None or not rented or advice.figure(price).is_known:
        return None
    return text(
        "Nobody publishes the rent of {gpu} by the contract that you chose: it is counted on demand. Enter the machine "
        "as your own GPU, at the rent you are offered",
        gpu=gpu.gpu,
    )
