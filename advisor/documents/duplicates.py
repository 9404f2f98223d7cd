"""Alike documents: a digest for the same words, a MinHash sketch (Broder 1997) for nearly the same."""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
import numpy.typing as npt

from advisor.documents.tokens import TokenIds

Hashes = npt.NDArray[np.uint32]
SHINGLE_TOKENS = 5
MOST_SHINGLES = 2_048
"""A longer text is sketched by those of its shingles whose hashes are smallest: alike texts keep alike ones."""
PERMUTATIONS = 64
BAND = 4
ALIKE = 0.8
"""Documents whose sets of shingles overlap by that share (Jaccard) count as nearly alike."""
MIX = np.uint64(0x9E3779B97F4A7C15)
SEED = 2


def digest(words: bytes) -> bytes:
    """A short digest of normalised words."""
    return hashlib.blake2b(words, digest_size=16).digest()


def sketch(ids: TokenIds) -> bytes:
    """The MinHash sketch of a text's shingles of tokens; empty for a text without tokens."""
    if not len(ids):
        return b""
    factors, shifts = _permutations()
    return (np.multiply.outer(factors, _shingles(ids)) + shifts).min(axis=1).tobytes()


@cache
def _permutations() -> tuple[Hashes, Hashes]:
    """Permutations of all hashes, h -> factor h + shift modulo 2^32: an odd factor has an inverse."""
    random = np.random.default_rng(SEED)
    factors = random.integers(2**31, size=PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, random.integers(2**32, size=(PERMUTATIONS, 1), dtype=np.uint32)


def _shingles(ids: TokenIds) -> Hashes:
    """Hashes of all runs of tokens; where there are many, of those whose other half of the hash is smallest."""
    width = min(SHINGLE_TOKENS, len(ids))
    hashes = np.zeros(len(ids) - width + 1, dtype=np.uint64)
    for offset in range(width):
        hashes = (hashes ^ ids[offset : offset + len(hashes)]) * MIX
        hashes ^= hashes >> np.uint64(29)
    if len(hashes) > 2 * MOST_SHINGLES:
        hashes = np.partition(hashes, 2 * MOST_SHINGLES)[: 2 * MOST_SHINGLES]
    return np.unique(hashes)[:MOST_SHINGLES].astype(np.uint32)


def bands(sketched: bytes) -> list[int]:
    """The keys under which alike documents meet: a hash of each part of a sketch, and of its place."""
    parts = np.frombuffer(sketched, dtype=np.uint32).reshape(-1, BAND)
    keys = np.arange(len(parts), dtype=np.uint64)
    for column in parts.T:
        keys = (keys ^ column) * MIX
        keys ^= keys >> np.uint64(29)
    return keys.view(np.int64).tolist()


def alikeness(first: bytes, second: bytes) -> float:
    """The estimated share of shingles that two sketched texts have in common."""
    one, other = (np.frombuffer(sketched, dtype=np.uint32) for sketched in (first, second))
    return float(np.mean(one == other)) if len(one) == len(other) and len(one) else 0.0
