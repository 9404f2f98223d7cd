"""A measured corpus in figures: how much text there is, how it is distributed, what repeats, what was left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.documents.journal import EXACT, NEAR, Journal, read_back
from advisor.documents.report import Skipped
from advisor.documents.sampling import Extrapolated, extrapolate
from advisor.documents.splitting import Chunks
from advisor.units import FloatArray

MOST_LISTED = 200
LENGTH_QUANTILES = (0.0, 0.1, 0.5, 0.9, 0.99, 1.0)


@dataclass(frozen=True)
class Alike:
    """Documents that repeat an earlier one, and the tokens that they repeat."""

    documents: int
    tokens: int


@dataclass(frozen=True)
class Counts:
    """One kind of document, or one language: how many there are, with how many tokens."""

    name: str
    documents: int
    tokens: int


@dataclass(frozen=True)
class Corpus:
    """All documents together. Tokens without a family's name are o200k's."""

    files: int
    documents: int
    characters: int
    words: int
    tokens: int
    counted: dict[str, int]
    """Tokens by family, of those that were counted exactly."""
    formats: tuple[Counts, ...]
    languages: tuple[Counts, ...]
    lengths: dict[float, float]
    """Tokens of the document at each quantile."""
    exact_duplicates: Alike
    near_duplicates: Alike
    chunks: Chunks
    skipped_count: int
    skipped: tuple[Skipped, ...]

    @property
    def repeated_tokens(self) -> int:
        """Tokens that stand in two chunks because chunks overlap."""
        return max(self.chunks.tokens - self.tokens, 0)

    @property
    def main_languages(self) -> tuple[str, ...]:
        """The languages of at least a twentieth of the tokens, the largest first."""
        return tuple(each.name for each in self.languages if each.name and each.tokens >= 0.05 * self.tokens)


def corpus(journal: Journal) -> Corpus:
    """What the journal holds, in figures."""
    [(files,)] = journal.rows("SELECT count(DISTINCT name) FROM file")
    sums = "count(*), coalesce(sum(characters), 0), coalesce(sum(words), 0), coalesce(sum(tokens), 0)"
    [(documents, characters, words, tokens)] = journal.rows(f"SELECT {sums} FROM document")
    sums = "coalesce(sum(chunks), 0), coalesce(sum(chunk_tokens), 0)"
    [(chunks, chunk_tokens)] = journal.rows(f"SELECT {sums} FROM document")
    [(left_out,)] = journal.rows("SELECT count(*) FROM skipped")
    return Corpus(
        files=files, documents=documents, characters=characters, words=words, tokens=tokens,
        counted=dict(journal.rows("SELECT family, sum(tokens) FROM counted GROUP BY family")),
        formats=_by(journal, "format"), languages=_by(journal, "language"), lengths=_quantiles(token_lengths(journal)),
        exact_duplicates=_alike(journal, EXACT), near_duplicates=_alike(journal, NEAR),
        chunks=Chunks(chunks, chunk_tokens), skipped_count=left_out, skipped=skipped(journal, MOST_LISTED),
    )  # fmt: skip


def _by(journal: Journal, column: str) -> tuple[Counts, ...]:
    query = f"SELECT {column}, count(*), sum(tokens) FROM document GROUP BY {column} ORDER BY 3 DESC, 1"
    return tuple(Counts(*row) for row in journal.rows(query))


def _alike(journal: Journal, kind: str) -> Alike:
    query = "SELECT count(*), coalesce(sum(tokens), 0) FROM document WHERE alike = ?"
    return Alike(*journal.rows(query, (kind,))[0])


def token_lengths(journal: Journal) -> FloatArray:
    """The tokens of every document, (documents,), smallest first."""
    lengths = (row[0] for row in journal.stream("SELECT tokens FROM document ORDER BY tokens"))
    return np.fromiter(lengths, dtype=np.float64)


def _quantiles(lengths: FloatArray) -> dict[float, float]:
    if not len(lengths):
        return {}
    return {share: float(np.quantile(lengths, share)) for share in LENGTH_QUANTILES}


def skipped(journal: Journal, most: int = -1) -> tuple[Skipped, ...]:
    """What was left out, in the order of names; all of it, or the first so many."""
    query = "SELECT name, reason, line FROM skipped ORDER BY name, line LIMIT ?"
    return tuple(Skipped(name, read_back(reason), line) for name, reason, line in journal.rows(query, (most,)))


def extrapolated(journal: Journal, documents: int) -> Extrapolated:
    """The tokens of a corpus of which the journal holds a random sample of documents.

    Raises:
        TooFew: it holds too few of them, or more than there are said to be.
    """
    return extrapolate(token_lengths(journal), documents)


@dataclass(frozen=True)
class TrainingSet:
    """The training examples, in figures. Tokens are those of the first family that was counted."""

    form: str
    files: int
    examples: int
    tokens: int
    """Tokens of one epoch."""
    answer_tokens: int
    """Of those, the tokens of answers: what the loss is computed on."""
    longest: int
    lengths: dict[float, float]
    duplicates: int
    test_examples: int
    leaked: int
    """Test examples whose question stands among the training examples too."""
    malformed: int


TEST_NAMES = ("test", "valid", "validation", "val", "eval", "dev", "holdout")


def training_set(journal: Journal) -> TrainingSet | None:
    """The training examples that the journal holds; None where it holds none.

    Files with test, validation or eval in their name are held back from training.
    """
    files = journal.rows("SELECT id, name, form FROM file WHERE form != ''")
    if not files:
        return None
    held_back = ", ".join(str(int(file)) for file, name, _ in files if is_test(name)) or "-1"
    train, test = (f"(SELECT * FROM example WHERE file {where} ({held_back}))" for where in ("NOT IN", "IN"))
    sums = "count(*), coalesce(sum(tokens), 0), coalesce(sum(answer_tokens), 0), coalesce(max(tokens), 0)"
    [(examples, tokens, answers, longest)] = journal.rows(f"SELECT {sums} FROM {train}")
    [(different,)] = journal.rows(f"SELECT count(DISTINCT whole) FROM {train}")
    [(tests,)] = journal.rows(f"SELECT count(*) FROM {test}")
    [(leaked,)] = journal.rows(f"SELECT count(*) FROM {test} WHERE prompt IN (SELECT prompt FROM {train})")
    [(malformed,)] = journal.rows("SELECT count(*) FROM skipped WHERE file IN (SELECT id FROM file WHERE form != '')")
    lengths = np.fromiter((row[0] for row in journal.stream(f"SELECT tokens FROM {train} ORDER BY tokens")), np.float64)
    return TrainingSet(
        form=files[0][2], files=len({name for _, name, _ in files}), examples=examples, tokens=tokens,
        answer_tokens=answers, longest=longest, lengths=_quantiles(lengths), duplicates=examples - different,
        test_examples=tests, leaked=leaked, malformed=malformed,
    )  # fmt: skip


def is_test(name: str) -> bool:
    """Whether a file's name says that its examples are for testing."""
    stem = name.replace("\\", "/").rpartition("/")[2].lower()
    words = "".join(letter if letter.isalnum() else " " for letter in stem).split()
    return any(word in TEST_NAMES for word in words)
