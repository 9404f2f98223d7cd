"""What one changed answer did to the advice, in words: before and after."""

from __future__ import annotations

from advisor.advice import WAY_NAMES, Advice, Figure
from advisor.language import Amount, Reader, Text, text
from advisor.report.comparison_words import FIGURE_NAMES

TOLD = ("launch_cost", "total_cost")


def effect_in_words(before: Advice, after: Advice, reader: Reader) -> tuple[Text, ...]:
    """The choice and how sure it is, then the costs that read otherwise; what reads alike is not told."""
    return tuple(told for told in (_choice(before, after), *_costs(before, after, reader)) if told is not None)


def _choice(before: Advice, after: Advice) -> Text | None:
    was, now = (Amount(round(advice.best.chance, 2), "share") for advice in (before, after))
    if before.verdict is not after.verdict:
        return text(
            "{old}, best in {was} of futures → {new}, best in {now}",
            old=text(WAY_NAMES[before.verdict]), was=was, new=text(WAY_NAMES[after.verdict]), now=now,
        )  # fmt: skip
    if was == now:
        return None
    return text("{way}: best in {was} → {now} of futures", way=text(WAY_NAMES[after.verdict]), was=was, now=now)


def _costs(before: Advice, after: Advice, reader: Reader) -> list[Text]:
    """Costs of what was advised then and is advised now, where they are known and read otherwise."""
    found = []
    for quantity in TOLD:
        figures = (before.figure(quantity), after.figure(quantity))
        was, now = (_value(figure, reader) for figure in figures)
        if was != now and all(figure.is_known for figure in figures):
            found.append(text("{figure}: {was} → {now}", figure=text(FIGURE_NAMES[quantity]), was=was, now=now))
    return found


def _value(figure: Figure, reader: Reader) -> str:
    return reader.amount(figure.expected, figure.unit)
