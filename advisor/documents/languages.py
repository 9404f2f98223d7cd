"""The language of a text."""

from __future__ import annotations

from functools import cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LETTERS_LOOKED_AT = 500
FEWEST_LETTERS = 20
UNTOLD = ""
KNOWN = (
    "ar,bg,ca,cs,da,de,el,en,es,et,eu,fa,fi,fr,ga,gl,he,hi,hr,hu,id,it,ja,ko,lt,lv,ms,nl,nn,no,pl,pt,ro,ru,sk,sl,sq,sr,"
    "sv,th,tr,uk,ur,vi,zh"
)
"""Languages that firms write in: among a hundred others, tables and lists are taken for the strangest ones."""


@cache
def _identifier() -> Any:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(KNOWN.split(","))
    return identifier


def language_of(words: str) -> str:
    """The two letters of the language that a text is most likely written in; empty where it is too short to tell."""
    looked_at = words[:LETTERS_LOOKED_AT]
    if sum(map(str.isalpha, looked_at)) < FEWEST_LETTERS:
        return UNTOLD
    language: str = _identifier().classify(looked_at)[0]
    return language
