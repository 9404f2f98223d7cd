"""Collect every English message that a reader may see, and keep locale/ up to date with them.

What is marked in the code (`_`, `text`, `N_`), what each parameter means, what each quantity is called and means.
Translations that exist are kept; what is new stays empty until somebody translates it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from advisor.catalogue import load  # noqa: E402
from advisor.graph import quantities  # noqa: E402
from advisor.language import LANGUAGES, LOCALE_FOLDER  # noqa: E402

KEYWORDS = {"_": None, "text": None, "N_": None}
SOURCES = [("app.py", "python"), ("pages/**.py", "python"), ("advisor/**.py", "python")]


def messages() -> dict[str, str]:
    """Every message and the file that first says it."""
    found: dict[str, str] = {}
    extracted = extract_from_dir(str(ROOT), method_map=SOURCES, keywords=KEYWORDS, directory_filter=lambda _: True)
    for file, _, message, _, _ in sorted(extracted, key=lambda entry: (entry[0], entry[1])):
        found.setdefault(str(message), file)
    for parameter in load().parameters.values():
        found.setdefault(parameter.meaning, "data/parameters")
    for quantity in quantities().values():
        found.setdefault(quantity.spelled, "advisor/model")
        found.setdefault(quantity.meaning, "advisor/model")
    found.pop("", None)
    return found


def catalogue(language: str) -> Catalog:
    """The messages of a language as they stand in its .po file."""
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language, project="LLM Adaptation Advisor", fuzzy=False)
    with path.open("rb") as handle:
        return read_po(handle, locale=language)


def po_file(language: str) -> Path:
    """Where the messages of a language stand."""
    return LOCALE_FOLDER / language / "LC_MESSAGES" / "advisor.po"


def update(language: str) -> tuple[int, int]:
    """Bring a language's .po file up to date; how many messages it has and how many still lack a translation."""
    known, wanted = catalogue(language), messages()
    renewed = Catalog(
        locale=language, project=known.project, version="1.0", charset="utf-8", fuzzy=False,
        creation_date=known.creation_date, revision_date=known.creation_date, last_translator="the authors",
        language_team=LANGUAGES[language], msgid_bugs_address="see CONTRIBUTING.md", copyright_holder="the authors",
        header_comment="# Messages of the LLM Adaptation Advisor. Renewed by `make messages`.",
    )  # fmt: skip
    for message, file in wanted.items():
        translated = known.get(message)
        renewed.add(message, translated.string if translated else "", locations=[(file, 0)])
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as handle:
        write_po(handle, renewed, width=120, sort_output=True, include_lineno=False)
    return len(wanted), sum(1 for message in renewed if message.id and not message.string)


def main() -> None:
    """Update every language but English, in which the code speaks."""
    for language in LANGUAGES:
        if language != "en":
            total, missing = update(language)
            print(f"{language}: {total} messages, {missing} without a translation")


if __name__ == "__main__":
    main()
