"""A Dask cluster of real processes, begun as the README says: the same figures, and one line where it is not there."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.cli import main
from advisor.documents import Corpus, FileReport, Journal, Source, corpus, measure, on_cluster, on_this_machine
from advisor.documents.listing import sources
from advisor.documents.workers import NoCluster

ROOT = Path(__file__).resolve().parents[1]
WORDS = ["contract", "force", "day", "signature", "years", "office", "letter", "paper", "invoice", "order", "price"]
pytestmark = pytest.mark.slow


def begun(*arguments: str, cwd: Path = ROOT) -> subprocess.Popen[bytes]:
    """One of Dask's processes; from another folder it is told where this program is."""
    command = [sys.executable, "-m", "dask", *arguments]
    environment = os.environ | ({"PYTHONPATH": str(ROOT)} if cwd != ROOT else {})
    return subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def a_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    for number in range(60):
        words = random.Random(number).choices(WORDS, k=2_000)
        (folder / f"{number}.txt").write_text(" ".join(words))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 cut off")
    return folder


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its two workers: one begun in this folder, one in another."""
    pytest.importorskip("distributed")
    address, elsewhere = f"tcp://127.0.0.1:{a_port()}", tmp_path_factory.mktemp("elsewhere")
    worker = ("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
    scheduler = begun("scheduler", "--port", address.rpartition(":")[2], "--host", "127.0.0.1", "--no-dashboard")
    workers = [begun(*worker), begun(*worker, cwd=elsewhere)]
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


def figures(capsys: pytest.CaptureFixture[str], *arguments: str) -> object:
    assert main(["measure", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_cluster_and_this_machine_find_the_same(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], documents: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = figures(capsys, str(documents), "--cluster", cluster[0])
    assert there == figures(capsys, str(documents), "--processes", "1")


def test_a_worker_that_dies_in_the_midst_costs_no_file(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], documents: Path
) -> None:
    address, (first, _) = cluster

    def kill_one(_source: Source, _report: FileReport) -> bool:
        first.kill()
        return True

    with Journal() as journal:
        measure(sources([str(documents)]), journal, on_cluster(address), goes_on=kill_one)
        found = corpus(journal)
    assert first.wait() and found == measured_here(documents)


def measured_here(documents: Path) -> Corpus:
    with Journal() as journal:
        measure(sources([str(documents)]), journal, on_this_machine(1))
        return corpus(journal)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere", "ftp://127.0.0.1:1"])
def test_an_address_without_a_scheduler_is_told_in_a_line(
    address: str, documents: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("distributed")
    assert main(["measure", str(documents), "--cluster", address]) == 2
    said = capsys.readouterr()
    assert not said.out and said.err.count("\n") == 1 and f"{address}: no Dask scheduler answers there" in said.err


def test_a_cluster_that_ends_in_the_midst_is_told(documents: Path) -> None:
    pytest.importorskip("distributed")
    address = f"tcp://127.0.0.1:{a_port()}"
    scheduler = begun("scheduler", "--port", address.rpartition(":")[2], "--host", "127.0.0.1", "--no-dashboard")
    worker = begun("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")

    def end_it(_source: Source, _report: FileReport) -> bool:
        scheduler.kill()
        return True

    try:
        with Journal() as journal, pytest.raises(NoCluster):
            measure(sources([str(documents)]), journal, on_cluster(address), goes_on=end_it)
    finally:
        for process in (scheduler, worker):
            process.kill()
            process.wait()
