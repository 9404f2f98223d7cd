"""The words of the advice on the worked examples, as read and found right by somebody who knows the field."""

from __future__ import annotations

import re
from difflib import unified_diff
from functools import cache
from string import Formatter

import pytest
import yaml

from advisor.decision.rules import load_rules
from advisor.examples import Example, examples
from advisor.language import LANGUAGES
from scripts.messages import catalogue
from scripts.write_words import FOLDER, file_of, words

MOST_LINES = 50
MOST_WORDS = 550
MOST_WORDS_A_REASON = 25
REVIEW = {"reader", "expert", "why", "weaknesses"}
LETTERS = 40
"""What a review says at least, in characters."""
TOLD_APART = 3
"""So many words in a row are English, where Spanish would say them otherwise."""
FAMILIAR = re.compile(r"\b(?:vosotr[oa]s|vuestr\w+|quer[ée]is|pod[ée]is|ten[ée]is|\w+áis)\b", re.IGNORECASE)


def said(example: Example, language: str) -> str:
    return _said(example.name, language)


@cache
def _said(name: str, language: str) -> str:
    return words(next(example for example in examples() if example.name == name), language)


def by_name(example: Example) -> str:
    return example.name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", examples(), ids=by_name)
def test_the_words_are_those_that_were_read(example: Example, language: str) -> None:
    kept = file_of(example, language)
    lines = unified_diff(
        kept.read_text(encoding="utf-8").splitlines(), said(example, language).splitlines(), "read", "said", n=1,
        lineterm="",
    )  # fmt: skip
    diff = "\n".join(lines)
    remedy = "Read it as somebody who knows the field; if it is right, run python scripts/write_words.py and review it."
    assert not diff, f"{kept.name}\n{diff}\n\n{remedy}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", examples(), ids=by_name)
def test_the_words_are_few(example: Example, language: str) -> None:
    text = said(example, language)
    assert len(text.splitlines()) <= MOST_LINES
    assert len(text.split()) <= MOST_WORDS
    long = [line for line in text.splitlines() if line.startswith(("  + ", "  - "))
            and len(line.split()) > MOST_WORDS_A_REASON]  # fmt: skip
    assert not long, long


def english_only() -> set[str]:
    """Every run of words that a message or a rule says in English and not in Spanish, with no value in it."""
    pairs = [(str(message.id), str(message.string)) for message in catalogue("es") if message.id]
    pairs += [(s.en, s.es) for rule in load_rules() for s in (rule.for_, rule.against)]
    runs = {
        run.strip(" .:;,")
        for english, spanish in pairs if english != spanish
        for run, *_ in Formatter().parse(english)
    }  # fmt: skip
    return {run for run in runs if len(run.split()) >= TOLD_APART}


@pytest.mark.parametrize("example", examples(), ids=by_name)
def test_no_english_is_left_in_the_spanish_words(example: Example) -> None:
    spanish = said(example, "es")
    assert not {run for run in english_only() if run in spanish}
    alike = set(spanish.splitlines()) & set(said(example, "en").splitlines())
    assert alike <= {"", "‹model and machine›"}


def test_spanish_addresses_nobody_familiarly() -> None:
    sentences = [str(message.string) for message in catalogue("es")]
    sentences += [sentence.es for rule in load_rules() for sentence in (rule.for_, rule.against)]
    sentences += [words.es for example in examples() for words in (example.title, example.story)]
    assert not [sentence for sentence in sentences if FAMILIAR.search(sentence)]


def test_every_example_has_its_review_and_nothing_is_left_over() -> None:
    reviews = yaml.safe_load((FOLDER / "reviews.yaml").read_text(encoding="utf-8"))
    assert list(reviews) == [example.name for example in examples()]
    for name, review in reviews.items():
        assert set(review) == REVIEW, name
        assert all(len(told) >= LETTERS for told in review.values()), name
    kept = {file_of(example, language) for example in examples() for language in LANGUAGES}
    assert set(FOLDER.glob("*.txt")) == kept
