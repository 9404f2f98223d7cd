"""Tokens are tiktoken's to the token, in one piece or in many; what repeats and what trains is told from the rest."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.documents import Settings, decoding
from advisor.documents.duplicates import ALIKE, alikeness, bands
from advisor.documents.report import FileReport
from advisor.documents.splitting import MARKDOWN, SENTENCES, Chunking, Chunks, parts, split, windows
from advisor.documents.tokens import BATCH_DOCUMENTS, OPEN_FAMILIES, UnknownFamily, count, exact_families, tokenizer
from advisor.documents.training import FORMS
from tests.documents import ENGLISH, SPANISH, document, encoding, measured, said, tokens

CODE = "def f(x):\n    if x  >= 0x1F:\n\treturn {'a': [1, 2]}  # ¿por qué?\n\n\n    return None\r\n"
TEXTS = {
    "nothing": "",
    "English": "\n".join(ENGLISH),
    "Spanish": "\n".join(SPANISH),
    "Chinese": "三月份的发票在三十天内付款。逾期付款者需支付百分之五的利息。",
    "Arabic": "تدفع فاتورة شهر مارس في غضون ثلاثين يوما.",
    "code": CODE,
    "emoji": "🙂👩‍👩‍👧 🇪🇸 ❤️",
    "whitespace": "a  b   c\t\td \n \n\n   e\r\n\r\n f\u00a0g\u2003h\u2028i   ",
    "contractions": "I'm, you'LL, we've; o'clock 'tis d'accord",
    "numbers": "1234567 3.14159 1,000,000 ½ ² Ⅷ ٣",
    "special": "<|endoftext|> <|im_start|>user<|im_end|> <|fim_prefix|><|endofprompt|>",
    "one long word": "a" * 5000,
    "blanks": " " * 5000 + "x",
}
FAMILIES = {"o200k": "o200k_base", "cl100k": "cl100k_base"}
LOOK_ALIKES = (
    "<|endoftext|>", "<|eot_id|>", "<|begin_of_text|>", "<|im_start|>", "<|im_end|>", "<｜end▁of▁sentence｜>", "<s>",
    "</s>", "[INST]", "<bos>", "<eos>", "<end_of_turn>", "<turn|>", "[gMASK]", "<|user|>", "[EOS]", "<pad>", "<think>",
)  # fmt: skip
MIXED = st.lists(
    st.sampled_from([
        "word", "Hello", "ña", "a", "7", "2026", "½", "Ⅷ", "é", "e\u0301", "\u0301", "ſ", "中文", "🙂", "<|endoftext|>",
        "\n", "\n\n", "\r\n", " ", "    ", "\t", "\u00a0", "\u2028", "\x85", "\x0b", "\x1c", "\u200b",
        "/", "//", "'s", "'", '"', ".", "!?", "…", "{", "}", "_", "-", "#",
    ]),
    max_size=200,
).map("".join)  # fmt: skip
ANY_TEXT = st.text(max_size=300) | MIXED

by_family = pytest.mark.parametrize("family", FAMILIES)


# Counting


@by_family
@pytest.mark.parametrize("words", TEXTS.values(), ids=TEXTS)
def test_counts_are_those_of_tiktoken(family: str, words: str) -> None:
    assert list(count([words], family)) == [tokens(words, FAMILIES[family])]


@by_family
@given(words=ANY_TEXT)
def test_the_tokens_of_any_text_are_those_of_tiktoken(family: str, words: str) -> None:
    expected = encoding(FAMILIES[family]).encode_ordinary(words)
    assert tokenizer(family).encode(words).tolist() == expected
    assert tokenizer(family).counts([words]) == [len(expected)]


@given(words=st.text(st.characters(), max_size=50))
def test_halves_of_characters_count_as_tiktoken_counts_them(words: str) -> None:
    assert tokenizer("o200k").counts([words]) == [tokens(words)]


@pytest.mark.parametrize("threads", [1, 2])
def test_a_batch_counts_as_one_by_one(threads: int) -> None:
    texts = list(TEXTS.values()) * (1 + BATCH_DOCUMENTS // len(TEXTS)) + list(ENGLISH)
    assert len(texts) > BATCH_DOCUMENTS
    assert list(count(iter(texts), "o200k", threads)) == [tokens(words) for words in texts]


def test_counting_reads_no_further_than_a_batch_ahead() -> None:
    taken: list[int] = []
    endless = (taken.append(number) or "word" for number in range(10**9))
    first = next(count(endless))
    assert first == tokens("word")
    assert len(taken) <= BATCH_DOCUMENTS


@pytest.mark.parametrize("threads", [1, 2])
def test_millions_of_blanks_on_end_are_counted_nearly(threads: int) -> None:
    """tiktoken itself gives up on them: the whole text would need its stack a million times over."""
    exact = tokens(" " * 128 * 1000) / 1000
    assert list(count([" " * 128 * 10_000, "word"], "o200k", threads)) == [pytest.approx(exact * 10_000, abs=8), 1]


def test_a_family_that_nobody_counts_is_named_with_those_that_are_counted() -> None:
    with pytest.raises(UnknownFamily, match="'claude' is not counted exactly here; right: one of o200k, cl100k"):
        tokenizer("claude")


def test_the_openai_families_are_always_counted() -> None:
    assert exact_families()[:2] == ("o200k", "cl100k")


# In pieces


def pieces_of(words: str, block: int) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "BLOCK_BYTES", block)
        return list(decoding.pieces(BytesIO(words.encode())))


READABLE = ANY_TEXT.filter(lambda words: "\0" not in words and not words.startswith("\ufeff"))


@given(words=READABLE, block=st.integers(1, 100))
def test_a_text_read_in_pieces_has_as_many_tokens_as_the_whole(words: str, block: int) -> None:
    read = pieces_of(words, block)
    assert "".join(read) == words
    for family, name in FAMILIES.items():
        assert sum(count(read, family)) == tokens(words, name)


@settings(deadline=None)
@given(words=READABLE)
def test_a_file_read_in_pieces_is_measured_as_the_whole(words: str) -> None:
    whole = measured("a.txt", words.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "BLOCK_BYTES", 64)
        assert measured("a.txt", words.encode()) == whole


@pytest.mark.parametrize(
    "line",
    [
        "A line of ordinary words.\n",
        '    {"id": 12, "name": "Ana"},\n',
        "- a point of a list\n",
        "words without lines ",
    ],
    ids=["prose", "pretty JSON", "Markdown", "one line"],
)
def test_no_piece_of_an_ordinary_text_is_much_longer_than_what_is_read_at_once(line: str) -> None:
    assert max(map(len, pieces_of(line * 200, 64))) < 64 + 2 * len(line)


def test_a_text_that_cannot_be_cut_stays_whole() -> None:
    assert pieces_of("a" * 1000, 64) == ["a" * 1000]


@pytest.mark.parametrize("family", OPEN_FAMILIES)
def test_pieces_hold_for_the_vocabularies_of_open_models(family: str) -> None:
    pytest.importorskip("splintr")
    drawn = random.Random(1)
    bits = [
        "word",
        "a",
        "7",
        "\n",
        "\n",
        " ",
        "   ",
        "\t",
        "/",
        "'s",
        ".",
        "…",
        "é",
        "中",
        "🙂",
        "{",
        '"',
        "-",
        "\u00a0",
    ]
    for _ in range(100):
        words = "".join(drawn.choices(bits, k=200))
        assert sum(count(pieces_of(words, 64), family)) == sum(count([words], family))


# Vocabularies of open models


@pytest.mark.parametrize("words", TEXTS.values(), ids=TEXTS)
@by_family
def test_the_engine_of_open_vocabularies_counts_as_tiktoken_does(family: str, words: str) -> None:
    splintr = pytest.importorskip("splintr")
    engine = splintr.Tokenizer.from_pretrained(FAMILIES[family])
    assert list(engine.encode_ordinary(words)) == encoding(FAMILIES[family]).encode_ordinary(words)


@pytest.mark.parametrize("family", [*FAMILIES, *OPEN_FAMILIES])
def test_what_looks_like_a_special_token_is_plain_text(family: str) -> None:
    if family in OPEN_FAMILIES:
        pytest.importorskip("splintr")
    counts = dict(zip(LOOK_ALIKES, tokenizer(family).counts(LOOK_ALIKES), strict=True))
    assert min(counts.values()) > 1, counts


@pytest.mark.parametrize("family", OPEN_FAMILIES)
def test_every_open_vocabulary_counts_one_by_one_as_together(family: str) -> None:
    pytest.importorskip("splintr")
    texts = [words for words in TEXTS.values() if words]
    together = tokenizer(family).counts(texts)
    assert together == [len(tokenizer(family).encode(words)) for words in texts]
    assert all(1 <= counted <= len(words.encode()) + 1 for counted, words in zip(together, texts, strict=True))


def test_every_family_that_is_asked_for_is_counted_and_o200k_always() -> None:
    found = document("a.txt", TEXTS["Spanish"].encode(), Settings(families=("cl100k",)))
    assert found.tokens == {"o200k": tokens(TEXTS["Spanish"]), "cl100k": tokens(TEXTS["Spanish"], "cl100k_base")}
    assert document("a.txt", b"words", Settings(families=())).tokens == {"o200k": tokens("words")}


def test_asking_for_an_unknown_family_is_the_callers_mistake_not_the_files() -> None:
    with pytest.raises(UnknownFamily):
        measured("a.txt", b"words", Settings(families=("claude",)))


# Chunks


@given(st.integers(0, 5000), st.integers(16, 400), st.data())
def test_windows_are_those_of_a_window_that_slides(length: int, size: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, size - 1))
    begin, slid = 0, []
    while length and (not slid or slid[-1][1] < length):
        slid.append((begin, min(begin + size, length)))
        begin += size - overlap
    expected = Chunks(len(slid), sum(end - start for start, end in slid))
    assert windows(length, Chunking(size, overlap)) == expected


PROSE = "\n\n".join(f"# Part {number}\n\n{' '.join(ENGLISH)} {' '.join(SPANISH)}" for number in range(20))


@pytest.mark.parametrize("splitter", [SENTENCES, MARKDOWN])
@pytest.mark.parametrize(("size", "overlap"), [(16, 0), (40, 10), (512, 64)])
@pytest.mark.parametrize(
    "words", [PROSE, CODE * 30, TEXTS["Chinese"] * 20, "word" * 300], ids=["prose", "code", "zh", "word"]
)
def test_no_chunk_is_over_its_size(words: str, splitter: str, size: int, overlap: int) -> None:
    chunking = Chunking(size, overlap, splitter)
    found = parts(words, chunking)
    counted = [tokens(part) for part in found]
    assert max(counted) <= size
    assert split(words, chunking) == Chunks(len(found), sum(counted))
    if not overlap:
        assert "".join("".join(found).split()) == "".join(words.split())


@pytest.mark.parametrize("splitter", [SENTENCES, MARKDOWN])
def test_a_document_has_the_chunks_of_its_whole_text(splitter: str) -> None:
    chunking = Chunking(64, 8, splitter)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "BLOCK_BYTES", 64)
        found = document("a.md", PROSE.encode(), Settings(chunking=chunking))
    assert Chunks(found.chunks, found.chunk_tokens) == split(PROSE, chunking)


def test_a_document_in_windows_has_those_of_its_tokens() -> None:
    found = document("a.txt", PROSE.encode(), Settings(chunking=Chunking(100, 20)))
    assert Chunks(found.chunks, found.chunk_tokens) == windows(tokens(PROSE), Chunking(100, 20))
    assert found.chunks > 1


@pytest.mark.parametrize(
    "chunking", [Chunking(8), Chunking(10**6), Chunking(64, 64), Chunking(64, -1), Chunking(splitter="?")]
)
def test_a_chunking_that_cannot_be_says_what_would_be_right(chunking: Chunking) -> None:
    assert "right: " in chunking.problem
    assert not Chunking().problem


# Duplicates


def long_text(seed: int, length: int = 2000) -> list[str]:
    """Words that look drawn from a language: few of them often, many of them seldom."""
    drawn = random.Random(seed)
    vocabulary = [f"{drawn.choice(('fac', 'pre', 'con', 'mar'))}{drawn.randrange(10**4)}" for _ in range(1000)]
    return drawn.choices(vocabulary, weights=[1 / rank for rank in range(1, 1001)], k=length)


def sketched(words: Sequence[str]) -> bytes:
    return document("a.txt", " ".join(words).encode()).sketch


@pytest.mark.parametrize(
    "other", ["\n".join(ENGLISH).upper(), "\n\n\n".join(ENGLISH), "\t".join(ENGLISH), "  ".join(ENGLISH) + "\n"]
)
def test_the_same_words_in_other_case_and_spacing_have_one_digest(other: str) -> None:
    assert document("a.txt", other.encode()).digest == document("b.txt", " ".join(ENGLISH).encode()).digest


def test_other_words_have_another_digest() -> None:
    digests = {document("a.txt", words.encode()).digest for words in (*ENGLISH, *SPANISH, "ab c", "a bc", "abc")}
    assert len(digests) == len(ENGLISH) + len(SPANISH) + 3


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("length", [300, 2000, 20_000])
def test_nearly_the_same_text_is_alike_and_another_is_not(seed: int, length: int) -> None:
    words = long_text(seed, length)
    changed = list(words)
    for place in range(0, length, 80):
        changed[place] = f"changed{place}"
    assert alikeness(sketched(words), sketched(changed)) > ALIKE
    assert set(bands(sketched(words))) & set(bands(sketched(changed))), "they meet under no band"
    assert alikeness(sketched(words), sketched(long_text(seed + 100, length))) < 0.2


@pytest.mark.parametrize("every", [5, 10, 25, 100])
def test_alikeness_is_near_the_share_of_shingles_in_common(every: int) -> None:
    words = long_text(7)
    changed = [f"changed{place}" if place % every == 0 else word for place, word in enumerate(words)]
    one, other = (shingles(" ".join(each)) for each in (words, changed))
    exact = len(one & other) / len(one | other)
    assert alikeness(sketched(words), sketched(changed)) == pytest.approx(exact, abs=0.15)


def shingles(words: str) -> set[tuple[int, ...]]:
    ids = encoding("o200k_base").encode_ordinary(words)
    return {tuple(ids[begin : begin + 5]) for begin in range(len(ids) - 4)}


def test_a_text_shorter_than_a_shingle_is_alike_to_itself_only() -> None:
    assert alikeness(sketched(["two", "words"]), sketched(["two", "words"])) == 1
    assert alikeness(sketched(["two", "words"]), sketched(["other", "words"])) < 0.2
    assert alikeness(b"", sketched(["words"])) == alikeness(b"", b"") == 0


# Training examples

ASKED, ANSWERED = ENGLISH[0], ENGLISH[1]
FORMED: dict[str, dict[str, Any]] = {
    "chat": {"messages": [{"role": "user", "content": ASKED}, {"role": "assistant", "content": ANSWERED}]},
    "sharegpt": {"conversations": [{"from": "human", "value": ASKED}, {"from": "gpt", "value": ANSWERED}]},
    "instruction": {"instruction": ASKED, "input": "", "output": ANSWERED},
    "completion": {"prompt": ASKED, "completion": ANSWERED},
    "response": {"prompt": ASKED, "response": ANSWERED},
    "question": {"question": ASKED, "answer": ANSWERED},
}


def trained(*lines: Any) -> FileReport:
    """The report of a file of such lines; what is no text already is written as JSON."""
    written = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    return measured("train.jsonl", "\n".join(written).encode())


def chat(*turns: tuple[str, Any]) -> dict[str, Any]:
    return {"messages": [{"role": role, "content": content} for role, content in turns]}


def test_there_is_an_example_here_of_every_form() -> None:
    assert FORMED.keys() == FORMS.keys()


@pytest.mark.parametrize("form", FORMED)
def test_every_form_of_examples_is_told_and_counted(form: str) -> None:
    report = trained(FORMED[form])
    (example,) = report.examples
    assert (report.form, report.documents, report.skipped) == (form, (), ())
    assert example.line == 1
    assert example.answer_tokens == tokens(ANSWERED) + 4
    assert example.tokens == tokens(ASKED) + tokens(ANSWERED) + 8


def test_every_message_has_its_tokens_and_four_more() -> None:
    turns = [("system", "Be brief."), ("user", ASKED), ("assistant", "Yes."), ("user", "Why?"), ("assistant", ANSWERED)]
    (example,) = trained(chat(*turns)).examples
    assert example.tokens == sum(tokens(words) + 4 for _, words in turns)
    assert example.answer_tokens == tokens("Yes.") + 4 + tokens(ANSWERED) + 4


def test_instructions_and_questions_take_their_context_along() -> None:
    instructed = trained({"instruction": ASKED, "input": "The context.", "output": ANSWERED}).examples[0]
    assert instructed.tokens == tokens(f"{ASKED}\nThe context.") + tokens(ANSWERED) + 8
    questioned = trained({"context": "The context.", "question": ASKED, "answer": ANSWERED}).examples[0]
    assert questioned.tokens == tokens(f"The context.\n{ASKED}") + tokens(ANSWERED) + 8


def test_parts_of_a_message_and_calls_of_tools_are_counted_as_text() -> None:
    said_in_parts = [{"type": "text", "text": ASKED}, {"type": "image_url", "image_url": {}}]
    calls = [{"id": "1", "function": {"name": "look_up", "arguments": "{}"}}]
    line = {"messages": [{"role": "user", "content": said_in_parts}, {"role": "assistant", "tool_calls": calls}]}
    (example,) = trained(line).examples
    assert example.answer_tokens == tokens(json.dumps(calls)) + 4
    assert example.tokens - example.answer_tokens == tokens(f"{ASKED}\n") + 4


NO_EXAMPLES = [
    ("no json {", "it is not JSON"),
    ("[" * 10_000, "it is not JSON"),
    ("7", "it has not the keys of the other lines: messages"),
    ({"text": "words"}, "it has not the keys of the other lines: messages"),
    ({"messages": []}, "“messages” must be a list of messages and is not"),
    ({"messages": "words"}, "“messages” must be a list of messages and is not"),
    ({"messages": ["words"]}, "a message has no “role”"),
    ({"messages": [{"content": "words"}]}, "a message has no “role”"),
    ({"messages": [{"role": "assistant"}]}, "a message has no “content”"),
    (chat(("assistant", 7)), "a message has no “content”"),
    (chat(("wizard", "words")), "the role “wizard” is not known; right: system, user or assistant"),
    (chat(("\x1b[31mred", "words")), "the role “�[31mred” is not known; right: system, user or assistant"),
    (chat(("user", ASKED), ("assistant", " \n")), "its answer is empty"),
    (chat(("user", ASKED), ("assistant", "Yes."), ("user", "Why?")),
     "its last message is not the assistant's: there is nothing to learn"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), NO_EXAMPLES)
def test_a_malformed_line_is_named_with_its_reason(line: Any, reason: str) -> None:
    good = chat(("user", ASKED), ("assistant", ANSWERED))
    report = trained(good, "", line, good)
    assert [example.line for example in report.examples] == [1, 4]
    assert said(report) == [f"train.jsonl: {reason}"]
    assert [each.line for each in report.skipped] == [3]


@pytest.mark.parametrize("form", ["instruction", "completion", "response", "question"])
def test_an_answer_that_is_no_text_is_named(form: str) -> None:
    asked, answered = FORMS[form][0]
    report = trained(FORMED[form], FORMED[form] | {asked: ["words"]}, FORMED[form] | {answered: 7})
    assert said(report) == [f"train.jsonl: “{key}” must be text and is not" for key in (asked, answered)]
    assert [each.line for each in report.skipped] == [2, 3]


def test_the_form_is_that_of_most_lines() -> None:
    report = trained(FORMED["completion"], FORMED["chat"], FORMED["chat"])
    assert report.form == "chat"
    assert [example.line for example in report.examples] == [2, 3]


def test_the_same_example_in_another_case_is_a_duplicate() -> None:
    shouted = {"prompt": ASKED.upper(), "completion": ANSWERED}
    other = {"prompt": ASKED, "completion": "Another answer."}
    first, same, different = trained(FORMED["completion"], shouted, other).examples
    assert (first.prompt, first.whole) == (same.prompt, same.whole)
    assert first.prompt == different.prompt
    assert first.whole != different.whole


def test_examples_are_counted_in_the_first_family_that_is_asked_for() -> None:
    content = json.dumps({"prompt": "¿Qué tal?", "completion": SPANISH[2]}).encode()
    (example,) = measured("a.jsonl", content, Settings(families=("cl100k",))).examples
    assert example.answer_tokens == tokens(SPANISH[2], "cl100k_base") + 4


def test_a_line_without_end_is_one_malformed_line() -> None:
    report = trained(FORMED["chat"], '{"messages": "' + "a" * 40_000_000, FORMED["chat"])
    assert [example.line for example in report.examples] == [1, 3]
    assert [(each.line, line) for each, line in zip(report.skipped, said(report), strict=True)] == [
        (2, "train.jsonl: it is not JSON")
    ]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(form=st.sampled_from(sorted(FORMED)), data=st.data())
def test_any_values_under_the_keys_of_a_form_give_an_example_or_a_reason(form: str, data: st.DataObject) -> None:
    keys, _ = FORMS[form]
    turn = st.dictionaries(st.sampled_from(["role", "content", "from", "value", "tool_calls"]), JSON_VALUES)
    value = JSON_VALUES | st.lists(turn | st.just({"role": "assistant", "content": "words"}), max_size=3)
    line = data.draw(st.fixed_dictionaries({key: value for key in keys}))
    report = trained(FORMED[form], line)
    assert len(report.examples) + len(report.skipped) == 2
    assert not any("cannot be read" in why for why in said(report))
