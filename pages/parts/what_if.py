"""The answers that matter most, within reach of every page: change one and everything changes at once."""

from __future__ import annotations

import streamlit as st

from advisor.advice import Advice
from pages.parts import form, state
from pages.parts.markdown import bold
from pages.parts.reader import current_reader

HOW_MANY = 5
PATHS = "what_if_paths"


def strip() -> None:
    """The widgets of the five answers."""
    reader = current_reader()
    st.markdown(bold(reader._("What if")), help=reader._("The answers that matter most for this project."))
    for path in paths():
        form.ask(path, prefix="what_if", look=form.Look.COMPACT)


def paths() -> list[str]:
    """The five questions; they stay while the project is open, so that none moves from under the hand."""
    opened, chosen = st.session_state.get(PATHS, (-1, []))
    if opened != state.generation():
        chosen = most_telling(state.advice())
        st.session_state[PATHS] = (state.generation(), chosen)
    return list(chosen)


def most_telling(advice: Advice) -> list[str]:
    """Questions worth answering first, what would change the verdict, what drives choice and cost, what pushed most."""
    pushed = (*advice.needs.knowledge.contributions, *advice.needs.behaviour.contributions)
    strongest = sorted(pushed, key=lambda contribution: -abs(contribution.log_odds))
    found = [measure.path for measure in advice.measure_first] + [flip.path for flip in advice.flips]
    moving = [thing for thing, _ in advice.drives_choice]
    moving += [influence.uncertain for influence in advice.drives("total_cost")]
    found += [thing.path for thing in moving if thing.path]
    found += [contribution.rule.answer for contribution in strongest if contribution.rule.answer]
    return list(dict.fromkeys(found))[:HOW_MANY]
