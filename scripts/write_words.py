"""Write the advice on every worked example to tests/words, in words, so that a change of the words is seen and read.

Numbers, models and machines give way to marks: they move with prices. Verdicts, reasons and their order stay as said.
Read what changed as somebody who knows the field, and renew tests/words/reviews.yaml with it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from advisor.advice import Advice, advise  # noqa: E402
from advisor.alternatives import WAYS  # noqa: E402
from advisor.examples import Example, examples  # noqa: E402
from advisor.language import LANGUAGES, Reader  # noqa: E402
from advisor.providers import NAMES  # noqa: E402
from advisor.report.words import HEADLINES, advice_in_words, reader_of, setup, shown  # noqa: E402

FOLDER = ROOT / "tests" / "words"
SOURCE = re.compile(r"  \[.*\]$", re.MULTILINE)
NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
COLUMN = re.compile(r"(?<=\S) {2,}")


def words(example: Example, language: str) -> str:
    """The advice on an example in a language, without sources, with marks for numbers, models and machines."""
    advice = advise(example.project)
    reader = reader_of(advice, language)
    said = advice_in_words(advice, language).replace(reader.say(setup(advice.best.alternative)), "‹model and machine›")
    said = SOURCE.sub("", _without_figures(said, advice, reader))
    said = _marked(said, [model.name for model in advice.catalogue.models], "‹model›")
    said = _marked(said, [reader._(name) for name in NAMES.values()], "‹provider›")
    return COLUMN.sub("  ", NUMBER.sub("#", said)).replace("\xa0", " ") + "\n"


def _without_figures(said: str, advice: Advice, reader: Reader) -> str:
    figures = [advice.figure(name) for name in HEADLINES] + [advice.figure("total_cost", way) for way in WAYS]
    for figure in figures:
        value = re.escape(reader.say(shown(figure)))
        said = re.sub(rf"(: |  ){value}$", r"\1‹figure›", said, flags=re.MULTILINE)
    return said


def _marked(said: str, names: list[str], mark: str) -> str:
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{longest_first})(?!\w)", mark, said)


def file_of(example: Example, language: str) -> Path:
    """Where the words of an example stand."""
    return FOLDER / f"{example.name}.{language}.txt"


def main() -> None:
    """Write the words of every example in every language."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for example in examples():
        for language in LANGUAGES:
            file_of(example, language).write_text(words(example, language), encoding="utf-8")


if __name__ == "__main__":
    main()
