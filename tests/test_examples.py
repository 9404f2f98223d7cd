"""The gallery opens on whole projects whose advice agrees with their story."""

from __future__ import annotations

import pytest

from advisor.advice import advise
from advisor.examples import EXAMPLES_FOLDER, Example, examples
from advisor.language import Bilingual
from advisor.project import QUESTIONS

FEWEST_ANSWERS = 30


def by_name(example: Example) -> str:
    return example.name


def test_every_file_is_in_the_gallery_once() -> None:
    files = sorted(path.stem for path in EXAMPLES_FOLDER.glob("*.yaml") if path.name != "index.yaml")
    assert sorted(example.name for example in examples()) == files


def test_the_gallery_shows_every_way() -> None:
    assert {example.expected_way for example in examples()} == {"prompt", "rag", "finetune", "hybrid"}


def test_the_first_example_leaves_something_to_discuss() -> None:
    advice = advise(examples()[0].project)
    assert advice.best.chance < 1
    assert advice.flips


@pytest.mark.parametrize("example", examples(), ids=by_name)
def test_the_words_are_in_both_languages(example: Example) -> None:
    for words in (example.title, example.story):
        assert isinstance(words, Bilingual)
        assert words.en and words.es and words.en != words.es
    assert example.source


@pytest.mark.parametrize("example", examples(), ids=by_name)
def test_the_project_is_fully_answered(example: Example) -> None:
    project = example.project
    assert len(QUESTIONS) - len(project.unknown) >= FEWEST_ANSWERS
    assert project.name and project.notes and project.start


@pytest.mark.parametrize("example", examples(), ids=by_name)
def test_the_advice_agrees_with_the_story(example: Example) -> None:
    advice = advise(example.project)
    assert advice.verdict == example.expected_way
    assert not advice.best.limits_broken
