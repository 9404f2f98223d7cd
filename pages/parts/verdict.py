"""The answer: the verdict in a sentence, with its chance, and what would make it surer."""

from __future__ import annotations

import streamlit as st

from advisor.advice import NAMES_IN_A_SENTENCE, WAY_NAMES, Advice
from advisor.language import Text, text
from pages.parts import chance, form, state
from pages.parts.markdown import plain
from pages.parts.reader import current_reader


def sentence(advice: Advice) -> Text:
    """What to begin with, and what for."""
    target, first = text(NAMES_IN_A_SENTENCE[advice.verdict]), text(NAMES_IN_A_SENTENCE[advice.first_step])
    if advice.first_step is advice.verdict:
        return text("Begin with {first} as a proof of concept, and build it if it is good enough.", first=first)
    return text("Begin with {first} as a proof of concept; go on to {target} if that is not enough.",
                first=first, target=target)  # fmt: skip


def in_full() -> None:
    """The verdict as the headline of a page."""
    reader, advice = current_reader(), state.advice()
    st.header(plain(reader.say(sentence(advice))), anchor=False)
    st.markdown(plain(how_sure()))


def how_sure() -> str:
    """How often the verdict is best, and which way comes next."""
    reader, advice = current_reader(), state.advice()
    second = advice.ways[advice.ranking[1]]
    said = text(
        "{way} is best in {chance} of {count} simulated futures; next comes {second} with {less}.",
        way=text(WAY_NAMES[advice.verdict]), chance=chance.percent(advice.best.chance, reader),
        count=advice.count, second=text(NAMES_IN_A_SENTENCE[second.way]),
        less=chance.percent(second.chance, reader),
    )  # fmt: skip
    earlier = state.before()
    if earlier is None or earlier.verdict is advice.verdict:
        return reader.say(said)
    was = text("Before your last change it was {way}.", way=text(NAMES_IN_A_SENTENCE[earlier.verdict]))
    return f"{reader.say(said)} {reader.say(was)}"


def in_short() -> None:
    """The verdict beside the questions, and the unanswered one that would sharpen it most."""
    reader, advice = current_reader(), state.advice()
    with st.container(border=True, key="verdict_in_short"):
        answer, sharpen = st.columns([3, 2], gap="medium")
        with answer:
            st.markdown(f"**{plain(reader.say(sentence(advice)))}**")
            st.markdown(plain(how_sure()))
            st.page_link("pages/views/recommendation.py", label=reader._("See why"), icon=":material/arrow_forward:")
        with sharpen:
            _sharpen(advice)


def _sharpen(advice: Advice) -> None:
    reader = current_reader()
    if not advice.measure_first:
        st.markdown(plain(reader._("No open question would change this choice much.")))
        return
    path = advice.measure_first[0].path
    st.caption(plain(reader._("This answer would sharpen it most:")))
    form.ask(path, prefix="sharpen", look=form.Look.COMPACT)
