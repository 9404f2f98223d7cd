"""Splitting a document into chunks: how many there are, and how many tokens they hold together."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from semantic_text_splitter import MarkdownSplitter, TextSplitter

from advisor.documents.tokens import O200K, count
from advisor.language import N_

WINDOWS, SENTENCES, MARKDOWN = "windows", "sentences", "markdown"
SPLITTERS = {
    WINDOWS: N_("windows of equal size"),
    SENTENCES: N_("whole sentences and paragraphs"),
    MARKDOWN: N_("Markdown's headings and paragraphs"),
}
COUNTED_LIKE = "gpt-4o"
"""The splitting library names an encoding after a model; this one is o200k's."""


@dataclass(frozen=True)
class Chunking:
    """The size of a chunk, what it shares with the one before, in tokens (o200k), and what decides where it ends."""

    size: int = 512
    overlap: int = 64
    splitter: str = WINDOWS

    @property
    def problem(self) -> str:
        """What is wrong with it; empty where nothing is."""
        if self.splitter not in SPLITTERS:
            return f"{self.splitter!r} is no splitter; right: one of {', '.join(SPLITTERS)}"
        if not 16 <= self.size <= 32_768:
            return f"a chunk of {self.size} tokens; right: 16 to 32,768"
        if not 0 <= self.overlap < self.size:
            return f"an overlap of {self.overlap} tokens; right: 0 to less than the chunk's {self.size}"
        return ""


@dataclass(frozen=True)
class Chunks:
    """How many chunks, and the tokens in all of them: what is repeated counts again."""

    count: int
    tokens: int


def windows(tokens: int, chunking: Chunking) -> Chunks:
    """The chunks of a text of so many tokens, each beginning `size - overlap` after the one before."""
    if tokens <= chunking.size:
        return Chunks(min(tokens, 1), tokens)
    step = chunking.size - chunking.overlap
    number = 1 + math.ceil((tokens - chunking.size) / step)
    return Chunks(number, tokens + (number - 1) * chunking.overlap)


def split(words: str, chunking: Chunking) -> Chunks:
    """The chunks of a text that end where a sentence, a paragraph or a section does."""
    found = parts(words, chunking)
    return Chunks(len(found), sum(count(found, O200K)))


def parts(words: str, chunking: Chunking) -> list[str]:
    """The chunks themselves."""
    return _library(chunking)(words)


@cache
def _library(chunking: Chunking) -> Callable[[str], list[str]]:
    kind = MarkdownSplitter if chunking.splitter == MARKDOWN else TextSplitter
    return kind.from_tiktoken_model(COUNTED_LIKE, chunking.size, chunking.overlap).chunks
