"""What the primer of October 2024 says of RAG and fine-tuning on five aspects, and three portraits of teams.

Said in our words after "LLM: modo de empleo" (datuz.es, 2024-10-19). A claim that can be held against this project's
figures names the two quantities to compare.
"""

from __future__ import annotations

from dataclasses import dataclass

from advisor.alternatives import Way
from advisor.language import N_

SOURCE = "LLM: modo de empleo, datuz.es, 2024-10-19"


@dataclass(frozen=True)
class Claim:
    """What should be less: a quantity of one way, than a quantity of the other."""

    sentence: str
    less: tuple[Way, str]
    more: tuple[Way, str]


@dataclass(frozen=True)
class Aspect:
    """One aspect: what is said of each way, the quantities to look at here, and the claim that they bear on, if any."""

    title: str
    rag: str
    finetune: str
    quantities: tuple[tuple[str, str], ...]
    claim: Claim | None


ASPECTS = (
    Aspect(
        N_("Learning style"),
        N_("Dynamic: the model is handed the latest information with each request, so answers are up to date."),
        N_("Static: the model learns from a set of examples, and takes in nothing new until it is trained again."),
        (
            ("change_interval", N_("Facts change every")),
            ("corpus_changes_per_month", N_("Index brought up to date")),
            ("refresh_cost_per_month", N_("Cost of refreshing the index")),
            ("retrainings_per_year", N_("Trained again")),
            ("retraining_cost_per_month", N_("Cost of training again")),
        ),
        Claim(
            N_("The bill for refreshing the index is smaller than that for training again"),
            (Way.RAG, "refresh_cost_per_month"),
            (Way.FINETUNE, "retraining_cost_per_month"),
        ),
    ),
    Aspect(
        N_("Adaptability"),
        N_("Better at generalising: it draws on many sources. It adds information, and does not change the style."),
        N_("Adapts answers and style to the domain of its examples, and is sometimes better than RAG within it."),
        (
            ("lacks_facts", N_("Chance that facts are lacking")),
            ("lacks_behaviour", N_("Chance that behaviour is lacking")),
            ("knowledge_uplift", N_("Good answers won by facts, where they lack")),
            ("behaviour_uplift", N_("Good answers won by tuning, where behaviour lacks")),
            ("good_answer_share", N_("Good answers")),
        ),
        None,
    ),
    Aspect(
        N_("Resources"),
        N_("Demanding at each request: information is looked up and sent along, which takes memory and computing."),
        N_("Demanding once, for training: several GPUs and much memory. Afterwards it is lean beside RAG."),
        (
            ("prompt_tokens_per_query", N_("Prompt of a request")),
            ("retrieval_seconds", N_("Search for a request")),
            ("index_bytes", N_("Index of the passages")),
            ("training_gpu_hours", N_("GPU hours of one run")),
            ("training_memory", N_("Memory of one run")),
            ("gpus_needed", N_("GPUs for serving")),
        ),
        Claim(
            N_("A request to a tuned model is shorter than one with passages"),
            (Way.FINETUNE, "prompt_tokens_per_query"),
            (Way.RAG, "prompt_tokens_per_query"),
        ),
    ),
    Aspect(
        N_("Cost"),
        N_("Needs strong models, good embeddings and a fast vector store; running costs can rise quickly."),
        N_(
            "A high cost once, for training; then only for answers, which are cheaper. All in all usually dearer "
            "than RAG."
        ),
        (
            ("launch_cost", N_("Cost until launch")),
            ("first_month_cost", N_("Cost of the first month")),
            ("total_cost", N_("Cost over the horizon, in today's money")),
            ("cost_per_query", N_("Cost of a request")),
            ("cost_per_good_answer", N_("Cost of a good answer")),
        ),
        Claim(N_("All in all RAG costs less than fine-tuning"), (Way.RAG, "total_cost"), (Way.FINETUNE, "total_cost")),
    ),
    Aspect(
        N_("Complexity"),
        N_("Within reach of software engineers after some training: LLM design, vector stores, embeddings."),
        N_(
            "Asks for deep knowledge: years of language processing, to prepare data, set parameters and watch the "
            "result."
        ),
        (
            ("effort_before_launch", N_("Work before launch")),
            ("staffing_lead_weeks", N_("Until everybody can begin")),
            ("launch_weeks", N_("Time until launch")),
            ("run_team", N_("People to run it")),
        ),
        Claim(
            N_("RAG takes less work before launch than fine-tuning"),
            (Way.RAG, "effort_before_launch"),
            (Way.FINETUNE, "effort_before_launch"),
        ),
    ),
)
"""The primer's table, row by row."""

QUALIFIED = (
    N_("It has no fourth way: today whole corpora of hundreds of pages fit into a cached prompt."),
    N_(
        "Training itself is cheap now (adapters for 10 to 1,000 US dollars); data, evaluation, hosting and training "
        "again are what costs."
    ),
    N_("Years of experience are no longer needed everywhere: two engineers have tuned a small model in a month."),
    N_(
        "A tuned model is cheaper to run only at volume, on small models; hardly ever on a rarely used endpoint of "
        "its own."
    ),
)
"""Where later evidence qualifies the primer."""


@dataclass(frozen=True)
class Portrait:
    """A typical team, what the primer advises it, and a roster to try."""

    key: str
    title: str
    advice: str
    people: dict[str, float]
    skills: dict[str, str]


PORTRAITS = (
    Portrait(
        "start_up",
        N_("Start-up with few means"),
        N_("Begin with RAG as a proof of concept: the skills it takes are within reach."),
        {"product_manager": 0.5, "backend_engineer": 1.5, "data_engineer": 0.5},
        {"skill_search": "some", "skill_ml": "none", "skill_evaluation": "none"},
    ),
    Portrait(
        "middle_sized",
        N_("Middle-sized company that wants precision"),
        N_(
            "Fine-tuning needs data scientists and machine learning engineers, computing power and good data: hire "
            "them first."
        ),
        {
            "product_manager": 1,
            "backend_engineer": 2,
            "data_engineer": 1,
            "ml_engineer": 1,
            "data_scientist": 1,
            "mlops_platform_engineer": 0.5,
            "domain_expert_business": 0.5,
        },
        {"skill_search": "some", "skill_ml": "some", "skill_evaluation": "some"},
    ),
    Portrait(
        "hybrid",
        N_("Organisation that goes for both"),
        N_("The hybrid asks most of people and machines, and for someone who keeps tuning and retrieval in balance."),
        {
            "product_manager": 1,
            "project_manager": 0.5,
            "backend_engineer": 2,
            "data_engineer": 2,
            "ml_engineer": 2,
            "data_scientist": 1,
            "mlops_platform_engineer": 1,
            "llm_prompt_engineer": 1,
            "domain_expert_business": 1,
        },
        {"skill_search": "strong", "skill_ml": "strong", "skill_evaluation": "strong"},
    ),
)
