"""One page after another: where many are drawn at once in a process, each waits for the others at every element.

Streamlit asks for a setting, behind a lock, whenever it sends an element: a hundred times a page and more. Threads that
meet there hand the processor to and fro and get little done; in turns, twice as many pages are drawn a second.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from advisor import metrics

PATIENCE_SECONDS = 5.0
"""Nobody waits longer for a turn: a page that hangs holds up no other for good."""
_turn = threading.Semaphore()
_held = threading.local()


@contextmanager
def drawing() -> Iterator[None]:
    """Draw when it is this page's turn; a part of a page that has its turn is drawn in it."""
    if getattr(_held, "mine", False):
        yield
        return
    _take()
    try:
        yield
    finally:
        _give()


@contextmanager
def aside() -> Iterator[None]:
    """Let others draw, while something takes a while."""
    waits = getattr(_held, "mine", False)
    if waits:
        _give()
    try:
        yield
    finally:
        if waits:
            _take()


def _take() -> None:
    with metrics.TURN_SECONDS.time():
        _held.mine = _turn.acquire(timeout=PATIENCE_SECONDS)


def _give() -> None:
    if _held.mine:
        _turn.release()
    _held.mine = False
