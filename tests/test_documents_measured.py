"""Many files together: the journal, samples, training sets, clusters, and what the figures mean for a project."""

from __future__ import annotations

import errno
import json
import os
import random
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from advisor.advice import advise
from advisor.catalogue import Catalogue, load
from advisor.cli import main
from advisor.documents import (
    Corpus,
    Journal,
    Settings,
    Source,
    TrainingSet,
    corpus,
    measure,
    on_cluster,
    on_this_machine,
    parting,
    training_set,
)
from advisor.documents.figures import is_test, token_lengths
from advisor.documents.journal import OtherSettings
from advisor.documents.limits import Limits
from advisor.documents.listing import NothingThere, sources
from advisor.documents.measuring import measure_file
from advisor.documents.report import WHOLE, FileReport
from advisor.documents.sampling import CONFIDENCE, TooFew, extrapolate
from advisor.documents.service import Found, Read, Run
from advisor.documents.tokens import CL100K, tokenizer
from advisor.language import Reader
from advisor.measured import FAMILIES, answers_of, family_of, fits, indexings, tokens_of, told_of, training_costs
from advisor.project_file import Project
from advisor.sources import Origin

ENGLISH = "The contract comes into force on the day of its signature and ends after two years. " * 5
SPANISH = "El contrato entra en vigor el día de su firma y termina al cabo de dos años completos. " * 5
WORDS = [f"word{number}" for number in range(18)]
ALPHA, OMEGA = WORDS[0], "something"
TODAY = date(2026, 11, 22)


def source(name: str, content: str) -> Source:
    data = content.encode()
    return Source(name, content=data, size=len(data))


def in_this_process(given: Iterable[Source], settings: Settings, limits: Limits) -> Iterator[tuple[Source, FileReport]]:
    for each in given:
        yield each, measure_file(each, settings, limits)


def varied(seed: int, words: int = 400) -> str:
    chosen = random.Random(seed)
    return " ".join(chosen.choice(WORDS) for _ in range(words))


def journal_of(*given: Source, settings: Settings | None = None) -> Journal:
    journal = Journal()
    measure(given, journal, in_this_process, settings)  # type: ignore[arg-type]
    return journal


def corpus_of(*given: Source, settings: Settings | None = None) -> Corpus:
    with journal_of(*given, settings=settings) as journal:
        return corpus(journal)


def chat(question: str, answer: str) -> str:
    turns = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return json.dumps({"messages": turns})


def test_the_figures_are_the_sums_of_the_documents() -> None:
    found = corpus_of(source("a.txt", ENGLISH), source("b.md", SPANISH), source("empty.txt", ""))
    tokens = [len(tokenizer("o200k").encode(words)) for words in (ENGLISH, SPANISH)]
    assert (found.files, found.documents, found.skipped_count) == (3, 2, 1)
    assert found.tokens == sum(tokens)
    assert found.words == len(ENGLISH.split()) + len(SPANISH.split())
    assert found.characters == len(ENGLISH) + len(SPANISH)
    assert {each.name: each.tokens for each in found.languages} == dict(zip(("en", "es"), tokens, strict=True))
    assert found.lengths[0.0] == min(tokens) and found.lengths[1.0] == max(tokens)
    assert "empty" in Reader().say(found.skipped[0].reason)


def test_repeated_documents_are_found_word_by_word_and_nearly() -> None:
    text = varied(1)
    changed = text.replace(ALPHA, OMEGA, 2)
    found = corpus_of(
        source("a.txt", text), source("b.txt", text.upper().replace(" ", "\n")), source("c.txt", changed),
        source("d.txt", varied(2)),
    )  # fmt: skip
    assert found.exact_duplicates.documents == 1
    assert found.near_duplicates.documents == 1


def test_a_run_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    given = [source(f"{number}.txt", varied(number)) for number in range(6)]
    file, seen = tmp_path / "journal.sqlite", list[str]()

    def until_the_second(each: Source, _report: FileReport) -> bool:
        seen.append(each.name)
        return len(seen) < 2

    with Journal(file, "settings") as journal:
        measure(given, journal, in_this_process, goes_on=until_the_second)  # type: ignore[arg-type]
        assert corpus(journal).documents == 2
    with Journal(file, "settings") as journal:
        measure(given, journal, in_this_process, goes_on=lambda each, _: bool(seen.append(each.name)) or True)  # type: ignore[arg-type,func-returns-value]
        assert corpus(journal).documents == 6
    assert sorted(seen) == sorted(each.name for each in given), "every file is read once"
    with pytest.raises(OtherSettings, match="other settings"):
        Journal(file, "others")


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    with Journal() as journal:
        for words in (ENGLISH, SPANISH):
            measure([source("a.txt", words + words)], journal, in_this_process)  # type: ignore[arg-type]
        assert [each.name for each in corpus(journal).languages] == ["es"]
        assert corpus(journal).documents == 1


def records(number: int) -> list[str]:
    return [json.dumps({"text": varied(seed, 20 + seed % 50)}) for seed in range(number)]


@pytest.mark.parametrize("begin", ["", "\ufeff", "\n\n"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n\n"])
def test_a_large_file_of_records_is_measured_in_parts_as_if_it_were_whole(
    begin: str, end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = records(300)
    lines[40] = lines[250] = "{no JSON"
    (tmp_path / "all.jsonl").write_text(begin + "\n".join(lines) + end)
    [whole] = sources([str(tmp_path)])
    assert list(parting.in_parts([whole])) == [whole]
    expected = measure_file(whole, Settings(), Limits())
    monkeypatch.setattr(parting, "PART_BYTES", 5_000)
    monkeypatch.setattr(parting, "BLOCK_BYTES", 700)
    parts = list(parting.in_parts([whole]))
    found = [measure_file(part, Settings(), Limits()) for part in parts]
    assert len(parts) > 5
    assert [each for report in found for each in report.documents] == list(expected.documents)
    assert [each for report in found for each in report.skipped] == list(expected.skipped)


def test_training_examples_in_parts_keep_their_lines_and_make_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [chat(varied(seed, 5), varied(seed + 1, 9)) for seed in range(200)]
    (tmp_path / "train.jsonl").write_text("\n".join([*lines, '{"messages": []}']))
    whole = corpus_and_training(tmp_path)
    monkeypatch.setattr(parting, "PART_BYTES", 3_000)
    monkeypatch.setattr(parting, "BLOCK_BYTES", 1_000)
    assert corpus_and_training(tmp_path) == whole
    assert whole[1] and (whole[1].files, whole[1].examples, whole[1].malformed) == (1, 200, 1)
    assert whole[0].skipped[0].line == 201


def corpus_and_training(folder: Path) -> tuple[Corpus, TrainingSet | None]:
    with Journal() as journal:
        measure(sources([str(folder)]), journal, in_this_process)
        return corpus(journal), training_set(journal)


def test_a_run_over_parts_goes_on_and_a_file_that_changed_is_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parting, "PART_BYTES", 3_000)
    monkeypatch.setattr(parting, "BLOCK_BYTES", 1_000)
    file, read = tmp_path / "all.jsonl", list[Source]()

    def three(source: Source, _report: FileReport) -> bool:
        read.append(source)
        return len(read) < 3

    file.write_text("\n".join(records(200)))
    with Journal() as journal:
        measure(sources([str(file)]), journal, in_this_process, goes_on=three)
        measure(sources([str(file)]), journal, in_this_process, goes_on=three)
        assert len(read) == len({source.part for source in read}) == 4
        measure(sources([str(file)]), journal, in_this_process)
        assert corpus(journal).documents == 200
        file.write_text("\n".join(records(110)))
        measure(sources([str(file)]), journal, in_this_process)
        assert (corpus(journal).documents, corpus(journal).files) == (110, 1)


@pytest.mark.parametrize(
    "content", [b"\xff\xfe" + "{}\n".encode("utf-16-le"), b"{\\rtf1 \n", b"%PDF-1.7\n", b"{}\n\0", b"no JSON\n"]
)
def test_what_only_its_name_calls_jsonl_stays_whole(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parting, "PART_BYTES", 10)
    (tmp_path / "a.jsonl").write_bytes(content * 50)
    [whole] = sources([str(tmp_path)])
    assert list(parting.in_parts([whole])) == [whole]


def test_a_file_that_is_gone_is_told_of_once(tmp_path: Path) -> None:
    gone = Source("a.jsonl", f"file://{tmp_path}/a.jsonl", size=10**9)
    [part] = parting.in_parts([gone])
    [left_out] = measure_file(part, Settings(), Limits()).skipped
    assert "it cannot be opened" in str(left_out.reason)


def test_what_cannot_be_read_further_is_told_of_by_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parting, "PART_BYTES", 100)
    (tmp_path / "a.jsonl").write_text("\n".join(records(50)))
    [whole] = sources([str(tmp_path)])
    monkeypatch.setattr(parting, "_block", lambda _stream: b"")
    assert [part.part for part in parting.in_parts([whole])] == [WHOLE]


def test_what_is_no_journal_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("precious notes " * 100)
    with pytest.raises(OtherSettings, match="no journal"):
        Journal(file)
    assert file.read_text().startswith("precious")


def test_files_folders_and_patterns_are_listed_and_hidden_ones_are_not(tmp_path: Path) -> None:
    for name in ("a.txt", "sub/b.md", "sub/deep/c.pdf", ".hidden/d.txt", ".e"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    listed = [Path(each.name).name for each in sources([str(tmp_path)])]
    assert sorted(listed) == ["a.txt", "b.md", "c.pdf"]
    assert [Path(each.name).name for each in sources([str(tmp_path / "*" / "*.md")])] == ["b.md"]
    with pytest.raises(NothingThere, match="nowhere"):
        list(sources([str(tmp_path / "nowhere")]))
    with pytest.raises(NothingThere):
        list(sources(["nosuchprotocol://x"]))


def test_the_interval_of_a_sample_holds_the_truth_about_as_often_as_it_says() -> None:
    numbers = np.random.default_rng(7)
    whole = numbers.lognormal(6, 1, 2_000).round()
    held = 0
    for _ in range(120):
        found = extrapolate(numbers.choice(whole, 100, replace=False), len(whole))
        held += found.low <= whole.sum() <= found.high
        assert found.low <= found.expected <= found.high
    assert CONFIDENCE - 0.12 <= held / 120 <= 1


def test_a_sample_of_everything_leaves_no_doubt_and_a_tiny_one_says_nothing() -> None:
    lengths = np.arange(1.0, 31.0)
    found = extrapolate(lengths, 30)
    assert found.low == found.expected == found.high == lengths.sum()
    for sampled, documents in ((lengths[:5], 100), (lengths, 29)):
        with pytest.raises(TooFew):
            extrapolate(sampled, documents)


def test_training_examples_are_counted_and_leaks_found() -> None:
    lines = [chat(f"Question {number}?", "An answer.") for number in range(30)]
    train = "\n".join([*lines, lines[0], "{broken", chat("What?", " ")])
    test = "\n".join([lines[3], chat("A new one?", "Yes.")])
    with journal_of(source("train.jsonl", train), source("test.jsonl", test)) as journal:
        found, skipped = training_set(journal), corpus(journal).skipped
    assert found is not None
    assert (found.form, found.examples, found.duplicates) == ("chat", 31, 1)
    assert (found.test_examples, found.leaked, found.malformed) == (2, 1, 2)
    assert sorted(each.line or 0 for each in skipped) == [32, 33]
    assert 0 < found.answer_tokens < found.tokens and found.longest == max(found.lengths.values())


@pytest.mark.parametrize(
    ("name", "held_back"),
    [("test.jsonl", True), ("a/b/my-eval_set.jsonl", True), ("C:\\data\\validation.jsonl", True),
     ("contest.jsonl", False), ("latest.jsonl", False), ("test/train.jsonl", False)],
)  # fmt: skip
def test_a_files_name_tells_whether_its_examples_are_for_testing(name: str, held_back: bool) -> None:
    assert is_test(name) is held_back


def test_tokens_of_other_families_lie_within_their_range() -> None:
    pytest.importorskip("splintr")
    texts = (source("a.txt", ENGLISH * 3), source("b.txt", SPANISH * 3))
    families = tuple(family for family in FAMILIES if family != "unpublished")
    exact, alone, catalogue = corpus_of(*texts, settings=Settings(families)), corpus_of(*texts), load(TODAY)
    for family in families:
        estimated, counted = tokens_of(alone, family, catalogue), tokens_of(exact, family, catalogue)
        assert counted.is_exact and counted.low == counted.high
        assert estimated.is_exact == (family == "o200k")
        assert estimated.expected == pytest.approx(counted.expected, rel=0.15), family


def test_spanish_costs_more_tokens_than_the_same_text_in_english() -> None:
    catalogue = load(TODAY)
    factors = {family: catalogue.token_ratio(family, "es").tokens_per_english_token for family in FAMILIES}
    assert min(factors.values()) > 1.08 and max(factors.values()) == factors["kimi_k2"] > 1.3


def test_every_model_has_a_family_and_makers_who_publish_none_get_the_wide_one() -> None:
    by_name = {model.name: family_of(model) for model in load(TODAY).models}
    assert set(by_name.values()) <= set(FAMILIES)
    assert {family for name, family in by_name.items() if "Claude" in name or "Gemini" in name} == {"unpublished"}
    assert {family for name, family in by_name.items() if name.startswith("GPT-5")} == {"o200k"}


def test_embedding_costs_what_its_price_says() -> None:
    found, catalogue = corpus_of(source("a.txt", varied(3, 20_000))), load(TODAY)
    first = indexings(found, Project(), catalogue)[0]
    price = catalogue.embedding("text-embedding-3-small").usd_per_million_tokens
    assert price is not None
    assert first.embedding_cost_once == pytest.approx(found.chunks.tokens / 1e6 * price)
    vectors = found.chunks.count * (4 * 1536 + 2 * 16 * 4 + 8)
    assert first.index_bytes == pytest.approx(vectors)
    doubled = indexings(found, Project(), catalogue, scale=2.0)[0]
    assert doubled.embedding_cost_once == pytest.approx(2 * first.embedding_cost_once)


def test_a_corpus_fits_large_windows_and_not_small_ones() -> None:
    found = corpus_of(source("a.txt", varied(4, 150_000)))
    fitted = fits(found, load(TODAY))
    assert {fit.fits for fit in fitted} >= {True, False}
    for fit in fitted:
        assert (fit.tokens.high <= 0.9 * fit.window) == (fit.fits is True)
        assert fit.cost_per_cached_question <= fit.cost_per_question


def test_training_costs_tokens_times_epochs_times_price(catalogue: Catalogue) -> None:
    examples = TrainingSet("chat", 1, 100, 1_000_000, 500_000, 20_000, {}, 0, 0, 0, 0)
    costs = training_costs(examples, catalogue)
    assert costs and all(
        each.cost == pytest.approx(each.epochs * (each.offer.usd_per_million_training_tokens or 0)) for each in costs
    )


def test_measured_answers_go_into_the_project_and_show_as_measured() -> None:
    found = corpus_of(source("a.txt", ENGLISH), source("b.txt", ENGLISH), source("c.txt", SPANISH))
    answers = answers_of(found, None)
    assert answers["knowledge.documents"] == 2, "a repeated document counts once"
    note = Reader().say(told_of(found, None, TODAY))
    project = Project().with_measured(answers, note)
    again = Project.loads(project.write())
    assert again == project and again.measured["knowledge.tokens"] == note
    told = advise(project).source("known_corpus_tokens")
    assert told.origin is Origin.MEASURED and told.citation == note and not told.is_doubtful
    assert "knowledge.tokens" not in project.with_answer("knowledge.tokens", 5).measured


def test_a_sample_goes_into_the_project_as_a_range() -> None:
    given = [source(f"{number}.txt", varied(number, 50 + 7 * number)) for number in range(40)]
    with journal_of(*given) as journal:
        found, total = corpus(journal), extrapolate(token_lengths(journal), 4_000)
    answers = answers_of(found, None, total)
    assert answers["knowledge.documents"] == 4_000
    low, high = (answers["knowledge.tokens"][end] for end in ("low", "high"))  # type: ignore[index]
    assert low < total.expected < high
    assert Project().with_measured(answers, "40 of 4,000").knowledge.tokens


@pytest.mark.slow
def test_the_pool_and_a_cluster_measure_the_same(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    for number in range(8):
        (tmp_path / f"{number}.txt").write_text(varied(number, 300))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 cut off")
    found = []
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        for workers in (on_this_machine(2), on_cluster(cluster.scheduler_address)):
            with Journal() as journal:
                measure(sources([str(tmp_path)]), journal, workers, Settings((CL100K,)))
                found.append(corpus(journal))
    pool, dask = found
    assert pool == dask
    assert pool.documents == 8 and pool.skipped_count == 1


@pytest.mark.slow
def test_a_process_of_its_own_tells_of_each_file_and_can_be_stopped() -> None:
    run = Run([source(f"{number}.txt", varied(number)) for number in range(5)], Settings())
    told = list(run.told())
    assert sum(isinstance(each, Read) for each in told) == 5
    assert isinstance(told[-1], Found) and told[-1].corpus.documents == 5
    stopped = Run([source(f"{number}.txt", varied(number, 20_000)) for number in range(60)], Settings())
    last = None
    for last in stopped.told():
        if isinstance(last, Read):
            stopped.stop()
    assert isinstance(last, Found) and 1 <= last.corpus.documents < 60


def shell(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.slow
def test_the_command_measures_and_writes_into_a_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, project = tmp_path / "docs", tmp_path / "project.yaml"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number}.txt").write_text(ENGLISH + varied(number))
    (folder / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    project.write_text("version: 1\nname: Ours\n")
    code, out, err = shell(
        capsys, "measure", str(folder), "--json", "--chunk", "100/10", "--into", str(project), "--processes", "1"
    )
    found = json.loads(out)
    assert code == 0 and found["documents"] == 12 and found["chunking"]["size"] == 100
    assert found["tokens"]["o200k"]["exact"] and not found["tokens"]["llama3"]["exact"]
    assert [each["reason"] for each in found["skipped"]] == ["it is an image; it needs text recognition (OCR) first"]
    assert Project.read(project).knowledge.documents and Project.read(project).name == "Ours" and "project.yaml" in err
    code, out, _ = shell(capsys, "--language", "es", "measure", str(folder), "--sample", "11", "--processes", "1")
    assert code == 0 and "Una muestra de 13 documentos" in out and "omitido" in out


def test_a_project_that_cannot_be_written_stays_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    text, project = tmp_path / "a.txt", tmp_path / "project.yaml"
    text.write_text(ENGLISH)
    project.write_text("version: 1\nname: Ours\n")
    monkeypatch.setattr(os, "replace", full)
    code, _, err = shell(capsys, "measure", str(text), "--into", str(project), "--processes", "1")
    assert code == 2 and "No space left" in err and "Traceback" not in err
    assert project.read_text() == "version: 1\nname: Ours\n" and len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [(["nowhere"], "nowhere"), (["README.md", "--chunk", "12/99"], "--chunk: a chunk of 12 tokens"),
     (["README.md", "--chunk", "abc"], "such as 512/64"), (["README.md", "--sample", "0"], "--sample"),
     (["README.md", "--splitter", "axe", "--model-family", "gpt9"], "gpt9 is not counted exactly")],
)  # fmt: skip
def test_a_wrong_call_is_told_in_one_list(arguments: list[str], wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = shell(capsys, "measure", *arguments)
    assert code == 2 and not out and wrong in err and "Traceback" not in err
