"""What a way asks of people: role by role, with one more person, and the primer's three conclusions in figures."""

from __future__ import annotations

import pytest

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS, Way
from advisor.catalogue import Catalogue
from advisor.examples import examples
from advisor.gaps import Closing, gaps, one_more
from advisor.language import Reader
from advisor.project_file import Project
from advisor.report.gap_words import conclusions
from advisor.roster import people_of_role

START_UP, MIDDLE_SIZED, BOTH = "02_startup_rag", "03_midsize_finetune", "05_claims_letters"


@pytest.fixture(scope="module")
def by_example(catalogue: Catalogue) -> dict[str, Advice]:
    wanted = (START_UP, MIDDLE_SIZED, BOTH)
    return {example.name: advise(example.project, catalogue) for example in examples() if example.name in wanted}


def words(advice: Advice, language: str = "en") -> str:
    return " ".join(Reader(language).say(sentence) for sentence in conclusions(advice))


def mean(advice: Advice, quantity: str, way: Way) -> float:
    return advice.figure(quantity, way).expected


def test_a_start_up_can_do_rag_with_whom_it_has_but_not_train(by_example: dict[str, Advice]) -> None:
    advice = by_example[START_UP]
    assert mean(advice, "missing_effort", Way.RAG) == 0
    assert mean(advice, "people_to_hire", Way.RAG) == mean(advice, "people_to_contract", Way.RAG) == 0
    assert mean(advice, "missing_effort", Way.FINETUNE) > 5
    missing = {gap.role for gap in gaps(advice, Way.FINETUNE) if gap.is_missing}
    assert missing == {"ml_engineer", "data_scientist"}
    assert "can do a good prompt and RAG" in words(advice)
    assert "Machine learning engineer and Data scientist" in words(advice)


def test_a_middle_sized_company_needs_specialists_for_months_to_tune(by_example: dict[str, Advice]) -> None:
    advice = by_example[MIDDLE_SIZED]
    # Training and its evaluation are 4 to 19 person-weeks of two roles in the table; RAG has no training at all.
    assert 4 <= mean(advice, "specialist_effort", Way.FINETUNE) <= 19
    assert mean(advice, "specialist_run_effort", Way.FINETUNE) > 4
    assert mean(advice, "specialist_effort", Way.RAG) == mean(advice, "specialist_run_effort", Way.RAG) == 0
    assert "data scientists and machine learning engineers" in words(advice)


def test_the_hybrid_asks_most_of_people_and_for_who_keeps_both_in_balance(by_example: dict[str, Advice]) -> None:
    for advice in by_example.values():
        for quantity in ("effort_before_launch", "run_team", "people_cost_once", "roles_needed"):
            assert max(WAYS, key=lambda way: mean(advice, quantity, way)) is Way.HYBRID, quantity
        assert "keeps tuning and retrieval in balance" in words(advice)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_conclusion_is_said_in_both_languages_with_figures(language: str, by_example: dict[str, Advice]) -> None:
    for advice in by_example.values():
        said = words(advice, language)
        assert "{" not in said
        assert any(letter.isdigit() for letter in said)


def test_the_work_of_the_roles_is_all_the_work(advice: Advice) -> None:
    for way in WAYS:
        total = sum(gap.work.expected for gap in gaps(advice, way))
        assert total == pytest.approx(mean(advice, "effort_before_launch", way))


def test_who_is_there_does_the_work_and_who_is_not_is_covered_or_found(by_example: dict[str, Advice]) -> None:
    found = {gap.role: gap for gap in gaps(by_example[START_UP], Way.FINETUNE)}
    assert found["backend_engineer"].closing is Closing.THERE
    assert found["project_manager"].closing is Closing.COVERED and found["project_manager"].doer == "product_manager"
    assert found["ml_engineer"].closing is Closing.CONTRACTED and found["ml_engineer"].lead.expected > 0


def test_one_more_person_is_worth_what_the_advice_says_with_them(by_example: dict[str, Advice]) -> None:
    advice = by_example[MIDDLE_SIZED]
    first = one_more(advice, Way.FINETUNE)[0]
    people = people_of_role(advice.project.team.people or ())
    larger = advice.project.with_answer("team.people", people | {first.role: people.get(first.role, 0) + 1})
    after = advise(larger, advice.catalogue).figure("launch_weeks", Way.FINETUNE).expected
    sooner = advice.figure("launch_weeks", Way.FINETUNE).expected - after
    assert first.weeks_sooner.expected == pytest.approx(sooner, rel=0.05)


def test_nobody_is_missed_by_name_where_no_roles_are_known(catalogue: Catalogue) -> None:
    assert one_more(advise(Project(), catalogue), Way.RAG) == ()
