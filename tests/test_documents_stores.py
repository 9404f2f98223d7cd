"""Documents that lie elsewhere: in a store like S3, on a server of its own on this machine."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor.cli import main
from advisor.documents.listing import without_secrets

ROOT = Path(__file__).resolve().parents[1]
SECRET = "wJalrXUtnFEMIK7MDENG"
SENTENCE = "The contract number {number} comes into force on the day of its signature."
DOCUMENTS = 20


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    (folder / "older").mkdir()
    for number in range(DOCUMENTS):
        place = folder / "older" if number % 2 else folder
        (place / f"{number}.txt").write_text(SENTENCE.format(number=number))
    (folder / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


@pytest.fixture(scope="module")
def store(documents: Path) -> Iterator[str]:
    """The address of a server that holds the documents under s3://bucket/docs."""
    pytest.importorskip("s3fs")
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    _fill(address, documents)
    yield address
    server.stop()


def _fill(address: str, documents: Path) -> None:
    import boto3

    client: Any = boto3.client(
        "s3", endpoint_url=address, aws_access_key_id="me", aws_secret_access_key=SECRET, region_name="us-east-1"
    )
    client.create_bucket(Bucket="bucket")
    for file in documents.rglob("*.*"):
        client.upload_file(str(file), "bucket", f"docs/{file.relative_to(documents)}")


@pytest.fixture
def reached(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment that the README names."""
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    monkeypatch.setenv("AWS_ENDPOINT_URL", store)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "me")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/nowhere")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["measure", *arguments, "--processes", "1", "--json"])
    said = capsys.readouterr()
    assert SECRET not in said.out + said.err
    return code, said.out, said.err


def measured_by_the_shell(address: str) -> dict[str, Any]:
    """In a process of its own: readers inherit the environment that the first of them was started in."""
    command = [sys.executable, "-m", "advisor", "measure", address, "--processes", "1", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0 and SECRET not in done.stdout + done.stderr, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.slow
@pytest.mark.usefixtures("reached")
def test_a_bucket_is_measured_like_the_same_folder(documents: Path) -> None:
    found, expected = measured_by_the_shell("s3://bucket/docs"), measured_by_the_shell(str(documents))
    assert found["documents"] == DOCUMENTS
    assert [each.pop("name") for each in found["skipped"]] == ["bucket/docs/scan.png"]
    assert [each.pop("name") for each in expected["skipped"]] == [str(documents / "scan.png")]
    assert found == expected


@pytest.mark.slow
@pytest.mark.usefixtures("reached")
@pytest.mark.parametrize("address", ["s3://elsewhere/docs", "s3://bucket/nothing", "s3://No_Bucket!/docs"])
def test_a_place_that_is_not_there_is_told_in_a_line(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(capsys, address)
    assert (code, out) == (2, "") and err.count("\n") == 1 and address in err


@pytest.mark.slow
@pytest.mark.usefixtures("reached")
def test_a_store_that_does_not_know_us_is_told_in_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    code, out, err = told(capsys, "s3://bucket/docs")
    assert (code, out) == (2, "") and err.count("\n") == 1 and "credentials" in err


@pytest.mark.slow
@pytest.mark.usefixtures("reached")
def test_a_store_that_does_not_answer_is_told_in_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{unheard.getsockname()[1]}")
        code, out, err = told(capsys, "s3://bucket/docs")
    assert (code, out) == (2, "") and err.count("\n") == 1 and "Could not connect" in err


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("sftp://me:pass@host/docs", "sftp://…@host/docs"),
        ("https://host/a.pdf?X-Amz-Signature=abc&page=2", "https://host/a.pdf?X-Amz-Signature=…&page=2"),
        ("https://host/a.pdf?id=1&access_token=abc", "https://host/a.pdf?id=1&access_token=…"),
        ("/srv/docs/me@home.txt", "/srv/docs/me@home.txt"),
        ("s3://bucket/docs", "s3://bucket/docs"),
    ],
)
def test_an_address_is_shown_without_its_secrets(address: str, shown: str) -> None:
    assert without_secrets(address) == shown
