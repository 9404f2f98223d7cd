"""How the figures of a file that is handed over were made, and who says what they rest on."""

from __future__ import annotations

from advisor.advice import Advice
from advisor.exchange import DOLLAR
from advisor.inputs import SEED
from advisor.language import Reader, text
from advisor.version import ENGINE_VERSION

MOST_SOURCES = 10
NOT_PUBLISHED = ("definition", "your answer")
"""How a source begins that nobody can look up."""


def made_how(advice: Advice, reader: Reader) -> list[str]:
    """What a figure is, and all it takes to compute the same ones again."""
    drawn = text(
        "Every figure is the mean of {draws} simulated futures, the same ones for all ways (Sobol points, seed "
        "{seed}); its range leaves out one future in ten at each end.",
        draws=advice.count,
        seed=str(SEED),
    )
    computed = text(
        "Computed by version {version} of the LLM Adaptation Advisor for {start}, with prices and figures as of "
        "{as_of}.",
        version=ENGINE_VERSION,
        start=advice.start,
        as_of=advice.catalogue.as_of,
    )
    if reader.currency == DOLLAR:
        money = text("Amounts are in US dollars, without tax.")
    else:
        money = text(
            "Amounts are in {currency}, of which a US dollar buys {rate}, without tax.",
            currency=reader.currency,
            rate=reader.currency_per_usd,
        )
    return [reader.say(drawn), f"{reader.say(computed)} {reader.say(money)}"]


def sources(advice: Advice, reader: Reader) -> list[str]:
    """Who says what the advice rests on most: of the strongest reasons, the closed ways, and what moves the cost."""
    known = advice.catalogue.parameters
    driving = [known[one.uncertain.name].source for one in advice.drives("total_cost") if one.uncertain.name in known]
    told = [
        *(reason.source for reason in advice.reasons[:5]),
        *(closed.source for closed in advice.ruled_out),
        *driving,
    ]
    return [source for source in dict.fromkeys(told) if not source.startswith(NOT_PUBLISHED)][:MOST_SOURCES]
