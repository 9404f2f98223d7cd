"""A table of `advisor.report.tables` on a page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app_pages.parts.markdown import plain


def show(frame: pd.DataFrame) -> None:
    """A short table of words, all of it in sight; its row labels are its first column."""
    safe = pd.DataFrame(
        [[plain(words) for words in row] for row in frame.to_numpy()],
        columns=[plain(label) for label in frame.columns], index=[plain(label) for label in frame.index],
    )  # fmt: skip
    st.table(safe, border="horizontal", alt=frame.attrs["alt"])
