"""Chances in words. They are simulated, so no more is said than whole percents."""

from __future__ import annotations

from advisor.advice import Advice
from advisor.language import Amount, Reader, text


def percent(chance: float, reader: Reader) -> str:
    """A chance in whole percents."""
    return reader.say(Amount(round(chance, 2), "share"))


def of_verdict(advice: Advice, reader: Reader) -> str:
    """How often the verdict is best."""
    return reader.say(text("best in {chance} of futures", chance=percent(advice.best.chance, reader)))
