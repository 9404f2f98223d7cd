"""From a project to figures: which rows are computed, in how many simulated futures, and what they are judged to be.

Three passes of the same graph: on hardware alone, to drop dearer machines that do nothing better; on every row left,
once, to find the finalists of each way; on the finalists, in many futures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from advisor.alternatives import Alternatives, all_alternatives
from advisor.catalogue import Catalogue
from advisor.decision.conditions import Situation
from advisor.decision.gates import Closed, close
from advisor.decision.needs import Needs, assess
from advisor.decision.ranking import IMPOSSIBLE, Case, Ranking, rank, shortfall
from advisor.decision.teacher import judge_inputs, teacher_inputs
from advisor.distributions import rotated
from advisor.figures import Figures
from advisor.inputs import Inputs, answer_inputs, parameter_inputs, point
from advisor.memory import Memory
from advisor.pay import people_cost_inputs
from advisor.project_file import Project
from advisor.reference import (
    batch_inputs,
    country_inputs,
    evaluation_inputs,
    example_inputs,
    horizon_inputs,
    purchase_inputs,
    quality_inputs,
    recipe_inputs,
)
from advisor.sources import Source
from advisor.tasks import effort_inputs, staffing_inputs, task_inputs
from advisor.units import FloatArray, IntArray

DRAWS = 1024
HARDWARE_QUANTITIES = (
    "fits_in_memory",
    "gpus_needed",
    "first_token_seconds",
    "answer_seconds",
    "electricity_cost_per_month",
    "gpu_rent_paid",
)
CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
"""Facts, behaviour: whether each is lacking."""
LIMITS = ("one_off_budget", "monthly_budget", "first_token_target", "answer_target")
"""What only the gates look at, so that it can be dealt to the futures again without computing them anew."""
DEALS = 4
DEFAULT_HORIZON_MONTHS = 24
HOURS_PER_MONTH = 730.5
MEMORY = Memory()


@dataclass(frozen=True)
class Futures:
    """The finalists, every figure of theirs in every draw, and the judgement on them."""

    project: Project
    catalogue: Catalogue
    start: date
    months: int
    alternatives: Alternatives
    figures: Figures
    sources: dict[str, Source]
    needs: Needs
    closed: Closed
    cases: tuple[Case, ...]
    ranking: Ranking
    screened: Screened

    @property
    def draws(self) -> int:
        """The number of simulated futures."""
        return self.closed.impossible.shape[1]

    @cached_property
    def situation(self) -> Situation:
        """What the gates looked at."""
        return Situation(self.project, self.alternatives, self.figures, self.start)


@dataclass(frozen=True)
class Screened:
    """All rows that were computed once, in the middle case."""

    alternatives: Alternatives
    figures: Figures
    closed: Closed
    counted: int


def buys_machines(project: Project) -> bool:
    """Whether bought machines are compared: only where data stay in the house, or where GPUs are there already."""
    place = project.place
    owned = place.gpus is not None and place.gpus.high > 0
    return owned or place.memory_gb is not None or place.data_location in ("own_premises", "air_gap")


def horizon_months(project: Project) -> int:
    """Months to plan for: the longest that was answered."""
    horizon = project.money.horizon_months
    return DEFAULT_HORIZON_MONTHS if horizon is None else int(np.ceil(horizon.high))


def simulate(project: Project, catalogue: Catalogue, draws: int = DRAWS) -> Futures:
    """Compute and judge: the finalists of every way in all simulated futures."""
    start = project.start or catalogue.as_of
    months = horizon_months(project)
    inputs = project_inputs(project, catalogue, draws, months)
    needs = assess_drawn(project, inputs.values)
    screened = screen(project, everything_for(project, catalogue), needs)
    finalists = finalists_of(screened)
    figures, sources = _figures(finalists, project, inputs, needs.draws(inputs.values), draws)
    situation = Situation(project, finalists, figures, start)
    closed = close(situation, (len(finalists), draws))
    cases = tuple(cases_of(situation, closed, needs, DEALS))
    ranking = rank(finalists, cases)
    return Futures(
        project, catalogue, start, months, finalists, figures, sources, needs, closed, cases, ranking, screened
    )  # fmt: skip


def cases_of(situation: Situation, closed: Closed, needs: Needs, deals: int) -> Iterator[Case]:
    """Every corner of the plane of needs under every deal of the limits."""
    figures = {
        (facts, behaviour): situation.figures.with_instead(lacks_facts=point(facts), lacks_behaviour=point(behaviour))
        for facts, behaviour in CORNERS
    }
    dealt = (close(_dealt(situation, deal / deals), closed.impossible.shape) for deal in range(1, deals))
    for closed_so in (closed, *dealt):
        for corner in CORNERS:
            yield Case(corner, figures[corner], closed_so, needs.likelihood(*corner) / deals)


def _dealt(situation: Situation, share: float) -> Situation:
    """The same futures, with the limits of other futures."""
    limits = {name: rotated(situation[name], share) for name in LIMITS}
    beside = situation.figures.beside(**limits)
    return Situation(situation.project, situation.alternatives, beside, situation.start)


def everything_for(project: Project, catalogue: Catalogue) -> Alternatives:
    """All rows that a project may choose from, at the team's own prices where it has some."""
    start = project.start or catalogue.as_of
    return with_own_prices(
        all_alternatives(catalogue, start, horizon_months(project), buys_machines(project)), project
    )  # fmt: skip


def assess_drawn(project: Project, values: dict[str, FloatArray]) -> Needs:
    """Both needs of a project, from its inputs as drawn."""
    return assess(project, Figures(values, MEMORY.call))


def screen(project: Project, everything: Alternatives, needs: Needs) -> Screened:
    """Every row once, in the middle case, less those on machines that are dearer and no better."""
    catalogue = everything.catalogue
    start = project.start or catalogue.as_of
    inputs = project_inputs(project, catalogue, 1, horizon_months(project))
    rows = everything.take(_cheapest_machines(everything, inputs))
    figures, _ = _figures(rows, project, inputs, needs.expected(), 1)
    closed = close(Situation(project, rows, figures, start), (len(rows), 1))
    return Screened(rows, figures, closed, len(everything))


def project_inputs(project: Project, catalogue: Catalogue, draws: int, months: int) -> Inputs:
    """All that is drawn or known of a project, whatever its alternatives."""
    return (
        answer_inputs(project, catalogue, draws)
        | parameter_inputs(project, catalogue, draws)
        | country_inputs(project, catalogue)
        | people_cost_inputs(project, catalogue, draws)
        | example_inputs(catalogue, draws)
        | task_inputs(catalogue)
        | staffing_inputs(project, catalogue, draws)
        | teacher_inputs(project, catalogue, project.start or catalogue.as_of)
        | judge_inputs(project, catalogue, project.start or catalogue.as_of)
        | purchase_inputs(catalogue)
        | horizon_inputs(months)
        | batch_inputs()
        | recipe_inputs()
    )


def _figures(
    rows: Alternatives,
    project: Project,
    inputs: Inputs,
    lacking: dict[str, FloatArray],
    draws: int,
) -> tuple[Figures, dict[str, Source]]:
    own = row_inputs(rows, project, inputs, draws)
    values = inputs.values | own.values | rows.columns | lacking
    return Figures(values, MEMORY.call, rows.twins), inputs.sources | own.sources


def row_inputs(rows: Alternatives, project: Project, inputs: Inputs, draws: int) -> Inputs:
    """What hangs on the project and on the way or model of each row: work, quality, and the team's own trials."""
    prompt_pilot = inputs.values["prompt_proof_of_concept_effort"]
    effort = MEMORY.call(effort_inputs, rows, prompt_pilot, draws)
    return effort | quality_inputs(rows, project) | evaluation_inputs(rows, project)


def _cheapest_machines(rows: Alternatives, inputs: Inputs) -> IntArray:
    """For each model, precision and lever the machine that costs least of those fast enough; all rows of APIs."""
    figures = Figures(inputs.values | rows.columns, MEMORY.call)
    targets = inputs.values["first_token_target"], inputs.values["answer_target"]
    return MEMORY.call(_cheapest_of_each_job, rows, *(figures[name] for name in HARDWARE_QUANTITIES), *targets)


def _cheapest_of_each_job(
    rows: Alternatives,
    fits_in_memory: FloatArray,
    gpus_needed: FloatArray,
    first_token_seconds: FloatArray,
    answer_seconds: FloatArray,
    electricity_cost_per_month: FloatArray,
    gpu_rent_paid: FloatArray,
    first_token_target: FloatArray,
    answer_target: FloatArray,
) -> IntArray:
    rent = gpus_needed * HOURS_PER_MONTH * gpu_rent_paid
    price = gpus_needed * rows.columns["gpu_purchase_price"] / DEFAULT_HORIZON_MONTHS
    cost = (rent + price + electricity_cost_per_month)[:, 0]
    slow = np.maximum(answer_seconds / answer_target, first_token_seconds / first_token_target)[:, 0]
    order = np.lexsort((cost, np.maximum(slow, 1), -fits_in_memory[:, 0]))
    _, first = np.unique(rows.job[order], return_index=True)
    return np.sort(order[first])


def finalists_of(screened: Screened) -> Alternatives:
    """The rows that are worth computing in many futures."""
    return screened.alternatives.take(_finalists(screened))


def _finalists(screened: Screened) -> IntArray:
    """The best row of each way with and without the corpus in the prompt, and its rival on APIs or on own GPUs.

    A rival that is closed in the middle case is left out: it would only cost time.
    """
    rows, figures = screened.alternatives, screened.figures
    lacking = shortfall(figures, screened.closed)[:, 0]
    variant = rows.way * 2 + (rows.columns["corpus_in_prompt"][:, 0] > 0)
    own_gpus = rows.columns["own_gpus"][:, 0] > 0
    chosen = []
    for group in np.unique(variant):
        members = np.flatnonzero(variant == group)
        best = _best(members, lacking, figures)
        rivals = members[(own_gpus[members] != own_gpus[best]) & (lacking[members] < IMPOSSIBLE)]
        chosen += [best] if not rivals.size else [best, _best(rivals, lacking, figures)]
    return np.array(chosen, dtype=np.intp)


def _best(members: IntArray, lacking: FloatArray, figures: Figures) -> int:
    """Of the rows that fall least short, the one worth most, or the cheapest within reach of the best quality."""
    least = members[lacking[members] <= lacking[members].min()]
    if not np.isnan(figures["good_answer_value"]).any():
        return int(least[np.argmax(figures["net_value"][least, 0])])
    quality = figures["good_answer_share"][least, 0]
    good = least[quality >= quality.max() - figures["quality_reach"].mean()]
    return int(good[np.argmin(figures["total_cost"][good, 0])])


def with_own_prices(rows: Alternatives, project: Project) -> Alternatives:
    """The rows with the team's own prices in the place of the published ones."""
    if not project.own_prices:
        return rows
    columns = {name: column.copy() for name, column in rows.columns.items()}
    for position, serving in enumerate(rows.servings):
        model = rows.catalogue.models[serving.model]
        own = project.own_prices.get(f"{model.provider}/{model.model}")
        if own is None or serving.gpu >= 0 or serving.offer >= 0:
            continue
        at = rows.serving == position
        cached = own.usd_per_million_cached_input_tokens or own.usd_per_million_input_tokens
        for prefix in ("", "long_"):
            columns[f"{prefix}input_price"][at] = own.usd_per_million_input_tokens.middle
            columns[f"{prefix}cached_input_price"][at] = cached.middle
            columns[f"{prefix}cache_write_price"][at] = own.usd_per_million_input_tokens.middle
            columns[f"{prefix}output_price"][at] = own.usd_per_million_output_tokens.middle
    return Alternatives(rows.catalogue, rows.way, rows.lever, rows.serving, rows.levers, rows.servings, columns)
