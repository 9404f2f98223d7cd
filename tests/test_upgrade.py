"""A newer program meets an older database, and an older program a newer one; on SQLite and on Postgres."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from advisor.planning import database as databases
from advisor.planning import scenarios
from advisor.planning.database import Database, DatabaseAway, DatabaseNewer
from advisor.planning.scenarios import Scenario
from advisor.project_file import Project
from tests.upgrades import BREAKS, NEWER, newer_program, start

TOLD = f"tables of version {NEWER}, this program knows them up to 0"


def stored(database: Database) -> Scenario:
    return scenarios.create(database, Project.parse({"name": "Kept", "traffic": {"users": 7}}))


def asked(database: Database, words: str) -> Sequence[Any]:
    with database.connecting(writes=False) as connection:
        return connection.execute(text(words)).fetchall()


def tables(database: Database) -> set[str]:
    with database.connecting(writes=False) as connection:
        return set(inspect(connection).get_table_names())


def test_a_newer_program_brings_the_tables_up_to_date_and_loses_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = stored(database)
    monkeypatch.setattr(databases, "MIGRATIONS", newer_program(tmp_path))
    newer = Database(database.url)
    assert scenarios.load(newer, scenario.key) == scenario
    assert asked(newer, "select name, colour from scenario") == [("Kept", "grey")]
    assert asked(newer, "select version_num from alembic_version") == [(NEWER,)]
    newer.close()


@pytest.mark.slow
def test_processes_that_start_at_once_upgrade_once(database: Database, tmp_path: Path) -> None:
    scenario, migrations = stored(database), newer_program(tmp_path)
    processes = multiprocessing.get_context("spawn")
    started = [processes.Process(target=start, args=(migrations, database.url)) for _ in range(3)]
    for process in started:
        process.start()
    for process in started:
        process.join()
    assert [process.exitcode for process in started] == [0, 0, 0]
    assert asked(database, "select key, colour from scenario") == [(scenario.key, "grey")]


def test_an_upgrade_that_breaks_leaves_all_as_it_was(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario, before = stored(database), tables(database)
    with monkeypatch.context() as patch:
        patch.setattr(databases, "MIGRATIONS", newer_program(tmp_path, BREAKS))
        newer = Database(database.url)
        with pytest.raises(RuntimeError, match="it breaks here"):
            newer.check()
        newer.close()
    assert tables(database) == before
    assert scenarios.load(Database(database.url), scenario.key) == scenario


def test_an_older_program_leaves_a_newer_database_alone(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = stored(database)
    with monkeypatch.context() as patch:
        patch.setattr(databases, "MIGRATIONS", newer_program(tmp_path))
        newer = Database(database.url)
        newer.check()
        newer.close()
    older = Database(database.url)
    with pytest.raises(DatabaseNewer, match=TOLD):
        scenarios.load(older, scenario.key)
    with pytest.raises(DatabaseNewer, match=TOLD):
        stored(older)
    assert asked(database, "select count(*) from scenario") == [(1,)]
    older.close()


def test_a_program_that_runs_while_a_newer_one_upgrades_stops_storing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "LOOK_SECONDS", 0.0)
    stored(database)
    with monkeypatch.context() as patch:
        patch.setattr(databases, "MIGRATIONS", newer_program(tmp_path))
        newer = Database(database.url)
        newer.check()
        newer.close()
    with pytest.raises(DatabaseNewer, match=TOLD):
        stored(database)


def test_a_database_that_another_process_upgrades_is_asked_again_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(databases, "PAUSE_SECONDS", 0.0)
    database, slow = (Database(f"sqlite:///{tmp_path / 'advisor.db'}") for _ in range(2))
    with slow.connecting(writes=True) as upgrading, upgrading.begin(), pytest.raises(DatabaseAway, match="locked"):
        database.check()
    database.check()
    for each in (database, slow):
        each.close()
