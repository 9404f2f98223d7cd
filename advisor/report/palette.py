"""The colours of the four ways: one a way, the same on every page, report and export, in light and in dark.

Blue and orange are Okabe and Ito's (2008); grey and red-purple are moved until all four stay apart for colour-blind
readers too. Each keeps a contrast of 3:1 against both backgrounds, which is enough for marks and not for text. A way
also has a dash and a symbol, so that colour never says it alone.
"""

from __future__ import annotations

from typing import Literal

from advisor.alternatives import Way

WAY_COLOURS = {Way.PROMPT: "#82909C", Way.RAG: "#0072B2", Way.FINETUNE: "#D55E00", Way.HYBRID: "#AA4C76"}
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

SCENARIO_COLOURS = ("#067A68", "#8756BE", "#9E5C0B", "#CD6EAF", "#6588F8", "#969140")
SCENARIO_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SCENARIO_SYMBOLS = ("circle", "square", "diamond", "cross", "triangle-up", "star")
"""Scenarios, in their order: other colours than the ways have, and always a letter beside the mark."""
