"""Names and reasons as people type them: hostile, in any script, and names looked for without regard to case."""

from __future__ import annotations

import unicodedata

from advisor.planning.tables import NAME_LETTERS

BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the words around them: what is read is not what stands there."""
JOINERS = frozenset("\u200c\u200d")
"""Nobody sees them, and yet Persian and Hindi are not written without."""


def is_plain(key: str) -> bool:
    """Whether it can be a key at all: databases refuse some signs."""
    return key.isascii() and key.isprintable()


def stored(name: str) -> str:
    """A name that every database can hold, on one line."""
    legible = "".join(letter for letter in name if letter.isprintable() or letter.isspace())
    return " ".join(legible.encode("utf-8", "ignore").decode().split())[:NAME_LETTERS]


def folded(name: str) -> str:
    """The same for two names that read alike: without case, accents and signs that nobody sees."""
    letters = unicodedata.normalize("NFKD", stored(name).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def stored_lines(words: str) -> str:
    """Words of several lines that every database can hold and nobody is misled by."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    legible = "".join(letter for letter in lines if letter.isprintable() or letter in JOINERS or letter in "\n\t")
    return legible.encode("utf-8", "ignore").decode().strip()
