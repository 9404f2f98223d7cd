"""Staffing: who does what, who is missing, and how that gap is closed, on teams small enough to say it by hand."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.advice import Advice, advise
from advisor.alternatives import Way
from advisor.catalogue import Catalogue
from advisor.model import staffing
from advisor.project_file import Project
from advisor.reference import roles

HIRE = {"may_hire": True, "may_contract": False}
CONTRACT = {"may_hire": False, "may_contract": True}
NOBODY = {"may_hire": False, "may_contract": False}


def team(catalogue: Catalogue, **answers: object) -> Advice:
    return advise(Project.parse({"team": answers}), catalogue)


def share(advice: Advice, quantity: str, role: str, way: Way) -> float:
    """In what share of the futures a flag of a role holds."""
    return float(advice.draws(quantity, way)[:, roles(advice.catalogue).index(role)].mean())


def pool(advice: Advice, role: str, way: Way) -> set[str]:
    """Who does a role's work."""
    names = [*roles(advice.catalogue), "anybody"]
    return {names[int(n)] for n in np.unique(advice.draws("pool_by_role", way)[:, names.index(role)])}


def test_software_engineers_cover_what_rag_needs(catalogue: Catalogue) -> None:
    advice = team(catalogue, people={"backend_engineer": 2}, skill_search="some", skill_ml="none", **CONTRACT)
    for role in ("llm_prompt_engineer", "data_engineer", "ml_engineer"):
        assert pool(advice, role, Way.RAG) == {"backend_engineer"}
        assert share(advice, "covered_by_role", role, Way.RAG) == 1


@pytest.mark.parametrize(
    ("allowed", "closed_by"),
    [(HIRE, "hired_by_role"), (CONTRACT, "contracted_by_role"), (NOBODY, "learned_by_role")],
)
def test_training_without_skill_needs_somebody_new(
    allowed: dict[str, bool], closed_by: str, catalogue: Catalogue
) -> None:
    advice = team(catalogue, people={"backend_engineer": 2}, skill_search="some", skill_ml="none", **allowed)
    for role in ("ml_engineer", "data_scientist"):
        assert share(advice, "missing_by_role", role, Way.FINETUNE) == 1
        assert share(advice, closed_by, role, Way.FINETUNE) == 1
        assert share(advice, "missing_by_role", role, Way.PROMPT) == 0


def test_little_work_is_contracted_and_lasting_work_hired(catalogue: Catalogue) -> None:
    both = {"may_hire": True, "may_contract": True}
    advice = team(catalogue, people={"backend_engineer": 2}, skill_search="some", skill_ml="none", **both)
    # Fine-tuning takes an ML engineer 7 weeks before launch and 8 a year afterwards; a data scientist 2.5 and nothing.
    assert share(advice, "hired_by_role", "ml_engineer", Way.FINETUNE) > 0.5
    assert share(advice, "hired_by_role", "data_scientist", Way.FINETUNE) == 0
    assert share(advice, "contracted_by_role", "data_scientist", Way.FINETUNE) == 1


def test_own_people_come_before_stand_ins(catalogue: Catalogue) -> None:
    people = {"backend_engineer": 2, "data_engineer": 0.5, "ml_engineer": 1}
    advice = team(catalogue, people=people, skill_search="none", skill_ml="none", **NOBODY)
    assert pool(advice, "data_engineer", Way.RAG) == {"data_engineer"}
    assert pool(advice, "ml_engineer", Way.HYBRID) == {"ml_engineer"}
    assert advice.figure("people_missing", Way.RAG).expected == 2  # who knows the domain, and the law


def test_an_unknown_team_does_everything_together(catalogue: Catalogue) -> None:
    advice = team(catalogue, size=4, skill_search="some", skill_ml="some")
    for role in roles(catalogue):
        assert pool(advice, role, Way.HYBRID) == {"anybody"}
    assert advice.figure("people_missing", Way.HYBRID).high == 0


def test_learning_starts_late_and_newcomers_arrive_after_their_lead(catalogue: Catalogue) -> None:
    given = {"people": {"backend_engineer": 2, "product_manager": 1}, "skill_search": "some", "skill_ml": "none"}
    hired, contracted, learned = (team(catalogue, **given, **allowed) for allowed in (HIRE, CONTRACT, NOBODY))
    lead = {name: advice.figure("staffing_lead_weeks", Way.FINETUNE).expected
            for name, advice in (("hire", hired), ("contract", contracted), ("learn", learned))}  # fmt: skip
    assert lead["contract"] < lead["hire"] < lead["learn"]  # 16 weeks to a year of learning
    # 58 days to hire a senior in the middle, and 6 weeks to settle in: 14 weeks; a year's learning and more.
    assert 10 < lead["hire"] < 20
    for advice in (hired, contracted, learned):
        assert (advice.draws("launch_weeks", Way.FINETUNE) >= advice.draws("staffing_lead_weeks", Way.FINETUNE)).all()


def test_where_nothing_is_trained_it_is_search_that_must_be_learnt(catalogue: Catalogue) -> None:
    advice = team(catalogue, people={"backend_engineer": 2}, skill_search="none", skill_ml="none", **NOBODY)
    at = roles(catalogue).index("ml_engineer")
    search, tuning = (advice.draws("weeks_to_learn_by_role", way)[:, at].mean() for way in (Way.RAG, Way.FINETUNE))
    # 1 to 8 weeks in the table, against 8 to 52.
    assert 1 < search < 8 < tuning < 52


def test_who_is_new_is_slower_and_an_expert_faster(catalogue: Catalogue) -> None:
    def weeks(level: str) -> float:
        people = [{"role": "backend_engineer", "share": 1, "level": level}]
        return team(catalogue, people=people, skill_search="some", **NOBODY).figure("launch_weeks", Way.PROMPT).expected

    assert weeks("expert") < weeks("practised") < weeks("new")


def test_pace_is_the_mean_of_the_people_of_a_role() -> None:
    # Two of four are new and work at 0.6, one is an expert at 1.4: (2 x 0.6 + 1 + 1.4) / 4 = 0.9.
    people, new, expert = (np.array([[[value, 0.0]]]) for value in (4.0, 2.0, 1.0))
    pace = staffing.pace_by_pool(people, new, expert, np.array([[0.6]]), np.array([[1.4]]))
    assert pace.ravel() == pytest.approx([0.9, 1, 1])


def test_others_are_slower_at_a_roles_work_than_its_own_people() -> None:
    # Roles 0 and 1, pools 0, 1 and everybody: the second role's work is done by the first at 0.8 of its pace.
    pace = staffing.pace_by_role(np.array([[[0.0, 0.0]]]), np.array([[[1.2, 1.0, 1.0]]]), np.array([[0.8]]))
    assert pace.ravel() == pytest.approx([1.2, 0.96])
    together = staffing.pace_by_role(np.array([[[2.0, 2.0]]]), np.array([[[1.2, 1.0, 1.0]]]), np.array([[0.8]]))
    assert together.ravel().tolist() == [1, 1]
