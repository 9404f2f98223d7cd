"""`python -m advisor data refresh`: newer prices of API tokens, shown first and taken over only when accepted."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from advisor.language import Reader, Text, text
from advisor.project_file import Fault, ProjectError
from advisor.writing import as_json

SECONDS_TO_WAIT = 20
MOST_BYTES = 50_000_000


def add_to(commands: Any) -> None:
    """Add the command to a parser."""
    refresh = commands.add_parser("refresh", help="newer API prices: what they change, and, if accepted, from today on")
    refresh.add_argument(
        "--from", dest="file", type=Path, metavar="FILE", help="a data.json of genai-prices, not the net"
    )
    refresh.add_argument("--accept", action="store_true", help="store the prices, which then count from today on")
    refresh.add_argument("--even-so", action="store_true", help="with --accept: the doubtful ones, too")
    refresh.add_argument("--json", action="store_true", help="print JSON with stable keys")
    refresh.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Show what newer prices change; store them only where that is asked for."""
    from advisor.catalogue import load
    from advisor.catalogue.price_differences import price_difference
    from advisor.catalogue.price_lists import PriceList
    from advisor.report.price_words import difference_as_dict, difference_in_words

    say = Reader(options.language).say
    content = _downloaded(options.file) if options.file else _fetched()
    today = date.today()
    is_new = _is_new(content, today, options.file)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "prices.json"
        file.write_bytes(content)
        found = price_difference(load(today), PriceList.at(today, file))
    print(as_json(difference_as_dict(found)) if options.json else difference_in_words(found, Reader(options.language)))
    if not is_new:
        return _told(say, text("These are the prices in use: nothing is written"), 0)
    if not options.accept:
        return _told(say, text("Nothing is written; --accept takes these prices over from today on"), 0)
    if found.asks and not options.even_so:
        return _told(say, text("Nothing is written: look at the first ones, then give --accept --even-so"), 1)
    return _told(say, _kept(content, today), 0)


def _told(say: Callable[[Text], str], what: Text, code: int) -> int:
    print(say(what), file=sys.stderr)
    return code


def _refused(place: str, message: Text) -> ProjectError:
    return ProjectError([Fault(place, message)])


def _downloaded(file: Path) -> bytes:
    try:
        with file.open("rb") as handle:
            return _bounded(handle.read(MOST_BYTES + 1), file.name)
    except OSError as error:
        why = error.strerror or str(error)
        raise _refused(file.name or str(file), text("The file cannot be read: {why}", why=why)) from None


def _fetched() -> bytes:
    from genai_prices import update_prices

    address = update_prices.DEFAULT_UPDATE_URL
    try:
        with urlopen(address, timeout=SECONDS_TO_WAIT) as answer:
            return _bounded(answer.read(MOST_BYTES + 1), address)
    except (OSError, HTTPException) as error:
        problem = text(
            "The newest prices cannot be fetched ({why}); download {address} elsewhere, and give it with --from FILE",
            why=str(error) or type(error).__name__,
            address=address,
        )
        raise _refused("data refresh", problem) from None


def _bounded(content: bytes, place: str) -> bytes:
    if len(content) > MOST_BYTES:
        raise _refused(place, text("This is larger than any list of prices"))
    return content


def _is_new(content: bytes, today: date, file: Path | None) -> bool:
    """Whether the list differs from the one in use.

    Raises:
        ProjectError: it is broken, or older than the one in use.
    """
    from advisor.catalogue.price_lists import BrokenPriceList, earlier_prices, newest_change, parsed, prices_of
    from advisor.catalogue.price_lists import newest_price_list as newest
    from advisor.catalogue.store import DATA_FOLDER

    place = file.name if file else "data refresh"
    try:
        given = parsed(content)
    except BrokenPriceList as error:
        raise _refused(place, text("This is not a list of genai-prices: {why}", why=str(error))) from None
    in_use = prices_of(newest(today, DATA_FOLDER))
    if given.providers == in_use.providers:
        return False
    last, last_in_use = newest_change(given, today), newest_change(in_use, today)
    if last < last_in_use:
        problem = text(
            "This list is older than the prices in use: its last change is of {last}, theirs of {last_in_use}",
            last=last,
            last_in_use=last_in_use,
        )
        raise _refused(place, problem)
    if any(given.providers == earlier.providers for earlier in earlier_prices(DATA_FOLDER)):
        raise _refused(place, text("This list is older than the prices in use: it was in use before them"))
    return True


def _kept(content: bytes, today: date) -> Text:
    from advisor.catalogue.price_lists import StoredAlready, keep_price_list
    from advisor.catalogue.store import DATA_FOLDER

    try:
        path = keep_price_list(content, today, DATA_FOLDER)
    except StoredAlready as error:
        raise _refused("--accept", text("There is a list of today, {file}: delete it first", file=str(error))) from None
    except OSError as error:
        problem = text("The list cannot be stored: {why}; ADVISOR_PRICES names another folder", why=str(error))
        raise _refused("--accept", problem) from None
    return text("Written: {file}. These prices count from today on; deleting the file takes them back", file=str(path))
