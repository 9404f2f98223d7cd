"""`python -m advisor measure`: the team's documents counted, from files, folders, patterns and addresses."""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from advisor.language import Reader, text
from advisor.project_file import Fault, Project, ProjectError
from advisor.writing import write_whole

SEED = 20261122
RESUME_HINT = "stopped; what was measured is kept: give --resume {file} again to go on"
NO_RESUME_HINT = "stopped; give --resume FILE next time, and a run that was stopped goes on where it ended"


def add_to(commands: Any) -> None:
    """Add the command to a parser."""
    measure = commands.add_parser("measure", help="count, chunk and check the team's own documents")
    measure.add_argument("paths", nargs="+", metavar="PATH", help="file, folder, pattern or address (s3://... too)")
    measure.add_argument("--model-family", action="append", default=[], metavar="F", help="count its tokens exactly")
    measure.add_argument("--chunk", default="512/64", metavar="SIZE/OVERLAP", help="in tokens (default: 512/64)")
    measure.add_argument("--splitter", default="windows", help="windows, sentences or markdown (default: windows)")
    measure.add_argument("--sample", type=int, metavar="N", help="measure N of the files, drawn at random")
    measure.add_argument("--of", type=int, metavar="TOTAL", help="the documents are a sample of so many")
    measure.add_argument("--processes", type=int, metavar="N", help="default: one for each processor")
    measure.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler whose workers see the same files")
    measure.add_argument("--resume", type=Path, metavar="FILE", help="keep what is measured here, and go on from it")
    measure.add_argument("--into", type=Path, metavar="PROJECT", help="write what was measured into a project file")
    measure.add_argument("--json", action="store_true", help="print JSON with stable keys")
    measure.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Measure and tell; what the call gets wrong is told at once."""
    from advisor.documents import Journal, corpus, training_set
    from advisor.documents.figures import extrapolated
    from advisor.documents.journal import OtherSettings
    from advisor.documents.listing import NothingThere
    from advisor.documents.sampling import TooFew
    from advisor.documents.workers import NoCluster

    settings = _settings(options)
    project = Project.read(options.into) if options.into else None
    try:
        with Journal(options.resume, repr(settings)) as journal:
            listed = _measure_all(options, settings, journal)
            total = options.of or (listed if options.sample else None)
            whole = extrapolated(journal, total) if total else None
            return _tell(options, project, corpus(journal), training_set(journal), whole)
    except (NoCluster, NothingThere, OtherSettings, TooFew) as error:
        raise ProjectError([Fault("measure", text("{problem}", problem=str(error)))]) from None
    except KeyboardInterrupt:
        print((RESUME_HINT if options.resume else NO_RESUME_HINT).format(file=options.resume), file=sys.stderr)
        return 130


def _settings(options: argparse.Namespace) -> Any:
    """What is counted.

    Raises:
        ProjectError: with all faults of the call.
    """
    from advisor.documents import Settings
    from advisor.documents.splitting import Chunking
    from advisor.documents.tokens import exact_families

    known = ", ".join(exact_families())
    faults = [
        Fault("--model-family", text("{name} is not counted exactly here; right: {known}", name=name[:50], known=known))
        for name in options.model_family
        if name not in exact_families()
    ]
    size, _, overlap = options.chunk.partition("/")
    chunking = Chunking()
    if size.isdecimal() and (overlap or "0").isdecimal():
        chunking = Chunking(int(size), int(overlap or 0), options.splitter)
        faults += [Fault("--chunk", text("{problem}", problem=chunking.problem))] if chunking.problem else []
    else:
        problem = text("{given} is not a size and an overlap such as 512/64", given=options.chunk)
        faults.append(Fault("--chunk", problem))
    for name in ("sample", "of", "processes"):
        if (given := getattr(options, name)) is not None and given < 1:
            faults.append(Fault(f"--{name}", text("{given} is too few; give at least 1", given=given)))
    if faults:
        raise ProjectError(faults)
    return Settings(tuple(options.model_family) or ("o200k",), chunking)


def _measure_all(options: argparse.Namespace, settings: Any, journal: Any) -> int:
    """Measure; how many files there are."""
    from advisor.documents import measure, on_cluster, on_this_machine
    from advisor.documents.listing import sources

    listed = partial(sources, options.paths)
    files = sum(1 for _ in listed())
    chosen = _sampled(listed(), options.sample) if options.sample else listed()
    workers = on_cluster(options.cluster) if options.cluster else on_this_machine(options.processes)
    with _progress(min(files, options.sample or files), is_shown=sys.stderr.isatty()) as advance:
        measure(chosen, journal, workers, settings, goes_on=lambda source, report: advance())
    return files


def _sampled(listed: Iterable[Any], most: int) -> Sequence[Any]:
    """So many of the files, each as likely as any other; the same ones each time."""
    everything = list(listed)
    return random.Random(SEED).sample(everything, min(most, len(everything)))


class _progress:  # noqa: N801
    """A bar that moves with every file, on the terminal only; it leaves what is printed alone."""

    def __init__(self, files: int, is_shown: bool) -> None:
        from rich.console import Console
        from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

        columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), disable=not is_shown, transient=True)
        self._files = files

    def __enter__(self) -> Callable[[], bool]:
        self._progress.start()
        task = self._progress.add_task("files", total=self._files)

        def advance() -> bool:
            self._progress.advance(task)
            return True

        return advance

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def _tell(options: argparse.Namespace, project: Project | None, corpus: Any, training: Any, total: Any) -> int:
    from advisor.catalogue import load
    from advisor.measured import answers_of, told_of
    from advisor.report.measured_words import measured, measured_as_dict, measured_in_words

    reader = Reader(options.language)
    found = measured(corpus, _settings(options).chunking, training, total, load())
    if options.json:
        print(json.dumps(measured_as_dict(found, reader), ensure_ascii=False, indent=2))
    else:
        print(measured_in_words(found, reader))
    if project is not None:
        note = reader.say(told_of(corpus, total, date.today()))
        changed = project.with_measured(answers_of(corpus, training, total), note)
        try:
            write_whole(options.into, changed.write().encode())
        except OSError as error:
            print(reader.say(text("{file} cannot be written, and is as it was: {reason}", file=str(options.into),
                                  reason=error.strerror)), file=sys.stderr)  # fmt: skip
            return 2
        print(reader.say(text("Written into {file}", file=str(options.into))), file=sys.stderr)
    return 0
