"""A program of tomorrow: the migrations of today and one more, to test upgrades with."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy.engine import URL

from advisor.planning import database
from advisor.planning.database import MIGRATIONS, Database

NEWER = "9999"
COLUMN = '    op.add_column("scenario", sa.Column("colour", sa.String(20), nullable=False, server_default="grey"))'
BREAKS = '    op.create_table("half", sa.Column("id", sa.Integer))\n    raise RuntimeError("it breaks here")'
TEMPLATE = """
import sqlalchemy as sa
from alembic import op

revision = "{newer}"
down_revision = "{newest}"


def upgrade():
{steps}
"""


def newer_program(folder: Path, steps: str = COLUMN) -> Path:
    """The folder of its migrations."""
    newest = database._known_revisions(MIGRATIONS)[0]
    copied = Path(shutil.copytree(MIGRATIONS, folder / "migrations"))
    script = TEMPLATE.format(newer=NEWER, newest=newest, steps=steps)
    (copied / "versions" / f"{NEWER}_newer.py").write_text(script, encoding="utf-8")
    return copied


def start(migrations: Path, url: URL) -> None:
    """What a process of that program does first."""
    database.MIGRATIONS = migrations
    found = Database(url)
    found.check()
    found.close()
