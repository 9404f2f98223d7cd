"""Newer API prices: what they change is shown, and they count only once somebody has accepted them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from genai_prices import update_prices

from advisor import Project
from advisor.advice import advise
from advisor.catalogue import CatalogueError, MissingPrice, api_price, check, load
from advisor.catalogue.price_differences import PriceDifference, price_difference
from advisor.catalogue.price_lists import PriceList, keep_price_list, package_version
from advisor.cli import main
from tests.price_lists import Listed

TODAY = date.today()
YESTERDAY = TODAY - timedelta(days=1)
SOON = TODAY + timedelta(days=30)
LUNA = "gpt-6-luna"
PHI = "microsoft/phi-4"


class Refresh:
    """The command, and what it printed."""

    def __init__(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.file, self._capsys = file, capsys

    def __call__(self, listed: Listed | bytes, *options: str, language: str = "en") -> tuple[int, str, str]:
        self.file.write_bytes(listed if isinstance(listed, bytes) else listed.content())
        code = main(["--language", language, "data", "refresh", "--from", str(self.file), *options])
        out, err = self._capsys.readouterr()
        return code, out, err


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the lists of this test are kept."""
    monkeypatch.setenv("ADVISOR_PRICES", str(tmp_path / "prices"))
    return tmp_path / "prices"


@pytest.fixture
def refresh(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refresh:
    return Refresh(tmp_path / "data.json", capsys)


@pytest.fixture
def listed() -> Listed:
    return Listed()


@pytest.fixture
def cheaper(listed: Listed) -> Listed:
    """GPT-6 Luna reads for 0.08 USD a million tokens in the place of 0.10."""
    listed.model("openai", LUNA)["prices"]["input_mtok"]["base"] = 0.08
    return listed


def stored(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*"))


def input_price(day: date = TODAY, model: str = LUNA) -> float:
    return api_price(load(day).model(model), day).standard.base.usd_per_million_input_tokens


def difference(listed: Listed, tmp_path: Path) -> PriceDifference:
    return price_difference(load(), PriceList.at(TODAY, listed.write(tmp_path / "newer.json")))


def test_a_file_in_the_place_of_the_folder_is_told(folder: Path) -> None:
    folder.write_text("no folder")
    with pytest.raises(CatalogueError, match="ADVISOR_PRICES"):
        input_price()


def test_the_prices_in_use_are_not_stored_again(refresh: Refresh, listed: Listed, folder: Path) -> None:
    code, out, err = refresh(listed, "--accept")
    assert code == 0 and "Nothing changes for the models of the catalogue" in out
    assert "These are the prices in use" in err and stored(folder) == []


def test_what_moves_is_shown_and_nothing_is_written(refresh: Refresh, cheaper: Listed, folder: Path) -> None:
    cheaper.model("openai", LUNA)["prices"]["output_mtok"]["base"] = 0.6
    code, out, err = refresh(cheaper)
    assert code == 0 and stored(folder) == [] and input_price() == 0.1
    assert "GPT-6 Luna (OpenAI), input: $0.10 / million tokens → $0.08 / million tokens (-20%)" in out
    assert "GPT-6 Luna (OpenAI), output: $0.50 / million tokens → $0.60 / million tokens (+20%)" in out
    assert len([line for line in out.splitlines() if "→" in line]) == 2
    assert "--accept" in err


def test_the_difference_is_told_in_spanish(refresh: Refresh, cheaper: Listed) -> None:
    _, out, err = refresh(cheaper, language="es")
    assert "Precios que cambian" in out and "GPT-6 Luna (OpenAI), entrada: " in out
    assert "No se escribe nada" in err


def test_each_kind_of_price_has_its_line(listed: Listed, tmp_path: Path) -> None:
    model = listed.model("openai", LUNA)
    model["prices"]["cache_read_mtok"]["base"] = 0.02
    model["prices"]["output_mtok"]["tiers"][0]["price"] = 1.5
    batch = next(variant for variant in model["price_variants"] if variant["when"] == {"processing": "batch"})
    batch["prices"]["input_mtok"]["base"] = 0.04
    found = {
        (move.part, move.case): (move.before, move.after, move.share) for move in difference(listed, tmp_path).moves
    }
    assert found == {
        ("cached input", "standard"): (0.01, 0.02, pytest.approx(1)),
        ("output", "long"): (0.75, 1.5, pytest.approx(1)),
        ("input", "batch"): (0.05, 0.04, pytest.approx(-0.2)),
    }


def test_where_a_prompt_becomes_long_is_told(listed: Listed, tmp_path: Path) -> None:
    for price in listed.model("openai", LUNA)["prices"].values():
        if isinstance(price, dict):
            price["tiers"][0]["start"] = 200_000
    (move,) = difference(listed, tmp_path).moves
    assert (move.before, move.after, move.unit) == (272_000, 200_000, "tokens")


def test_models_that_vanish_and_models_that_are_new(refresh: Refresh, listed: Listed) -> None:
    models = listed.models("openrouter")
    models.remove(listed.model("openrouter", PHI))
    models.append({"id": "newest", "match": {"equals": "newest"}, "prices": {"input_mtok": 1, "output_mtok": 2}})
    _, out, _ = refresh(listed, "--json")
    found = json.loads(out)
    assert found["vanished"] == [{"model": PHI, "host": "openrouter"}]
    assert found["not_in_catalogue"] == ["openrouter/newest"] and found["moves"] == []


def test_a_model_that_is_sold_again_is_new(listed: Listed, folder: Path, tmp_path: Path) -> None:
    gone = Listed()
    gone.models("openrouter").remove(gone.model("openrouter", PHI))
    keep_price_list(gone.content(), YESTERDAY, folder)
    assert [model.model for model in difference(listed, tmp_path).new] == [PHI]


def test_changes_announced_and_withdrawn(cheaper: Listed, folder: Path, tmp_path: Path) -> None:
    announcing = Listed()
    model = announcing.model("openai", LUNA)
    later = json.loads(json.dumps(model["prices"]))
    later["output_mtok"]["base"] = 1.0
    model["prices"] = [{"prices": model["prices"]}, {"constraint": {"start_date": SOON.isoformat()}, "prices": later}]
    (move,) = difference(announcing, tmp_path).announced
    assert (move.day, move.part, move.before, move.after) == (SOON, "output", 0.5, 1.0)

    keep_price_list(announcing.content(), YESTERDAY, folder)
    found = difference(Listed(), tmp_path)
    assert [(model.model, day) for model, day in found.withdrawn] == [(LUNA, SOON)] and not found.announced


def test_accepted_prices_count_from_today_on_until_their_file_is_deleted(
    refresh: Refresh, cheaper: Listed, folder: Path
) -> None:
    code, _, err = refresh(cheaper, "--accept")
    name = f"{TODAY}_genai-prices-{package_version()}.json"
    assert code == 0 and stored(folder) == [name] and str(folder / name) in err and "deleting" in err
    assert (folder / name).read_bytes() == cheaper.content()
    assert input_price() == 0.08 and input_price(YESTERDAY) == 0.1
    (folder / name).unlink()
    assert input_price() == 0.1


def test_of_several_lists_the_newest_up_to_the_day_counts(cheaper: Listed, folder: Path) -> None:
    dearer = Listed()
    dearer.model("openai", LUNA)["prices"]["input_mtok"]["base"] = 0.12
    keep_price_list(cheaper.content(), TODAY + timedelta(days=10), folder)
    keep_price_list(dearer.content(), TODAY + timedelta(days=20), folder)
    prices = [input_price(TODAY + timedelta(days=days)) for days in (9, 10, 19, 20, 30)]
    assert prices == [0.1, 0.08, 0.08, 0.12, 0.12]


def test_the_advice_is_computed_with_accepted_prices_and_cites_their_day(listed: Listed, folder: Path) -> None:
    project = Project.parse({})
    before = advise(project, load(YESTERDAY)).source("teacher_input_price").citation
    _, _, name = before.partition(": ")
    host, _, model = name.partition("/")
    listed.model(host, model)["price_comments"] = "read again"
    keep_price_list(listed.content(), TODAY, folder)
    after = advise(project, load(TODAY)).source("teacher_input_price").citation
    assert before == f"genai-prices {package_version()}: {name}"
    assert after == f"genai-prices {package_version()}, {TODAY}: {name}"


def test_a_list_rests_once_another_version_of_the_package_is_installed(cheaper: Listed, folder: Path) -> None:
    folder.mkdir()
    cheaper.write(folder / f"{TODAY}_genai-prices-0.0.1.json")
    assert input_price() == 0.1


@pytest.mark.parametrize(("price", "asks"), [(0.5, False), (0.51, True), (0.02, False), (0.019, True)])
def test_a_price_moved_by_more_than_a_factor_of_five_is_asked_for(
    refresh: Refresh, listed: Listed, folder: Path, price: float, asks: bool
) -> None:
    listed.model("openai", LUNA)["prices"]["input_mtok"]["base"] = price
    code, out, err = refresh(listed, "--accept")
    assert code == (1 if asks else 0) and bool(stored(folder)) is not asks
    assert out.startswith("Look at these first") is asks and ("--even-so" in err) is asks
    if asks:
        assert refresh(listed, "--accept", "--even-so")[0] == 0 and input_price() == price


def test_a_price_that_fell_to_zero_is_asked_for_and_never_free(refresh: Refresh, listed: Listed) -> None:
    listed.model("openrouter", PHI)["prices"]["output_mtok"] = 0
    code, out, _ = refresh(listed, "--accept")
    assert code == 1 and out.splitlines()[1].startswith("  Phi-4 14B (OpenRouter): zero or beyond belief")
    assert refresh(listed, "--accept", "--even-so")[0] == 0
    with pytest.raises(MissingPrice):
        input_price(model=PHI)


def test_a_cached_price_that_fell_to_zero_is_asked_for(listed: Listed, tmp_path: Path) -> None:
    listed.model("openai", LUNA)["prices"]["cache_read_mtok"]["base"] = 0
    assert [move.part for move in difference(listed, tmp_path).doubtful] == ["cached input"]


def without_price(listed: Listed) -> Any:
    del listed.model("openai", LUNA)["prices"]
    return listed


def worded_price(listed: Listed) -> Any:
    listed.model("openai", LUNA)["prices"] = {"input_mtok": "a lot"}
    return listed


def no_prices(listed: Listed) -> Any:
    listed.model("openai", LUNA)["prices"] = []
    return listed


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "broken",
    [
        lambda listed: b"",
        lambda listed: b"\xff\xfe\x00",
        lambda listed: b"<html>404</html>",
        lambda listed: b"[]",
        lambda listed: b'{"openai": 1}',
        lambda listed: b"[1, 2]",
        lambda listed: b"[" * 100_000,
        lambda listed: listed.content()[:-1000],
        worded_price,
        no_prices,
    ],
)
def test_a_broken_file_is_refused_in_a_line(
    refresh: Refresh, listed: Listed, folder: Path, broken: Any, language: str
) -> None:
    code, out, err = refresh(broken(listed), "--accept", "--even-so", language=language)
    assert (code, out, stored(folder)) == (2, "", [])
    assert err.startswith("data.json: ") and err.count("\n") == 1 and "genai-prices" in err


def test_an_older_list_is_refused(refresh: Refresh, listed: Listed, folder: Path) -> None:
    changes = [
        (entry["constraint"]["start_date"], model)
        for provider in listed.providers
        for model in provider["models"]
        for entry in (model["prices"] if isinstance(model["prices"], list) else [])
        if "start_date" in entry.get("constraint", {}) and entry["constraint"]["start_date"] <= TODAY.isoformat()
    ]
    newest = max(day for day, _ in changes)
    for day, model in changes:
        if day == newest:
            model["prices"] = [e for e in model["prices"] if e.get("constraint", {}).get("start_date") != newest]
    code, out, err = refresh(listed, "--accept")
    assert (code, out, stored(folder)) == (2, "", []) and "older than the prices in use" in err


def test_what_was_in_use_before_is_older(refresh: Refresh, cheaper: Listed) -> None:
    assert refresh(cheaper, "--accept")[0] == 0
    code, _, err = refresh(Listed(), "--accept")
    assert code == 2 and "it was in use before them" in err


def test_a_list_of_the_same_day_is_never_overwritten(refresh: Refresh, cheaper: Listed, folder: Path) -> None:
    assert refresh(cheaper, "--accept")[0] == 0
    before = [path.read_bytes() for path in folder.iterdir()]
    cheaper.model("openai", LUNA)["prices"]["input_mtok"]["base"] = 0.07
    code, _, err = refresh(cheaper, "--accept")
    assert code == 2 and "delete it first" in err
    assert [path.read_bytes() for path in folder.iterdir()] == before


def test_a_list_that_was_damaged_afterwards_is_a_fault_of_the_data(cheaper: Listed, folder: Path) -> None:
    path = keep_price_list(cheaper.content(), TODAY, folder)
    path.write_bytes(cheaper.content()[:1000])
    (fault,) = check()
    assert fault.file == str(path) and "delete it" in fault.right


def test_a_file_that_is_not_there_is_told(refresh: Refresh, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "refresh", "--from", str(refresh.file)]) == 2
    assert capsys.readouterr().err == "data.json: The file cannot be read: No such file or directory\n"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: the test reads what the command says."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A server that hands out what lies in the folder of the test."""
    handler = partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_newest_prices_are_fetched(
    address: str, cheaper: Listed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cheaper.write(tmp_path / "newest.json")
    monkeypatch.setattr(update_prices, "DEFAULT_UPDATE_URL", f"{address}/newest.json")
    assert main(["data", "refresh", "--accept"]) == 0
    assert "(-20%)" in capsys.readouterr().out and input_price() == 0.08


def test_without_a_network_the_way_out_is_told(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(update_prices, "DEFAULT_UPDATE_URL", f"{address}/nothing.json")
    assert main(["data", "refresh"]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1
    assert f"download {address}/nothing.json" in told.err and "--from FILE" in told.err
