"""Who measures: processes of this machine, held on a short leash, or a Dask cluster; both run the same function."""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from contextlib import contextmanager
from functools import partial
from itertools import islice
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from advisor.documents.limits import Limits
from advisor.documents.measuring import Settings, measure_file
from advisor.documents.report import FileReport, Skipped, Source
from advisor.documents.tokens import O200K, tokenizer
from advisor.language import N_, text

Measured = Generator[tuple[Source, FileReport], None, None]
Workers = Callable[[Iterable[Source], Settings, Limits], Measured]
AHEAD = 3
"""Files handed out for each process: so that none waits, and no list of all files is kept."""
ANSWER_SECONDS, START_SECONDS = 10, 60
BROKE = N_("reading it broke the process that read it: too much memory, or a damaged file")


def on_this_machine(processes: int | None = None) -> Workers:
    """So many processes of this machine (as many as it has processors, where none are named)."""
    return partial(_local, processes or os.cpu_count() or 1)


def _local(processes: int, sources: Iterable[Source], settings: Settings, limits: Limits) -> Measured:
    leash = [settings.counted, limits.memory_bytes]
    pool = ProcessPool(processes, context=_context(), initializer=_confined, initargs=leash)
    rest, running = iter(sources), dict[Future[FileReport], Source]()
    try:
        while True:
            for source in islice(rest, AHEAD * processes - len(running)):
                seconds = limits.seconds_for(source.size)
                started = pool.schedule(measure_file, args=[source, settings, limits], timeout=seconds)
                running[started] = source
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                source = running.pop(future)
                yield source, _outcome(future, source, limits)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _outcome(future: Future[FileReport], source: Source, limits: Limits) -> FileReport:
    """What came of a file; a process that was killed or died takes no other file with it."""
    try:
        return future.result()
    except TimeoutError:
        reason = text("it took longer than {seconds} seconds to read", seconds=round(limits.seconds_for(source.size)))
    except ProcessExpired:
        reason = text(BROKE)
    return FileReport(skipped=(Skipped(source.name, reason),))


def _context() -> BaseContext:
    """Processes are forked from a clean one that has the readers loaded, where the system can do that."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from advisor.documents.processes import CleanContext  # elsewhere there is nothing to make it of

    context = CleanContext()
    context.set_forkserver_preload(["advisor.documents.preloaded"])
    return context


def _confined(families: tuple[str, ...], memory_bytes: int) -> None:
    """Load what is needed, then take from this process what a hostile file could abuse.

    That is: memory without end, core dumps, and writing files of any kind.
    """
    for family in families:
        tokenizer(family)
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    held = Path("/proc/self/statm")
    if held.exists():
        most = int(held.read_text().split()[0]) * resource.getpagesize() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def on_cluster(address: str) -> Workers:
    """The workers of a Dask cluster that see the same files. Needs the packages of requirements-extras.txt.

    Raises:
        NoCluster: when it measures and nothing answers there, or nothing that can read documents.
    """
    return partial(_cluster, address)


class NoCluster(RuntimeError):
    """There is no cluster at the address, or none that can measure; the message says why."""


def _cluster(address: str, sources: Iterable[Source], settings: Settings, limits: Limits) -> Measured:
    import distributed

    with _client(address) as client:
        rest, running = iter(sources), dict[str, Source]()
        ahead = AHEAD * sum(client.nthreads().values())

        def handed_out(most: int) -> list[Any]:
            begun = []
            for source in islice(rest, most):
                begun.append(client.submit(measure_file, source, settings, limits, pure=False))
                running[begun[-1].key] = source
            return begun

        done: Any = distributed.as_completed(handed_out(ahead))  # type: ignore[no-untyped-call]
        for future in done:
            source = running.pop(future.key)
            yield source, _outcome_there(future, source)
            done.update(handed_out(1))


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """The way to a cluster that has workers and knows this program."""
    try:
        import distributed
    except ImportError:
        raise NoCluster("a cluster needs pip install -r requirements-extras.txt") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told in a line
    try:
        client: Any = distributed.Client(address, timeout=ANSWER_SECONDS)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError):
        raise NoCluster(f"{address}: no Dask scheduler answers there") from None
    with client:
        _check(client, address)
        yield client


def _check(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=ANSWER_SECONDS)
        client.submit(_is_ready, pure=False).result(timeout=START_SECONDS)
    except TimeoutError:
        raise NoCluster(f"{address}: the scheduler has no workers, or they do not answer") from None
    except Exception:
        there = "run it and its workers in this program's folder, with the same packages"
        raise NoCluster(f"{address}: the cluster does not find this program; {there}") from None


def _is_ready() -> bool:
    return bool(tokenizer(O200K).counts(["ready"]))


def _outcome_there(future: Any, source: Source) -> FileReport:
    """What came of a file on a cluster, which tries it again where a worker dies.

    Raises:
        NoCluster: it is gone.
    """
    import distributed

    try:
        report: FileReport = future.result()
    except distributed.KilledWorker:
        return FileReport(skipped=(Skipped(source.name, text(BROKE)),))
    except Exception as error:
        raise NoCluster(f"the cluster stopped in the midst: {type(error).__name__}") from None
    return report
