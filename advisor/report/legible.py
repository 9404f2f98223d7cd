"""Words that can be set in the fonts at hand: what they lack is seen as lacking, and a long word breaks.

A user's words may be in any script. A document that promises to be accessible may hold no sign without a glyph.
"""

from __future__ import annotations

import re
import unicodedata

MISSING = "▯"
"""Stands for a sign that the fonts lack."""
NOT_LEGIBLE = re.compile(
    "[^\t\n\u0020-\u04ff\u0540-\u060c\u0621-\u063a\u0640-\u066d\u10d0-\u10ff\u1e00-\u2027\u202f-\u2040\u2070-\u211e"
    "\u2122\u2126\u2153-\u2184\u2190-\u23ff\u2460-\u262f]"
)
"""Outside of the scripts that the embedded fonts hold: Latin, Greek, Cyrillic, Hebrew, Arabic, Georgian, signs."""
UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Mc", "Me"})
"""Categories without a glyph of their own: controls, directions, marks on letters that have no such letter."""
LONG_WORD = re.compile(r"[^\s\u200b]{25,}")
MAY_BREAK = "\u200b"


def legible(words: str) -> str:
    """The words as they can be set, on as many lines as they need."""
    composed = unicodedata.normalize("NFC", words)
    seen = "".join(_sign(letter) for letter in NOT_LEGIBLE.sub(MISSING, composed))
    return LONG_WORD.sub(lambda found: MAY_BREAK.join(found.group()), seen)


def _sign(letter: str) -> str:
    if letter.isspace():
        return " "
    return MISSING if unicodedata.category(letter) in UNSEEN else letter


def shortened(words: str, most: int) -> str:
    """The beginning of words that are too long for the place, to the last whole word, with a sign that they go on."""
    if len(words) <= most:
        return words
    cut = words[:most]
    return f"{cut.rpartition(' ')[0] or cut} …"
