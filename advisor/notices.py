"""What the advice says besides its verdict: conflicts with what was asked for, and hints of a consultant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from advisor.alternatives import Way
from advisor.decision.ways import WAY_NAMES
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
    name, closed = text(WAY_NAMES[way]), advice.ways[way].ruled_out
    if closed:
        return text("You asked for {way}, which is ruled out: {reason}", way=name, reason=closed[0].reason)
    return text(
        "You asked for {way}, but {verdict} is best more often", way=name, verdict=text(WAY_NAMES[advice.verdict])
    )


def _limit(reason: Text) -> Text:
    return text("The best way breaks a limit: {reason}", reason=reason)


def _target(advice: Advice) -> Text | None:
    """A target that was told and that not even the upper end of the range reaches."""
    quality, target = advice.figure("good_answer_share"), advice.figure("target_quality")
    if advice.project.task.target_quality is None or quality.high >= target.low:
        return None
    return text(
        "The target is out of reach by this estimate: {expected} good answers expected, {target} needed",
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
    found = (_cheaper_model(advice), _not_worth_it(advice), _region(advice))
    return tuple(hint for hint in found if hint is not None)


def _cheaper_model(advice: Advice) -> Text | None:
    """Today's prompt on another model, where that alone saves most of the bill."""
    if advice.project.money.current_bill is None:
        return None
    prompt = advice.ways[Way.PROMPT].alternative
    bill, cost = (advice.figure(name, Way.PROMPT).expected for name in ("current_bill", "first_month_api_cost"))
    if prompt.host is not Host.API or cost > MUCH_CHEAPER * bill:
        return None
    return text(
        "You pay {bill} today; the same requests to {model} would cost {cost}: try another model first",
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
    return text("Check that {provider} serves your region: the catalogue does not know", provider=provider)
