"""Zip archives, and Office files, which are such: read in memory, member by member, never unpacked to a disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from advisor.documents.formats import BROKEN_ARCHIVE
from advisor.documents.limits import Limits
from advisor.documents.report import Unreadable
from advisor.language import Amount, text

LONGEST_NAME = 200


class Archive:
    """A zip archive whose members together may not unpack to more than the limit."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive, self._left = archive, limits.unpacked_bytes
        self._limits = limits

    def names(self) -> list[str]:
        """The members, folders left out.

        Raises:
            Unreadable: there are too many.
        """
        names = list(dict.fromkeys(name for name in self._archive.namelist() if not name.endswith("/")))
        if len(names) > self._limits.members:
            raise Unreadable(text("it holds {count} files; at most {most} are read from one archive",
                                  count=len(names), most=self._limits.members))  # fmt: skip
        return names

    def read(self, name: str) -> bytes:
        """What a member holds: no more is unpacked than may be, whatever its header says.

        Raises:
            Unreadable: it is encrypted, damaged, or unpacks to more than may be.
        """
        try:
            entry = self._archive.getinfo(name)
            if entry.flag_bits & 0x1:
                raise Unreadable(text("it is encrypted; take the password off"))
            if entry.file_size > self._left:
                raise too_large(self._limits)
            with self._archive.open(entry) as stream:
                content = stream.read(self._left + 1)
        except KeyError:
            raise Unreadable(text("a part of it is missing: {name}", name=name)) from None
        except BROKEN_ARCHIVE:
            raise Unreadable(text("the archive is damaged or cut off; pack it again")) from None
        self._left -= len(content)
        if self._left < 0:
            raise too_large(self._limits)
        return content


def too_large(limits: Limits) -> Unreadable:
    """What is said of an archive that grows without end."""
    return Unreadable(text("it unpacks to more than {most}", most=Amount(limits.unpacked_bytes, "bytes")))


@contextmanager
def opened(stream: BinaryIO, limits: Limits) -> Iterator[Archive]:
    """The archive in a stream.

    Raises:
        Unreadable: it is damaged.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except BROKEN_ARCHIVE:
        raise Unreadable(text("the archive is damaged or cut off; pack it again")) from None
    with archive:
        yield Archive(archive, limits)


def shown_name(name: str) -> str:
    """A member's name as it is shown: no path that leads out, nothing that a terminal would obey."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    readable = "/".join(parts) or "?"
    return printable(readable)[-LONGEST_NAME:]


def printable(words: str) -> str:
    """The words without anything that a terminal would obey."""
    return "".join(letter if letter.isprintable() else "�" for letter in words)
