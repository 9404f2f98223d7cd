"""The colours of the four ways: one a way, the same on every page, report and export, in light and in dark.

After Okabe and Ito (2008), safe for colour-blind readers; each keeps a contrast of 3:1 against both backgrounds, which
is enough for marks and not for text. A way also has a dash and a symbol, so that colour never says it alone.
"""

from __future__ import annotations

from typing import Literal

from advisor.alternatives import Way

WAY_COLOURS = {Way.PROMPT: "#76889B", Way.RAG: "#0072B2", Way.FINETUNE: "#D55E00", Way.HYBRID: "#C36BA0"}
OF_NO_WAY = "#009E73"
"""What belongs to none of them, such as the team's own documents."""
WAY_DASHES = {Way.PROMPT: "dot", Way.RAG: "solid", Way.FINETUNE: "dash", Way.HYBRID: "dashdot"}
WAY_SYMBOLS = {Way.PROMPT: "circle", Way.RAG: "square", Way.FINETUNE: "diamond", Way.HYBRID: "cross"}

BADGE_COLOURS: dict[Way, Literal["gray", "blue", "orange", "violet"]] = {
    Way.PROMPT: "gray",
    Way.RAG: "blue",
    Way.FINETUNE: "orange",
    Way.HYBRID: "violet",
}
"""The theme's names of the same colours, as .streamlit/config.toml sets them."""

SCENARIO_COLOURS = ("#00856F", "#8C6BB1", "#A8780A", "#A4504A", "#3F7FBF", "#6E7F1E")
SCENARIO_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SCENARIO_SYMBOLS = ("circle", "square", "diamond", "cross", "triangle-up", "star")
"""Scenarios, in their order: other colours than the ways have, and always a letter beside the mark."""
