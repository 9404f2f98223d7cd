"""Which files there are: files, folders, patterns and any address that fsspec knows, one after another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from fsspec.core import url_to_fs

from advisor.documents.report import Source, Unreadable
from advisor.language import text

HIDDEN = "."
MAGIC = "*?["
PASSWORD = re.compile(r"//[^/@\s]*@")
SECRET = re.compile(r"([?&][^=&\s]*(?:credential|key|password|secret|sig|token)[^=&\s]*=)[^&\s]*", re.IGNORECASE)
LONGEST_ERROR = 300
FETCHED_BYTES = 4 * 2**20
"""What a store far away is asked for at a time; some ask for ten times as much by themselves."""


class NothingThere(ValueError):
    """A path leads to no file; the message says which."""


def sources(paths: Iterable[str]) -> Iterator[Source]:
    """The files under the paths, in the order of their names; hidden files and folders are left out.

    Raises:
        NothingThere: a path leads to no file, or its kind of address needs a package that is not installed.
    """
    for path in paths:
        try:
            filesystem, place = url_to_fs(path)
            found = list(_under(filesystem, place))
        except Exception as error:  # every kind of store has its own
            raise NothingThere(without_secrets(f"{path}: {_in_a_line(error)}")) from None
        if not found:
            raise NothingThere(without_secrets(f"{path}: there is no file"))
        yield from found


def _in_a_line(error: Exception) -> str:
    told = (getattr(error, "strerror", None) or str(error)).strip() or type(error).__name__
    return str(told).splitlines()[0][:LONGEST_ERROR]


def without_secrets(address: str) -> str:
    """An address, or a sentence with one, without passwords, keys and signatures."""
    return SECRET.sub(r"\1…", PASSWORD.sub("//…@", address))


def _under(filesystem: Any, place: str) -> Iterator[Source]:
    """Every file in a place, a folder at a time."""
    if any(sign in place for sign in MAGIC) and not filesystem.exists(place):
        for found in sorted(filesystem.glob(place)):
            yield from _under(filesystem, found)
    elif filesystem.isdir(place):
        for entry in sorted(filesystem.ls(place, detail=True), key=lambda entry: str(entry["name"])):
            if PurePosixPath(entry["name"].rstrip("/")).name.startswith(HIDDEN) or entry["name"].rstrip("/") == place:
                continue
            if entry["type"] == "directory":
                yield from _under(filesystem, entry["name"])
            elif entry["type"] == "file" and not entry.get("islink"):
                yield _source(filesystem, entry)
    elif filesystem.isfile(place):
        yield _source(filesystem, filesystem.info(place))


def _source(filesystem: Any, entry: dict[str, Any]) -> Source:
    stamp = entry.get("mtime") or entry.get("LastModified") or entry.get("ETag") or ""
    name = str(entry["name"])
    url, size = filesystem.unstrip_protocol(name), int(entry.get("size") or 0)
    return Source(_writable(name), url, size=size, stamp=str(stamp))


def _writable(name: str) -> str:
    """The name without what no terminal and no database may hold: secrets, and letters such as `\\udce9`."""
    shown = without_secrets(name)
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in shown)


@contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    """What a source holds.

    Raises:
        Unreadable: it cannot be had.
        OSError: it cannot be opened.
    """
    if source.content is not None:
        yield BytesIO(source.content)
        return
    try:
        filesystem, place = url_to_fs(source.url)
    except (ImportError, ValueError) as error:
        raise Unreadable(text("its address cannot be opened: {why}", why=without_secrets(str(error)))) from None
    with filesystem.open(place, "rb", block_size=FETCHED_BYTES) as stream:
        yield stream
