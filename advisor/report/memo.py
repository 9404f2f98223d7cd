"""The memo: the advice on three to five pages of PDF, accessible (PDF/UA-1), the same bytes for the same advice.

Typst sets it from a template of ours; the words come to it as data and are never read as markup.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from advisor.advice import Advice
from advisor.language import Reader, text
from advisor.report.legible import MISSING, legible
from advisor.report.memo_blocks import Block
from advisor.report.memo_sections import sections
from advisor.version import ENGINE_VERSION

TEMPLATE = Path(__file__).with_suffix(".typ")


def memo(advice: Advice, reader: Reader) -> bytes:
    """The PDF."""
    import typst  # only who asks for a memo waits for it

    day, words = advice.start, _legible(content(advice, reader))
    lacking = reader._("The sign {sign} stands for what the fonts of this document lack.").format(sign=MISSING)
    words["missing"] = lacking if MISSING in json.dumps(words, ensure_ascii=False) else ""
    return typst.compile(
        TEMPLATE,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"memo": json.dumps(words)},
        pdf_standards=["ua-1"],
        timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
    )


def content(advice: Advice, reader: Reader) -> Block:
    """Everything that the memo says, as plain data in the reader's words."""
    day, name = advice.start, advice.project.name.strip()
    title = text("Decision memo: {project}", project=name) if name else text("Decision memo")
    footer = text(
        "LLM Adaptation Advisor {version} · decision of {start} · prices and figures as of {as_of}",
        version=ENGINE_VERSION,
        start=day,
        as_of=advice.catalogue.as_of,
    )
    return {
        "language": reader.language,
        "day": [day.year, day.month, day.day],
        "title": reader.say(title),
        "kind": reader._("Decision memo"),
        "project": name or reader._("A project without a name"),
        "footer": reader.say(footer),
        "sections": sections(advice, reader),
    }  # fmt: skip


def _legible(thing: Any) -> Any:
    """The same data, all of whose words can be set."""
    if isinstance(thing, str):
        return legible(thing)
    if isinstance(thing, dict):
        return {key: _legible(value) for key, value in thing.items()}
    return [_legible(each) for each in thing] if isinstance(thing, list) else thing
