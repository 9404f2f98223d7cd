"""Measured documents in words and as plain data, for the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from advisor.catalogue import Catalogue
from advisor.documents import Corpus, TrainingSet
from advisor.documents.report import Skipped
from advisor.documents.sampling import Extrapolated
from advisor.documents.splitting import SPLITTERS, Chunking
from advisor.language import N_, Amount, Listing, Reader, Span, Text, text
from advisor.measured import CHUNK_OVERLAP_TOKENS, CHUNK_TOKENS, FAMILIES, FAMILY_NAMES, Tokens, tokens_of
from advisor.project import QUESTIONS
from advisor.project_file import Project

OWN_NAMES = {
    CHUNK_TOKENS: N_("Tokens of a chunk"), CHUNK_OVERLAP_TOKENS: N_("Tokens shared with the chunk before"),
}  # fmt: skip
LENGTH_NAMES = {0.0: "shortest", 0.1: "p10", 0.5: "median", 0.9: "p90", 0.99: "p99", 1.0: "longest"}


@dataclass(frozen=True)
class Measured:
    """Everything that one run has measured."""

    corpus: Corpus
    chunking: Chunking
    training: TrainingSet | None
    total: Extrapolated | None
    families: tuple[Tokens, ...]


def measured(
    corpus: Corpus, chunking: Chunking, training: TrainingSet | None, total: Extrapolated | None, catalogue: Catalogue
) -> Measured:
    """The figures of one run, in the tokens of all families."""
    families = tuple(tokens_of(corpus, family, catalogue, total) for family in FAMILIES)
    return Measured(corpus, chunking, training, total, families)


def measured_as_dict(found: Measured, reader: Reader) -> dict[str, Any]:
    """The figures under stable keys. Tokens without a family are o200k's."""
    corpus = found.corpus
    return {
        "files": corpus.files,
        "documents": corpus.documents,
        "characters": corpus.characters,
        "words": corpus.words,
        "tokens": {
            each.family: {"low": each.low, "expected": each.expected, "high": each.high, "exact": each.is_exact}
            for each in found.families
        },
        "formats": [asdict(each) for each in corpus.formats],
        "languages": [asdict(each) for each in corpus.languages],
        "tokens_per_document": {LENGTH_NAMES[share]: length for share, length in corpus.lengths.items()},
        "exact_duplicates": asdict(corpus.exact_duplicates),
        "near_duplicates": asdict(corpus.near_duplicates),
        "chunking": {
            **asdict(found.chunking), "chunks": corpus.chunks.count, "tokens": corpus.chunks.tokens,
            "repeated_tokens": corpus.repeated_tokens,
        },
        "sample": asdict(found.total) if found.total else None,
        "training": _training_as_dict(found.training),
        "skipped_count": corpus.skipped_count,
        "skipped": [
            {"name": each.name, "line": each.line, "reason": reader.say(each.reason)} for each in corpus.skipped
        ],
    }  # fmt: skip


def _training_as_dict(training: TrainingSet | None) -> dict[str, Any] | None:
    if training is None:
        return None
    lengths = {LENGTH_NAMES[share]: length for share, length in training.lengths.items()}
    return asdict(training) | {"lengths": lengths}


def measured_in_words(found: Measured, reader: Reader) -> str:
    """The figures, a line each."""
    return "\n".join(reader.say(line) for line in _lines(found))


def _lines(found: Measured) -> Iterator[Text]:
    corpus = found.corpus
    yield text(
        "{documents} in {files} files: {words} words, {characters} characters",
        documents=Amount(corpus.documents, "documents"), files=corpus.files, words=corpus.words,
        characters=corpus.characters,
    )  # fmt: skip
    if found.total:
        yield text("A sample of {documents} documents: all of them have", documents=found.total.documents)
    for each in found.families:
        said = N_("  {family}: {tokens}") if each.is_exact else N_("  {family}: {tokens} (estimated)")
        yield text(said, family=text(FAMILY_NAMES[each.family]), tokens=tokens_said(each))
    if corpus.lengths:
        yield text(
            "Tokens a document: {median} in the middle, {most} for nine in ten, the longest {longest}",
            median=corpus.lengths[0.5], most=corpus.lengths[0.9], longest=corpus.lengths[1.0],
        )  # fmt: skip
    yield from _repeated(corpus)
    if corpus.main_languages:
        yield text("Languages: {languages}", languages=Listing(corpus.main_languages))
    yield text(
        "Chunks of {size} tokens with {overlap} overlapping ({splitter}): {chunks}, {repeated} tokens twice in them",
        size=found.chunking.size, overlap=found.chunking.overlap, splitter=text(SPLITTERS[found.chunking.splitter]),
        chunks=corpus.chunks.count, repeated=corpus.repeated_tokens,
    )  # fmt: skip
    if found.training:
        yield from _training_lines(found.training)
    if corpus.skipped_count:
        yield text("Left out: {count}", count=corpus.skipped_count)
        yield from (skipped_line(each) for each in corpus.skipped)


def _repeated(corpus: Corpus) -> Iterator[Text]:
    yield text(
        "Repeated: {exact} documents word by word ({tokens} tokens), {near} nearly",
        exact=corpus.exact_duplicates.documents, tokens=corpus.exact_duplicates.tokens,
        near=corpus.near_duplicates.documents,
    )  # fmt: skip


def _training_lines(training: TrainingSet) -> Iterator[Text]:
    yield text(
        "Training examples ({form}): {examples}, {tokens} tokens an epoch, the longest {longest}", form=training.form,
        examples=training.examples, tokens=training.tokens, longest=training.longest,
    )  # fmt: skip
    yield text(
        "  {duplicates} repeated, {tests} held back for testing, {leaked} of these in training, {malformed} unusable",
        duplicates=training.duplicates, tests=training.test_examples, leaked=training.leaked,
        malformed=training.malformed,
    )  # fmt: skip


def tokens_said(tokens: Tokens) -> Amount | Span:
    """The tokens as a point where they were counted, else as a range."""
    if tokens.low == tokens.high:
        return Amount(tokens.expected, "tokens")
    return Span(tokens.low, tokens.high, "tokens")


def taken_over(answers: Mapping[str, Any], own: Mapping[str, int], project: Project) -> Iterator[Text]:
    """What goes into the project: answers by path, with those whose place they take, and own values of parameters."""
    for path, given in answers.items():
        question, before = QUESTIONS[path], project.answer(path)
        values = {"what": text(question.label), "value": _given(given, question.unit)}
        if before is None or question.write(before) == given:
            yield text("{what}: {value}", **values)
        else:
            instead_of = _given(question.write(before), question.unit)
            yield text("{what}: {value}, in the place of {before}", before=instead_of, **values)
    for name, tokens in own.items():
        yield text("{what}: {value}", what=text(OWN_NAMES[name]), value=tokens)


def _given(given: Any, unit: str) -> Amount | Span | Listing:
    if isinstance(given, list):
        return Listing(tuple(given))
    return Span(given["low"], given["high"], unit) if isinstance(given, dict) else Amount(given, unit)


def skipped_line(skipped: Skipped) -> Text:
    """What was left out and why, with its line where it has one."""
    if skipped.line is None:
        return text("  skipped: {name}: {reason}", name=skipped.name, reason=skipped.reason)
    return text("  skipped: {name}, line {line}: {reason}", name=skipped.name, line=str(skipped.line),
                reason=skipped.reason)  # fmt: skip
