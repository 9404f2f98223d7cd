"""The estimator held against what is known: decision cases, and measurements of serving and of fine-tuning."""

from advisor.validation.decisions import (
    DecisionCase,
    Miss,
    Score,
    decision_cases,
    read_decisions,
    score_decisions,
)
from advisor.validation.errors import Comparison, Errors, Measured
from advisor.validation.finetuning import compare_finetuning, training_runs
from advisor.validation.finetuning_rows import COLUMNS as FINETUNING_COLUMNS
from advisor.validation.serving import COLUMNS as SERVING_COLUMNS
from advisor.validation.serving import compare_serving, serving_rows
from advisor.validation.tables import read_table

__all__ = [
    "FINETUNING_COLUMNS",
    "SERVING_COLUMNS",
    "Comparison",
    "DecisionCase",
    "Errors",
    "Measured",
    "Miss",
    "Score",
    "compare_finetuning",
    "compare_serving",
    "decision_cases",
    "read_decisions",
    "read_table",
    "score_decisions",
    "serving_rows",
    "training_runs",
]
