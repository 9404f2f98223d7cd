"""From bytes to text, a piece at a time: encodings, and places where a text may be cut without moving a token."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

import charset_normalizer

from advisor.documents.report import Unreadable
from advisor.language import text

BLOCK_BYTES = 2**20
LOOKED_AT_BYTES = 2**16
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip
SAFE_CUT = re.compile(r"\n(?=[ \t]*[^\s/])|(?<=[^\W_])(?= [^\W\d_])")
"""Where a token ends in every vocabulary: after a line break that only blanks part from what follows (a slash may go on
with what stands before), and between a word and the blank before the next."""
FIRST_REACH = 256
SIGNS = "¿¡«»ªº°§€£©®™“”„…•´\xa0"
WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøœùúûüßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜ·‘’‚–—\xad" + SIGNS)
MISPLACED = re.compile(f"[^\\W\\d_][{SIGNS}][^\\W\\d_]|[À-ÿ]{{3}}")
"""A sign between letters, or three letters with accents on end, is a word in another encoding."""
LATIN = ["cp1252", "cp1250", "cp1254", "mac_roman", "cp850"]
MOSTLY = 0.8
"""A text of so much ASCII is hardly in Chinese, Russian or Greek."""


def pieces(stream: BinaryIO) -> Iterator[str]:
    """The text in pieces that have, one by one, as many tokens as together.

    Raises:
        Unreadable: it is not text.
    """
    encoding = encoding_of(stream.read(LOOKED_AT_BYTES))
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    kept = ""
    while block := stream.read(BLOCK_BYTES):
        searched = max(len(kept) - 2, 0)
        kept += decoder.decode(block)
        cut = _last_safe_cut(kept, searched)
        if cut:
            yield kept[:cut]
            kept = kept[cut:]
    kept += decoder.decode(b"", final=True)
    if kept:
        yield kept


def _last_safe_cut(kept: str, searched: int) -> int:
    """The end of what may go on, looked for from behind, in ever larger parts; 0 where there is none."""
    start, reach = len(kept), FIRST_REACH
    while start > searched:
        start, reach = max(len(kept) - reach, searched), reach * 16
        if cuts := [match.end() for match in SAFE_CUT.finditer(kept, start)]:
            return cuts[-1]
    return 0


def encoding_of(head: bytes) -> str:
    """The encoding of a text that begins so: by its mark, else UTF-8, else by what its letters look like.

    Raises:
        Unreadable: it is not text.
    """
    for mark, encoding in MARKS.items():
        if head.startswith(mark):
            return encoding
    if b"\0" in head:
        raise Unreadable(text("it is not text: there are NUL bytes in it"))
    if _is_utf_8(head):
        return "utf-8"
    if _is_western(head):
        return "cp1252"
    likely = LATIN if sum(byte < 0x80 for byte in head) > MOSTLY * len(head) else None
    guess = (
        charset_normalizer.from_bytes(head, cp_isolation=likely).best() or charset_normalizer.from_bytes(head).best()
    )
    if guess is None:
        raise Unreadable(text("it is not text in any known encoding; save it as UTF-8"))
    return guess.encoding


def _is_western(head: bytes) -> bool:
    """Whether it reads as a Western language in Windows' encoding: guessers take a few accents for Chinese or Czech."""
    try:
        words = head.decode("cp1252")
    except UnicodeDecodeError:
        return False
    beyond = [letter for letter in words if letter > "\x7f"]
    return len(beyond) < len(words) / 2 and WESTERN.issuperset(beyond) and not MISPLACED.search(words)


def _is_utf_8(head: bytes) -> bool:
    """Whether it is UTF-8, but for a last character that the block may have cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def without_surrogates(words: str) -> str:
    """The text with halves of characters replaced, which no tokenizer can read."""
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
