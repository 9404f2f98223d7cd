"""What is known about one file once it was read: its documents, its training examples, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass, field

from advisor.language import Text


@dataclass(frozen=True)
class Part:
    """So many lines of a large file, or all that are left: the byte and the number of the first."""

    start: int = 0
    line: int = 1
    lines: int | None = None


WHOLE = Part()


@dataclass(frozen=True)
class Source:
    """One file to read: where it lies, or what it holds where it was dropped into the page."""

    name: str
    url: str = ""
    content: bytes | None = None
    size: int = 0
    stamp: str = ""
    """Changes when the file does: so that a run that goes on knows what it has read already."""
    part: Part = WHOLE


@dataclass(frozen=True)
class Document:
    """One document, measured. `digest` is of its words, `sketch` is alike for nearly alike texts."""

    name: str
    format: str
    characters: int
    words: int
    tokens: dict[str, int]
    language: str
    digest: bytes
    sketch: bytes
    chunks: int = 0
    chunk_tokens: int = 0


@dataclass(frozen=True)
class Example:
    """One training example, measured; the digests tell duplicates and leaks."""

    line: int
    tokens: int
    answer_tokens: int
    prompt: bytes
    whole: bytes


@dataclass(frozen=True)
class Skipped:
    """What was left out, and why."""

    name: str
    reason: Text
    line: int | None = None


@dataclass(frozen=True)
class FileReport:
    """All that one file held."""

    documents: tuple[Document, ...] = ()
    examples: tuple[Example, ...] = ()
    form: str = ""
    """The form of the training examples, such as chat; empty where there are none."""
    skipped: tuple[Skipped, ...] = field(default=())


class Unreadable(Exception):
    """A file or a part of one cannot be read; the reason is for the reader."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason

    def __reduce__(self) -> tuple[type[Unreadable], tuple[Text]]:
        return Unreadable, (self.reason,)
