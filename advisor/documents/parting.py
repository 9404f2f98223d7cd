"""Large files of records, cut into parts of whole lines: what one process measures at a time stays small."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO

from advisor.documents.decoding import BLOCK_BYTES, LOOKED_AT_BYTES
from advisor.documents.formats import BY_ENDING, JSONL
from advisor.documents.listing import opened
from advisor.documents.report import WHOLE, Part, Source

PART_BYTES = 4 * 2**20
BEGINS_LIKE_JSON = re.compile(rb"(\xef\xbb\xbf)?\s*[{\[]\s*[\"{}\[\]]")


def in_parts(sources: Iterable[Source]) -> Iterator[Source]:
    """The sources, a large JSONL file part by part; one that cannot be opened stays whole: its reader tells why."""
    for source in sources:
        if _is_large(source):
            yield from (replace(source, part=part) for part in _parts(source))
        else:
            yield source


def _is_large(source: Source) -> bool:
    ending = PurePosixPath(source.name.lower()).suffix
    return source.content is None and source.size > PART_BYTES and BY_ENDING.get(ending) == JSONL


def _parts(source: Source) -> Iterator[Part]:
    try:
        with opened(source) as stream:
            yield from _cut(stream, source.size)
    except Exception:  # any kind of store, any error
        yield WHOLE


def _cut(stream: BinaryIO, size: int) -> Iterator[Part]:
    """Parts that end with a line; one where lines cannot be told by their bytes."""
    head = stream.read(LOOKED_AT_BYTES)
    if not BEGINS_LIKE_JSON.match(head) or b"\0" in head:
        yield WHOLE
        return
    stream.seek(0)
    start = end = position = 0
    first = line = 1
    while block := _block(stream):
        if found := block.count(b"\n"):
            line, end = line + found, position + block.rindex(b"\n") + 1
        position += len(block)
        if end - start >= PART_BYTES:
            yield Part(start, first, line - first)
            start, first = end, line
    if start < size:
        yield Part(start, first)


def _block(stream: BinaryIO) -> bytes:
    """The next bytes; none where they cannot be had: whoever measures the rest will say why."""
    try:
        return stream.read(BLOCK_BYTES)
    except Exception:
        return b""
