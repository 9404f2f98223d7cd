"""Both languages say everything: each message has its translation, with the same places for values."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from advisor.advice import advise
from advisor.catalogue import load
from advisor.decision.rules import load_rules
from advisor.language import LANGUAGES, Amount, Listing, Reader, Span, closest_language, text, translations
from advisor.project_file import Project
from scripts.messages import catalogue, messages
from scripts.serving import ROOT

OTHER_LANGUAGES = [language for language in LANGUAGES if language != "en"]


def places(sentence: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(sentence) if field is not None}


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_every_message_is_translated(language: str) -> None:
    known = catalogue(language)
    missing = [
        f"{file}: {message}"
        for message, file in messages().items()
        if (found := known.get(message)) is None or not str(found.string).strip() or found.fuzzy
    ]
    assert not missing, f"{len(missing)} without a translation; run make messages and translate:\n" + "\n".join(missing)


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_a_translation_has_the_places_of_its_message(language: str) -> None:
    differ = [
        f"{message.id} -> {message.string}"
        for message in catalogue(language)
        if message.id and message.string and places(str(message.id)) != places(str(message.string))
    ]
    assert not differ, "\n".join(differ)


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_no_translation_is_left_over(language: str) -> None:
    assert {str(message.id) for message in catalogue(language) if message.id} <= set(messages()), "run make messages"


def test_what_every_figure_rests_on_is_said_in_a_known_message() -> None:
    said = {source.meaning.message for source in advise(Project()).futures.sources.values()}
    unmarked = sorted(said - set(messages()))
    assert not unmarked, "mark these where they are declared, with N_:\n" + "\n".join(unmarked)


def test_every_rule_speaks_both_languages() -> None:
    for rule in load_rules():
        for sentence in (rule.for_, rule.against):
            assert sentence.en != sentence.es, rule.id


def test_the_meaning_of_every_parameter_is_one_sentence() -> None:
    poor = [name for name, parameter in load().parameters.items() if not re.fullmatch(r"[A-Z].*\.", parameter.meaning)]
    assert not poor


def test_unknown_messages_stay_in_english() -> None:
    assert translations("es").gettext("not a message") == "not a message"


@pytest.mark.parametrize(
    ("tag", "language"), [("es-419", "es"), ("es", "es"), ("en-GB", "en"), ("fr", "en"), (None, "en")]
)
def test_the_browser_tells_the_language_to_begin_with(tag: str | None, language: str) -> None:
    assert closest_language(tag) == language


def test_numbers_take_the_form_of_the_reader() -> None:
    english, spanish = Reader("en"), Reader("es", "EUR", 0.9)
    assert english.amount(1_234_567, "USD/month").startswith("$1,230,000")
    assert spanish.amount(1_000_000, "USD").replace("\xa0", " ") == "900.000 €"
    assert english.amount(0.1234, "share") == "12.3%"
    assert spanish.amount(0.1234, "share").replace("\xa0", " ") == "12,3 %"
    assert english.amount(float("nan"), "USD") == "unknown"
    assert english.amount(80e9, "bytes") == "80 GB"


def test_a_range_that_is_shown_alike_at_both_ends_is_a_point() -> None:
    assert Reader().say(Span(1.0001, 1.0002, "days")) == Reader().say(Amount(1.0, "days"))


def test_values_are_put_into_messages() -> None:
    said = Reader().say(text("{first} and {last}", first=Listing(("a", "b", "c")), last=Amount(2, "days")))
    assert said == "a, b and c and 2 days"


def test_no_message_hides_in_an_f_string() -> None:
    """Babel does not look into them, so such a message would never be translated."""
    hidden = re.compile(r"""f(?P<quote>["'])[^"'\n]*\{[^}"']*\b(?:_|N_|text)\(["']""")
    folders = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py")), *sorted((ROOT / "advisor").rglob("*.py"))]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in folders
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if hidden.search(line)
    ]
    assert not found, found
