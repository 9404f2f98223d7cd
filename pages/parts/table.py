"""A table of `advisor.report.tables` on a page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from advisor.report.exports import as_csv
from pages.parts.markdown import plain
from pages.parts.reader import current_reader


def show(frame: pd.DataFrame, export: str = "") -> None:
    """A short table of words, all of it in sight; its row labels are its first column, its totals stand out.

    With a name to export, it can be saved as a file of that name for a spreadsheet.
    """
    totals = frame.attrs.get("totals", ())
    _ = current_reader()._
    rows = [
        [_words(words, label in totals) for words in row]
        for label, row in zip(frame.index, frame.to_numpy(), strict=True)
    ]
    safe = pd.DataFrame(
        rows,
        columns=[plain(label) for label in frame.columns],
        index=pd.Index([_words(label, label in totals) for label in frame.index], name=_("Item")),
    )
    st.table(safe, border="horizontal", alt=frame.attrs["alt"])
    if export:
        st.download_button(
            _("Save as CSV"), as_csv(frame, _("Item")), file_name=f"{export}.csv", mime="text/csv",
            key=f"export.{export}", on_click="ignore", icon=":material/download:", type="tertiary",
        )  # fmt: skip


def _words(words: str, is_total: bool) -> str:
    return f"**{plain(words)}**" if is_total and words else plain(words)
