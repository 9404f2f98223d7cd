"""What the app is made of is listed, and no package passes as looked up that was not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.audit import PINNED, ROOT, pins, verdict

CLEAN = {"name": "good", "version": "1.0", "vulns": []}
SKIPPED = {"name": "unknown", "skip_reason": "not found"}
BAD = {"name": "bad", "version": "1.0", "vulns": [{"id": "CVE-2026-1", "fix_versions": ["1.1"]}]}


def test_every_pin_is_read() -> None:
    lines = [line for file in PINNED for line in (ROOT / file).read_text(encoding="utf-8").splitlines()]
    assert len(pins()) == len([line for line in lines if line and not line.startswith("#")])
    assert pins()["psycopg"] == "3.3.9"


@pytest.mark.parametrize(
    ("wrong", "packages", "code", "says"),
    [
        ([], [CLEAN], 0, "nothing is known of any of 1"),
        ([], [CLEAN, BAD], 1, "bad 1.0: CVE-2026-1, mended in 1.1"),
        ([], [CLEAN, SKIPPED, BAD], 1, "CVE-2026-1"),
        ([], [CLEAN, SKIPPED], 2, "not unknown could be looked up"),
        ([], [SKIPPED], 2, "no package could be looked up"),
        ([], None, 2, "no package could be looked up"),
        (["good is pinned to 1.1, installed: 1.0"], [CLEAN], 1, "pinned to 1.1"),
    ],
)
def test_what_could_not_be_looked_up_is_no_clean_answer(
    wrong: list[str], packages: list[dict[str, object]] | None, code: int, says: str
) -> None:
    found, told = verdict(wrong, packages)
    assert found == code and says in "\n".join(told)


@pytest.mark.slow
def test_the_bill_of_materials_lists_every_pinned_package(tmp_path: Path) -> None:
    command = (ROOT / "Makefile").read_text(encoding="utf-8").split("sbom: ")[1].splitlines()[1].strip()
    file = tmp_path / "sbom.json"
    words = command.replace("$(BIN)/python", sys.executable).replace("sbom.json", str(file)).split()
    subprocess.run(words, check=True, cwd=ROOT, timeout=300)
    listed = {plain(part["name"]): part["version"] for part in json.loads(file.read_text())["components"]}
    assert {plain(name): version for name, version in pins().items()}.items() <= listed.items()


def plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
