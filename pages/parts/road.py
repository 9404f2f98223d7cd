"""The road: stages from the first proof of concept to the target, each with its gate, time and cost."""

from __future__ import annotations

import streamlit as st

from advisor.advice import WAY_NAMES
from advisor.decision.road import Stage
from advisor.language import N_, Reader, text
from advisor.report.palette import BADGE_COLOURS
from pages.parts import figure, state
from pages.parts.markdown import plain
from pages.parts.reader import current_reader
from pages.parts.recorded import recorded

PROOF_FIGURES = {
    "proof_of_concept_weeks": N_("Time"), "proof_of_concept_effort": N_("Work"), "proof_of_concept_cost": N_("Cost"),
}  # fmt: skip
FULL_FIGURES = {"launch_weeks": N_("Time until launch"), "launch_cost": N_("Cost until launch")}


@recorded
def show() -> None:
    """A card a stage, in order."""
    stages = state.advice().road
    for column, (number, stage) in zip(st.columns(len(stages), gap="medium"), enumerate(stages, start=1), strict=True):
        with column.container(border=True, height="stretch", key=f"stage.{number}", gap="small"):
            _stage(number, stage)


def _stage(number: int, stage: Stage) -> None:
    reader = current_reader()
    name = reader._(WAY_NAMES[stage.way])
    form = N_("{number}. Proof of concept") if stage.is_proof_of_concept else N_("{number}. In full")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{plain(reader._(form).format(number=number))}**", width="content")
        st.badge(plain(name), color=BADGE_COLOURS[stage.way])
    figures = PROOF_FIGURES if stage.is_proof_of_concept else FULL_FIGURES
    st.markdown("\n\n".join(_line(quantity, label, stage, reader) for quantity, label in figures.items()))
    st.caption(f":material/flag: {plain(reader.say(stage.gate))}")


def _line(quantity: str, label: str, stage: Stage, reader: Reader) -> str:
    shown = state.advice().figure(quantity, stage.way)
    said = text("{label}: {value} ({spread})", label=text(label), value=figure.value(shown, reader),
                spread=reader.span(shown.low, shown.high, shown.unit))  # fmt: skip
    return plain(reader.say(said))
