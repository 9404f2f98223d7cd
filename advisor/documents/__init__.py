"""The team's own text: reading it safely, counting its tokens, splitting it; on one process, several, or a cluster.

`measure` reads every file once and keeps what it finds in a journal; `corpus` and `training_set` give the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing

from advisor.documents.figures import Corpus, TrainingSet, corpus, training_set
from advisor.documents.journal import Journal
from advisor.documents.limits import Limits
from advisor.documents.measuring import Settings
from advisor.documents.parting import in_parts
from advisor.documents.report import FileReport, Source
from advisor.documents.workers import Workers, on_cluster, on_this_machine

__all__ = [
    "Corpus", "FileReport", "Journal", "Limits", "Settings", "Source", "TrainingSet", "corpus", "measure", "on_cluster",
    "on_this_machine", "training_set",
]  # fmt: skip

Told = Callable[[Source, FileReport], bool]


def measure(
    sources: Iterable[Source],
    journal: Journal,
    workers: Workers,
    settings: Settings | None = None,
    limits: Limits | None = None,
    goes_on: Told = lambda _source, _report: True,
) -> None:
    """Measure every source that the journal does not hold yet.

    `goes_on` is told of each file, or part of a large one, as it is done, and stops the run by answering no; what was
    measured stays.
    """
    with closing(workers(journal.unread(in_parts(sources)), settings or Settings(), limits or Limits())) as found:
        for source, report in found:
            journal.add(source, report)
            if not goes_on(source, report):
                return
