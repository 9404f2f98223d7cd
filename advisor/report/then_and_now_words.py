"""What has moved a project's figures since they were kept, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.advice import WAY_NAMES
from advisor.language import Listing, Text, text
from advisor.snapshot import ThenAndNow

MOST_COMPLETED = 5


def headline(found: ThenAndNow) -> Text:
    """Whether the answer is another one today, or its figures are."""
    then = text(WAY_NAMES[found.then.verdict])
    if found.now is None:
        return text("Today's data do not fit this project: it must be changed before it can be computed again")
    if found.verdict_moved:
        now = text(WAY_NAMES[found.now.verdict])
        return text("On {day} the advice was {then}; today it is {now}", day=found.then.data_of, then=then, now=now)
    count = sum(each.way is None for each in found.moved)
    if not count:
        return text("Nothing has moved since {day}: the advice is still {way}", day=found.then.data_of, way=then)
    if count == 1:
        return text("Since {day} one figure has moved; the advice is still {way}", day=found.then.data_of, way=then)
    return text(
        "Since {day} {count} figures have moved; the advice is still {way}",
        day=found.then.data_of,
        count=count,
        way=then,
    )


def circumstances(found: ThenAndNow) -> Iterator[Text]:
    """What is another one now: the engine, the prices, the data, the day on which the project begins."""
    if found.now is None:
        return
    then, now = found.then, found.now
    if then.engine != now.engine:
        yield text("The engine was version {then}, and is {now} now", then=then.engine, now=now.engine)
    if then.prices != now.prices:
        yield text(
            "API prices came from version {then} of genai-prices, and come from {now} now",
            then=then.prices,
            now=now.prices,
        )
    if then.seed != now.seed:
        yield text("Other futures are simulated now")
    if then.start != now.start:
        yield text(
            "The project began on {then}, and begins on {now} now, since it names no day",
            then=then.start,
            now=now.start,
        )
    if found.newer:
        yield text("Rows of the data that are newer: {count}", count=len(found.newer))
    if found.price_changes:
        yield text("API prices that changed on a day in between: {models}", models=Listing(tuple(found.price_changes)))
    if found.recomputed is None:
        yield text("The data of that day are too thin for today's engine: what it moved cannot be told apart")
    elif found.completed:
        named = ", ".join(found.completed[:MOST_COMPLETED])
        yield text(
            "Today's engine needs {count} tables or parameters that the data of then lacked, and takes them as they "
            "are now: {names}",
            count=len(found.completed),
            names=named + ("…" if len(found.completed) > MOST_COMPLETED else ""),
        )
