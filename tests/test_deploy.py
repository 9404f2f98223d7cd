"""What is handed out to put the advisor on a server: it holds no secret, and the image all that the app needs."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.planning.database import URL_VARIABLE
from scripts.serving import serving
from scripts.sockets import Screen
from tests.databases import Postgres

ROOT = Path(__file__).resolve().parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PAGES = [page.stem for page in (ROOT / "pages" / "views").glob("*.py") if page.stem != "shared"]


def given(service: str) -> dict[str, str]:
    environment: dict[str, str] = COMPOSE["services"][service]["environment"]
    return environment


def test_nothing_starts_without_a_password_that_somebody_chose() -> None:
    asked = r"\$\{POSTGRES_PASSWORD:\?.+\}"
    assert re.fullmatch(asked, given("database")["POSTGRES_PASSWORD"])
    assert re.fullmatch(asked, given("app")["PGPASSWORD"])
    assert not re.search("password|secret", DOCKERFILE, re.IGNORECASE)
    assert "@database/" in given("app")["ADVISOR_DATABASE_URL"]


def test_only_the_proxy_can_be_reached_and_at_first_from_this_machine_alone() -> None:
    published = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}
    assert published == {"proxy": ["${ADVISOR_PUBLISH:-127.0.0.1:8080}:8080"]}
    assert COMPOSE["services"]["app"]["read_only"] is True
    assert "\nUSER advisor\n" in DOCKERFILE


def test_every_image_is_pinned() -> None:
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    images += [service["image"] for service in COMPOSE["services"].values() if "image" in service]
    assert len(images) == 4
    assert all(re.search(r":\d+\.\d+", image) for image in images)


def test_proxy_and_app_agree_on_how_much_may_be_dropped_in() -> None:
    proxy = re.search(r"client_max_body_size (\d+)m;", (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8"))
    app = re.search(r"maxUploadSize = (\d+)", (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert proxy and app and int(proxy[1]) > int(app[1])


def image(folder: Path) -> Path:
    """What the Dockerfile copies, by the list of what it is given."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for name in [line.removeprefix("!") for line in lines if line.startswith("!")]:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "secrets.toml"))
        else:
            shutil.copy(source, target)
    return folder


async def look(address: str) -> None:
    for page in PAGES:
        async with Screen(address, page) as screen:
            assert b"could not be shown" not in screen.content(), page


@pytest.mark.slow
def test_the_image_has_all_that_the_pages_need_and_nothing_is_written_there(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.renew()
    folder = image(tmp_path)
    before = set(folder.rglob("*"))
    monkeypatch.setenv(URL_VARIABLE, postgres.url)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.chdir(folder)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    with serving(folder / "server.py") as server:
        asyncio.run(look(server.address))
    assert set(folder.rglob("*")) == before
