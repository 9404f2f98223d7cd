"""The documents page in a real browser: real files dropped in, measured, and taken over."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from tests.documents import docx, packed, pdf

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload, Page

pytestmark = pytest.mark.browser

AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"
SENTENCE = "The contract comes into force on the day of its signature and ends after two years."
LARGE_FILES, LARGE_WORDS = 6, 800_000
LONGEST_SECONDS = 60
KNOWLEDGE = re.compile(r"Knowledge \d+/\d+")


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page(locale="en-GB")
    page.set_default_timeout(20_000)
    page.goto(f"{address}/documents")
    page.get_by_role("button", name="Measure").wait_for()
    yield page
    page.close()


def drop(page: Page, **files: bytes | str) -> None:
    """Drop files in, and wait until the server has them."""
    given = [
        {"name": name.replace("_", "."), "mimeType": "", "buffer": _bytes(content)} for name, content in files.items()
    ]
    page.locator("input[type=file]").set_input_files(cast("list[FilePayload]", given))
    page.get_by_text(given[-1]["name"]).first.wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_selector(AT_REST)


def _bytes(content: bytes | str) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def test_real_files_are_measured_and_taken_over(page: Page) -> None:
    archive = packed({"notes.txt": SENTENCE * 20, "scan.png": b"\x89PNG\r\n\x1a\n"})
    drop(
        page, letter_pdf=pdf([SENTENCE]), contract_docx=docx([SENTENCE] * 9), read_md=f"# End\n\n{SENTENCE * 5}",
        packed_zip=archive,
    )  # fmt: skip
    page.get_by_role("button", name="Measure").click()
    page.get_by_role("button", name="Use these figures").wait_for()
    counted = page.get_by_test_id("stMetric").filter(has_text="Documents").first
    assert "4" in counted.inner_text()
    page.get_by_text("packed.zip/scan.png").wait_for()
    page.get_by_text("it needs text recognition (OCR) first").wait_for()
    page.get_by_role("button", name="Use these figures").click()
    page.get_by_text("They are in the project now, marked as measured.").wait_for()
    page.get_by_role("link", name="Project").click()
    page.get_by_text(KNOWLEDGE).click()
    page.get_by_text("Measured: 4 files").first.wait_for()


def test_the_page_answers_while_it_measures(page: Page, tmp_path: Path) -> None:
    words = " ".join(random.Random(1).choices([f"word{number}" for number in range(9_999)], k=LARGE_WORDS))
    for number in range(LARGE_FILES):
        (tmp_path / f"large{number}.txt").write_text(f"{number} {words}")
    arrived: list[str] = []
    page.on("requestfinished", lambda request: arrived.append(request.url) if "upload_file" in request.url else None)
    page.locator("input[type=file]").set_input_files(sorted(tmp_path.iterdir()))
    end = time.monotonic() + LONGEST_SECONDS
    while len(arrived) < LARGE_FILES and time.monotonic() < end:
        page.wait_for_timeout(100)
    page.wait_for_timeout(500)
    page.wait_for_selector(AT_REST)
    page.get_by_role("button", name="Measure").click()
    running = page.get_by_role("button", name="Stop here")
    running.wait_for()
    page.get_by_role("link", name="Team").click()
    page.get_by_role("heading", name="Team", exact=True).wait_for()
    page.get_by_role("link", name="Documents").click()
    running.wait_for()
    running.click()
    page.get_by_role("button", name="Use these figures").wait_for()
