"""A model and a GPU that the catalogue does not know: by a Hugging Face config.json, and by a data sheet."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from advisor.language import N_, Reader, text
from advisor.own_machines import OwnGpu, OwnModel, model_of_config
from advisor.project_file import Fault, ProjectError
from advisor.questions import Kind, Question
from pages.parts import own_rows, state, written
from pages.parts.markdown import bold, plain
from pages.parts.reader import current_reader

LARGEST_CONFIG_BYTES = 1_000_000
NUMBER = Question(Kind.NUMBER, "", "")
SHEET = {
    "memory_gib": N_("Memory, GiB"),
    "memory_bandwidth_gigabytes_per_second": N_("Memory bandwidth, GB/s"),
    "dense_16_bit_teraflops": N_("16-bit peak without sparsity, TFLOP/s"),
    "dense_8_bit_float_teraflops": N_("8-bit float peak without sparsity, TFLOP/s (may be left out)"),
    "link_gigabytes_per_second": N_("Link between GPUs, both ways, GB/s (may be left out)"),
    "power_watts": N_("Power, W (may be left out)"),
    "usd_per_hour": N_("What an hour costs, US dollars"),
}
TIERS = {
    4: N_("among the best of all models"),
    3: N_("among the best open models"),
    2: N_("good at everyday work"),
    1: N_("small and simple"),
}


def show() -> None:
    """What was entered, and the forms to enter more."""
    reader = current_reader()
    project = state.project()
    label = text("Models and GPUs of your own ({count})", count=len(project.own_models) + len(project.own_gpus))
    with st.expander(plain(reader.say(label)), icon=":material/memory:", key="own_machines", on_change="rerun") as own:
        if own.open:
            models, gpus = st.columns(2, gap="large")
            with models:
                _models(reader)
            with gpus:
                _gpus(reader)


def _models(reader: Reader) -> None:
    _ = reader._
    st.markdown(bold(_("A model by its architecture")))
    for name, model in state.project().own_models.items():
        own_rows.entry("own_models", name, _model_in_words(model, reader), _("Take it out"))
    with st.form("own_model", border=False):
        st.text_input(_("Name"), key="own_model.name", max_chars=100)
        st.file_uploader(
            _("Its config.json from Hugging Face"), type=["json"], key="own_model.config", max_upload_size=1
        )
        st.selectbox(
            _("How capable it is"), list(TIERS), index=2, key="own_model.tier", format_func=lambda tier: _(TIERS[tier])
        )
        st.form_submit_button(_("Compare this model"), on_click=_take_model)
    own_rows.tell_faults("own_models", reader)


def _model_in_words(model: OwnModel, reader: Reader) -> str:
    billions = model.total_parameters_billions or model.billions(model.experts or 1)
    return reader.amount(billions * 1e9, "parameters")


def _take_model() -> None:
    uploaded = st.session_state["own_model.config"]
    try:
        config = json.loads(uploaded.getvalue()) if uploaded and uploaded.size <= LARGEST_CONFIG_BYTES else None
    except (ValueError, RecursionError):
        config = None
    if not isinstance(config, dict):
        fault = Fault("config.json", text("Drop the file config.json of the model; it is a small JSON file"))
        st.session_state[own_rows.FAULTS] = {"own_models": ProjectError([fault])}
        return
    model = model_of_config(config) | {"capability_tier": st.session_state["own_model.tier"]}
    own_rows.put("own_models", st.session_state["own_model.name"].strip(), model)


def _gpus(reader: Reader) -> None:
    _ = reader._
    st.markdown(bold(_("A GPU by its data sheet")))
    for name, gpu in state.project().own_gpus.items():
        own_rows.entry("own_gpus", name, _gpu_in_words(gpu, reader), _("Take it out"))
    with st.form("own_gpu", border=False):
        st.text_input(_("Name"), key="own_gpu.name", max_chars=100)
        for name, label in SHEET.items():
            st.text_input(plain(_(label)), key=f"own_gpu.{name}")
        st.form_submit_button(_("Compare this GPU"), on_click=_take_gpu, args=(reader,))
    own_rows.tell_faults("own_gpus", reader)


def _gpu_in_words(gpu: OwnGpu, reader: Reader) -> str:
    memory = reader.amount(gpu.memory_gib * 2**30, "bytes")
    return f"{memory} · {reader.amount(gpu.usd_per_hour, 'USD/h')}"


def _take_gpu(reader: Reader) -> None:
    given: dict[str, Any] = {
        name: written.read(st.session_state[f"own_gpu.{name}"], NUMBER, reader) for name in SHEET
    }  # fmt: skip
    sheet = {name: value for name, value in given.items() if value is not None}
    own_rows.put("own_gpus", st.session_state["own_gpu.name"].strip(), sheet)
