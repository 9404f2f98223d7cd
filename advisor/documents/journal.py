"""What was measured so far, in one SQLite file: memory stays flat however large the corpus, and a run can go on.

Exact and near duplicates are found as documents come in: a document that is like an earlier one points to it, and only
those that are like none wait under the bands of their sketch for the next.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Self

from advisor.documents.duplicates import ALIKE, alikeness, bands
from advisor.documents.report import Document, Example, FileReport, Skipped, Source
from advisor.language import Amount, Text

MOST_CANDIDATES = 8
CACHE_KIBIBYTES = 16_384
EXACT, NEAR = "exact", "near"
SCHEMA = """
CREATE TABLE IF NOT EXISTS run (settings TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS file (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, part INTEGER NOT NULL, size INTEGER NOT NULL, stamp TEXT NOT NULL,
    form TEXT NOT NULL, UNIQUE (name, part));
CREATE TABLE IF NOT EXISTS document (
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL, name TEXT NOT NULL, format TEXT NOT NULL,
    characters INTEGER NOT NULL, words INTEGER NOT NULL,
    tokens INTEGER NOT NULL, language TEXT NOT NULL, digest BLOB NOT NULL, sketch BLOB NOT NULL,
    chunks INTEGER NOT NULL, chunk_tokens INTEGER NOT NULL, alike TEXT NOT NULL, alike_to INTEGER);
CREATE TABLE IF NOT EXISTS counted (document INTEGER NOT NULL, family TEXT NOT NULL, tokens INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS band (key INTEGER, document INTEGER, PRIMARY KEY (key, document)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS example (
    file INTEGER NOT NULL, line INTEGER NOT NULL, tokens INTEGER NOT NULL, answer_tokens INTEGER NOT NULL,
    prompt BLOB NOT NULL, whole BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS skipped (file INTEGER NOT NULL, name TEXT NOT NULL, line INTEGER, reason TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS document_digest ON document (digest);
CREATE INDEX IF NOT EXISTS counted_family ON counted (family, document);
"""
DOCUMENT_COLUMNS = (
    "file, name, format, characters, words, tokens, language, digest, sketch, chunks, chunk_tokens, alike, alike_to"
)


class OtherSettings(ValueError):
    """A journal was begun with other settings; its figures cannot be added to."""


class Journal:
    """Everything that was measured. Use it as a context: leaving it closes the file."""

    def __init__(self, path: Path | None = None, settings: str = "") -> None:
        """Open or begin a journal; without a path it is kept in a temporary file that goes with it.

        Raises:
            OtherSettings: the file holds figures that were measured otherwise, or is no journal.
        """
        self._connection = sqlite3.connect(str(path) if path else "", check_same_thread=False)
        try:
            self._connection.executescript(SCHEMA)
            self._connection.execute("PRAGMA synchronous = OFF")  # what a lost machine forgets is measured again
            self._connection.execute(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
            self._begin(settings)
        except sqlite3.DatabaseError:
            raise OtherSettings(f"{path} is no journal of this program; give another name") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def _begin(self, settings: str) -> None:
        known = self.rows("SELECT settings FROM run")
        if not known:
            self._connection.execute("INSERT INTO run VALUES (?)", (settings,))
            self._connection.commit()
        elif known[0][0] != settings:
            raise OtherSettings("the journal was begun with other settings; give another name or the same settings")

    def rows(self, query: str, given: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with closing(self._connection.execute(query, given)) as cursor:
            return cursor.fetchall()

    def stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, one after another."""
        with closing(self._connection.execute(query)) as cursor:
            yield from cursor

    def unread(self, sources: Iterable[Source]) -> Iterator[Source]:
        """The sources, or parts of them, that the journal does not hold yet, as they are now."""
        for source in sources:
            known = "SELECT size, stamp FROM file WHERE name = ? AND part = ?"
            found = self.rows(known, (source.name, source.part.start))
            if not found or found[0] != (source.size, source.stamp):
                yield source

    def add(self, source: Source, report: FileReport) -> None:
        """Take in what one file, or a part of it, held; what was known of an earlier state of it is forgotten."""
        with self._connection:
            self._forget(source)
            row = (source.name, source.part.start, source.size, source.stamp, report.form)
            file = self._insert("file (name, part, size, stamp, form)", row)
            for document in report.documents:
                self._add_document(file, document)
            self._add_examples(file, report.examples)
            self._add_skipped(file, report.skipped)

    def _insert(self, into: str, row: Sequence[Any]) -> int:
        marks = ", ".join("?" * len(row))
        cursor = self._connection.execute(f"INSERT INTO {into} VALUES ({marks})", row)
        return int(cursor.lastrowid or 0)

    def _forget(self, source: Source) -> None:
        outdated = "SELECT id FROM file WHERE name = ? AND (part = ? OR size != ? OR stamp != ?)"
        for (file,) in self.rows(outdated, (source.name, source.part.start, source.size, source.stamp)):
            own = "(SELECT id FROM document WHERE file = ?)"
            freed = f"UPDATE document SET alike = '', alike_to = NULL WHERE alike_to IN {own}"
            self._connection.execute(freed, (file,))
            self._connection.executemany("DELETE FROM band WHERE key = ? AND document = ?", self._places(file))
            self._connection.execute(f"DELETE FROM counted WHERE document IN {own}", (file,))
            for table in ("document", "example", "skipped"):
                self._connection.execute(f"DELETE FROM {table} WHERE file = ?", (file,))
            self._connection.execute("DELETE FROM file WHERE id = ?", (file,))

    def _places(self, file: int) -> list[tuple[int, int]]:
        """Where the documents of a file wait for others like them."""
        sketched = self.rows("SELECT id, sketch FROM document WHERE file = ? AND alike = ''", (file,))
        return [(key, int(number)) for number, sketch in sketched for key in bands(sketch)]

    def _add_document(self, file: int, document: Document) -> None:
        alike, alike_to = self._like(document)
        tokens = document.tokens["o200k"]
        row = (
            file, document.name, document.format, document.characters, document.words, tokens, document.language,
            document.digest, document.sketch, document.chunks, document.chunk_tokens, alike, alike_to,
        )  # fmt: skip
        number = self._insert(f"document ({DOCUMENT_COLUMNS})", row)
        counted = [(number, family, count) for family, count in document.tokens.items()]
        self._connection.executemany("INSERT INTO counted VALUES (?, ?, ?)", counted)
        if not alike:
            keys = [(key, number) for key in bands(document.sketch)]
            self._connection.executemany("INSERT INTO band VALUES (?, ?)", keys)

    def _like(self, document: Document) -> tuple[str, int | None]:
        """Whether an earlier document has the same words or nearly the same, and which."""
        same = self.rows("SELECT id FROM document WHERE digest = ? LIMIT 1", (document.digest,))
        if same:
            return EXACT, int(same[0][0])
        candidates = {
            int(found) for key in bands(document.sketch)
            for (found,) in self.rows("SELECT document FROM band WHERE key = ? LIMIT 4", (key,))
        }  # fmt: skip
        for candidate in islice(sorted(candidates), MOST_CANDIDATES):
            ((sketched,),) = self.rows("SELECT sketch FROM document WHERE id = ?", (candidate,))
            if alikeness(sketched, document.sketch) >= ALIKE:
                return NEAR, candidate
        return "", None

    def _add_examples(self, file: int, examples: Iterable[Example]) -> None:
        rows = ((file, e.line, e.tokens, e.answer_tokens, e.prompt, e.whole) for e in examples)
        self._connection.executemany("INSERT INTO example VALUES (?, ?, ?, ?, ?, ?)", rows)

    def _add_skipped(self, file: int, skipped: Iterable[Skipped]) -> None:
        rows = ((file, each.name, each.line, written(each.reason)) for each in skipped)
        self._connection.executemany("INSERT INTO skipped VALUES (?, ?, ?, ?)", rows)


def written(reason: Text) -> str:
    """A reason as the journal keeps it."""
    return json.dumps([reason.message, [[name, _plain(value)] for name, value in reason.values]])


def _plain(value: object) -> object:
    return [value.value, value.unit] if isinstance(value, Amount) else value


def read_back(kept: str) -> Text:
    """A reason from the journal."""
    message, values = json.loads(kept)
    return Text(message, tuple((name, Amount(*value) if isinstance(value, list) else value) for name, value in values))
