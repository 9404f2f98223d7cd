"""Scenarios side by side: what differs, what it comes to, and which answer brought how much of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from advisor.advice import advise
from advisor.alternatives import WAYS, Way
from advisor.attribution import Method
from advisor.catalogue import Catalogue
from advisor.comparison import EXPLAINED, Progress, Reasons, outcome, reasons
from advisor.differences import MOST_FACTORS, differing, factors, is_in_currency, mixed
from advisor.faults import check_against
from advisor.project_file import Project, ProjectError
from tests.projects import CONTENTS, PROJECTS

DRAWS = 64
BASE = Project.parse(PROJECTS["facts from documents, by API"])
EUROS = Project.parse(PROJECTS["on bought machines, in euros, with values"])


def changed(base: Project, **answers: Any) -> Project:
    """The project with other answers; `group__question` names one."""
    for path, answer in answers.items():
        base = base.with_answer(path.replace("__", "."), answer)
    return base


def told(base: Project, other: Project, catalogue: Catalogue) -> tuple[list[Progress], Reasons]:
    *progress, found = reasons(base, other, catalogue, DRAWS)
    assert isinstance(found, Reasons)
    return [each for each in progress if isinstance(each, Progress)], found


def sound(project: Project, catalogue: Catalogue) -> None:
    if faults := check_against(project, catalogue):
        raise ProjectError(faults)


def test_what_differs_is_told_in_the_order_of_the_form_with_what_is_unknown() -> None:
    other = changed(BASE, traffic__users=800, task__citations=None, money__horizon_months=[12, 36])
    found = differing((BASE, other, BASE))
    assert [(each.path, each.answers) for each in found] == [
        ("task.citations", (True, None, True)),
        ("traffic.users", (400, 800, 400)),
        ("money.horizon_months", (None, {"low": 12, "high": 36}, None)),
    ]


def test_names_notes_and_what_was_measured_are_no_answers() -> None:
    other = Project.parse(
        BASE.as_dict() | {"name": "Other", "notes": "Words", "measured": {"knowledge.documents": "212 files"}}
    )
    assert differing((BASE, other)) == ()


@given(CONTENTS, CONTENTS)
@settings(max_examples=60)
def test_with_all_that_differs_one_project_becomes_the_other(one: dict[str, Any], another: dict[str, Any]) -> None:
    base, other = Project.parse(one), Project.parse(another)
    paths = [each.path for each in differing((base, other))]
    assert mixed(base, other, ()).as_dict() == answers_of(base)
    assert mixed(base, other, paths).as_dict() == answers_of(other)
    for path in paths:
        if not is_in_currency(path):
            assert [each.path for each in differing((base, mixed(base, other, [path])))] == [path]


def answers_of(project: Project) -> dict[str, Any]:
    """The project without what is no answer."""
    return {key: part for key, part in project.as_dict().items() if key not in ("notes", "measured")} | {"name": ""}


def test_own_figures_differ_each_by_its_name() -> None:
    own = {
        "start": "2026-12-01",
        "overrides": {"productive_weeks_per_year": 42},
        "own_prices": {"openai/gpt-6-luna": {"usd_per_million_input_tokens": 1, "usd_per_million_output_tokens": 4}},
        "evaluations": {"rag": {"questions": 60, "good": 51}},
    }
    other = Project.parse(BASE.as_dict() | own)
    paths = [each.path for each in differing((BASE, other))]
    assert paths == ["start", "overrides.productive_weeks_per_year", "own_prices.openai/gpt-6-luna", "evaluations.rag"]
    assert mixed(BASE, other, paths).as_dict() | {"name": other.name} == other.as_dict()
    assert mixed(other, BASE, paths).as_dict() | {"name": BASE.name} == BASE.as_dict()


def test_the_same_amount_in_another_currency_is_another_answer() -> None:
    euros = changed(BASE, money__currency="EUR", money__one_off_budget=100_000)
    yen = changed(euros, money__currency="JPY")
    assert [each.path for each in differing((euros, yen))] == ["money.currency", "money.one_off_budget"]


def test_money_goes_with_its_currency(catalogue: Catalogue) -> None:
    euros = changed(BASE, money__currency="EUR", money__one_off_budget=100_000, traffic__users=90)
    assert factors(BASE, euros, lambda project: sound(project, catalogue)) == (
        ("traffic.users",),
        ("money.currency", "money.one_off_budget"),
    )


def test_answers_that_refuse_each_other_apart_are_one_factor(catalogue: Catalogue) -> None:
    """Each is sound alone, but the earlier launch lies before the later start."""
    first = Project.parse(BASE.as_dict() | {"start": "2026-11-22", "money": {"go_live": "2027-03-01"}})
    later = Project.parse(BASE.as_dict() | {"start": "2027-06-01", "money": {"go_live": "2027-12-01"}})
    other = changed(later, traffic__users=90)
    expected = (("start", "money.go_live"), ("traffic.users",))
    assert factors(first, other, lambda project: sound(project, catalogue)) == expected
    assert told(first, other, catalogue)[1].factors == expected


def test_many_answers_are_taken_together_by_group(catalogue: Catalogue) -> None:
    found = factors(BASE, EUROS, lambda project: sound(project, catalogue))
    paths = [path for factor in found for path in factor]
    assert len(found) < MOST_FACTORS < len(paths)
    assert len(paths) == len(set(paths)) == len(differing((BASE, EUROS)))


@pytest.mark.parametrize("way", [None, *WAYS])
def test_one_changed_answer_brings_all_of_the_difference(way: Way | None, catalogue: Catalogue) -> None:
    other = changed(BASE, traffic__users=1200)
    progress, found = told(BASE, other, catalogue)
    assert [each.done for each in progress] == [0, 1, 2] and found.method is Method.EVERY_ORDER
    before, after = (advise(project, catalogue, DRAWS) for project in (BASE, other))
    for quantity in EXPLAINED:
        move = found.move_at(quantity, way) if way else found.move(quantity)
        if move is None:
            continue
        assert move.before == pytest.approx(before.figure(quantity, way).expected)
        assert move.after == pytest.approx(after.figure(quantity, way).expected)
        assert move.brought == pytest.approx((move.difference,))
    cost = found.move("total_cost")
    assert cost is not None and cost.difference > 0


def test_an_answer_that_moves_nothing_gets_nothing(catalogue: Catalogue) -> None:
    """A product manager's wish is no factor, and what is unknown as long as it is assumed stays the same."""
    other = changed(BASE, task__sponsor_wish="hybrid", traffic__users=500)
    _, found = told(BASE, other, catalogue)
    assert found.factors == (("traffic.users",),)
    wish = changed(BASE, task__sponsor_wish="hybrid")
    before, after = (advise(project, catalogue, DRAWS) for project in (BASE, wish))
    for quantity in EXPLAINED:
        assert [before.figure(quantity, way) for way in WAYS] == [after.figure(quantity, way) for way in WAYS]


@pytest.mark.parametrize("count", [3, 6])
def test_the_parts_add_up_to_the_difference(count: int, catalogue: Catalogue) -> None:
    answers = {
        "traffic__users": 900, "knowledge__documents": 90_000, "team__country": "DE", "traffic__answer_tokens": 900,
        "task__regulation": "strict", "money__horizon_months": 48,
    }  # fmt: skip
    other = changed(BASE, **dict(list(answers.items())[:count]))
    progress, found = told(BASE, other, catalogue)
    assert found.method is (Method.EVERY_ORDER if count == 3 else Method.TWO_ORDERS)
    assert progress[-1] == Progress(len(found.readings), len(found.readings))
    for quantity in EXPLAINED:
        move = found.move(quantity)
        if move is not None:
            assert sum(move.brought) == pytest.approx(move.difference, rel=1e-9, abs=1e-9 * abs(move.before))


def test_what_the_change_of_verdict_brought_is_told_apart(catalogue: Catalogue) -> None:
    """The sums: what moves at the first way, and what the other way costs against it with the other answers."""
    one = Project.parse(PROJECTS["facts from documents, by API"])
    other = changed(one, task__kind="house_style_writing", task__failure="form", knowledge__source="request",
                    task__citations=False)  # fmt: skip
    other = changed(other, examples__labelled=5000, task__strictness="unusual", task__prompt_effort="exhausted")
    _, found = told(one, other, catalogue)
    before, after = (advise(project, catalogue, DRAWS) for project in (one, other))
    assert before.verdict is not after.verdict
    move = found.move("total_cost")
    assert move is not None
    staying = after.figure("total_cost", before.verdict).expected
    assert sum(move.at_same_way) == pytest.approx(staying - before.figure("total_cost").expected)
    assert sum(move.by_verdict) == pytest.approx(after.figure("total_cost").expected - staying)


def test_backwards_is_the_same_the_other_way_round(catalogue: Catalogue) -> None:
    other = changed(BASE, traffic__users=900, knowledge__documents=90_000)
    there, back = told(BASE, other, catalogue)[1], told(other, BASE, catalogue)[1]
    assert there.backwards.factors == back.factors and dict(there.backwards.readings) == dict(back.readings)
    move, opposite = there.move("total_cost"), there.backwards.move("total_cost")
    assert move is not None and opposite is not None
    assert opposite.brought == pytest.approx([-part for part in move.brought])


def test_who_stops_listening_stops_the_work(catalogue: Catalogue) -> None:
    other = changed(BASE, traffic__users=900, knowledge__documents=90_000)
    work = reasons(BASE, other, catalogue, DRAWS)
    assert next(work) == Progress(0, 4)
    assert next(work) == Progress(1, 4)
    work.close()  # type: ignore[attr-defined]
    assert list(work) == []


def test_two_scenarios_alike_differ_in_nothing(catalogue: Catalogue) -> None:
    assert differing((BASE, BASE)) == ()
    _, found = told(BASE, BASE, catalogue)
    move = found.move("total_cost")
    assert found.factors == () and move is not None and move.difference == 0 and move.brought == ()


def test_a_project_that_cannot_be_computed_with_is_refused(catalogue: Catalogue) -> None:
    late = changed(BASE, money__go_live="2020-01-01")
    with pytest.raises(ProjectError):
        told(BASE, late, catalogue)


def test_an_outcome_holds_the_figures_of_the_advice(catalogue: Catalogue) -> None:
    found, advice = outcome(EUROS, catalogue, DRAWS), advise(EUROS, catalogue, DRAWS)
    assert found.verdict is advice.verdict
    for way in WAYS:
        one = found.of(way)
        assert one.figures["total_cost"] == advice.figure("total_cost", way)
        assert one.chance == advice.ways[way].chance and one.is_open == advice.ways[way].is_open
        weeks = advice.draws("launch_weeks", way)
        assert (weeks <= one.launch.safe_weeks).mean() == pytest.approx(0.8, abs=1 / DRAWS)
        assert one.launch.even_day <= one.launch.safe_day
