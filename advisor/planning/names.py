"""Names as people type them: hostile, in any script, and looked for without regard to case and accents."""

from __future__ import annotations

import unicodedata

from advisor.planning.tables import NAME_LETTERS


def stored(name: str) -> str:
    """A name that every database can hold, on one line."""
    legible = "".join(letter for letter in name if letter.isprintable() or letter.isspace())
    return " ".join(legible.encode("utf-8", "ignore").decode().split())[:NAME_LETTERS]


def folded(name: str) -> str:
    """The same for two names that read alike: without case, accents and signs that nobody sees."""
    letters = unicodedata.normalize("NFKD", stored(name).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
