"""The same plan in other forms, beside the advice: other ways to train."""

from __future__ import annotations

import streamlit as st

from advisor.alternatives import Way
from advisor.report import tables_options
from pages.parts import state, table
from pages.parts.markdown import plain
from pages.parts.reader import current_reader


def training(way: Way) -> None:
    """By method and GPU, where the way or another trains on GPUs of the team's."""
    reader = current_reader()
    _ = reader._
    compared = tables_options.training(state.advice(), reader, way)
    if compared is None:
        return
    st.subheader(_("The same training by other methods and on other machines"), anchor=False)
    st.write(plain(compared.finding))
    table.show(compared.table)
    st.caption(
        plain(
            _(
                "Means of the futures in which a run fits on one machine; rent counts everywhere, owned machines "
                "included. How well a method learns is not compared: LoRA learns less than training all weights, and "
                "forgets less (Biderman et al. 2024, arXiv:2405.09673)."
            )
        )
    )
