"""Documents measured beside the page: it stays alive meanwhile, shows progress, and can stop it.

A thread listens to the process that reads; it knows nothing of Streamlit.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from threading import Thread

from advisor.documents import FileReport, Settings, Source
from advisor.documents.service import Found, Run

LAST_SHOWN = 6


class Measuring:
    """One run over the files that were dropped in."""

    def __init__(self, sources: Sequence[Source], settings: Settings) -> None:
        """Begin."""
        self.files, self.done = len(sources), 0
        self.last: deque[tuple[str, FileReport]] = deque(maxlen=LAST_SHOWN)
        self.found: Found | None = None
        self._run: Run | None = None
        self._thread = Thread(target=self._listen, args=(sources, settings), name="measuring", daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether it still reads."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Read no further; what was read so far is shown."""
        if self._run is not None:
            self._run.stop()

    def _listen(self, sources: Sequence[Source], settings: Settings) -> None:
        try:
            self._run = Run(sources, settings)
            for told in self._run.told():
                if isinstance(told, Found):
                    self.found = told
                else:
                    self.done += 1
                    self.last.appendleft((told.name, told.report))
        except Exception:  # whatever it is, the page must not wait for ever
            logging.getLogger(__name__).exception("measuring documents failed")
