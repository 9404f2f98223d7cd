"""What the costs come to in sentences: where two ways cost the same, and which contract for GPUs pays."""

from __future__ import annotations

from advisor.advice import Advice
from advisor.alternatives import Way
from advisor.language import Amount, Text, text
from advisor.report.break_even import BreakEven, over_time, over_volume
from advisor.report.drawing import way_text

SELDOM = 0.05
"""A share of the futures too small for a range of its own."""


def break_even_volume(advice: Advice, one: Way, other: Way) -> Text:
    """From which volume on the other way is cheaper."""
    found = over_volume(advice, one, other)
    if found is None:
        return text("Nobody asks anything here, so there is no volume to compare at")
    values = _values(found, "queries/month")
    if found.at is None and not found.crossing_share:
        return text(
            "From {least} to {most} there is no volume at which both cost the same in any future: {before} is cheaper",
            **values,
        )
    if not found.crossing_share:
        return text("{before} is cheaper up to {at}, {after} above, with all else at its mean", **values)
    if found.at is None and found.crossing_share < SELDOM:
        return text(
            "From {least} to {most} {before} is cheaper: in only {share} of the futures do the costs cross", **values
        )
    if found.at is None:
        return text(
            "From {least} to {most}, with all else at its mean, {before} is cheaper; in {share} of the futures the "
            "costs cross, in 8 of 10 of those between {low} and {high}",
            **values,
        )
    return text(
        "{before} is cheaper up to {at}, {after} above; in {share} of the futures the costs cross, in 8 of 10 of those "
        "between {low} and {high}",
        **values,
    )


def break_even_month(advice: Advice, one: Way, other: Way) -> Text:
    """From which month after launch on the other way has cost less in all."""
    found = over_time(advice, one, other)
    values = _values(found, "months")
    if found.at is None and not found.crossing_share:
        return text(
            "In none of the {most} after launch have both cost the same in any future: {before} is cheaper", **values
        )
    if not found.crossing_share:
        return text("On the mean, {before} has cost less until {at} after launch, {after} from then on", **values)
    if found.at is None and found.crossing_share < SELDOM:
        return text(
            "Over all {most} after launch {before} is cheaper: in only {share} of the futures does what is paid in all "
            "cross",
            **values,
        )
    if found.at is None:
        return text(
            "Over all {most} after launch, on the mean, {before} is cheaper; in {share} of the futures what is paid in "
            "all crosses, in 8 of 10 of those between {low} and {high} after launch",
            **values,
        )
    return text(
        "{before} has cost less until {at} after launch, {after} from then on; in {share} of the futures what is paid "
        "in all crosses, in 8 of 10 of those between {low} and {high}",
        **values,
    )


def _values(found: BreakEven, unit: str) -> dict[str, object]:
    known = {
        "at": found.at,
        "low": found.low,
        "high": found.high,
        "least": found.searched[0],
        "most": found.searched[1],
    }
    amounts: dict[str, object] = {name: Amount(value, unit) for name, value in known.items() if value is not None}
    share = Amount(found.crossing_share, "share")
    return amounts | {"before": way_text(found.before), "after": way_text(found.after), "share": share}


def rents_gpus(advice: Advice, way: Way) -> bool:
    """Whether a way runs on GPUs paid by the hour."""
    return advice.figure("gpus_rented", way).expected > 0


def reserving(advice: Advice, way: Way) -> Text:
    """From which use on reserving GPUs pays, held against the use that is expected."""
    share, used = (advice.figure(name, way) for name in ("reserved_pays_from", "hours_on_share"))
    gpu = advice.ways[way].alternative.gpu
    if not share.is_known or gpu is None:
        return text(
            "Nobody publishes a reserved rent of {gpu}, so from which use on it pays is unknown: ask for an offer, and "
            "enter the machine as your own GPU at that rent",
            gpu=gpu.gpu if gpu else "",
        )
    values = {
        "gpu": gpu.gpu, "share": Amount(share.expected, "share"), "used": Amount(used.expected, "share"),
    }  # fmt: skip
    if used.expected >= share.expected:
        return text(
            "Reserving {gpu} pays from {share} of the hours on; here the GPUs are asked in {used} of them, so it pays, "
            "for who stays as long as the commitment",
            **values,
        )
    return text(
        "Reserving {gpu} pays from {share} of the hours on; here the GPUs are asked in {used} of them, so switching "
        "them off in between is cheaper",
        **values,
    )
