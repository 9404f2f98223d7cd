"""Quick tests first, then the slow ones, then those that drive a browser."""

from __future__ import annotations

import os
import shutil

import pytest

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: (_has(item, "browser"), _has(item, "slow")))
    if not CHROMIUM:
        for item in items:
            if _has(item, "browser"):
                item.add_marker(pytest.mark.skip(reason="there is no Chromium; on Debian: apt-get install chromium"))


def _has(item: pytest.Item, marker: str) -> bool:
    return item.get_closest_marker(marker) is not None
