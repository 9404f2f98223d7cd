"""Databases to test against: SQLite in a file, and a real Postgres server of the tests' own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from advisor.planning.database import Database

PROGRAMS = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), Path("/usr/local/bin"))
HAS_POSTGRES = (PROGRAMS / "initdb").exists()
NO_POSTGRES = "there is no Postgres server; on Debian: apt-get install postgresql"


@dataclass(frozen=True)
class Postgres:
    """A server that listens on a socket in its own folder, and can be stopped and started."""

    folder: Path

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def make(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "--pgdata", self.folder / "data", "--username=postgres", "--auth=trust", "--no-sync")
        self.start()

    def start(self) -> None:
        settings = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off"
        self._control("start", "-o", settings, "-l", self.folder / "log")

    def stop(self) -> None:
        self._control("stop", "-m", "immediate")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """For as long as this lasts the server and all that it does for others stands still, its connections open."""
        self._signal("STOP")
        try:
            yield
        finally:
            self._signal("CONT")

    def renew(self) -> None:
        """Forget everything."""
        self._run("psql", "-h", self.folder, "-U", "postgres", "-q", "-c",
                  "set client_min_messages = error; drop schema public cascade; create schema public")  # fmt: skip

    def _signal(self, name: str) -> None:
        first, *_ = (self.folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()
        subprocess.run(["kill", f"-{name}", first], check=True)
        subprocess.run(["pkill", f"-{name}", "-P", first], check=True)

    def _control(self, *words: str | Path) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-w", *words)

    def _run(self, program: str, *words: str | Path) -> None:
        """Postgres refuses to run as root: then its own user runs it."""
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*as_postgres, PROGRAMS / program, *words], check=True, stdout=subprocess.DEVNULL,
                       cwd=self.folder, timeout=60)  # fmt: skip


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        server = Postgres(Path(folder))
        server.make()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    if not HAS_POSTGRES:
        pytest.skip(NO_POSTGRES)
    with postgres_server() as server:
        yield server


@contextmanager
def hidden(folder: Path) -> Iterator[None]:
    """The SQLite database of a folder is away for as long as this lasts: in its place there is none."""
    place = folder / "away"
    place.mkdir()
    for file in folder.glob("advisor.db*"):
        file.rename(place / file.name)
    (folder / "advisor.db").mkdir()
    yield
    (folder / "advisor.db").rmdir()
    for file in place.iterdir():
        file.rename(folder / file.name)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        found = Database(f"sqlite:///{tmp_path / 'advisor.db'}")
    else:
        server: Postgres = request.getfixturevalue("postgres")
        server.renew()
        found = Database(server.url)
    yield found
    found.close()


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database of the app's sessions, empty."""
    from pages.parts import stored

    monkeypatch.setenv("ADVISOR_DATABASE_URL", f"sqlite:///{tmp_path / 'advisor.db'}")
    stored.database.clear()
    yield stored.database()
    stored.database().close()
    stored.database.clear()
