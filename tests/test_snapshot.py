"""What is kept comes back as it was, and what has moved since is told apart: the engine, or the data and the day."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from advisor.advice import advise
from advisor.alternatives import WAYS
from advisor.catalogue import Catalogue, load
from advisor.catalogue.newer import load_as_known, newer_rows
from advisor.catalogue.store import DATA_FOLDER
from advisor.inputs import SEED
from advisor.project_file import Project
from advisor.snapshot import KEPT, Snapshot, SnapshotError, take, then_and_now
from advisor.version import ENGINE_VERSION
from tests.projects import PROJECTS, TODAY

DRAWS = 64
LATER = date(2026, 12, 20)
API = Project.parse(PROJECTS["facts from documents, by API"])


@pytest.fixture(scope="module")
def kept(catalogue: Catalogue) -> Snapshot:
    return take(advise(API, catalogue, DRAWS))


@pytest.fixture(scope="module")
def newer_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data with a dearer contingency, dated in December."""
    folder = tmp_path_factory.mktemp("newer") / "data"
    shutil.copytree(DATA_FOLDER, folder, ignore=shutil.ignore_patterns("validation"))
    parameters = folder / "parameters" / "test_newer.yaml"
    cited = load(TODAY).parameters["contingency_share"]
    values = cited.model_dump(mode="json") | {"as_of": "2026-12-10", "value": 0.6, "low": 0.6, "high": 0.6}
    parameters.write_text(json.dumps([values]), encoding="utf-8")
    return folder


def test_a_snapshot_holds_the_figures_and_what_they_hang_on(kept: Snapshot, catalogue: Catalogue) -> None:
    advice = advise(API, catalogue, DRAWS)
    assert (kept.engine, kept.data_of, kept.seed, kept.draws) == (ENGINE_VERSION, TODAY, SEED, DRAWS)
    assert kept.start == date(2026, 11, 22) and kept.verdict is advice.verdict
    for way in WAYS:
        cost, figure = kept.ways[way].figures["total_cost"], advice.figure("total_cost", way)
        assert (cost.low, cost.expected, cost.high) == (figure.low, figure.expected, figure.high)
        assert set(kept.ways[way].figures) == set(KEPT)


@pytest.mark.parametrize("name", PROJECTS)
def test_a_snapshot_comes_back_from_plain_json(name: str, catalogue: Catalogue) -> None:
    taken = take(advise(Project.parse(PROJECTS[name]), catalogue, DRAWS))
    assert Snapshot.loads(taken.dumps()) == taken

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    json.loads(taken.dumps(), parse_constant=refuse)


@pytest.mark.parametrize("spoiled", [
    "", "[]", "{", '{"version": 2}', '{"version": 1}',
])  # fmt: skip
def test_what_is_no_snapshot_is_refused(spoiled: str) -> None:
    with pytest.raises(SnapshotError):
        Snapshot.loads(spoiled)


def test_a_snapshot_of_three_ways_or_with_strange_keys_is_refused(kept: Snapshot) -> None:
    content = json.loads(kept.dumps())
    three = {**content, "ways": {way: content["ways"][way] for way in ("prompt", "rag", "hybrid")}}
    for spoiled in (three, {**content, "more": 1}, {**content, "draws": 10**9}, {**content, "verdict": "magic"}):
        with pytest.raises(SnapshotError):
            Snapshot.loads(json.dumps(spoiled))


def test_on_the_same_day_nothing_has_moved(kept: Snapshot) -> None:
    found = then_and_now(kept, API, TODAY)
    assert found.moved == () and not found.verdict_moved and not found.engine_moved
    assert found.newer == () and found.completed == () and found.faults == ()


def test_a_newer_row_moves_the_data_part_and_is_named(kept: Snapshot, newer_data: Path) -> None:
    found = then_and_now(kept, API, LATER, newer_data)
    assert [(row.file, row.name, row.as_of, row.replaces) for row in found.newer] == [
        ("parameters/test_newer.yaml", "contingency_share", date(2026, 12, 10), True)
    ]
    assert not found.engine_moved and found.completed == ()
    launch = next(each for each in found.moved if each.quantity == "launch_cost" and each.way is None)
    assert launch.by_engine == pytest.approx(0)
    assert launch.by_data is not None and launch.by_data > 0 and launch.in_all == pytest.approx(launch.by_data)


def test_another_engine_moves_the_engine_part(kept: Snapshot) -> None:
    """An engine that made everything cost half as much: all of the move is its."""
    content = json.loads(kept.dumps()) | {"engine": "0.9.0"}
    for way in content["ways"].values():
        figure = way["figures"]["total_cost"]
        way["figures"]["total_cost"] = {end: amount / 2 for end, amount in figure.items()}
    found = then_and_now(Snapshot.loads(json.dumps(content)), API, TODAY)
    assert found.engine_moved and {each.quantity for each in found.moved} == {"total_cost"}
    for each in found.moved:
        assert each.then is not None and each.now is not None and each.by_data == 0
        assert each.by_engine == pytest.approx(each.then.expected)


def test_a_project_without_a_start_begins_on_the_day_of_the_data(catalogue: Catalogue) -> None:
    """With a date to be live by, a month that has passed is a month less."""
    project = Project.parse({"money": {"go_live": "2027-06-01"}})
    kept = take(advise(project, catalogue, DRAWS))
    found = then_and_now(kept, project, LATER)
    assert kept.start == TODAY
    assert found.recomputed is not None and found.recomputed.start == TODAY
    assert found.now is not None and found.now.start == LATER


def test_a_dated_change_of_an_api_price_is_named(catalogue: Catalogue) -> None:
    """Gemini 3.8 Flash costs something else from the first of January on: announced, and in the package of prices."""
    project = Project.parse({"place": {"providers": ["google"]}})
    kept = take(advise(project, catalogue, DRAWS))
    changes = then_and_now(kept, project, date(2027, 1, 2)).price_changes
    assert [change.day for change in changes["Gemini 3.8 Flash"]] == [date(2027, 1, 1)]
    assert not then_and_now(kept, project, LATER).price_changes


def test_a_day_that_has_passed_is_a_fault_of_today_not_of_then(catalogue: Catalogue) -> None:
    project = Project.parse({"money": {"go_live": "2026-12-01"}})
    found = then_and_now(take(advise(project, catalogue, DRAWS)), project, LATER)
    assert found.recomputed is not None and found.now is None
    assert [fault.place for fault in found.faults] == ["money.go_live"]
    assert found.moved and all(each.in_all is None for each in found.moved)


def test_what_the_engine_has_learnt_since_is_taken_as_it_is_now(kept: Snapshot, newer_data: Path) -> None:
    """A parameter that no row had then: the formula that asks for it is new, and so all of the move is the engine's."""
    money = newer_data / "parameters" / "money.yaml"
    entries = yaml.safe_load(money.read_text(encoding="utf-8"))
    learnt = newer_data.parent / "learnt"
    shutil.copytree(newer_data, learnt)
    without = [{**entry, "as_of": str(entry["as_of"])} for entry in entries if entry["name"] != "contingency_share"]
    (learnt / "parameters" / "money.yaml").write_text(json.dumps(without), encoding="utf-8")
    catalogue, completed = load_as_known(TODAY, LATER, learnt)
    assert completed == ("contingency_share",) and catalogue.as_of == TODAY
    found = then_and_now(kept, API, LATER, learnt)
    launch = next(each for each in found.moved if each.quantity == "launch_cost" and each.way is None)
    assert found.completed == completed
    assert launch.by_engine is not None and launch.by_engine > 0 and launch.by_data == pytest.approx(0)


def test_data_too_thin_for_the_engine_leave_only_the_whole_move(kept: Snapshot) -> None:
    found = then_and_now(kept.model_copy(update={"data_of": date(2026, 10, 1)}), API, TODAY)
    assert found.recomputed is None and found.now is not None and found.newer
    assert all(each.by_engine is None and each.in_all is not None for each in found.moved)


def test_newer_rows_are_those_after_a_day_and_until_another(newer_data: Path) -> None:
    assert newer_rows(TODAY, TODAY, newer_data) == ()
    assert newer_rows(TODAY, date(2026, 12, 9), newer_data) == ()
    (row,) = newer_rows(TODAY, LATER, newer_data)
    assert row.name == "contingency_share" and row.replaces
