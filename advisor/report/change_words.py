"""A change of a project in words: which answer, from what to what."""

from __future__ import annotations

from advisor.differences import differing
from advisor.language import Reader, text
from advisor.project_file import Project
from advisor.questions import Json
from advisor.report.comparison_words import answer_in_words, path_in_words, short

LONGEST_PART = 40


def change_in_words(before: Project, after: Project, reader: Reader) -> str:
    """What was changed: one answer with its old and new value, or how many."""
    changed = differing((before, after))
    if not changed:
        return reader._("Name or notes")
    if len(changed) > 1:
        return reader.say(text("{count} answers", count=len(changed)))
    [change] = changed
    old, new = (
        _answer(change.path, answer, project, reader)
        for answer, project in zip(change.answers, (before, after), strict=True)
    )
    name = short(path_in_words(reader, change.path), 2 * LONGEST_PART)
    told = "{question} {before} → {after}" if name.endswith("?") else "{question}: {before} → {after}"
    return told.format(question=name, before=old, after=new)


def _answer(path: str, answer: Json, project: Project, reader: Reader) -> str:
    if answer is None:
        return reader._("not known")
    return short(answer_in_words(reader, path, answer, project), LONGEST_PART)
