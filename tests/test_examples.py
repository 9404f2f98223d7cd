"""The gallery opens on whole projects whose advice agrees with their story."""

from __future__ import annotations

import pytest

from advisor.advice import advise
from advisor.examples import EXAMPLES_FOLDER, Example, gallery, load
from advisor.language import Bilingual
from advisor.project import QUESTIONS

FEWEST_ANSWERS = 30


def by_slug(example: Example) -> str:
    return example.slug


def test_every_file_is_in_the_gallery_once() -> None:
    files = sorted(path for path in EXAMPLES_FOLDER.glob("*.yaml") if path.name != "index.yaml")
    assert sorted(example.path for example in gallery()) == files


def test_the_gallery_shows_every_way() -> None:
    assert {example.expected_way for example in gallery()} == {"prompt", "rag", "finetune", "hybrid"}


def test_the_first_example_leaves_something_to_discuss() -> None:
    advice = advise(load(gallery()[0].slug))
    assert advice.best.chance < 1
    assert advice.flips


def test_an_unknown_slug_is_an_error() -> None:
    with pytest.raises(KeyError):
        load("no such example")


@pytest.mark.parametrize("example", gallery(), ids=by_slug)
def test_the_words_are_in_both_languages(example: Example) -> None:
    for words in (example.title, example.story):
        assert isinstance(words, Bilingual)
        assert words.en and words.es and words.en != words.es
    assert example.source


@pytest.mark.parametrize("example", gallery(), ids=by_slug)
def test_the_project_is_fully_answered(example: Example) -> None:
    project = load(example.slug)
    assert len(QUESTIONS) - len(project.unknown) >= FEWEST_ANSWERS
    assert project.name and project.notes and project.start


@pytest.mark.parametrize("example", gallery(), ids=by_slug)
def test_the_advice_agrees_with_the_story(example: Example) -> None:
    advice = advise(load(example.slug))
    assert advice.verdict == example.expected_way
    assert not advice.best.limits_broken
