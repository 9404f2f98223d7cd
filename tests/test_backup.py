"""Backups: all or nothing, from either database into either, and never over what somebody needs."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import select, text

from advisor.alternatives import Way
from advisor.cli import main
from advisor.examples import examples
from advisor.planning import database as databases
from advisor.planning import outcomes, scenarios, seats, sessions, voting
from advisor.planning.backup import BackupError, Kept, back_up, restore
from advisor.planning.database import URL_VARIABLE, Database
from advisor.planning.seats import Role
from advisor.planning.tables import Table
from advisor.project_file import Project
from tests.databases import Postgres
from tests.rooms import PATHS, new_room
from tests.test_planning_scenarios import HOSTILE
from tests.upgrades import NEWER, newer_program

ROOT = Path(__file__).parents[1]
Rows = dict[str, list[Any]]


@pytest.fixture
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Database]]:
    """An empty database of a kind, to restore into; the same Postgres server, emptied."""
    made = []

    def make(kind: str) -> Database:
        if kind == "postgres":
            server: Postgres = request.getfixturevalue("postgres")
            server.renew()
            made.append(Database(server.url))
        else:
            made.append(Database(f"sqlite:///{tmp_path / 'other.db'}"))
        return made[-1]

    yield make
    for each in made:
        each.close()


def fill(database: Database) -> None:
    """Everything that can be stored: a session held to its end, hostile names, every example, a link."""
    room = new_room(database, HOSTILE[0])
    room.estimate(room.ben, 10, 20, 30, reason="nul\x00 and ñ and 🙂")
    room.estimate(room.cem, 200, 300, 0.1 + 0.2 + 400)
    topic = room.reveal()
    outcomes.agree(database, room.lead, topic.id, scenarios.load(database, room.scenario.key).version)
    voting.call_vote(database, room.lead)
    voting.vote(database, room.ben, Way.RAG, "because")
    for name, example in zip(HOSTILE, examples(), strict=False):
        scenarios.create(database, Project.parse(example.project.as_dict() | {"name": name}), by=name)
    scenarios.make_link(database, {"compare": "a.1"}, by="Ana")
    with pytest.raises(LookupError):
        seats.join(database, "AAAA-AAAA", "Eva", Role.MEMBER, "here")


def rows(database: Database) -> Rows:
    with database.reading() as session:
        found = {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in Table.metadata.sorted_tables
        }
    return found


@pytest.mark.parametrize("into", ["sqlite", "postgres"])
def test_all_that_is_stored_comes_back_in_either_database(
    database: Database, other: Callable[[str], Database], into: str, tmp_path: Path
) -> None:
    fill(database)
    before, file = rows(database), tmp_path / "kept"
    assert all(before[table] for table in before if table != "attempt")
    kept = back_up(database, file)
    assert kept == Kept(len(before["scenario"]), 1)
    assert file.stat().st_mode & 0o777 == 0o600
    target = other(into)
    assert restore(target, file) == kept
    assert rows(target) == before


@pytest.mark.parametrize("into", ["sqlite", "postgres"])
def test_a_restored_session_goes_on(
    database: Database, other: Callable[[str], Database], into: str, tmp_path: Path
) -> None:
    room = new_room(database)
    room.estimate(room.ben, 10, 20, 30)
    back_up(database, tmp_path / "kept")
    target = other(into)
    restore(target, tmp_path / "kept")
    again = type(room)(target, room.scenario, room.session, room.lead, room.ben, room.cem, room.looker)
    dora = again.join("Dora")
    again.estimate(dora, 1, 2, 3)
    assert len(again.reveal().rounds[0].estimates) == 2
    fresh, _ = sessions.open_session(target, room.scenario.key, "Another", "Ana")
    assert fresh.key != room.session.key and len(again.state().topics) == len(PATHS)


@pytest.mark.slow
def test_a_backup_is_one_moment_of_a_database_that_is_written_to(
    database: Database, other: Callable[[str], Database], tmp_path: Path
) -> None:
    """Each scenario has as many versions as it says, however many were being saved."""
    for _ in range(40):
        scenarios.create(database, Project.parse({"notes": "x" * 20_000}))
    enough = Event()

    def go_on() -> None:
        held = scenarios.create(database, Project.parse({}))
        while not enough.is_set():
            held = scenarios.save(database, held, Project.parse({"traffic": {"users": held.version}}))

    writers = [Thread(target=go_on) for _ in range(3)]
    for writer in writers:
        writer.start()
    for number in range(5):
        back_up(database, tmp_path / f"kept{number}")
    enough.set()
    for writer in writers:
        writer.join()
    target = other("sqlite")
    found = []
    for number in range(5):
        restore(target, tmp_path / f"kept{number}", replace=True)
        stored = rows(target)
        versions = [row[0] for row in stored["scenario_version"]]
        assert all(versions.count(row[0]) == row[4] for row in stored["scenario"])
        found.append(len(versions))
    assert found == sorted(found) and found[0] < found[-1]


def test_what_is_stored_is_replaced_only_when_that_is_said(database: Database, tmp_path: Path) -> None:
    fill(database)
    before = rows(database)
    back_up(database, tmp_path / "kept")
    scenarios.create(database, Project.parse({"name": "Later"}))
    later = rows(database)
    with pytest.raises(BackupError, match="not empty"):
        restore(database, tmp_path / "kept")
    assert rows(database) == later
    restore(database, tmp_path / "kept", replace=True)
    assert rows(database) == before


def test_a_row_that_the_database_refuses_leaves_all_as_it_was(
    database: Database, tmp_path: Path, postgres: Postgres
) -> None:
    """SQLite takes names of any length; Postgres does not."""
    if database.url.get_backend_name() != "sqlite":
        pytest.skip("a database that refuses nothing is needed to begin with")
    scenarios.create(database, Project.parse({}))
    with database.writing() as session:
        session.execute(text("update scenario set changed_by = :name"), {"name": "x" * 300})
    back_up(database, tmp_path / "kept")
    postgres.renew()
    target = Database(postgres.url)
    kept = scenarios.create(target, Project.parse({"name": "Mine"}))
    with pytest.raises(BackupError, match="refuses what the backup holds"):
        restore(target, tmp_path / "kept", replace=True)
    assert scenarios.load(target, kept.key) == kept
    target.close()


def test_a_file_that_is_damaged_anywhere_is_refused(tmp_path: Path) -> None:
    source, target = (Database(f"sqlite:///{tmp_path / name}.db") for name in ("source", "target"))
    scenarios.create(source, Project.parse({"name": "Kept"}))
    back_up(source, tmp_path / "kept")
    whole = (tmp_path / "kept").read_bytes()
    flipped = [whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :] for place in range(20, len(whole), 97)]
    for content in (*flipped, whole[:-1], whole[: len(whole) // 2], b"", b"SQLite format 3\x00", gzip.compress(b"")):
        (tmp_path / "damaged").write_bytes(content)
        with pytest.raises(BackupError, match="no backup, or it is damaged"):
            restore(target, tmp_path / "damaged")
    assert rows(target)["scenario"] == []
    for each in (source, target):
        each.close()


def test_another_programs_database_is_no_backup(tmp_path: Path) -> None:
    target = Database(f"sqlite:///{tmp_path / 'advisor.db'}")
    target.check()
    target.close()
    (tmp_path / "packed").write_bytes(gzip.compress((tmp_path / "advisor.db").read_bytes()))
    with pytest.raises(BackupError, match="no backup"):
        restore(target, tmp_path / "packed")


def test_an_old_backup_gets_the_tables_of_a_newer_program(
    database: Database, other: Callable[[str], Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database)
    back_up(database, tmp_path / "kept")
    before = rows(database)
    monkeypatch.setattr(databases, "MIGRATIONS", newer_program(tmp_path))
    target = other(database.url.get_backend_name().removesuffix("ql"))
    restore(target, tmp_path / "kept")
    assert rows(target) == before
    with target.connecting(writes=False) as connection:
        assert set(connection.scalars(text("select colour from scenario"))) == {"grey"}


def test_a_backup_leaves_an_older_database_at_its_version_and_a_newer_one_is_refused(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenarios.create(database, Project.parse({}))
    with monkeypatch.context() as patch:
        patch.setattr(databases, "MIGRATIONS", newer_program(tmp_path))
        newer = Database(database.url)
        back_up(newer, tmp_path / "old")
        with database.connecting(writes=False) as connection:
            assert connection.scalar(text("select version_num from alembic_version")) != NEWER
        newer.check()
        back_up(newer, tmp_path / "new")
        newer.close()
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(BackupError, match="newer version of the advisor"):
        restore(empty, tmp_path / "new")
    assert restore(empty, tmp_path / "old") == Kept(1, 0)
    empty.close()


# The command line


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path, code: int) -> str:
    assert main([str(word) for word in arguments]) == code
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.strip().splitlines()) == 1
    return said.err


def test_two_commands(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                      capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    new_room(database)
    file = tmp_path / "kept"
    monkeypatch.setenv(URL_VARIABLE, database.url.render_as_string(hide_password=False))
    assert "Scenarios: 1, planning sessions: 1" in told(capsys, "backup", file, code=0)
    assert "The file is there already" in told(capsys, "backup", file, code=2)
    told(capsys, "backup", file, "--replace", code=0)
    assert "The database is not empty" in told(capsys, "restore", file, code=2)
    assert "Escenarios: 1" in told(capsys, "--language", "es", "restore", file, "--replace", code=0)


def test_what_cannot_be_done_is_said_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                               capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path / 'advisor.db'}")
    assert "There is no database yet" in told(capsys, "backup", tmp_path / "kept", code=2)
    assert not list(tmp_path.iterdir())
    assert "There is no folder" in told(capsys, "backup", tmp_path / "none" / "kept", code=2)
    assert "This is a folder" in told(capsys, "backup", tmp_path, code=2)
    assert "No such file" in told(capsys, "restore", tmp_path / "none", code=2)
    assert "Is a directory" in told(capsys, "restore", tmp_path, code=2)
    monkeypatch.setenv(URL_VARIABLE, "postgresql://advisor:secret@127.0.0.1:1/advisor")
    for words in (("backup", tmp_path / "kept"), ("restore", tmp_path / "kept")):
        line = told(capsys, *words, code=2)
        assert "refused" in line and "secret" not in line


FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))
from advisor.cli import main
sys.exit(main({words!r}))
"""


def on_a_full_disk(most: int, *words: str) -> str:
    """A command in a process that may write no file larger than so many bytes."""
    done = subprocess.run([sys.executable, "-c", FULL.format(most=most, words=list(words))], cwd=ROOT, check=False,
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 2 and len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def test_a_disk_that_is_full_leaves_no_half_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path / 'advisor.db'}")
    database = Database(f"sqlite:///{tmp_path / 'advisor.db'}")
    for number in range(20):
        scenarios.create(database, Project.parse({"notes": chr(65 + number) * 20_000}))
    back_up(database, tmp_path / "kept")
    database.close()
    assert "cannot be made" in on_a_full_disk(300_000, "backup", str(tmp_path / "more"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["advisor.db", "kept"]
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path / 'empty.db'}")
    assert "cannot be unpacked" in on_a_full_disk(300_000, "restore", str(tmp_path / "kept"))
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    assert rows(empty)["scenario"] == []
    empty.close()
