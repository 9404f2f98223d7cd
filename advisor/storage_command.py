"""`python -m advisor backup` and `restore`: all that is stored, as one file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.language import N_, Reader, text
from advisor.project_file import Fault, ProjectError

if TYPE_CHECKING:
    from advisor.planning.backup import Kept

DONE = {
    "backup": N_("Written: {file}. Scenarios: {scenarios}, planning sessions: {sessions}"),
    "restore": N_("Restored: {file}. Scenarios: {scenarios}, planning sessions: {sessions}"),
}


def add_to(commands: Any) -> None:
    """Add both commands to a parser."""
    backup = commands.add_parser("backup", help="all scenarios and planning sessions into one file")
    backup.add_argument("file", type=Path, metavar="FILE", help="such as advisor.backup; nothing may be there yet")
    backup.add_argument("--replace", action="store_true", help="write over the file that is there")
    backup.set_defaults(run=run, command="backup")

    restore = commands.add_parser("restore", help="all of a backup into an empty database, SQLite or Postgres")
    restore.add_argument("file", type=Path, metavar="FILE", help="a file that backup wrote")
    restore.add_argument("--replace", action="store_true", help="delete what is stored there now")
    restore.set_defaults(run=run, command="restore")


def run(options: argparse.Namespace) -> int:
    """Do it whole, or say in a line why nothing was done."""
    from advisor.planning import backup
    from advisor.planning.database import DatabaseError, from_environment

    do: Callable[..., Kept] = {"backup": backup.back_up, "restore": backup.restore}[options.command]
    file: Path = options.file
    try:
        kept = do(from_environment(), file, replace=options.replace)
    except backup.BackupError as error:
        raise ProjectError([Fault(file.name or str(file), error.problem)]) from None
    except DatabaseError as error:
        why = str(error).partition("\n")[0]
        raise ProjectError([Fault("database", text("The database cannot be used: {why}", why=why))]) from None
    told = text(DONE[options.command], file=str(file), scenarios=kept.scenarios, sessions=kept.sessions)
    print(Reader(options.language).say(told), file=sys.stderr)
    return 0
