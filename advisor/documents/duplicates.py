"""Alike documents: a digest for the same words, a MinHash sketch (Broder 1997) for nearly the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
from datasketch import MinHash

from advisor.documents.tokens import TokenIds

SHINGLE_TOKENS = 5
MOST_SHINGLES = 2_048
"""A longer text is sketched by those of its shingles whose hashes are smallest: alike texts keep alike ones."""
PERMUTATIONS = 64
BAND = 4
ALIKE = 0.8
"""Documents whose sets of shingles overlap by that share (Jaccard) count as nearly alike."""
MIX = np.uint64(0x9E3779B97F4A7C15)


def digest(words: bytes) -> bytes:
    """A short digest of normalised words."""
    return hashlib.blake2b(words, digest_size=16).digest()


def sketch(ids: TokenIds) -> bytes:
    """The MinHash sketch of a text's shingles of tokens; empty for a text without tokens."""
    if not len(ids):
        return b""
    made = MinHash(PERMUTATIONS, hashfunc=int)
    made.update_batch(_shingles(ids).tolist())
    return made.digest().astype(np.uint32).tobytes()


def _shingles(ids: TokenIds) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """Hashes of all runs of tokens, the smallest of them where there are many."""
    width = min(SHINGLE_TOKENS, len(ids))
    hashes = np.zeros(len(ids) - width + 1, dtype=np.uint64)
    for offset in range(width):
        hashes = (hashes ^ ids[offset : offset + len(hashes)]) * MIX
        hashes ^= hashes >> np.uint64(29)
    short = (hashes >> np.uint64(32)).astype(np.uint32)
    if len(short) > 2 * MOST_SHINGLES:
        short = np.partition(short, 2 * MOST_SHINGLES)[: 2 * MOST_SHINGLES]
    return np.unique(short)[:MOST_SHINGLES]


def bands(sketched: bytes) -> Iterator[tuple[int, bytes]]:
    """The parts of a sketch under which alike documents meet, numbered."""
    width = BAND * np.dtype(np.uint32).itemsize
    for number, start in enumerate(range(0, len(sketched), width)):
        yield number, sketched[start : start + width]


def alikeness(first: bytes, second: bytes) -> float:
    """The estimated share of shingles that two sketched texts have in common."""
    one, other = (np.frombuffer(sketched, dtype=np.uint32) for sketched in (first, second))
    return float(np.mean(one == other)) if len(one) == len(other) and len(one) else 0.0
