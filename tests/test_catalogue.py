"""What is known: every row sourced and dated, faults named, prices exact, gaps admitted."""

from __future__ import annotations

import csv
import re
import shutil
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from statistics import median

import pytest
from genai_prices import Usage, calc_price
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import catalogue
from advisor.catalogue import CatalogueError, MissingPrice, NotInCatalogue, UnknownCurrency, api_price
from advisor.catalogue.reading import TABLES, read
from advisor.catalogue.store import DATA_FOLDER
from advisor.project import Team

TODAY = date(2026, 11, 22)
KNOWN = catalogue.load(TODAY)
PRICED = [model for model in KNOWN.models if model.provider]
EDGES = [100_000, 100_001, 199_999, 200_000, 272_000, 272_001, 512_000, 512_001]
HOURLY = {"deepseek-flash", "deepseek-v4-pro"}
COUNTRIES = tuple(option.key for option in Team.questions()["country"].options)
ROLES = sorted({row.role for row in (*KNOWN.effort, *KNOWN.labelling_rates)})
ROWS = {
    "models/models.csv": 103, "models/architectures.csv": 145, "serving/engines.csv": 5, "tuning/frameworks.csv": 31,
    "gpus/specs.csv": 73, "gpus/rents.csv": 171, "gpus/purchases.csv": 13,
    "retrieval/embeddings.csv": 56, "retrieval/rerankers.csv": 18, "retrieval/vector_stores.csv": 51,
    "tokenizers/ratios.csv": 80,
    "retrieval/sizing.csv": 7, "retrieval/benchmarks.csv": 24, "retrieval/precisions.csv": 4, "tuning/managed.csv": 52,
    "people/salaries.csv": 85, "people/wage_levels.csv": 28, "people/overheads.csv": 17, "people/effort.csv": 71,
    "people/proofs_of_concept.csv": 3, "people/phases.csv": 12, "people/stand_ins.csv": 54, "people/learning.csv": 13,
    "people/labelling.csv": 4, "people/durations.csv": 13,
    "people/anchors.csv": 6, "energy/carbon.csv": 58, "energy/electricity.csv": 5, "energy/pue.csv": 6,
    "currency/rates.csv": 30, "quality/priors.csv": 40, "draws/correlations.csv": 5,
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data, to be damaged."""
    return Path(shutil.copytree(DATA_FOLDER, tmp_path / "data"))


def change(data: Path, file: str, row: int, **cells: str) -> None:
    """Put cells into a row of a table, counted as the messages count: row 1 holds the column names."""
    path = data / file
    with path.open(newline="", encoding="utf-8") as handle:
        table = list(csv.reader(handle))
    for column, cell in cells.items():
        table[row - 1][table[0].index(column)] = cell
    write(path, table)


def append(data: Path, file: str, like: int, **cells: str) -> None:
    """Add a copy of a row at the end of a table, with other cells."""
    path = data / file
    with path.open(newline="", encoding="utf-8") as handle:
        table = list(csv.reader(handle))
    write(path, [*table, table[like - 1]])
    change(data, file, len(table) + 1, **cells)


def write(path: Path, table: list[list[str]]) -> None:
    """A table as a CSV file."""
    with path.open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle, lineterminator="\n").writerows(table)


def faults(data: Path) -> list[str]:
    """The lines of the message with which loading fails."""
    with pytest.raises(CatalogueError) as caught:
        catalogue.load(TODAY, data)
    return str(caught.value).splitlines()


def test_the_data_is_sound_and_every_model_that_is_sold_has_a_price() -> None:
    assert catalogue.check() == []


def test_no_row_is_lost_and_older_rows_stay_in_the_files() -> None:
    counts = {line.file: line.rows for line in catalogue.summary(today=TODAY)}
    assert all(counts[file] >= rows for file, rows in ROWS.items())
    assert {table.file for table in TABLES} == set(ROWS)


def test_every_row_has_a_source_a_date_and_a_kind() -> None:
    for placed in read(DATA_FOLDER).rows.values():
        for _, row in placed:
            assert row.source.strip() and row.kind and row.confidence and row.as_of.year >= 2023


def test_no_figure_of_a_closed_licence_is_present() -> None:
    closed = re.compile(r"aa_index|AA Intelligence|\bAA\b[^\n]{0,12}\d|GPQA Diamond|tier rule score")
    for path in DATA_FOLDER.rglob("*.csv"):
        found = closed.search(path.read_text(encoding="utf-8"))
        assert found is None, f"{path.name}: {found}"


def test_loading_is_quick() -> None:
    read.cache_clear()
    catalogue.store._load.cache_clear()
    begin = time.perf_counter()
    catalogue.load(TODAY)
    assert time.perf_counter() - begin < 0.5, "about 0.06 s on two slow cores"


# What is wrong is said, and all of it at once


@pytest.mark.parametrize(
    ("file", "cells", "message"),
    [
        ("gpus/rents.csv", {"gpu": "H100 SMX"}, "gpu: 'H100 SMX' is not in gpus/specs.csv; right: one of H"),
        ("gpus/rents.csv", {"source": ""}, "source: is empty; right: a value; this column may not be empty"),
        ("gpus/rents.csv", {"usd_per_hour": "0"}, "usd_per_hour: is 0; right: leave it blank if unknown"),
        ("gpus/rents.csv", {"as_of": "autumn"}, "as_of: 'autumn' is not valid; right: a date such as"),
        ("gpus/rents.csv", {"kind": "hearsay"}, "kind: 'hearsay' is not valid; right: one of 'published'"),
        ("gpus/rents.csv", {"gpus": "two"}, "gpus: 'two' is not valid; right: a whole number"),
        ("gpus/purchases.csv", {"unit": "EUR/GPU"}, "unit: 'EUR/GPU' is not valid; right: one of 'USD/GPU'"),
        ("gpus/purchases.csv", {"low": "1e9"}, "low, mode, high are 1e+09, 30000, 40000; right: low <="),
        ("tuning/managed.csv", {"usd_per_million_output_tokens": "3200"}, "is 3200; right: at most 200 USD"),
        ("tuning/managed.csv", {"model": "gpt-4,1"}, "'gpt-4,1' is not in models/models.csv; right: one of"),
        ("models/models.csv", {"tunable_at": "togehter"}, "'togehter' is not in tuning/managed.csv; right:"),
        ("people/salaries.csv", {"currency": "XXX"}, "currency: 'XXX' is not in currency/rates.csv"),
        ("people/salaries.csv", {"annual_median": "", "annual_mean": ""}, "a value in annual_median or"),
        ("people/wage_levels.csv", {"low": "0.3"}, "low, mode, high are 0.3, 0.25, 0.4; right: low <= mode"),
        ("people/wage_levels.csv", {"mode": ""}, "mode: is empty; right: a value"),
        ("people/wage_levels.csv", {"country": "Argentina"}, "country: 'Argentina' is not valid"),
        ("people/effort.csv", {"role": "wizard"}, "role: 'wizard' is not in people/salaries.csv"),
        ("people/effort.csv", {"strategy": "raft"}, "strategy: 'raft' is not valid; right: one of 'prompt'"),
        ("energy/electricity.csv", {"currency": "euro"}, "currency: 'euro' is not valid"),
    ],
)  # fmt: skip
def test_a_broken_cell_is_named_with_its_remedy(data: Path, file: str, cells: dict[str, str], message: str) -> None:
    change(data, file, 2, **cells)
    assert any(line.startswith(f"{file}, row 2, ") and message in line for line in faults(data)), faults(data)


def test_all_faults_of_all_files_come_at_once(data: Path) -> None:
    change(data, "gpus/specs.csv", 3, memory_gib="much")
    change(data, "retrieval/embeddings.csv", 5, dimensions="-3", source="")
    append(data, "currency/rates.csv", 2)
    (data / "energy" / "pue.csv").unlink()
    (data / "parameters" / "broken.yaml").write_text(
        "- {name: p, value: 2, low: 0, high: 1, unit: share, kind: guess, source: s,"
        " as_of: 2026, meaning: m}\n"
        "- {name: b, value: 1, unit: furlongs, kind: guess, source: s, as_of: 2026-11, meaning: m}\n"
        "- {name: b}\n",
        encoding="utf-8",
    )
    lines = faults(data)
    for start in (
        "gpus/specs.csv, row 3, memory_gib: 'much' is not valid; right: a number",
        "retrieval/embeddings.csv, row 5, dimensions: '-3' is not valid; right: a value greater than 0",
        "retrieval/embeddings.csv, row 5, source: is empty",
        "currency/rates.csv, row 32, currency: repeats row 2: EUR as of 2026-10-30",
        "energy/pue.csv, row 0, file: is missing",
        "parameters/broken.yaml, row 1, value: low, value, high are 0, 2, 1; right: low <= value <= high",
        "parameters/broken.yaml, row 2, unit: 'furlongs' is not valid; right: a unit of advisor/units.py",
        "parameters/broken.yaml, row 3, source: is empty",
    ):
        assert any(line.startswith(start) for line in lines), start
    assert lines == [str(fault) for fault in catalogue.check(data)]


def test_an_unknown_column_is_a_fault(data: Path) -> None:
    path = data / "energy" / "pue.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("place,low,", "place,lowest,"), encoding="utf-8")
    expected = "energy/pue.csv, row 1, lowest: is not a column of this table; right: one of low"
    assert faults(data)[0].startswith(expected)


def test_a_zero_price_may_be_allowed_with_a_reason() -> None:
    free = [row for row in KNOWN.vector_stores if row.usd_per_unit == 0]
    assert free and all(row.price_exception for row in free)


# As of a day


def test_rows_dated_after_the_day_are_left_out_and_the_newest_wins() -> None:
    def rent(day: date) -> float | None:
        found = [row for row in catalogue.load(day).rents("H100 SXM 80GB") if row.instance == "1x H100 SXM"]
        return next(row.usd_per_gpu_hour for row in found if row.provider == "nebius")

    assert (rent(date(2026, 9, 25)), rent(date(2026, 10, 24))) == (3.85, 4.50)
    early = catalogue.load(date(2026, 7, 1))
    assert 0 < len(early.gpu_rents) < len(KNOWN.gpu_rents) and all(row.as_of <= early.as_of for row in early.gpu_rents)


def test_an_appended_row_replaces_the_older_from_its_day_on(data: Path) -> None:
    append(data, "currency/rates.csv", 3, units_per_euro="1.25", as_of="2026-11-20")
    rates = {day: catalogue.load(day, data).currency_rate("EUR") for day in (date(2026, 11, 19), TODAY)}
    assert rates == {date(2026, 11, 19): pytest.approx(1 / 1.1172), TODAY: pytest.approx(0.8)}


def test_a_month_and_a_half_year_are_dated_on_their_first_day_and_shown_as_written() -> None:
    dates = {row.as_of_written: row.as_of for row in (*KNOWN.electricity, *KNOWN.gpu_purchases)}
    assert dates["2025-H1"] == date(2025, 1, 1) and dates["2023-H2"] == date(2023, 7, 1)
    assert dates["2026-11"] == date(2026, 11, 1) and dates["2026"] == date(2026, 1, 1)


def test_retired_models_are_not_available() -> None:
    def available(day: date) -> set[str]:
        return {model.model for model in catalogue.load(day).available_models}

    assert "gpt-5" in available(TODAY) and "gpt-5" not in available(date(2026, 12, 11))
    assert "claude-haiku-4-5" not in available(TODAY)
    assert {"gpt-4o", "gpt-4.1"}.isdisjoint(available(date(2027, 1, 14)))


def test_age_is_judged_by_the_kind_of_data() -> None:
    rent = next(row for row in KNOWN.gpu_rents if row.as_of == date(2026, 6, 18))
    salary = next(row for row in KNOWN.salaries if row.as_of == date(2025, 5, 1))
    assert catalogue.age_days(rent, TODAY) == 157 and not catalogue.is_stale(rent, TODAY)
    assert catalogue.is_stale(rent, TODAY + timedelta(days=24)) and catalogue.is_stale(salary, TODAY)
    assert not any(catalogue.is_stale(gpu, date(2036, 1, 1)) for gpu in KNOWN.gpus)


# API prices: those of the package, to the cent


def package_price(
    model: catalogue.Model, batch: bool, read: int, cached: int, wrote: int, output: int, hour: int
) -> float:
    """The package's own answer, for a request at an hour of today."""
    usage = Usage(input_tokens=read, cache_read_tokens=cached, cache_write_tokens=wrote, output_tokens=output)
    moment = datetime.combine(TODAY, clock(hour), UTC)
    context = {"processing": "batch"} if batch else None
    return float(
        calc_price(
            usage,
            model.model,
            provider_id=model.provider,
            genai_request_timestamp=moment,
            price_context=context,
        ).total_price
    )


@settings(max_examples=600, deadline=None)
@given(
    model=st.sampled_from(PRICED),
    batch=st.booleans(),
    read=st.integers(0, 1_000_000) | st.sampled_from(EDGES),
    cached_share=st.floats(0, 0.6),
    written_share=st.floats(0, 0.4),
    output=st.integers(0, 64_000),
)  # fmt: skip
def test_prices_equal_the_package_to_the_cent(
    model: catalogue.Model, batch: bool, read: int, cached_share: float, written_share: float, output: int
) -> None:
    price = api_price(model, TODAY)
    tariff = price.batch if batch and price.batch else price.standard
    cached, written = int(read * cached_share), int(read * written_share)
    above = tariff.long_context_above_tokens
    prices = tariff.long_context if above is not None and read > above and tariff.long_context else tariff.base
    ours = (
        (read - cached - written) * prices.usd_per_million_input_tokens
        + cached * prices.usd_per_million_cached_input_tokens
        + written * prices.usd_per_million_cache_write_tokens
        + output * prices.usd_per_million_output_tokens
    ) / 1e6
    hours = range(24) if model.model in HOURLY else [12]
    theirs = sum(package_price(model, batch, read, cached, written, output, hour) for hour in hours) / len(hours)
    assert ours == pytest.approx(theirs, abs=1e-9)


def test_hourly_prices_are_said_to_be_a_mean() -> None:
    for model in PRICED:
        notes = [note.message for note in api_price(model, TODAY).notes]
        assert any("mean over 24 hours" in note for note in notes) == (model.model in HOURLY)


def test_batch_halves_where_the_package_knows_it_and_is_unknown_elsewhere() -> None:
    assert api_price(KNOWN.model("gpt-6-luna"), TODAY).batch_factor == 0.5
    assert api_price(KNOWN.model("grok-4.3"), TODAY).batch_factor == pytest.approx(0.8)
    assert api_price(KNOWN.model("microsoft/phi-4"), TODAY).batch_factor is None


def test_announced_price_changes_appear_on_their_day() -> None:
    changes = catalogue.price_changes(KNOWN.model("gemini-4-argon"), TODAY, 12)
    assert [(c.day, c.before.standard.base[0], c.after.standard.base[0]) for c in changes] == [
        (date(2026, 12, 1), 2.0, 4.0)
    ]
    course = catalogue.api_price_course(KNOWN.model("gemini-3.8-flash"), date(2026, 12, 1), 3)
    assert course.usd_per_million_output_tokens.tolist() == [3.75, 7.5, 7.5]
    days_before, days_after = 9, 21  # of 22 November to 22 December, argon doubles on 1 December
    month = catalogue.api_price_course(KNOWN.model("gemini-4-argon"), TODAY, 1)
    mean = (2 * days_before + 4 * days_after) / (days_before + days_after)
    assert month.usd_per_million_input_tokens.tolist() == [pytest.approx(mean)]


def test_the_course_keeps_the_dearer_prices_of_long_prompts() -> None:
    course = catalogue.api_price_course(KNOWN.model("gpt-6-luna"), TODAY, 2)
    assert course.long_context_above_tokens == 272_000 and course.long_context is not None
    assert course.long_context.usd_per_million_input_tokens.tolist() == [0.2, 0.2]


def test_a_missing_price_is_an_error_with_a_remedy_never_zero() -> None:
    self_hosted = KNOWN.model("Qwen/Qwen3.5-4B")
    unknown = KNOWN.model("gpt-6-luna").model_copy(update={"model": "gpt-7-luna-unheard-of"})
    for model in (self_hosted, unknown):
        with pytest.raises(MissingPrice, match="give your own price under overrides: usd_per_million_input_tokens"):
            api_price(model, TODAY)


# Tuning, pay and currencies


def test_closed_and_retired_tuning_is_no_offer_for_a_new_project() -> None:
    hosts = {offer.provider for offer in KNOWN.tuning_offers(KNOWN.model("gpt-4.1"))}
    assert hosts == {"azure"}, "OpenAI is closed to new customers since 2026-05-07"
    assert KNOWN.tuning_offers(KNOWN.model("gpt-4.1"), date(2027, 4, 15)) == ()
    assert KNOWN.tuning_offers(KNOWN.model("gemini-2.5-flash")) == ()
    assert not any(offer.is_open(TODAY) for offer in KNOWN.managed_tunings if offer.provider in ("mistral", "cohere"))


def test_a_size_band_serves_only_models_that_the_host_tunes() -> None:
    def prices(model: str, host: str) -> set[float | None]:
        offers = KNOWN.tuning_offers(KNOWN.model(model))
        return {offer.usd_per_million_training_tokens for offer in offers if offer.provider == host}

    assert prices("llama-3.3-70b-versatile", "together") == {2.9, 8.0}
    assert prices("llama-3.1-8b-instant", "together") == {0.48, 1.35}
    assert prices("ministral-8b-2512", "together") == set()


def test_every_role_of_the_effort_has_a_pay_in_every_country() -> None:
    for role in ROLES:
        for country in (*COUNTRIES, "KE"):
            pay = KNOWN.salary(role, country)
            assert 0 < pay.low <= pay.mode <= pay.high and pay.rows and KNOWN.currency_rate(pay.currency) > 0
            scaled = any(isinstance(row, catalogue.WageLevel) for row in pay.rows)
            assert scaled == ("scaled by the country's wage level" in pay.note.message)
            assert pay.kind == "guess" or not scaled


def test_every_country_that_a_project_may_name_has_a_wage_level(data: Path) -> None:
    assert {row.country for row in KNOWN.wage_levels} >= set(COUNTRIES)
    lines = (data / "people" / "wage_levels.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    left = "".join(line for line in lines if not line.startswith("PT,"))
    (data / "people" / "wage_levels.csv").write_text(left, encoding="utf-8")
    assert [str(fault) for fault in catalogue.check(data)] == [
        "people/wage_levels.csv, row 0, country: 'PT' has no row; right: a row for each country that a project may name"
    ]


def test_a_derived_wage_level_is_the_median_ratio_of_the_same_job_titles() -> None:
    def paid(row: catalogue.Salary) -> float:
        return (row.annual_median or 0) / KNOWN.currency_rate(row.currency)

    titles = [row for row in KNOWN.salaries if row.mapping == "job_title" and (row.sample_size or 0) >= 20]
    us = {row.occupation: paid(row) for row in titles if row.country == "US"}
    derived = {row.country: row for row in KNOWN.wage_levels if row.kind == "derived"}
    assert (derived.pop("US").mode, set(derived)) == (1, {"CA", "GB", "NL"})
    for country, level in derived.items():
        ratios = [paid(row) / us[row.occupation] for row in titles if row.country == country and row.occupation in us]
        expected = (min(ratios), median(ratios), max(ratios))
        assert len(ratios) >= 3 and (level.low, level.mode, level.high) == pytest.approx(expected, abs=0.005), country


def test_us_pay_is_scaled_where_a_country_has_no_sound_row() -> None:
    level = next(row for row in KNOWN.wage_levels if row.country == "PT")
    us, pay = KNOWN.salary("project_manager", "US"), KNOWN.salary("project_manager", "PT")
    assert (pay.low, pay.mode, pay.high) == (us.low * level.low, us.mode * level.mode, us.high * level.high)
    assert (pay.kind, pay.currency) == ("guess", "USD") and level in pay.rows
    unknown = KNOWN.salary("project_manager", "KE")
    assert (unknown.mode, unknown.kind) == (us.mode, "guess") and "US pay as it is" in unknown.note.message


def test_a_small_sample_widens_the_range_and_never_sets_the_centre() -> None:
    pay = KNOWN.salary("data_engineer", "DE")
    twenty_salaries = 172_000
    assert pay.mode == pytest.approx(0.62 * 139_500) and pay.high == twenty_salaries
    assert {row.sample_size for row in pay.rows if isinstance(row, catalogue.Salary)} == {67_140, 20}


@pytest.mark.parametrize("country", ["ES", "DE", "FR", "NL", "IE", "PT", "PL", "IN", "CL"])
def test_no_role_is_paid_as_in_the_us_where_wages_are_lower(country: str) -> None:
    for role in ROLES:
        pay, us = KNOWN.salary(role, country), KNOWN.salary(role, "US")
        assert pay.mode / KNOWN.currency_rate(pay.currency) < 0.75 * us.mode, role


def test_pay_in_spain_is_the_digital_industry_scaled_and_called_a_guess() -> None:
    pay = KNOWN.salary("data_engineer", "ES")
    scaled = 48_900 * 139_500 / 116_580  # AMETIC mean x US database architects / US computer occupations, other
    assert (pay.mode, pay.currency, pay.kind) == (pytest.approx(scaled), "EUR", "guess")
    small_sample = 108_000  # twelve software engineers of technology firms: they widen the range, no more
    assert KNOWN.salary("backend_engineer", "ES").high == small_sample


def test_unknown_names_are_answered_with_near_ones() -> None:
    with pytest.raises(NotInCatalogue, match=r"right: one of .*H100 SXM 80GB"):
        KNOWN.gpu("H100 SXM 80 GB")
    with pytest.raises(NotInCatalogue, match=r"right: one of .*ml_engineer"):
        KNOWN.salary("wizard", "ES")
    with pytest.raises(NotInCatalogue, match="two capital letters"):
        KNOWN.salary("ml_engineer", "Spain")
    with pytest.raises(UnknownCurrency, match="one of AUD, BRL"):
        KNOWN.currency_rate("DEM")
    assert KNOWN.currency_rate("USD") == 1
