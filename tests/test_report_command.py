"""`python -m advisor report`: the ending decides, and what cannot be done is said in one line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from advisor import Project
from advisor.cli import main
from advisor.report.handover import FILE_KINDS
from advisor.writing import write_whole

PROJECT = "name: Desk\nstart: 2026-12-01\ntask: {kind: document_questions, failure: facts}\nmoney: {currency: EUR}\n"


@pytest.fixture
def project(tmp_path: Path) -> str:
    path = tmp_path / "project.yaml"
    path.write_text(PROJECT, encoding="utf-8")
    return str(path)


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == "" and len(told.err.strip().splitlines()) == 1
    return told.err


def test_each_ending_gives_its_file(project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begins = {".pdf": b"%PDF-", ".xlsx": b"PK", ".md": b"# Desk: ", ".json": b'{\n  "engine_version"'}
    assert begins.keys() == FILE_KINDS.keys()
    for ending, start in begins.items():
        path = tmp_path / f"plan{ending.upper()}"
        assert main(["--language", "es", "report", project, "--to", str(path)]) == 0
        assert path.read_bytes().startswith(start)
        assert f"Escrito: {path}" in capsys.readouterr().err
    assert "## Decisión" in (tmp_path / "plan.MD").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "plan.JSON", "plan.MD", "plan.PDF", "plan.XLSX", "project.yaml",
    ]  # fmt: skip


def test_the_json_is_a_project_for_every_command(
    project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = str(tmp_path / "plan.json")
    assert main(["report", project, "--to", kept]) == 0
    assert Project.read(kept) == Project.read(project)
    capsys.readouterr()
    assert main(["advise", kept, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(Path(kept).read_text(encoding="utf-8"))["advice"]


def test_what_cannot_be_written_is_said_in_a_line(
    project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.pdf").mkdir()
    for name, why in {
        "plan.docx": ".pdf, .xlsx, .md, .json",
        "plan": "ending",
        "nowhere/plan.pdf": "no folder",
        "project.yaml/plan.md": "no folder",
        "folder.pdf": "folder",
        "x" * 300 + ".md": "cannot be written",
    }.items():
        assert why in refused(capsys, "report", project, "--to", str(tmp_path / name))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.pdf", "project.yaml"]


def test_a_fault_in_the_project_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("traffic: {users: -1}", encoding="utf-8")
    kept = tmp_path / "plan.md"
    kept.write_text("the one before", encoding="utf-8")
    assert "traffic.users" in refused(capsys, "report", str(bad), "--to", str(kept))
    assert kept.read_text(encoding="utf-8") == "the one before"


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.md"
    write_whole(path, b"one")
    beside = tmp_path / "usual"
    beside.write_bytes(b"")
    assert path.read_bytes() == b"one" and path.stat().st_mode == beside.stat().st_mode

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("advisor.writing.os.replace", full)
    with pytest.raises(OSError, match="space"):
        write_whole(path, b"two")
    assert path.read_bytes() == b"one" and sorted(path.name for path in tmp_path.iterdir()) == ["plan.md", "usual"]
