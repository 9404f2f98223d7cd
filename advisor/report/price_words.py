"""What a newer list of API prices changes, in words and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.catalogue import Model
from advisor.catalogue.price_differences import CASES, DOUBTFUL_FACTOR, PriceDifference, PriceMove
from advisor.language import Listing, Reader, Text, text
from advisor.providers import NAMES as HOSTS

MOST_NAMED = 10


def difference_in_words(found: PriceDifference, reader: Reader) -> str:
    """All differences, one a line, under a heading for each kind; what asks for a look comes first."""
    sections = [
        (
            text("Look at these first: zero, or moved by more than a factor of {factor}", factor=DOUBTFUL_FACTOR),
            [*map(_unlikely, found.unlikely), *(_move(move, reader) for move in found.doubtful)],
        ),
        (text("Prices that move"), [_move(move, reader) for move in found.moves if not move.is_doubtful]),
        (text("Changes announced"), [_move(move, reader) for move in found.announced if not move.is_doubtful]),
        (text("No longer announced"), [text("{model}: {day}", model=_named(m), day=day) for m, day in found.withdrawn]),
        (text("No longer sold there: left out of every estimate"), [_named(model) for model in found.vanished]),
        (text("Sold there now, of the catalogue"), [_named(model) for model in found.new]),
        (text("New at these hosts, and not in the catalogue"), list(_strange(found.not_in_catalogue))),
    ]
    told = [
        "\n".join([reader.say(heading), *(f"  {reader.say(line)}" for line in lines)])
        for heading, lines in sections
        if lines
    ]
    return "\n\n".join(told) or reader.say(text("Nothing changes for the models of the catalogue"))


def difference_as_dict(found: PriceDifference) -> dict[str, Any]:
    """The same for other programs."""
    return {
        "moves": [_as_dict(move) for move in found.moves],
        "announced": [_as_dict(move) for move in found.announced],
        "withdrawn": [{**_key(model), "day": day.isoformat()} for model, day in found.withdrawn],
        "vanished": [_key(model) for model in found.vanished],
        "new": [_key(model) for model in found.new],
        "unlikely": [_key(model) for model in found.unlikely],
        "not_in_catalogue": list(found.not_in_catalogue),
    }


def _named(model: Model) -> Text:
    return text("{model} ({host})", model=model.name, host=HOSTS.get(model.provider or "", model.provider))


def _unlikely(model: Model) -> Text:
    return text("{model}: zero or beyond belief; read as unknown, so it is left out", model=_named(model))


def _move(move: PriceMove, reader: Reader) -> Text:
    what = text(CASES[move.case], part=text(move.part))
    share = "" if move.share is None else f" ({'+' * (move.share > 0)}{reader.amount(move.share, 'share')})"
    before, after = (
        text("none") if value is None else reader.amount(value, move.unit) for value in (move.before, move.after)
    )
    values = {"model": _named(move.model), "what": what, "before": before, "after": after, "share": share}
    if move.day is None:
        return text("{model}, {what}: {before} → {after}{share}", **values)
    return text("{model}, {what}, from {day}: {before} → {after}{share}", day=move.day, **values)


def _strange(names: tuple[str, ...]) -> Iterator[Text]:
    if names:
        shown = Listing(names[:MOST_NAMED])
        yield (
            text("{count}, such as {names}", count=len(names), names=shown)
            if len(names) > MOST_NAMED
            else text("{names}", names=shown)
        )


def _key(model: Model) -> dict[str, Any]:
    return {"model": model.model, "host": model.provider}


def _as_dict(move: PriceMove) -> dict[str, Any]:
    day = move.day.isoformat() if move.day else None
    return {
        **_key(move.model), "what": move.part, "case": move.case, "unit": move.unit, "before": move.before,
        "after": move.after, "change": move.share, "day": day, "is_doubtful": move.is_doubtful,
    }  # fmt: skip
