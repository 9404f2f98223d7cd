"""What is said of break-even, contracts and budgets, in every project and both languages."""

from __future__ import annotations

from itertools import permutations

import pytest

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS, Way
from advisor.catalogue import Catalogue
from advisor.language import Reader
from advisor.project_file import Project
from advisor.report import tables_money
from advisor.report.break_even import BreakEven
from advisor.report.budget import fixed, project_budget, typed
from advisor.report.money_words import break_even_month, break_even_volume, rents_gpus, reserving
from advisor.report.sheets import numbers
from tests.projects import PROJECTS

READERS = (Reader("en"), Reader("es", "EUR", 0.9))


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.language)
def test_every_pair_is_said_in_words(advice: Advice, reader: Reader) -> None:
    for one, other in permutations(WAYS, 2):
        for words in (break_even_volume(advice, one, other), break_even_month(advice, one, other)):
            said = reader.say(words)
            assert said and "{" not in said and "nan" not in said


@pytest.mark.parametrize(("at", "share"), [(None, 0.0), (None, 0.02), (None, 0.3), (5.0, 0.0), (5.0, 1.0)])
def test_every_kind_of_break_even_has_its_sentence(
    advice: Advice, at: float | None, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = (1.0, 9.0) if share else (None, None)
    found = BreakEven(Way.PROMPT, Way.RAG, at, *ends, share, (0.1, 24.0))
    for name, say in (("over_volume", break_even_volume), ("over_time", break_even_month)):
        monkeypatch.setattr(f"advisor.report.money_words.{name}", lambda *_: found)
        said = READERS[0].say(say(advice, Way.PROMPT, Way.RAG))
        assert ("5" in said) == (at is not None) and ("30%" in said or "100%" in said or "2%" in said) == (share > 0)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.language)
def test_the_quarters_of_the_table_add_up_as_shown(advice: Advice, reader: Reader) -> None:
    for way in WAYS:
        frame = tables_money.cash_by_quarter(advice, reader, way)
        shown = [int("".join(sign for sign in words if sign.isdigit())) for words in frame.iloc[:, 1]]
        assert sum(shown[:-1]) == shown[-1]
        expected = numbers(frame).iloc[:, 1]
        assert expected.iloc[:-1].sum() == pytest.approx(expected.iloc[-1])


def test_contracts_are_compared_where_gpus_are_rented(catalogue: Catalogue) -> None:
    content = PROJECTS["millions of requests on rented machines"]
    advice = advise(Project.parse(content), catalogue)
    rented = [way for way in WAYS if rents_gpus(advice, way)]
    assert rented
    for way in rented:
        frame = tables_money.contracts(advice, READERS[0], way)
        assert frame.attrs["totals"] == ["On demand, always on"]
        plain = numbers(frame)["Over the horizon"]
        assert plain.iloc[0] == pytest.approx(advice.figure("gpu_rent_spending", way).expected)
        said = READERS[0].say(reserving(advice, way))
        known = advice.figure("gpu_reserved_rent", way).is_known
        assert ("pays from" in said) == known and (known or plain.isna().iloc[1])
    place = content["place"] | {"gpu_contract": "reserved"}  # type: ignore[operator]
    reserved = advise(Project.parse(content | {"place": place}), catalogue)
    way = next(way for way in WAYS if reserved.figure("gpus_rented", way).expected)
    counted = tables_money.contracts(reserved, READERS[0], way)
    paid = numbers(counted)["Over the horizon"].loc[counted.attrs["totals"][0]]
    assert paid == pytest.approx(reserved.figure("gpu_rent_spending", way).expected)


def test_a_budget_in_the_readers_currency_is_the_same_money(advice: Advice) -> None:
    euros = READERS[1]
    given = typed(advice, euros, 90_000, 900)
    assert given.once is not None and given.monthly is not None
    assert (given.once.item(), given.monthly.item()) == pytest.approx((100_000, 1000))
    left_out, known = typed(advice, euros, None, None), project_budget(advice)
    assert (left_out.once is None) == (known.once is None) and (left_out.monthly is None) == (known.monthly is None)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.language)
@pytest.mark.parametrize("amounts", [(None, None), (1.0, 1.0), (1e9, 1e9), (80_000.0, None), (None, 4000.0)])
def test_a_budget_is_told_for_all_four_ways(
    advice: Advice, reader: Reader, amounts: tuple[float | None, float | None]
) -> None:
    found = tables_money.what_the_budget_buys(advice, reader, fixed(*amounts))
    assert len(found.table) == 5 and "{" not in found.finding + " ".join(found.table.to_numpy().ravel())
