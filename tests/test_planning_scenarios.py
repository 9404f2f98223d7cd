"""Scenarios: nothing acknowledged is lost, nobody overwrites what they have not seen, on SQLite and on Postgres."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from advisor.documents.processes import CleanContext
from advisor.examples import examples
from advisor.planning import scenarios
from advisor.planning.database import PAUSE_SECONDS, Database, DatabaseAway, DatabaseError, from_environment
from advisor.planning.scenarios import ChangedMeanwhileError, NotFoundError, Standing
from advisor.planning.tables import Table
from advisor.project_file import Project
from tests.databases import Postgres
from tests.saver import save_without_end

HOSTILE = [
    "<script>alert(1)</script>", '=HYPERLINK("http://x")', "\u202egnirts\u202c", "ñ" * 200, "'; drop table scenario",
    "%_\\", "🙂\u200d", "nul\x00", " spaces  and\ttabs ", "",
]  # fmt: skip


def project(**more: object) -> Project:
    return Project.parse({"name": "Support assistant", "traffic": {"users": 100}} | more)


def with_users(users: int, name: str = "Support assistant") -> Project:
    return project(name=name, traffic={"users": users})


def test_the_migrations_make_the_tables_that_the_code_knows(database: Database) -> None:
    with database.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []


def test_every_example_is_given_back_as_it_was_stored(database: Database) -> None:
    for example in examples():
        stored = scenarios.create(database, example.project, by="Ana")
        found = scenarios.load(database, stored.key)
        assert found == stored
        assert (found.project.fingerprint, found.version, found.changed_by) == (example.project.fingerprint, 1, "Ana")


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_kept_in_the_project_and_harmless_in_lists(database: Database, name: str) -> None:
    stored = scenarios.create(database, project(name=name), by=name)
    assert scenarios.load(database, stored.key).project.name == project(name=name).name
    (listed,) = scenarios.search(database)
    assert listed.name.isprintable()
    assert scenarios.search(database, "support") == []


def test_search_reads_every_word_without_case_and_accents(database: Database) -> None:
    for name in ("Análisis de contratos", "ANÁLISIS de siniestros", "Contracts 100 %"):
        scenarios.create(database, project(name=name))
    found = {listed.name for listed in scenarios.search(database, "analisis DE")}
    assert found == {"Análisis de contratos", "ANÁLISIS de siniestros"}
    assert [listed.name for listed in scenarios.search(database, "%")] == ["Contracts 100 %"]
    assert [listed.name for listed in scenarios.search(database, "contratos análisis")] == ["Análisis de contratos"]


def test_drafts_and_what_is_archived_stay_out_of_the_list_and_are_never_deleted(database: Database) -> None:
    draft = scenarios.create(database, with_users(1), standing=Standing.DRAFT)
    kept = scenarios.create(database, with_users(2))
    scenarios.stand(database, kept.key, Standing.ARCHIVED)
    assert scenarios.search(database) == []
    assert [listed.key for listed in scenarios.search(database, standing=Standing.ARCHIVED)] == [kept.key]
    scenarios.stand(database, draft.key, Standing.KEPT)
    scenarios.stand(database, kept.key, Standing.KEPT)
    assert {listed.key for listed in scenarios.search(database)} == {draft.key, kept.key}
    assert scenarios.load(database, kept.key).version == 1


def test_who_has_not_seen_the_latest_version_is_told_and_overwrites_nothing(database: Database) -> None:
    seen = scenarios.create(database, with_users(100))
    theirs = scenarios.save(database, seen, with_users(200), by="Ana")
    with pytest.raises(ChangedMeanwhileError) as caught:
        scenarios.save(database, seen, with_users(300), by="Ben")
    assert caught.value.theirs == theirs
    assert scenarios.load(database, seen.key) == theirs
    mine = scenarios.save(database, theirs, with_users(300), by="Ben")
    assert [version.saved_by for version in scenarios.history(database, seen.key)] == ["Ben", "Ana", ""]
    assert mine.version == 3


def test_saving_the_same_again_after_a_lost_acknowledgement_is_no_conflict(database: Database) -> None:
    seen = scenarios.create(database, with_users(100))
    first = scenarios.save(database, seen, with_users(200), by="Ana")
    assert scenarios.save(database, seen, with_users(200), by="Ana") == first
    assert len(scenarios.history(database, seen.key)) == 2


def test_of_many_who_save_at_once_each_builds_on_what_it_saw(database: Database) -> None:
    key = scenarios.create(database, with_users(0)).key

    def one_more(person: int) -> int:
        """Read, add one, save; again where somebody was quicker."""
        for tries in range(200):
            seen = scenarios.load(database, key)
            users = seen.project.as_dict()["traffic"]["users"]
            try:
                scenarios.save(database, seen, with_users(users + 1), by=str(person))
            except ChangedMeanwhileError:
                continue
            return tries
        raise AssertionError("never got through")

    with ThreadPoolExecutor(8) as people:
        list(people.map(one_more, range(24)))
    latest = scenarios.load(database, key)
    assert latest.project.as_dict()["traffic"]["users"] == 24
    assert [version.number for version in scenarios.history(database, key)] == list(range(25, 0, -1))


def test_any_version_can_be_had_back_and_the_others_stay(database: Database) -> None:
    first = scenarios.create(database, with_users(100), by="Ana")
    second = scenarios.save(database, first, with_users(200))
    old = scenarios.version(database, first.key, 1)
    scenarios.save(database, second, old.project, by="Ben", restored_from=1)
    latest, middle, oldest = scenarios.history(database, first.key)
    assert latest.project.fingerprint == oldest.project.fingerprint == with_users(100).fingerprint
    assert (latest.restored_from, middle.project.fingerprint) == (1, with_users(200).fingerprint)


def test_figures_as_they_were_are_kept_once(database: Database) -> None:
    stored = scenarios.create(database, with_users(100))
    scenarios.keep_snapshot(database, stored.key, 1, {"total_cost": 0.1 + 0.2})
    scenarios.keep_snapshot(database, stored.key, 1, {"total_cost": 7})
    assert scenarios.version(database, stored.key, 1).snapshot == {"total_cost": 0.1 + 0.2}
    assert scenarios.search(database)[0].snapshot == {"total_cost": 0.1 + 0.2}


def test_a_branch_knows_what_it_came_from(database: Database) -> None:
    trunk = scenarios.create(database, with_users(100))
    branch = scenarios.create(database, with_users(1000, "Ten times"), branched_from=trunk)
    assert scenarios.load(database, branch.key).branched_from == trunk.key
    assert scenarios.load(database, trunk.key).project.fingerprint == with_users(100).fingerprint


def test_a_link_shows_what_it_was_made_for_and_cannot_be_guessed(database: Database) -> None:
    content = {"scenarios": [["abc", 1], ["def", 3]]}
    links = {scenarios.make_link(database, content) for _ in range(20)}
    assert len(links) == 20
    assert min(map(len, links)) >= 22  # 128 bits
    assert all(scenarios.follow_link(database, link) == content for link in links)


@pytest.mark.parametrize("key", ["", "nothing", "../../etc/passwd", "' or 1=1 --", "x" * 10_000])
def test_what_is_not_there_is_told(database: Database, key: str) -> None:
    for ask in (scenarios.load, scenarios.history, scenarios.follow_link):
        with pytest.raises(NotFoundError):
            ask(database, key)
    with pytest.raises(NotFoundError):
        scenarios.version(database, key, 1)
    with pytest.raises(NotFoundError):
        scenarios.stand(database, key, Standing.ARCHIVED)


# What happens to the database


KILLS = 50


def acknowledged(told: Connection) -> Iterator[int]:
    """Everything that was sent before the sender died."""
    with suppress(EOFError, ConnectionResetError):
        while True:
            yield told.recv()


@pytest.mark.slow
def test_a_server_killed_while_it_saves_loses_nothing_that_was_acknowledged(database: Database) -> None:
    key = scenarios.create(database, with_users(1)).key
    chance = random.Random(1)
    servers = CleanContext()
    for _ in range(KILLS):
        told, teller = servers.Pipe(duplex=False)
        server = servers.Process(target=save_without_end, args=(database.url, key, teller))
        server.start()
        teller.close()
        first = [told.recv() for _ in range(chance.randint(1, 12))]
        server.kill()
        last = [*first, *acknowledged(told)][-1]
        server.join()
        stored = scenarios.load(database, key)
        assert stored.version >= last
        assert stored.project.as_dict()["traffic"]["users"] == stored.version
    numbers = [version.number for version in scenarios.history(database, key)]
    assert numbers == list(range(stored.version, 0, -1))
    if database.url.get_backend_name() == "sqlite":
        with sqlite3.connect(str(database.url.database)) as raw:
            assert raw.execute("pragma integrity_check").fetchall() == [("ok",)]


def test_a_server_that_is_gone_is_told_and_what_was_to_be_saved_is_saved_when_it_is_back(postgres: Postgres) -> None:
    postgres.renew()
    database = Database(postgres.url)
    seen = scenarios.create(database, with_users(100))
    postgres.stop()
    with pytest.raises(DatabaseAway):
        scenarios.save(database, seen, with_users(200))
    postgres.start()
    for _ in range(100):
        try:
            saved = scenarios.save(database, seen, with_users(200))
            break
        except DatabaseAway:
            time.sleep(0.1)
    assert scenarios.load(database, seen.key) == saved
    database.close()


def test_a_server_that_is_frozen_is_told_and_holds_up_nobody_for_long(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advisor.planning.postgres.Connection.patience_seconds", 0.5)
    postgres.renew()
    database = Database(postgres.url)
    seen = scenarios.create(database, with_users(100))
    with postgres.frozen(), pytest.raises(DatabaseAway, match=r"no answer within 0\.5 seconds|timeout expired"):
        scenarios.save(database, seen, with_users(200))
    time.sleep(PAUSE_SECONDS)
    assert scenarios.save(database, seen, with_users(200)).version == 2
    database.close()


def test_a_file_that_another_program_holds_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.planning.database.BUSY_SECONDS", 0.1)
    database = Database(f"sqlite:///{tmp_path / 'advisor.db'}")
    seen = scenarios.create(database, with_users(100))
    other = sqlite3.connect(tmp_path / "advisor.db", isolation_level=None)
    other.execute("begin exclusive")
    with pytest.raises(DatabaseAway, match="locked"):
        scenarios.save(database, seen, with_users(200))
    other.execute("rollback")
    other.close()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'none' / 'advisor.db'}")
    with pytest.raises(DatabaseAway, match="unable to open"):
        scenarios.create(database, with_users(100))


@pytest.mark.parametrize("url", ["nonsense", "oracle9://x", "mysql://u:secret@h/d", "postgresql://u:p@h:secret/d"])
def test_an_address_that_names_no_usable_database_is_told_without_its_password(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVISOR_DATABASE_URL", url)
    with pytest.raises(DatabaseError, match="ADVISOR_DATABASE_URL") as caught:
        from_environment()
    assert "secret" not in str(caught.value)


def test_two_servers_that_start_at_once_make_the_tables_once(database: Database) -> None:
    others = [Database(database.url) for _ in range(4)]
    with ThreadPoolExecutor(4) as servers:
        stored = list(servers.map(lambda other: scenarios.create(other, with_users(1)), others))
    assert {listed.key for listed in scenarios.search(database)} == {scenario.key for scenario in stored}
    for other in others:
        other.close()
