"""What keeps somebody from using a page, as axe finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

STREAMLITS_OWN = {"svg-img-alt", "presentation-role-conflict"}
"""What axe finds in Streamlit's own elements on an otherwise empty page: icons, and the grip of the sidebar."""


def barriers(page: Page) -> list[str]:
    """Each fault of ours with the element that has it."""
    from axe_playwright_python.sync_playwright import Axe

    return [
        f"{fault['id']}: {node['html'][:150]}"
        for fault in Axe().run(page).response["violations"]
        if fault["id"] not in STREAMLITS_OWN
        for node in fault["nodes"]
    ]
