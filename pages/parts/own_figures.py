"""The team's own figures in the place of the catalogue's: prices of models, and any parameter by its name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from advisor.catalogue import load
from advisor.language import N_, Reader, text
from advisor.project_file import Fault, Price, ProjectError
from advisor.questions import Kind, Question
from pages.parts import notices, state, written
from pages.parts.markdown import bold, plain
from pages.parts.reader import current_reader

FAULTS = "own_figures.faults"
PRICES = {
    "usd_per_million_input_tokens": N_("Input, US dollars a million tokens"),
    "usd_per_million_output_tokens": N_("Output, US dollars a million tokens"),
    "usd_per_million_cached_input_tokens": N_("Cached input, US dollars a million tokens (may be left out)"),
}
NUMBER = Question(Kind.NUMBER, "", "")


def show() -> None:
    """What was replaced, and the forms to replace more."""
    reader = current_reader()
    project = state.project()
    label = text("Own prices and figures ({count})", count=len(project.own_prices) + len(project.overrides))
    with st.expander(plain(reader.say(label)), icon=":material/tune:", key="own_figures", on_change="rerun") as section:
        if section.open:
            prices, parameters = st.columns(2, gap="large")
            with prices:
                _prices(reader)
            with parameters:
                _parameters(reader)


def _tell_faults(kind: str, reader: Reader) -> None:
    error = st.session_state.get(FAULTS, {}).get(kind)
    if error is not None:
        notices.faults(error, reader)


def _try(kind: str, **changes: Any) -> None:
    """Change the project, or keep the faults to be shown beside the form."""
    st.session_state[FAULTS] = {}
    try:
        state.update(**changes)
    except ProjectError as error:
        st.session_state[FAULTS] = {kind: error}


def _prices(reader: Reader) -> None:
    _ = reader._
    st.markdown(bold(_("Our price of a model")))
    for name, price in state.project().own_prices.items():
        _entry("own_prices", name, _price_in_words(price, reader))
    models = sorted(f"{model.provider}/{model.model}" for model in load().models if model.provider)
    with st.form("own_price", border=False):
        st.selectbox(_("Model"), models, key="own_price.model", index=None, placeholder=_("Choose a model"))
        for name, label in PRICES.items():
            st.text_input(plain(_(label)), key=f"own_price.{name}")
        st.form_submit_button(_("Use our price"), on_click=_take_price, args=(reader,))
    _tell_faults("own_prices", reader)


def _price_in_words(price: Price, reader: Reader) -> str:
    figures = (price.usd_per_million_input_tokens, price.usd_per_million_output_tokens)
    return " · ".join(reader.span(figure.low, figure.high, "USD/Mtok") for figure in figures)


def _take_price(reader: Reader) -> None:
    given = {name: written.read(st.session_state[f"own_price.{name}"], NUMBER, reader) for name in PRICES}
    price = {name: value for name, value in given.items() if value is not None}
    _replace("own_prices", st.session_state["own_price.model"], price)


def _parameters(reader: Reader) -> None:
    _ = reader._
    parameters = load().parameters
    st.markdown(bold(_("Our value of a parameter")))
    for name, value in state.project().overrides.items():
        _entry("overrides", name, reader.span(value.low, value.high, parameters[name].unit))
    chosen = st.selectbox(
        _("Parameter"), sorted(parameters), key="override.name", index=None, placeholder=_("Choose a parameter")
    )
    if chosen:
        known = parameters[chosen]
        said = text("{meaning} Now {value} {unit}: {source}", meaning=text(known.meaning), value=known.value,
                    unit=known.unit, source=known.source)  # fmt: skip
        st.caption(plain(reader.say(said)))
    with st.form("override", border=False):
        st.text_input(_("Our value in the same unit, or a range such as 10 to 20"), key="override.value")
        st.form_submit_button(_("Use our value"), on_click=_take_override, args=(reader,))
    _tell_faults("overrides", reader)


def _take_override(reader: Reader) -> None:
    name = st.session_state["override.name"]
    question = replace(NUMBER, unit=load().parameters[name].unit) if name else NUMBER
    _replace("overrides", name, written.read(st.session_state["override.value"], question, reader))


def _replace(kind: str, name: str | None, value: Any) -> None:
    """Put a figure in the place of the catalogue's."""
    if name is None:
        fault = Fault(kind, text("Nothing is chosen; choose what the figure is for"))
        st.session_state[FAULTS] = {kind: ProjectError([fault])}
    else:
        _try(kind, **{kind: _content(kind) | {name: value}})


def _content(kind: str) -> dict[str, Any]:
    content: dict[str, Any] = state.project().as_dict().get(kind, {})
    return content


def _entry(kind: str, name: str, words: str) -> None:
    """One replaced figure, with the way back to the catalogue's."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"`{name}`: {plain(words)}", width="content")
        st.button(
            current_reader()._("Back to the catalogue's figure"), key=f"{kind}.{name}.remove", type="tertiary",
            icon=":material/undo:", on_click=_remove, args=(kind, name),
        )  # fmt: skip


def _remove(kind: str, name: str) -> None:
    _try(kind, **{kind: {other: value for other, value in _content(kind).items() if other != name}})
