"""The lines of every cost table and chart: what is paid once, every month, and over the horizon."""

from __future__ import annotations

from typing import NamedTuple

from advisor.advice import Advice
from advisor.alternatives import Way
from advisor.language import N_


class CostLine(NamedTuple):
    """One line: its name, and the quantities of what is paid once, in each month, and over the horizon."""

    label: str
    once: str | None
    monthly: str | None
    whole: str


COST_LINES = (
    CostLine(N_("People"), "people_cost_once", "people_by_month", "people_spending"),
    CostLine(N_("Hiring and settling in"), "staffing_cost_once", None, "staffing_cost_once"),
    CostLine(N_("Labelled examples"), "example_cost_once", None, "example_cost_once"),
    CostLine(N_("Training, and training again"), "training_cost_once", "retraining_by_month", "training_spending"),
    CostLine(N_("Embedding, and embedding again"), "index_cost_once", "embedding_by_month", "embedding_spending"),
    CostLine(N_("Vector store"), None, "vector_store_by_month", "vector_store_spending"),
    CostLine(N_("Re-ranker"), None, "reranking_by_month", "reranking_spending"),
    CostLine(N_("Model API"), None, "model_api_by_month", "model_api_spending"),
    CostLine(N_("Hosting of the tuned model"), None, "hosting_by_month", "hosting_spending"),
    CostLine(N_("GPU rent"), None, "gpu_rent_by_month", "gpu_rent_spending"),
    CostLine(N_("Machines and upkeep"), "hardware_cost_once", "hardware_upkeep_by_month", "hardware_spending"),
    CostLine(N_("Running evaluation"), None, "evaluation_by_month", "evaluation_spending"),
    CostLine(N_("Monitoring"), None, "monitoring_by_month", "monitoring_spending"),
    CostLine(N_("Storage and egress"), None, "storage_and_egress_by_month", "storage_and_egress_spending"),
    CostLine(N_("Migration when a model retires"), None, "migration_by_month", "migration_spending"),
    CostLine(N_("Contingency"), "contingency_once", "contingency_by_month", "contingency_spending"),
)
IDLE_RENT = CostLine(N_("of which idle"), None, "idle_rent_by_month", "idle_rent_spending")
"""Contained in the rent of GPUs: shown below it, never added."""
TOTAL = CostLine(N_("Total paid"), "launch_cost", "cost_by_month", "spending")
"""Its figures are the sums of the lines' means; ranges do not add up, since not everything is dear at once."""


def lines_of(advice: Advice, way: Way) -> tuple[CostLine, ...]:
    """The lines on which a way spends anything in any future."""
    return tuple(line for line in COST_LINES if advice.figure(line.whole, way).expected > 0)
