"""The four ways side by side: chance, quality, cost, launch, people, machines and main risk."""

from __future__ import annotations

import streamlit as st

from advisor.advice import WAY_MEANINGS, WAY_NAMES, Advice
from advisor.alternatives import WAYS
from advisor.decision.ways import WayAdvice
from advisor.language import N_, Reader, text
from advisor.report.doubt_words import main_risk
from advisor.report.palette import BADGE_COLOURS
from advisor.report.words import setup
from pages.parts import chance, figure, state
from pages.parts.markdown import plain
from pages.parts.reader import current_reader
from pages.parts.recorded import recorded

FIGURES = {
    "good_answer_share": N_("Good answers"),
    "launch_cost": N_("Cost until launch"),
    "first_month_cost": N_("Cost of the first month"),
    "launch_weeks": N_("Time until launch"),
    "run_team": N_("People to run it"),
    "gpus_needed": N_("GPUs for serving"),
}


@recorded
def cards() -> None:
    """A card a way, in the order of the ways; a way that is ruled out stays, in grey, with its reason."""
    with st.grid(4, min_column_width=220):
        for way in WAYS:
            _card(state.advice().ways[way])


def _card(way: WayAdvice) -> None:
    """What it is, its figures, then what rules it out or speaks against it: so that figures stand side by side."""
    reader, advice = current_reader(), state.advice()
    with st.container(border=True, height="stretch", key=f"way.{way.way}", gap="small"):
        _head(way, advice, reader)
        st.markdown("\n\n".join(_line(quantity, label, way, reader) for quantity, label in FIGURES.items()))
        for closed in way.ruled_out:
            st.markdown(f":gray[:material/block: {plain(reader.say(closed.reason))}]", help=plain(closed.source))
        for limit in way.limits_broken:
            st.markdown(f":material/warning: {plain(reader.say(limit.reason))}", help=plain(limit.source))
        risk = [text("Main risk: {risk}", risk=main_risk(advice, way))] if way.is_open else []
        st.caption("\n\n".join(plain(reader.say(said)) for said in (*risk, setup(way.alternative))))


def _head(way: WayAdvice, advice: Advice, reader: Reader) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        colour = BADGE_COLOURS[way.way] if way.is_open else "gray"
        st.badge(
            plain(reader._(WAY_NAMES[way.way])), color=colour, help=plain(reader._(WAY_MEANINGS[way.way])),
            icon=":material/check:" if way.way is advice.verdict else None,
        )  # fmt: skip
        st.markdown(f"**{plain(standing(way, advice, reader))}**", width="content")


def standing(way: WayAdvice, advice: Advice, reader: Reader) -> str:
    """The verdict on a way in a word or two."""
    if not way.is_open:
        return reader._("ruled out")
    said = N_("best: {chance}") if way.way is advice.verdict else N_("{chance}")
    return reader._(said).format(chance=chance.percent(way.chance, reader))


def _line(quantity: str, label: str, way: WayAdvice, reader: Reader) -> str:
    """A figure in three short lines: what, how much, from where to where. All in one element, drawn at once."""
    shown = state.advice().figure(quantity, way.way)
    number, named = plain(figure.value(shown, reader)), plain(reader._(label))
    number = f"**{number}**" if way.is_open else f":gray[{number}]"
    return f":small[:gray[{named}]]  \n{number}  \n:small[:gray[{plain(figure.spread(shown, reader))}]]"
