"""What people cost: a team's own pay, overheads and exchange rate take the place of the published ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from advisor.advice import advise
from advisor.alternatives import Way
from advisor.catalogue import Catalogue
from advisor.exchange import with_own_rates
from advisor.language import Reader
from advisor.pay import OVERHEADS, country_figures, pay, people_cost_inputs, published_pay
from advisor.project_file import Project, ProjectError
from advisor.reference import roles
from advisor.report.words import reader_of
from advisor.sources import Origin

WITHOUT_DOUBT = {"loaded_multiplier": 1.3, "indirect_overhead": 0.2, "productive_weeks_per_year": 44}
IN_EUROS = {"team": {"country": "ES"}, "money": {"currency": "EUR"}}


def faults(content: dict[str, Any], catalogue: Catalogue) -> dict[str, str]:
    with pytest.raises(ProjectError) as caught:
        advise(Project.parse(content), catalogue)
    return {fault.place: Reader().say(fault.problem) for fault in caught.value.faults}


def test_a_week_costs_own_pay_and_what_comes_on_top_over_the_weeks_worked(catalogue: Catalogue) -> None:
    """88,000 a year, 30% on top, 20% for tools and space, 44 weeks: 88,000 x 1.3 x 1.2 / 44 = 3,120 a week."""
    own = {"own_pay": {"ml_engineer": 88_000}, "own_rates": {"EUR": 0.8}, "overrides": WITHOUT_DOUBT}
    advice = advise(Project.parse(IN_EUROS | own), catalogue)
    position = roles(catalogue).index("ml_engineer")
    cost = advice.course("person_week_cost_by_role", Way.HYBRID)
    assert cost.low[position] == pytest.approx(3120 / 0.8)
    assert cost.high[position] == pytest.approx(3120 / 0.8)
    assert reader_of(advice, "en").money(float(cost.expected[position])) == "€3,120"


def test_own_pay_moves_its_role_and_no_other(catalogue: Catalogue) -> None:
    before, after = (
        people_cost_inputs(Project.parse(IN_EUROS | own), catalogue, 8).values["salary_mode"][0, 0]
        for own in ({}, {"own_pay": {"ml_engineer": [60_000, 80_000]}})
    )
    ours = np.array([role == "ml_engineer" for role in roles(catalogue)])
    assert after[ours] == pytest.approx(70_000 / catalogue.currency_rate("EUR"))
    assert (before[~ours] == after[~ours]).all()


def test_own_pay_is_marked_as_such_and_the_rest_keeps_its_source(catalogue: Catalogue) -> None:
    project = Project.parse(IN_EUROS | {"own_pay": {"ml_engineer": 70_000}})
    origins = {each.role: each.source.origin for each in pay(project, catalogue)}
    assert origins.pop("ml_engineer") is Origin.OVERRIDE
    assert Origin.OVERRIDE not in origins.values()
    together = people_cost_inputs(project, catalogue, 8).sources["salary_mode"]
    assert "Machine learning engineer" in Reader().say(together.meaning)
    every = Project.parse(IN_EUROS | {"own_pay": dict.fromkeys(roles(catalogue), 50_000)})
    assert people_cost_inputs(every, catalogue, 8).sources["salary_low"].origin is Origin.OVERRIDE


def test_published_pay_has_its_source_and_date(catalogue: Catalogue) -> None:
    for role in roles(catalogue):
        found = published_pay(role, "ES", catalogue)
        assert 0 < found.low <= found.mode <= found.high
        assert found.source.citation and found.source.as_of


@pytest.mark.parametrize("name", OVERHEADS)
def test_what_comes_on_top_of_pay_can_be_the_teams_own(name: str, catalogue: Catalogue) -> None:
    known = country_figures(catalogue, "US")[name].parameter
    own = Project.parse({"overrides": {name: [known.value * 1.01, known.value * 1.02]}})
    found = people_cost_inputs(own, catalogue, 64)
    assert found.sources[name].origin is Origin.OVERRIDE
    assert known.value * 1.01 <= found.values[name].min() < found.values[name].max() <= known.value * 1.02
    assert advise(own, catalogue).draws(name).min() >= known.value * 1.01


@pytest.mark.parametrize(
    ("content", "place", "remedy"),
    [
        ({"overrides": {"loaded_multiplier": 0.3}}, "overrides.loaded_multiplier", "from 100% to 1,000%"),
        ({"overrides": {"productive_weeks_per_year": 60}}, "overrides.productive_weeks_per_year", "from 1 to 53"),
        ({"overrides": {"days_to_hire": -1}}, "overrides.days_to_hire", "from 0 days"),
        ({"overrides": {"loaded_multiplyer": 1.3}}, "overrides.loaded_multiplyer", "did you mean loaded_multiplier?"),
        ({"own_pay": {"ml_enginer": 1000}}, "own_pay.ml_enginer", "did you mean ml_engineer?"),
        ({"own_pay": {"ml_engineer": -5}}, "own_pay.ml_engineer", "out of bounds"),
        ({"own_pay": {"ml_engineer": 0}}, "own_pay.ml_engineer", "out of bounds"),
        ({"own_pay": {"ml_engineer": "much"}}, "own_pay.ml_engineer", "is not a number"),
        ({"own_pay": {"ml_engineer": [2, 1]}}, "own_pay.ml_engineer", "swap them"),
        ({"own_pay": {"ml_engineer": None}}, "own_pay.ml_engineer", "or leave it out"),
        ({"own_pay": 5}, "own_pay", "not a set of keys and values"),
        ({"own_rates": {"EURO": 0.9}}, "own_rates.EURO", "did you mean EUR?"),
        ({"own_rates": {"USD": 1}}, "own_rates.USD", "is not known"),
        ({"own_rates": {"EUR": 0}}, "own_rates.EUR", "out of bounds"),
        ({"own_rates": {"EUR": [0.8, 0.9]}}, "own_rates.EUR", "one number"),
    ],
)  # fmt: skip
def test_a_fault_has_a_place_and_a_remedy(
    content: dict[str, Any], place: str, remedy: str, catalogue: Catalogue
) -> None:
    assert remedy in faults(content, catalogue)[place]


def test_an_own_rate_moves_its_currency_and_no_other(catalogue: Catalogue) -> None:
    own = with_own_rates(catalogue, {"EUR": 0.5, "JPY": 200})
    assert own.currency_rate("EUR") == pytest.approx(0.5)
    assert own.currency_rate("JPY") == pytest.approx(200)
    assert own.currency_rate("GBP") == catalogue.currency_rate("GBP")
    assert own.currency_rate("USD") == 1
    assert with_own_rates(catalogue, {}) is catalogue


def test_amounts_of_the_project_count_at_its_own_rate(catalogue: Catalogue) -> None:
    content = {"own_rates": {"EUR": 0.5}, "money": {"currency": "EUR", "good_answer_value": 1000}}
    assert advise(Project.parse(content), catalogue).draws("good_answer_value") == pytest.approx(2000)


def test_own_pay_and_rates_come_back_from_their_file() -> None:
    project = Project.parse({"own_pay": {"annotator": 20_000, "ml_engineer": [5e4, 6e4]}, "own_rates": {"EUR": 0.91}})
    assert Project.loads(project.write()) == project
