"""The estimator held against what is known: decision cases, published effort, measured serving and fine-tuning."""

from advisor.validation.calibration import Fifth
from advisor.validation.decisions import (
    ANSWER_COLUMNS,
    Answer,
    DecisionCase,
    Miss,
    Score,
    answers_to,
    decision_cases,
    kept_answers,
    read_decisions,
    score_answers,
    score_decisions,
)
from advisor.validation.effort import EffortComparison, HeldFigure, PublishedFigure, compare_effort, read_effort
from advisor.validation.errors import Comparison, Errors, Measured
from advisor.validation.finetuning import compare_finetuning, training_runs
from advisor.validation.finetuning_rows import COLUMNS as FINETUNING_COLUMNS
from advisor.validation.serving import COLUMNS as SERVING_COLUMNS
from advisor.validation.serving import compare_serving, serving_rows
from advisor.validation.tables import read_table

__all__ = [
    "ANSWER_COLUMNS",
    "FINETUNING_COLUMNS",
    "SERVING_COLUMNS",
    "Answer",
    "Comparison",
    "DecisionCase",
    "EffortComparison",
    "Errors",
    "Fifth",
    "HeldFigure",
    "Measured",
    "Miss",
    "PublishedFigure",
    "Score",
    "answers_to",
    "compare_effort",
    "compare_finetuning",
    "compare_serving",
    "decision_cases",
    "kept_answers",
    "read_decisions",
    "read_effort",
    "read_table",
    "score_answers",
    "score_decisions",
    "serving_rows",
    "training_runs",
]
