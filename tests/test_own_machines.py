"""Models and GPUs of a team's own: read, checked for sense, compared like any other, and shown as the team's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from advisor import Project, advise
from advisor.catalogue import load
from advisor.explain import explain
from advisor.own_machines import OwnGpu, OwnModel, model_of_config, with_own
from advisor.project_file import ProjectError
from advisor.shapes import shape_of_model
from advisor.sources import Origin

APP = str(Path(__file__).resolve().parents[1] / "app.py")
LLAMA_3_8B = {
    "architectures": ["LlamaForCausalLM"], "hidden_size": 4096, "intermediate_size": 14336, "num_attention_heads": 32,
    "num_key_value_heads": 8, "num_hidden_layers": 32, "vocab_size": 128256, "max_position_embeddings": 8192,
    "tie_word_embeddings": False, "torch_dtype": "bfloat16",
}  # fmt: skip
MIXTRAL = {
    **LLAMA_3_8B, "vocab_size": 32000, "num_local_experts": 8, "num_experts_per_tok": 2,
    "max_position_embeddings": 32768,
}  # fmt: skip
SHEET = {
    "memory_gib": 96, "memory_bandwidth_gigabytes_per_second": 4000, "dense_16_bit_teraflops": 800,
    "usd_per_hour": 0.05, "power_watts": 400,
}  # fmt: skip
ASKED = {
    "task": {"kind": "extraction", "failure": "form", "strictness": 3},
    "examples": {"labelled": 2000},
    "traffic": {"users": 500, "queries_per_user_day": 20, "answer_tokens": 300},
    "place": {"data_location": "own_cloud"},
}


def test_a_config_of_hugging_face_gives_the_published_parameters() -> None:
    # Meta: 8.03 billion; Mistral: 46.7 billion in all, 12.9 at work on one token
    assert OwnModel.model_validate(model_of_config(LLAMA_3_8B)).billions(1) == pytest.approx(8.03, rel=0.005)
    mixtral = OwnModel.model_validate(model_of_config(MIXTRAL))
    assert mixtral.billions(8) == pytest.approx(46.7, rel=0.005)
    assert mixtral.billions(2) == pytest.approx(12.9, rel=0.005)


def test_an_own_model_has_the_shape_of_the_same_in_the_catalogue() -> None:
    own = with_own(load(), {"Ours": OwnModel.model_validate(model_of_config(LLAMA_3_8B))}, {})
    ours = shape_of_model(next(model for model in own.models if model.model == "Ours"), own)
    # 2 (keys, values) x 32 layers x 8 heads x 128 x 2 bytes
    assert ours.kv_bytes_per_token_16bit == 2 * 32 * 8 * 128 * 2
    assert (ours.intermediate_size, ours.embedding_tables, ours.expert_share) == (14336, 2, 1)


def test_multimodal_and_latent_configs_are_read() -> None:
    assert model_of_config({"text_config": LLAMA_3_8B, "vision_config": {}})["layers"] == 32
    latent = model_of_config({**LLAMA_3_8B, "kv_lora_rank": 512, "qk_rope_head_dim": 64})
    assert OwnModel.model_validate(latent).latent_size == 576


def test_own_rows_are_compared_and_said_to_be_the_teams_own() -> None:
    own = {"own_gpus": {"Ours": SHEET}, "own_models": {"Our 8B": {**model_of_config(LLAMA_3_8B), "capability_tier": 4}}}
    advice = advise(Project.parse(ASKED | own))
    rows = advice.futures.screened.alternatives
    found = [rows.describe(row) for row in range(len(rows))]
    assert any(each.model.name == "Our 8B" for each in found)
    assert any(each.gpu is not None and each.gpu.gpu == "Ours" for each in found)
    assert advice.best.alternative.gpu is not None and advice.best.alternative.gpu.gpu == "Ours"
    rent = [leaf for leaf in explain(advice, "gpu_rent_spending").leaves() if leaf.quantity.name == "gpu_rent"]
    assert {leaf.source.origin for leaf in rent if leaf.source} == {Origin.OVERRIDE}


def test_a_project_keeps_them_in_its_file() -> None:
    own = {"own_gpus": {"Ours": SHEET}, "own_models": {"Our 8B": model_of_config(LLAMA_3_8B)}}
    project = Project.parse(ASKED | own)
    assert Project.loads(project.write()) == project


@pytest.mark.parametrize(
    ("own", "place", "words"),
    [
        ({"own_gpus": {"A": SHEET | {"memory_gib": -1}}}, "own_gpus.A.memory_gib", "out of bounds"),
        ({"own_gpus": {"A": SHEET | {"dense_16_bit_teraflops": 80_000}}}, "own_gpus.A", "operations a byte"),
        ({"own_gpus": {"A": {"memory_gib": 80}}}, "own_gpus.A.usd_per_hour", "missing"),
        ({"own_gpus": {"A": SHEET | {"colour": 1}}}, "own_gpus.A.colour", "not known"),
        ({"own_gpus": {"L4 24GB": SHEET}}, "own_gpus.L4 24GB", "another"),
        ({"own_gpus": {"A": SHEET | {"memory_gib": "lots"}}}, "own_gpus.A.memory_gib", ""),
        ({"own_models": {"A": {"layers": 3.5}}}, "own_models.A.layers", "whole"),
        ({"own_models": {"A": {}}}, "own_models.A.hidden_size", "missing"),
        ({"own_models": {"Llama-2-7B": model_of_config(LLAMA_3_8B)}}, "own_models.Llama-2-7B", "another"),
        (
            {"own_models": {"A": model_of_config(LLAMA_3_8B) | {"key_value_heads": 7}}}, "own_models.A", "multiple",
        ),
        (
            {"own_models": {"A": model_of_config(MIXTRAL) | {"experts_per_token": 9}}}, "own_models.A", "experts",
        ),
        (
            {"own_models": {"A": model_of_config(LLAMA_3_8B) | {"total_parameters_billions": 80}}},
            "own_models.A", "8.03",
        ),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_where_it_stands(own: dict[str, Any], place: str, words: str) -> None:
    with pytest.raises(ProjectError) as told:
        advise(Project.parse(ASKED | own))
    faults = {fault.place: fault.problem for fault in told.value.faults}
    assert place in faults
    problem = faults[place]
    assert words in problem.message.format(**dict(problem.values))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(LLAMA_3_8B)), inner, max_size=4),
    max_leaves=8,
)


@given(config=JSON)
def test_any_config_is_read_or_told(config: Any) -> None:
    try:
        project = Project.parse({"own_models": {"A": model_of_config(config)}})
    except ProjectError as error:
        assert error.faults
    else:
        assert project.own_models["A"].billions(1) > 0


@given(value=st.floats(allow_nan=True, allow_infinity=True), field=st.sampled_from(sorted(OwnGpu.model_fields)))
def test_any_figure_of_a_gpu_is_taken_or_told(value: float, field: str) -> None:
    try:
        gpu = Project.parse({"own_gpus": {"A": SHEET | {field: value}}}).own_gpus["A"]
    except ProjectError as error:
        assert error.faults
    else:
        assert getattr(gpu, field) == pytest.approx(value)


def opened() -> AppTest:
    page = AppTest.from_file(APP, default_timeout=60).run()
    return shown(page.switch_page("pages/views/compute.py").run())


def shown(page: AppTest) -> AppTest:
    """The section opened, which a simulated page forgets at every run."""
    page.session_state["own_machines"] = True
    return page.run()


def compare(page: AppTest, **sheet: object) -> AppTest:
    page.text_input(key="own_gpu.name").input("Ours")
    for name, value in sheet.items():
        page.text_input(key=f"own_gpu.{name}").input(str(value))
    return next(button for button in page.button if button.label == "Compare this GPU").click().run()


def test_a_gpu_is_entered_on_the_page_and_taken_out_again() -> None:
    page = compare(opened(), **SHEET)
    assert not page.exception and set(page.session_state["project"].own_gpus) == {"Ours"}
    shown(page).button(key="own_gpus.Ours.remove").click().run()
    assert not page.exception and not page.session_state["project"].own_gpus


def test_a_wrong_data_sheet_is_told_on_the_page() -> None:
    page = shown(compare(opened(), memory_gib="much"))
    assert not page.exception
    assert any("own_gpus.Ours" in error.value for error in page.error)


def test_a_config_as_hugging_face_writes_it_is_json() -> None:
    assert model_of_config(json.loads(json.dumps(LLAMA_3_8B)))["vocabulary_size"] == 128256
