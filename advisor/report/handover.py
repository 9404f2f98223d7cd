"""The files of a plan that are handed over, by the ending of their names."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from advisor.advice import Advice
from advisor.language import N_, Reader
from advisor.report.decision_record import decision_record
from advisor.report.memo import memo
from advisor.report.plan_file import plan_file
from advisor.report.plan_workbook import plan_workbook


class FileKind(NamedTuple):
    """A kind of file: what it is called, its type on the web, and what makes it."""

    label: str
    mime: str
    make: Callable[[Advice, Reader], bytes]


FILE_KINDS = {
    ".pdf": FileKind(N_("Memo (PDF)"), "application/pdf", memo),
    ".xlsx": FileKind(
        N_("Workbook (XLSX)"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", plan_workbook
    ),
    ".md": FileKind(N_("Decision record (Markdown)"), "text/markdown", decision_record),
    ".json": FileKind(N_("Project and figures (JSON)"), "application/json", plan_file),
}
