"""One file measured, from its bytes to its counts: one function, run in other processes or on a cluster."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from email.message import MIMEPart
from functools import partial
from io import BytesIO
from itertools import chain
from typing import Any, BinaryIO

import numpy as np

from advisor.documents import formats, packed, readers, training
from advisor.documents.decoding import without_surrogates
from advisor.documents.duplicates import sketch
from advisor.documents.languages import LETTERS_LOOKED_AT, language_of
from advisor.documents.limits import Limits
from advisor.documents.listing import opened
from advisor.documents.report import WHOLE, Document, Example, FileReport, Part, Skipped, Source, Unreadable
from advisor.documents.splitting import WINDOWS, Chunking, Chunks, split, windows
from advisor.documents.tokens import O200K, TokenIds, tokenizer
from advisor.language import Amount, text

SKETCHED_TOKENS = 100_000
"""What a longer document begins with is enough to know one like it."""
SPLIT_LETTERS = 8_000_000
"""A longer document is counted in windows: the splitters need it whole."""
DEEPEST = 3
"""E-mails that lie within so many others are read, not what is attached to them."""
TEXT_KEYS = ("text", "content", "body", "page_content")
"""Under which of these a line of JSONL that is no training example holds its text."""


@dataclass(frozen=True)
class Settings:
    """What is counted: tokens of which families (o200k always), and chunks of which size."""

    families: tuple[str, ...] = (O200K,)
    chunking: Chunking = field(default_factory=Chunking)

    @property
    def counted(self) -> tuple[str, ...]:
        """The families, o200k first: it is what ratios and chunks refer to."""
        return tuple(dict.fromkeys((O200K, *self.families)))


def measure_file(source: Source, settings: Settings, limits: Limits) -> FileReport:
    """Everything that a file holds, measured; never raises for what it holds: that becomes a line of the report."""
    for family in settings.counted:
        tokenizer(family)  # one that is not known is the caller's mistake, not the file's
    return _tried(source.name, partial(_whole_file, source, settings, limits))


def _tried(name: str, measured: Callable[[], FileReport]) -> FileReport:
    """What a file, or a part of one, holds; or why that is not known."""
    try:
        return measured()
    except Unreadable as error:
        reason = error.reason
    except MemoryError:
        reason = text("it needs more memory than one file may have")
    except OSError as error:
        reason = text("it cannot be opened: {why}", why=error.strerror or type(error).__name__)
    except Exception as error:  # a file may be on any kind of store, and was perhaps made to break its reader
        reason = text("it cannot be read: {why}", why=type(error).__name__)
    return FileReport(skipped=(Skipped(name, reason),))


def _whole_file(source: Source, settings: Settings, limits: Limits) -> FileReport:
    with opened(source) as stream:
        if source.part != WHOLE:
            return _jsonl(source.name, stream, settings, source.part)
        if max(source.size, _size(stream)) > limits.file_bytes:
            raise Unreadable(_too_large(limits.file_bytes))
        return _measured(source.name, stream, settings, limits)


def _too_large(most: int) -> Any:
    return text("it is larger than {most}; split it", most=Amount(most, "bytes"))


def _measured(name: str, stream: BinaryIO, settings: Settings, limits: Limits, depth: int = 0) -> FileReport:
    """What stands in a stream that lies within so many others."""
    format_ = formats.format_of(name, stream)
    if format_ not in (*formats.IN_PIECES, formats.JSONL) and _size(stream) > limits.packed_bytes:
        raise Unreadable(_too_large(limits.packed_bytes))
    match format_:
        case formats.ZIP if depth:
            raise Unreadable(text("it is an archive within an archive; unpack it"))
        case formats.ZIP:
            return _together(_members(stream, settings, limits, name))
        case formats.JSONL:
            return _together([_jsonl(name, stream, settings)])
        case formats.EMAIL:
            own = _tried(name, partial(_document_report, name, format_, stream, settings, limits))
            stream.seek(0)
            return _together(chain([own], _attached(name, stream, settings, limits, depth + 1)))
    return _document_report(name, format_, stream, settings, limits)


def _size(stream: BinaryIO) -> int:
    size = stream.seek(0, 2)
    stream.seek(0)
    return size


def _together(reports: Iterable[FileReport]) -> FileReport:
    """All parts of a file.

    Raises:
        Unreadable: there is nothing in them.
    """
    parts = list(reports)
    if not any(part.documents or part.examples or part.skipped for part in parts):
        raise Unreadable(text("there is no text in it"))
    return FileReport(
        documents=tuple(document for part in parts for document in part.documents),
        examples=tuple(example for part in parts for example in part.examples),
        form=next((part.form for part in parts if part.form), ""),
        skipped=tuple(skipped for part in parts for skipped in part.skipped),
    )


def _members(stream: BinaryIO, settings: Settings, limits: Limits, name: str) -> Iterator[FileReport]:
    def member(shown: str, part: str) -> FileReport:
        return _measured(shown, BytesIO(archive.read(part)), settings, limits, depth=1)

    with packed.opened(stream, limits) as archive:
        for part in archive.names():
            shown = f"{name}/{packed.shown_name(part)}"
            yield _tried(shown, partial(member, shown, part))


def _attached(
    name: str, stream: BinaryIO, settings: Settings, limits: Limits, depth: int
) -> Iterator[FileReport]:  # fmt: skip
    def attachment(shown: str, part: MIMEPart) -> FileReport:
        if depth > DEEPEST:
            raise Unreadable(text("it is attached to an e-mail within an e-mail within an e-mail; take it out"))
        return _measured(shown, BytesIO(readers.attached(part)), settings, limits, depth)

    try:
        attachments = readers.attachments(stream)
    except Unreadable as error:
        yield FileReport(skipped=(Skipped(name, error.reason),))
        return
    for attached, part in attachments:
        shown = f"{name}/{packed.shown_name(attached)}"
        yield _tried(shown, partial(attachment, shown, part))


def _document_report(
    name: str, format_: str, stream: BinaryIO, settings: Settings, limits: Limits
) -> FileReport:  # fmt: skip
    document = measure_text(name, format_, readers.read(format_, stream, limits), settings)
    if not document.words:
        raise Unreadable(text("there is no text in it"))
    return FileReport(documents=(document,))


def measure_text(name: str, format_: str, pieces: Iterable[str], settings: Settings) -> Document:
    """One document, measured piece by piece: its length costs no memory."""
    tally = _Tally(settings)
    for piece in pieces:
        tally.add(without_surrogates(piece))
    return tally.document(name, format_)


class _Tally:
    """What has been counted of one document so far."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._characters = self._words = 0
        self._tokens: Counter[str] = Counter()
        self._digest = hashlib.blake2b(digest_size=16)
        self._begin = ""
        self._first_ids: list[TokenIds] = []
        self._whole: list[str] | None = [] if settings.chunking.splitter != WINDOWS else None

    def add(self, piece: str) -> None:
        words = piece.split()
        self._characters += len(piece)
        self._words += len(words)
        self._digest.update(" ".join((*words, "")).casefold().encode())
        if len(self._begin) < LETTERS_LOOKED_AT:
            self._begin = (self._begin + piece).lstrip()[:LETTERS_LOOKED_AT]
        ids = tokenizer(O200K).encode(piece)
        self._tokens[O200K] += len(ids)
        for family in self._settings.counted[1:]:
            self._tokens[family] += tokenizer(family).counts([piece])[0]
        if sum(map(len, self._first_ids)) < SKETCHED_TOKENS:
            self._first_ids.append(ids[:SKETCHED_TOKENS])
        self._keep(piece)

    def _keep(self, piece: str) -> None:
        """Keep the whole text for the splitters, unless it is too long."""
        if self._whole is not None:
            self._whole.append(piece)
            if self._characters > SPLIT_LETTERS:
                self._whole = None

    def document(self, name: str, format_: str) -> Document:
        ids = np.concatenate(self._first_ids) if self._first_ids else np.empty(0, dtype=np.uint32)
        chunks = self._chunks()
        return Document(
            name=name, format=format_, characters=self._characters, words=self._words, tokens=dict(self._tokens),
            language=language_of(self._begin), digest=self._digest.digest(), sketch=sketch(ids[:SKETCHED_TOKENS]),
            chunks=chunks.count, chunk_tokens=chunks.tokens,
        )  # fmt: skip

    def _chunks(self) -> Chunks:
        chunking = self._settings.chunking
        if self._whole is None:
            return windows(self._tokens[O200K], chunking)
        return split("".join(self._whole), chunking)


def _jsonl(name: str, stream: BinaryIO, settings: Settings, part: Part = WHOLE) -> FileReport:
    """Training examples where its lines are, else a document a line."""
    form = training.form_of(stream)
    if not form:
        return _records(name, stream, settings, part)
    found = list(training.examples(stream, form, name, tokenizer((*settings.families, O200K)[0]), part))
    return FileReport(
        examples=tuple(example for example in found if isinstance(example, Example)),
        skipped=tuple(skipped for skipped in found if isinstance(skipped, Skipped)),
        form=form,
    )


def _records(name: str, stream: BinaryIO, settings: Settings, part: Part) -> FileReport:
    documents, skipped = [], []
    for number, line in training.lines(stream, part):
        words = _record_text(line)
        if words is None:
            skipped.append(Skipped(name, text("it is not JSON"), number))
        elif not words.strip():
            skipped.append(Skipped(name, text("there is no text in it"), number))
        else:
            documents.append(measure_text(f"{name}:{number}", formats.JSONL, [words], settings))
    return FileReport(tuple(documents), skipped=tuple(skipped))


def _record_text(line: str) -> str | None:
    """The text of a line: what stands under the usual keys, else the line as it is; None where it is no JSON."""
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if isinstance(content, dict):
        told = [content[key] for key in TEXT_KEYS if isinstance(content.get(key), str)]
        if told:
            return str(told[0])
    return line
