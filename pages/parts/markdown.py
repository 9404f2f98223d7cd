"""Words made safe for Streamlit's Markdown: what a project or the catalogue says is shown as it stands."""

from __future__ import annotations

_SPECIAL = str.maketrans({letter: f"\\{letter}" for letter in r"\`*_{}[]<>#~|!$&:"})


def plain(words: str) -> str:
    """The words with everything escaped that Markdown would obey: no formula from a `$`, no image from a name."""
    escaped = words.translate(_SPECIAL)
    return f"\\{escaped}" if escaped[:1] in ("-", "+") else escaped


def bold(words: str) -> str:
    """Words in bold, whatever they hold."""
    return f"**{plain(words)}**"
