"""What every measuring process has from its first moment, shared with all others: vocabulary and language models."""

from __future__ import annotations

from advisor.documents import measuring as measuring
from advisor.documents.languages import FEWEST_LETTERS, language_of
from advisor.documents.tokens import O200K, tokenizer

tokenizer(O200K)
language_of("a" * FEWEST_LETTERS)
