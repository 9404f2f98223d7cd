"""Pages of one process are drawn one after another, and nobody is held up for good."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from pages.parts import turns


def beside(do: Callable[[], None]) -> threading.Thread:
    """Something done on a thread of its own, as Streamlit runs each page."""
    thread = threading.Thread(target=do)
    thread.start()
    return thread


def test_one_page_is_drawn_at_a_time() -> None:
    there: list[int] = []
    most: list[int] = []

    def page() -> None:
        with turns.drawing():
            there.append(1)
            most.append(len(there))
            time.sleep(0.005)
            there.pop()

    for thread in [beside(page) for _ in range(20)]:
        thread.join()
    assert most == [1] * 20


def test_a_part_is_drawn_in_the_turn_of_its_page() -> None:
    with turns.drawing():
        with turns.drawing():
            assert not is_free()
        assert not is_free()
    assert is_free()


def test_others_draw_while_something_is_computed() -> None:
    with turns.drawing():
        with turns.aside():
            assert is_free()
        assert not is_free()
    assert is_free()


def test_what_is_computed_outside_a_turn_needs_none() -> None:
    with turns.drawing():
        taken = threading.Event()

        def compute() -> None:
            with turns.aside():
                taken.set()

        beside(compute).join(2)
        assert taken.is_set()


def test_a_page_that_fails_gives_its_turn_back() -> None:
    with pytest.raises(ValueError, match="a page"), turns.drawing():
        raise ValueError("a page")
    assert is_free()


def test_a_page_that_hangs_holds_nobody_up_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.05)
    drawn = threading.Event()

    def page() -> None:
        with turns.drawing():
            drawn.set()

    with turns.drawing():
        beside(page).join(2)
        assert drawn.is_set()
        assert not is_free()
    assert is_free()


def is_free() -> bool:
    """Whether nobody draws."""
    got = turns._turn.acquire(blocking=False)
    if got:
        turns._turn.release()
    return got
