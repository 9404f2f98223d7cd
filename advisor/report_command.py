"""`python -m advisor report`: the advice as a file to hand over."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.language import Reader, Text, text
from advisor.project_file import Fault, Project, ProjectError

if TYPE_CHECKING:
    from advisor.report.handover import FileKind


def add_to(commands: Any) -> None:
    """Add the command to a parser."""
    report = commands.add_parser("report", help="the advice as a file: PDF memo, workbook, decision record or JSON")
    report.add_argument("project", help="a project file (YAML or JSON)")
    report.add_argument(
        "--to", type=Path, required=True, metavar="FILE",
        help="its ending decides: .pdf memo, .xlsx workbook, .md record, .json data",
    )  # fmt: skip
    report.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the file whole, or leave what was there."""
    from advisor.report.handover import FILE_KINDS

    path: Path = options.to
    kind = FILE_KINDS.get(path.suffix.lower())
    if kind is None:
        known = ", ".join(FILE_KINDS)
        raise _fault(path, text("The ending says what to write; right: {known}", known=known))
    project = Project.read(options.project)
    try:
        _check(path)
        _write(path, project, kind, options.language)
    except OSError as error:
        raise _fault(path, text("The file cannot be written: {why}", why=error.strerror or "?")) from None
    print(Reader(options.language).say(text("Written: {file}", file=str(path))), file=sys.stderr)
    return 0


def _check(path: Path) -> None:
    """What can be said of a place before anything is computed.

    Raises:
        ProjectError: there is no such folder, or it is one itself.
    """
    if not path.parent.is_dir():
        raise _fault(path, text("There is no folder {folder}", folder=str(path.parent)))
    if path.is_dir():
        raise _fault(path, text("This is a folder; give a file"))


def _write(path: Path, project: Project, kind: FileKind, language: str) -> None:
    from advisor.advice import advise
    from advisor.report.words import reader_of
    from advisor.writing import write_whole

    advice = advise(project)
    write_whole(path, kind.make(advice, reader_of(advice, language)))


def _fault(path: Path, problem: Text) -> ProjectError:
    return ProjectError([Fault(path.name or str(path), problem)])
