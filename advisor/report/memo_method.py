"""How the figures of a file that is handed over were made, and who says what they rest on."""

from __future__ import annotations

from advisor.advice import Advice
from advisor.inputs import SEED
from advisor.language import Reader, text
from advisor.version import ENGINE_VERSION

MOST_SOURCES = 10
NOT_PUBLISHED = ("definition", "your answer")
"""How a source begins that nobody can look up."""


def made_how(advice: Advice, reader: Reader) -> list[str]:
    """What a figure is, and all it takes to compute the same ones again."""
    return [
        reader.say(each)
        for each in (
            text(
                "Every figure is the mean of {draws} simulated futures, the same ones for all ways (Sobol points, seed "
                "{seed}); its range leaves out one future in ten at each end. Amounts are without tax.",
                draws=advice.futures.draws,
                seed=str(SEED),
            ),
            text(
                "Computed by version {version} of the LLM Adaptation Advisor for {start}, with prices and figures as "
                "of {as_of}; amounts in {currency}, of which a US dollar buys {rate}.",
                version=ENGINE_VERSION,
                start=advice.futures.start,
                as_of=advice.catalogue.as_of,
                currency=reader.currency,
                rate=reader.currency_per_usd,
            ),
        )
    ]


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
