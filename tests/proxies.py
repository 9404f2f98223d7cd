"""nginx before several servers, by the very file that `deploy/` hands out."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from scripts.serving import ROOT, START_SECONDS, free_port

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
NO_NGINX = "there is no nginx; on Debian: apt-get install nginx-light"
MAIN = """
{user}
daemon off;
pid {folder}/pid;
error_log {folder}/errors;
events {{}}
http {{
    log_format asked '$advisor_process $upstream_addr $status $uri';
    access_log {folder}/asked asked;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/advisor.conf;
}}
"""


@dataclass(frozen=True)
class Asked:
    """A request as nginx passed it on: for which browser, to which server, with which outcome."""

    browser: str
    server: str
    status: int
    path: str


@dataclass(frozen=True)
class Proxy:
    """nginx in a folder of its own."""

    address: str
    folder: Path

    def asked(self) -> list[Asked]:
        """What has been answered so far."""
        lines = (self.folder / "asked").read_text(encoding="utf-8").splitlines()
        parts = [line.split(" ") for line in lines]
        return [Asked(browser, server, int(status), path) for browser, *_, server, status, path in parts]


@contextmanager
def proxied(folder: Path, servers: Sequence[str]) -> Iterator[Proxy]:
    """nginx before these servers, until the end of the block."""
    port = free_port()
    ours = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    addresses = "\n".join(f"    server {server.removeprefix('http://')};" for server in servers)
    headers = ROOT / "deploy" / "security-headers.conf"
    for given, here in (
        ("    server app:8501;", addresses), ("listen 8080;", f"listen 127.0.0.1:{port};"),
        ("/etc/nginx/security-headers.conf", str(headers)),
    ):  # fmt: skip
        assert ours.count(given) == 1
        ours = ours.replace(given, here)
    (folder / "advisor.conf").write_text(ours, encoding="utf-8")
    main = MAIN.format(folder=folder, user="user root;" if os.geteuid() == 0 else "")
    (folder / "nginx.conf").write_text(main, encoding="utf-8")
    command = [NGINX or "nginx", "-p", str(folder), "-e", str(folder / "errors"), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process)
            yield Proxy(address, folder)
        finally:
            process.terminate()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    latest = time.monotonic() + START_SECONDS
    while time.monotonic() < latest and process.poll() is None:
        try:
            with urlopen(f"{address}/ready", timeout=5):
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError("nginx does not answer")
