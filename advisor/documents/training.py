"""Training examples in the usual forms of JSONL: told from other JSONL, checked line by line, counted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from advisor.documents.decoding import LOOKED_AT_BYTES, encoding_of, without_surrogates
from advisor.documents.duplicates import digest
from advisor.documents.packed import printable
from advisor.documents.report import WHOLE, Example, Part, Skipped
from advisor.documents.tokens import Tokenizer
from advisor.language import Text, text

LONGEST_LINE = 16 * 2**20
TOKENS_PER_MESSAGE = 4
"""What a chat's markup adds to each message: role and separators (OpenAI cookbook, counting tokens for fine-tuning)."""
ROLES = {"system", "developer", "user", "human", "assistant", "gpt", "model", "tool", "function", "ipython"}
ANSWERING = {"assistant", "gpt", "model"}
LOOKED_AT_LINES = 100


class Turn(NamedTuple):
    """One message of an example."""

    role: str
    words: str


class Malformed(ValueError):
    """A line is no example of its form."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


def _chat(content: dict[str, Any], key: str, role: str, words: str) -> list[Turn]:
    turns = content[key]
    if not isinstance(turns, list) or not turns:
        raise Malformed(text("“{key}” must be a list of messages and is not", key=key))
    return [_turn(turn, role, words) for turn in turns]


def _turn(turn: Any, role: str, words: str) -> Turn:
    if not isinstance(turn, dict) or not isinstance(turn.get(role), str):
        raise Malformed(text("a message has no “{key}”", key=role))
    if turn[role] not in ROLES:
        raise Malformed(
            text("the role “{role}” is not known; right: system, user or assistant", role=printable(turn[role][:40]))
        )
    said = turn.get(words)
    if said is None and turn.get("tool_calls"):
        said = json.dumps(turn["tool_calls"])
    if isinstance(said, list):
        said = "\n".join(str(part.get("text", "")) for part in said if isinstance(part, dict))
    if not isinstance(said, str):
        raise Malformed(text("a message has no “{key}”", key=words))
    return Turn(turn[role], said)


def _pair(content: dict[str, Any], asked: tuple[str, ...], answered: str) -> list[Turn]:
    said = {key: content.get(key) or "" for key in asked} | {answered: content.get(answered)}
    for key, words in said.items():
        if not isinstance(words, str):
            raise Malformed(text("“{key}” must be text and is not", key=key))
    question = "\n".join(said[key] for key in asked if said[key])
    return [Turn("user", question), Turn("assistant", said[answered])]


FORMS: dict[str, tuple[tuple[str, ...], Callable[[dict[str, Any]], list[Turn]]]] = {
    "chat": (("messages",), lambda content: _chat(content, "messages", "role", "content")),
    "sharegpt": (("conversations",), lambda content: _chat(content, "conversations", "from", "value")),
    "instruction": (("instruction", "output"), lambda content: _pair(content, ("instruction", "input"), "output")),
    "completion": (("prompt", "completion"), lambda content: _pair(content, ("prompt",), "completion")),
    "response": (("prompt", "response"), lambda content: _pair(content, ("prompt",), "response")),
    "question": (("question", "answer"), lambda content: _pair(content, ("context", "question"), "answer")),
}
"""The forms, by the keys that tell them: OpenAI's chat, ShareGPT's, Alpaca's instructions, completions, questions."""


def form_of(stream: BinaryIO) -> str:
    """The form of the examples in a JSONL file; empty where its lines are no examples."""
    found: list[str] = []
    for _, line in islice(lines(stream), LOOKED_AT_LINES):
        content = _parsed(line)
        if isinstance(content, dict):
            found += [form for form, (keys, _) in FORMS.items() if all(key in content for key in keys)][:1]
    stream.seek(0)
    return max(found, key=found.count) if found else ""


def examples(
    stream: BinaryIO, form: str, name: str, tokenizer: Tokenizer, part: Part = WHOLE
) -> Iterator[Example | Skipped]:  # fmt: skip
    """Every line's example, or why it is none."""
    for number, line in lines(stream, part):
        try:
            yield _example(number, _turns(line, form), tokenizer)
        except Malformed as error:
            yield Skipped(name, error.reason, number)
        except RecursionError:
            yield Skipped(name, text("it is not JSON"), number)


def lines(stream: BinaryIO, part: Part = WHOLE) -> Iterator[tuple[int, str]]:
    """The lines that hold anything, numbered from one; a line that is too long comes cut."""
    encoding = encoding_of(stream.read(LOOKED_AT_BYTES))
    stream.seek(part.start)
    decoded = TextIOWrapper(stream, encoding, errors="replace", newline="\n")
    try:
        found = islice(iter(lambda: _line(decoded), ""), part.lines)
        for number, line in enumerate(found, start=part.line):
            if line.strip():
                yield number, line.removeprefix("\ufeff")
    finally:
        decoded.detach()


def _line(decoded: TextIOWrapper) -> str:
    line = rest = decoded.readline(LONGEST_LINE)
    while len(rest) == LONGEST_LINE and not rest.endswith("\n"):
        rest = decoded.readline(LONGEST_LINE)
    return line


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _turns(line: str, form: str) -> list[Turn]:
    content = _parsed(line)
    if content is None:
        raise Malformed(text("it is not JSON"))
    keys, read = FORMS[form]
    if not isinstance(content, dict) or not all(key in content for key in keys):
        raise Malformed(text("it has not the keys of the other lines: {keys}", keys=", ".join(keys)))
    turns = read(content)
    if turns[-1].role not in ANSWERING:
        raise Malformed(text("its last message is not the assistant's: there is nothing to learn"))
    if not turns[-1].words.strip():
        raise Malformed(text("its answer is empty"))
    return turns


def _example(number: int, turns: list[Turn], tokenizer: Tokenizer) -> Example:
    words = [without_surrogates(turn.words) for turn in turns]
    tokens = [count + TOKENS_PER_MESSAGE for count in tokenizer.counts(words)]
    learnt = sum(count for count, turn in zip(tokens, turns, strict=True) if turn.role in ANSWERING)
    prompt = digest("\0".join(words[:-1]).casefold().encode())
    return Example(number, sum(tokens), learnt, prompt, digest("\0".join(words).casefold().encode()))
