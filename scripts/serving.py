"""Serve an app on this machine for as long as it is looked at, and the browser to look with."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A Streamlit script that is served: where, and by which process."""

    address: str
    process: int


@contextmanager
def served(script: Path, *options: str, port: int | None = None) -> Iterator[str]:
    """The address of a Streamlit script, served by a process of its own.

    Raises:
        RuntimeError: it does not answer within a minute, or ends.
    """
    with serving(script, *options, port=port) as server:
        yield server.address


@contextmanager
def serving(script: Path, *options: str, log: Path = Path(os.devnull), port: int | None = None) -> Iterator[Server]:
    """The same, with the process; what it prints goes into a file.

    Raises:
        RuntimeError: it does not answer within a minute, or ends.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    command += [
        "--server.headless=true",
        "--logger.hideWelcomeMessage=true",
        "--server.address=127.0.0.1",
        "--server.fileWatcherType=none",
        *options,
    ]
    with log.open("a") as file, subprocess.Popen(command, stdout=file, stderr=file) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(process, address)
            yield Server(address, process.pid)
        finally:
            process.terminate()


def browser_of(playwright: Playwright) -> Browser:
    """The machine's own Chromium, asking nobody for anything."""
    quiet = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
    return playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)


def seconds_of_processor(server: Server) -> float:
    """Seconds of processor time since the server was started (Linux)."""
    fields = Path(f"/proc/{server.process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def megabytes(server: Server) -> float:
    """The memory that the server holds (Linux)."""
    lines = Path(f"/proc/{server.process}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(server: subprocess.Popen[bytes], address: str) -> None:
    latest = time.monotonic() + START_SECONDS
    while time.monotonic() < latest and server.poll() is None:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"no answer from {address}")
