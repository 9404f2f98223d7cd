"""Count the same text with each family of tokenizers, language by language, and keep the ratios in data/tokenizers.

The text is the documentation of Python and its translations by people, as gettext .po files: each message says the
same thing in English and in another language. Give the folder of each language, Spanish among them (its English
side stands for English):

    python scripts/measure_tokenizers.py es=FOLDER fr=FOLDER pt=FOLDER pl=FOLDER ja=FOLDER zh=FOLDER
"""

from __future__ import annotations

import argparse
import csv
import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt
import splintr
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
RATIOS_FILE = ROOT / "data" / "tokenizers" / "ratios.csv"

FAMILIES = {
    "o200k": "o200k_base",
    "cl100k": "cl100k_base",
    "llama3": "llama3",
    "qwen3": "qwen3",
    "deepseek_v3": "deepseek_v3",
    "tekken": "mistral_v3",
    "gemma4": "gemma4",
    "kimi_k2": "kimi_k2",
    "glm4": "glm4",
}
"""What splintr calls each family; every other is compared with the first."""
REFERENCE = "o200k"
UNPUBLISHED = "unpublished"
UNPUBLISHED_SOURCE = (
    "tokenizer not published: o200k's count, at least -20 to +30 %, else as far apart as all measured families"
)

REPOSITORIES = {"es": "es", "fr": "fr", "pt": "pt-br", "pl": "pl", "ja": "ja", "zh": "zh-cn"}
"""How the repository of each language ends."""
ENGLISH, ENGLISH_FROM, OTHER = "en", "es", "other"

PROSE_CHARACTERS = 40
DOCUMENT_CHARACTERS = 3000
DOCUMENTS = 200
SPREAD = (0.05, 0.95)
SIGNIFICANT_DIGITS = 4
LEAST_MARGIN = (0.8, 1.3)
"""What is allowed for at the least where nobody knows the vocabulary: makers change theirs between versions."""

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Document:
    """The translated messages of one .po file, in English and in the language."""

    english: str
    text: str


@dataclass(frozen=True)
class Counted:
    """What one family makes of the documents of one language: characters of all, tokens of each."""

    characters: int
    tokens: Counts
    english_tokens: Counts


@dataclass(frozen=True)
class Ratio:
    """Tokens of a family for one of the reference: over all documents, and the spread between them."""

    pooled: float
    low: float
    high: float


@dataclass(frozen=True)
class Row:
    """A line of the file; its fields are the columns."""

    family: str
    language: str
    tokens_per_o200k_token: str
    low: str
    high: str
    tokens_per_english_token: str
    characters_per_token: str
    documents: str
    source: str
    as_of: str
    confidence: str
    kind: str
    note: str


def messages(path: Path) -> list[tuple[str, str]]:
    """The prose of a .po file that is translated: English and translation.

    A translation that repeats the English (code, a licence, a page left for later) counts as none.
    """
    with path.open("rb") as handle:
        catalogue = read_po(handle)
    return [
        (message.id, message.string)
        for message in catalogue
        if isinstance(message.id, str)
        and isinstance(message.string, str)
        and len(message.id) >= PROSE_CHARACTERS
        and message.string not in ("", message.id)
        and not message.fuzzy
    ]


def documents(folder: Path) -> list[Document]:
    """The first files, by name, that hold enough translated prose."""
    found: list[Document] = []
    for path in sorted(folder.rglob("*.po")):
        pairs = messages(path)
        if sum(len(english) for english, _ in pairs) >= DOCUMENT_CHARACTERS:
            found.append(Document("\n\n".join(english for english, _ in pairs), "\n\n".join(text for _, text in pairs)))
        if len(found) == DOCUMENTS:
            break
    return found


def texts(folders: Mapping[str, Path]) -> dict[str, list[Document]]:
    """The documents of each language, and of English as the Spanish translators read it."""
    found = {language: documents(folder) for language, folder in folders.items()}
    english = [Document(document.english, document.english) for document in found[ENGLISH_FROM]]
    return {ENGLISH: english, **found}


def counts(tokenizer: splintr.AnyTokenizer, passages: Iterable[str]) -> Counts:
    """The tokens of each passage; a special token that is spelled out in it counts as the text it is."""
    return np.array([len(tokenizer.encode_ordinary(passage)) for passage in passages], dtype=np.int64)


def measured(family: str, by_language: Mapping[str, list[Document]]) -> dict[str, Counted]:
    """What a family makes of each language."""
    tokenizer = splintr.Tokenizer.from_pretrained(FAMILIES[family])
    return {
        language: Counted(
            characters=sum(len(document.text) for document in found),
            tokens=counts(tokenizer, (document.text for document in found)),
            english_tokens=counts(tokenizer, (document.english for document in found)),
        )
        for language, found in by_language.items()
    }


def ratio(counted: Counted, reference: Counted) -> Ratio:
    """A family's tokens for one of the reference, in one language."""
    low, high = np.quantile(counted.tokens / reference.tokens, SPREAD)
    return Ratio(float(counted.tokens.sum() / reference.tokens.sum()), float(low), float(high))


def together(languages: Mapping[str, Counted]) -> Counted:
    """All languages but English as one."""
    foreign = [counted for language, counted in languages.items() if language != ENGLISH]
    return Counted(
        characters=sum(counted.characters for counted in foreign),
        tokens=np.concatenate([counted.tokens for counted in foreign]),
        english_tokens=np.concatenate([counted.english_tokens for counted in foreign]),
    )


def widest(languages: Mapping[str, Counted], references: Mapping[str, Counted]) -> Ratio:
    """The ratio over all languages but English, as wide as the widest of them."""
    each = [ratio(counted, references[language]) for language, counted in languages.items() if language != ENGLISH]
    pooled = ratio(together(languages), together(references)).pooled
    return Ratio(pooled, min(one.low for one in each), max(one.high for one in each))


def written(number: float) -> str:
    """A number as the file holds it."""
    return f"{number:.{SIGNIFICANT_DIGITS}g}"


def row(family: str, language: str, to_reference: Ratio, counted: Counted, **origin: str) -> Row:
    """A line of the file; `origin` is its last columns, and may say for itself how many documents there are."""
    tokens = counted.tokens.sum()
    return Row(
        family=family,
        language=language,
        tokens_per_o200k_token=written(to_reference.pooled),
        low=written(to_reference.low),
        high=written(to_reference.high),
        tokens_per_english_token=written(tokens / counted.english_tokens.sum()),
        characters_per_token=written(counted.characters / tokens),
        **{"documents": str(counted.tokens.size), **origin},
    )


def source(languages: Iterable[str]) -> str:
    """Where the text of these languages comes from, and what counted it."""
    endings = [REPOSITORIES[ENGLISH_FROM if language == ENGLISH else language] for language in languages]
    ending = endings[0] if len(endings) == 1 else "{" + ",".join(endings) + "}"
    counter = f"splintr-rs {version('splintr-rs')}"
    return f"python-docs translations (github.com/python/python-docs-{ending}), counted with {counter}"


def family_rows(
    family: str, languages: Mapping[str, Counted], references: Mapping[str, Counted], as_of: str
) -> Iterator[Row]:
    """The lines of a family: each language as measured, and any other as wide as they all are."""
    for language, counted in languages.items():
        yield row(
            family, language, ratio(counted, references[language]), counted, source=source([language]),
            as_of=as_of, confidence="medium", kind="measured", note="technical prose",
        )  # fmt: skip
    foreign = [language for language in languages if language != ENGLISH]
    yield row(
        family, OTHER, widest(languages, references), together(languages), source=source(foreign),
        as_of=as_of, confidence="low", kind="derived", note=f"pooled over {', '.join(foreign)}; widest range of them",
    )  # fmt: skip


def unpublished_rows(known: Iterable[Row], as_of: str) -> Iterator[Row]:
    """The lines of the tokenizers that nobody can count with: anything that a known one makes of the language."""
    lines = list(known)
    for reference in (line for line in lines if line.family == REFERENCE):
        alike = [line for line in lines if line.language == reference.language]
        low = min(LEAST_MARGIN[0], *(float(line.low) for line in alike))
        high = max(LEAST_MARGIN[1], *(float(line.high) for line in alike))
        yield replace(
            reference, family=UNPUBLISHED, low=written(low), high=written(high), documents="", as_of=as_of,
            confidence="low", kind="guess", note="Claude, Gemini, Grok, Nova; the makers' own counting APIs are exact",
            source=UNPUBLISHED_SOURCE,
        )  # fmt: skip


def rows(by_language: Mapping[str, list[Document]], as_of: str) -> Iterator[Row]:
    """All lines of the file."""
    references, lines = measured(REFERENCE, by_language), list[Row]()
    for family in FAMILIES:
        languages = references if family == REFERENCE else measured(family, by_language)
        lines += family_rows(family, languages, references, as_of)
    yield from lines
    yield from unpublished_rows(lines, as_of)


def write(lines: Iterable[Row], file: Path) -> None:
    """Keep the lines."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, [field.name for field in fields(Row)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(vars(line) for line in lines)


def language_folder(written_so: str) -> tuple[str, Path]:
    """A language and its folder, from LANGUAGE=FOLDER.

    Raises:
        argparse.ArgumentTypeError: it is not written so, or the language has no known source.
    """
    language, _, folder = written_so.partition("=")
    if language not in REPOSITORIES or not Path(folder).is_dir():
        raise argparse.ArgumentTypeError(f"{written_so}: one of {', '.join(REPOSITORIES)}, =, and a folder that exists")
    return language, Path(folder)


def options() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=language_folder, metavar="LANGUAGE=FOLDER")
    parser.add_argument("--to", type=Path, default=RATIOS_FILE, metavar="FILE")
    parser.add_argument("--as-of", default=datetime.date.today().isoformat(), metavar="DATE")
    asked = parser.parse_args()
    if ENGLISH_FROM not in dict(asked.folders):
        parser.error(f"{ENGLISH_FROM}=FOLDER is needed: English is read from it")
    return asked


def main() -> None:
    """Measure and write."""
    asked = options()
    by_language = texts(dict(asked.folders))
    for language, found in by_language.items():
        print(f"{language}: {len(found)} documents, {sum(len(document.text) for document in found)} characters")
    write(rows(by_language, asked.as_of), asked.to)


if __name__ == "__main__":
    main()
