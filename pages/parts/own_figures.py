"""The team's own figures in the place of the catalogue's: prices of models, and any parameter by its name."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from advisor.catalogue import load
from advisor.language import N_, Reader, text
from advisor.own_figures import Price
from advisor.pay import overridable
from advisor.questions import Kind, Question
from pages.parts import own_rows, state, written
from pages.parts.markdown import bold, plain
from pages.parts.reader import current_reader

BACK = N_("Back to the catalogue's figure")
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


def _prices(reader: Reader) -> None:
    _ = reader._
    st.markdown(bold(_("Our price of a model")))
    for name, price in state.project().own_prices.items():
        own_rows.entry("own_prices", name, _price_in_words(price, reader), _(BACK))
    models = sorted(f"{model.provider}/{model.model}" for model in load().models if model.provider)
    with st.form("own_price", border=False):
        st.selectbox(_("Model"), models, key="own_price.model", index=None, placeholder=_("Choose a model"))
        for name, label in PRICES.items():
            st.text_input(plain(_(label)), key=f"own_price.{name}")
        st.form_submit_button(_("Use our price"), on_click=_take_price, args=(reader,))
    own_rows.tell_faults("own_prices", reader)


def _price_in_words(price: Price, reader: Reader) -> str:
    figures = (price.usd_per_million_input_tokens, price.usd_per_million_output_tokens)
    return " · ".join(reader.span(figure.low, figure.high, "USD/Mtok") for figure in figures)


def _take_price(reader: Reader) -> None:
    given = {name: written.read(st.session_state[f"own_price.{name}"], NUMBER, reader) for name in PRICES}
    price = {name: value for name, value in given.items() if value is not None}
    own_rows.put("own_prices", st.session_state["own_price.model"], price)


def _parameters(reader: Reader) -> None:
    _ = reader._
    parameters = overridable(state.project(), load())
    st.markdown(bold(_("Our value of a parameter")))
    for name, value in state.project().overrides.items():
        own_rows.entry("overrides", name, reader.span(value.low, value.high, parameters[name].unit), _(BACK))
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
    own_rows.tell_faults("overrides", reader)


def _take_override(reader: Reader) -> None:
    name = st.session_state["override.name"]
    question = replace(NUMBER, unit=overridable(state.project(), load())[name].unit) if name else NUMBER
    own_rows.put("overrides", name, written.read(st.session_state["override.value"], question, reader))
