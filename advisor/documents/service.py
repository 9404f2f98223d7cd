"""Measuring in a process of its own, for a program that must stay light meanwhile, such as the server of the pages.

`Run` starts the process, hands the files over and listens; the process tells of each file, and at last what it found.
It is started as a program, not forked: its workers must not begin by running the server's own script again.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from advisor.documents import (
    Corpus,
    FileReport,
    Journal,
    Settings,
    Source,
    TrainingSet,
    corpus,
    measure,
    on_this_machine,
    training_set,
)
from advisor.documents.figures import token_lengths
from advisor.units import FloatArray

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from advisor.documents.service import main; main()"]
PROCESSES = 2


@dataclass(frozen=True)
class Found:
    """What came of a run."""

    corpus: Corpus
    training: TrainingSet | None
    lengths: FloatArray
    settings: Settings


@dataclass(frozen=True)
class Read:
    """One file is done."""

    name: str
    report: FileReport


class Run:
    """A measuring process, from the other side."""

    def __init__(self, sources: Sequence[Source], settings: Settings) -> None:
        """Start it and hand everything over."""
        self._line, theirs = Pipe()
        end = str(theirs.fileno())
        self._process = subprocess.Popen([*COMMAND, end], pass_fds=[theirs.fileno()], cwd=ROOT)
        theirs.close()
        self._line.send((settings, list(sources)))

    def told(self) -> Iterator[Read | Found]:
        """Each file as it is done, and at last what was found; nothing more if the process failed."""
        with self._line:
            while True:
                try:
                    yield self._line.recv()
                except EOFError:
                    self._process.wait()
                    return

    def stop(self) -> None:
        """Have it read no further; it still tells what it found so far."""
        self._process.send_signal(signal.SIGINT)


def main() -> None:
    """Read what is asked, and tell what is found, on the line whose number is the first argument."""
    line: Connection[Read | Found, Any] = Connection(int(sys.argv[1]))
    settings, sources = line.recv()
    stopped: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _frame: stopped.append(number))

    def take(source: Source, report: FileReport) -> bool:
        line.send(Read(source.name, report))
        return not stopped

    with Journal() as journal:
        measure(sources, journal, on_this_machine(PROCESSES), settings, goes_on=take)
        line.send(Found(corpus(journal), training_set(journal), token_lengths(journal), settings))
