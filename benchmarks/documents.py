"""Reading documents and counting their tokens, against what the libraries alone would take.

Four bars: texts in memory against raw tiktoken; a folder read by one and by two processes, against a bare pool of
processes that only reads and counts; the memory of all processes together, for a folder and for one five times as
large; a PDF against raw pypdfium2. Ours and the floor take turns, and must count the same tokens. The texts are words
of this repository, mixed anew for every file. Memory is Pss, sampled: what processes share counts once. Prints JSON;
`--quick` takes a tenth of the files, where starting weighs more than reading, and leaves the
large folder out.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2
import tiktoken

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisor.documents import Journal, Limits, Settings, Source, measure, on_this_machine
from advisor.documents.listing import sources
from advisor.documents.measuring import measure_file
from advisor.documents.report import FileReport
from advisor.documents.tokens import ENCODINGS, O200K, count, tokenizer

ROOT = Path(__file__).resolve().parent.parent
BARS = {
    "texts": "at least 0.9 of raw tiktoken",
    "folder": "two processes at least 1.6 times as fast as one",
    "memory": "under 400 MB, and at most 10 % more for five times the text",
    "pdf": "under 3 seconds",
}
SEED = 1
WRITTEN_IN = ("*.md", "docs/**/*.md", "locale/**/*.po", "advisor/**/*.py", "data/**/*.yaml")
LONGEST_WORD = 24
MISTAKEN = re.compile("%PDF|<html|<!doctype", re.IGNORECASE)
"""What would make a text pass for another format."""
LINE_WORDS, PARAGRAPH_LINES = 14, 8
TEXTS, TEXT_BYTES = 1_000, (10_000, 50_000)
FILES, FILE_BYTES = 4_000, (10_000, 90_000)
LARGER = 5
PAGES, PAGE_LINES, PAGE_LINE_WORDS = 300, 55, 10
TURNS = {"texts": 5, "folder": 3, "pdf": 7}
SAMPLED_EVERY_SECONDS = 0.05
OURS, FLOOR = "ours", "floor"
Words = npt.NDArray[np.object_]


def vocabulary() -> Words:
    """Words as often as this repository uses them, with numbers and words that no vocabulary knows among them."""
    files = sorted(file for pattern in WRITTEN_IN for file in ROOT.glob(pattern))
    written = [word for file in files for word in file.read_text(encoding="utf-8").split()]
    used = [word for word in written if len(word) <= LONGEST_WORD and not MISTAKEN.search(word)]
    rng = np.random.default_rng(SEED)
    rare = len(used) // 20
    picked = rng.integers(0, len(used), (rare, 2))
    glued = [used[first] + used[second].lower() for first, second in picked]
    numbers = [f"{number:,}" for number in rng.integers(0, 10**6, rare)]
    return np.array([*used, *glued, *numbers], dtype=object)


def texts(words: Words, seed: tuple[int, ...], number: int, sizes: tuple[int, int]) -> Iterator[str]:
    """So many texts of about those sizes in bytes, none like another."""
    rng = np.random.default_rng(seed)
    line_bytes = LINE_WORDS * (1 + sum(len(word.encode()) for word in words) / len(words))
    for size in rng.uniform(*sizes, number):
        mixed = words[rng.integers(0, len(words), (max(int(size / line_bytes), 1), LINE_WORDS))]
        lines = [" ".join(line) for line in mixed]
        paragraphs = (lines[start : start + PARAGRAPH_LINES] for start in range(0, len(lines), PARAGRAPH_LINES))
        yield "\n\n".join("\n".join(paragraph) for paragraph in paragraphs)


def timed(work: Callable[[], int]) -> tuple[float, int]:
    """The seconds of a piece of work, and its result."""
    begin = time.perf_counter()
    result = work()
    return time.perf_counter() - begin, result


def turn_by_turn(ours: Callable[[], int], floor: Callable[[], int], turns: int) -> tuple[list[float], list[float], int]:
    """The seconds of both, one after the other, and the result, which must be the same."""
    pairs = [(timed(floor), timed(ours)) for _ in range(turns)]
    results = {result for pair in pairs for _, result in pair}
    assert len(results) == 1, f"ours and the floor count differently: {results}"
    return [mine[0] for _, mine in pairs], [bare[0] for bare, _ in pairs], results.pop()


def compared(ours: list[float], floor: list[float], tokens: int) -> dict[str, Any]:
    """Tokens a second of both, and our share of the floor's."""
    return {
        "tokens_per_second": round(tokens / median(ours)),
        "floor_tokens_per_second": round(tokens / median(floor)),
        "ratio": round(median(floor) / median(ours), 3),
        "ratio_of_the_best_runs": round(min(floor) / min(ours), 3),
    }


def texts_in_memory(words: Words) -> dict[str, Any]:
    """Texts that are at hand: `count` against tiktoken itself."""
    at_hand = list(texts(words, (SEED,), TEXTS, TEXT_BYTES))
    tokenizer(O200K)
    encoding = tiktoken.get_encoding(ENCODINGS[O200K])
    figures: dict[str, Any] = {"texts": len(at_hand), "bytes": sum(len(text.encode()) for text in at_hand)}

    def ours(threads: int) -> int:
        return sum(count(at_hand, O200K, threads))

    def floor(threads: int) -> int:
        return sum(map(len, encoding.encode_ordinary_batch(at_hand, num_threads=threads)))

    for threads in (1, 2):
        timings = turn_by_turn(partial(ours, threads), partial(floor, threads), TURNS["texts"])
        figures |= {"tokens": timings[2], f"threads_{threads}": compared(*timings)}
    best = [figures[f"threads_{threads}"]["ratio_of_the_best_runs"] for threads in (1, 2)]
    return figures | judged("texts", min(best) >= 0.9)


def judged(bar: str, is_met: bool) -> dict[str, Any]:
    """The bar, and whether it is met."""
    return {"bar": BARS[bar], "met": bool(is_met)}


def make_folders(place: Path, words: Words, files: int, folders: int) -> list[Path]:
    """Folders with so many files each."""
    made = [place / f"{number}" for number in range(folders)]
    for number, folder in enumerate(made):
        folder.mkdir(parents=True)
        for name, text in enumerate(texts(words, (SEED, number), files, FILE_BYTES)):
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return made


def run_in_child(who: str, folder: Path, processes: int) -> None:
    """One way through a folder, in this process, which does nothing else; tells what came of it."""
    begin = time.perf_counter()
    tokens = (our_tokens if who == OURS else bare_tokens)(folder, processes)
    print(json.dumps({"seconds": time.perf_counter() - begin, "tokens": tokens}))


def our_tokens(folder: Path, processes: int) -> int:
    """The tokens in a folder, as the tool finds them."""
    found = 0

    def add(_source: Source, report: FileReport) -> bool:
        nonlocal found
        assert not report.skipped, report.skipped
        found += sum(document.tokens[O200K] for document in report.documents)
        return True

    with Journal() as journal:
        measure(sources([str(folder)]), journal, on_this_machine(processes), goes_on=add)
    return found


def bare_tokens(folder: Path, processes: int) -> int:
    """The tokens in a folder, as processes find them that only read and count."""
    files = (str(file) for file in sorted(folder.rglob("*.txt")))
    with multiprocessing.get_context("forkserver").Pool(processes, tokenizer, [O200K]) as pool:
        return sum(pool.imap_unordered(tokens_of, files))


def tokens_of(file: str) -> int:
    """The tokens of one file."""
    encoding = tiktoken.get_encoding(ENCODINGS[O200K])
    return len(encoding.encode_to_numpy(Path(file).read_text(encoding="utf-8"), disallowed_special=()))


def child(who: str, folder: Path, processes: int) -> subprocess.Popen[str]:
    """A fresh process that goes through a folder."""
    command = [sys.executable, __file__, "--child", who, str(folder), str(processes)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def told(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What such a process told.

    Raises:
        RuntimeError: it failed.
    """
    output, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"a measured process failed with {process.returncode}")
    found: dict[str, Any] = json.loads(output)
    return found


def folder_by_processes(folder: Path) -> dict[str, Any]:
    """A folder read by one process and by two, ours and the floor in turn."""
    ways = [(who, processes) for processes in (1, 2) for who in (FLOOR, OURS)]
    runs: dict[tuple[str, int], list[float]] = {way: [] for way in ways}
    tokens = set()
    for who, processes in ways * TURNS["folder"]:
        result = told(child(who, folder, processes))
        runs[who, processes].append(result["seconds"])
        tokens.add(result["tokens"])
    assert len(tokens) == 1, f"ours and the floor count differently: {tokens}"
    figures: dict[str, Any] = sizes_of(folder) | {"tokens": min(tokens)}
    for processes in (1, 2):
        ours, floor = runs[OURS, processes], runs[FLOOR, processes]
        own = {"seconds": round(median(ours), 2), "floor_seconds": round(median(floor), 2)}
        figures[f"processes_{processes}"] = own | compared(ours, floor, min(tokens))
    speed = {who: speed_of_two(runs[who, 1], runs[who, 2]) for who in (OURS, FLOOR)}
    return figures | {"two_against_one": speed} | judged("folder", speed[OURS]["of_the_best_runs"] >= 1.6)


def speed_of_two(one: list[float], two: list[float]) -> dict[str, float]:
    """How many times as fast two processes are."""
    return {"median": round(median(one) / median(two), 2), "of_the_best_runs": round(min(one) / min(two), 2)}


def sizes_of(folder: Path) -> dict[str, int]:
    """How many files, and how much text."""
    sizes = [file.stat().st_size for file in folder.rglob("*.txt")]
    return {"files": len(sizes), "bytes": sum(sizes)}


def memory(folder: Path, larger: Path | None) -> dict[str, Any]:
    """The most that all processes hold together, for a folder and a larger one."""
    figures: dict[str, Any] = {"measure": "Pss of the whole process tree, sampled", "processes": 2}
    figures["folder"] = sizes_of(folder) | peak(OURS, folder)
    figures["floor"] = peak(FLOOR, folder)
    figures["ratio"] = round(figures["folder"]["peak_mb"] / figures["floor"]["peak_mb"], 2)
    peaks = [figures["folder"]["peak_mb"]]
    if larger:
        figures["larger"] = sizes_of(larger) | peak(OURS, larger)
        peaks.append(figures["larger"]["peak_mb"])
        figures["larger_against_folder"] = round(peaks[1] / peaks[0], 3)
    return figures | judged("memory", max(peaks) < 400 and peaks[-1] <= 1.1 * peaks[0])


def peak(who: str, folder: Path) -> dict[str, Any]:
    """The most that a fresh process and all that descend from it hold, and each one's part at that moment."""
    highest, process, begin = dict[int, float](), child(who, folder, 2), time.perf_counter()
    while process.poll() is None:
        held = held_now(process.pid)
        highest = max(highest, held, key=lambda parts: sum(parts.values()))
        time.sleep(SAMPLED_EVERY_SECONDS)
    told(process)
    main = highest.pop(process.pid, 0.0)
    return {
        "peak_mb": round(main + sum(highest.values()), 1),
        "main_process_mb": round(main, 1),
        "other_processes_mb": sorted((round(part, 1) for part in highest.values()), reverse=True),
        "seconds": round(time.perf_counter() - begin, 1),
    }


def held_now(ancestor: int) -> dict[int, float]:
    """What each of the family holds; nothing while one comes or goes, when what is shared would count twice."""
    held = {pid: found for pid in family(ancestor) if (found := proportional_mb(pid))}
    still_there = {pid for pid in family(ancestor) if proportional_mb(pid)}
    return held if still_there == held.keys() else {}


def family(ancestor: int) -> set[int]:
    """A process and all that descend from it."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        told_of = read(entry / "stat")
        if told_of:
            parents[int(entry.name)] = int(told_of.rpartition(")")[2].split()[1])
    members, size = {ancestor}, 0
    while len(members) > size:
        size = len(members)
        members |= {pid for pid, parent in parents.items() if parent in members}
    return members


def proportional_mb(pid: int) -> float:
    """What a process holds, its share of what it has in common with others included; 0 where it is gone."""
    for line in read(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def read(file: Path) -> str:
    """What the system tells of a process; nothing where it has ended."""
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def pdf_of(words: Words) -> bytes:
    """A PDF by hand: a stream of text a page, in Helvetica."""
    rng = np.random.default_rng(SEED)
    pages = [3 + 2 * number for number in range(PAGES)]
    kids = " ".join(f"{number} 0 R" for number in pages)
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {PAGES}/Kids[{kids}]>>"]
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    for page in pages:
        lines = words[rng.integers(0, len(words), (PAGE_LINES, PAGE_LINE_WORDS))]
        drawn = "".join(f"({shown(' '.join(line))})'" for line in lines)
        content = f"BT /F 8 Tf 12 TL 36 760 Td {drawn} ET"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {page + 1} 0 R"
                       f"/Resources<</Font<</F {font}>>>>>>")  # fmt: skip
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    return with_index(objects)


def shown(line: str) -> str:
    """A line as a PDF writes it."""
    plain = line.encode("ascii", "ignore").decode()
    return plain.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def with_index(objects: list[str]) -> bytes:
    """The objects of a PDF, and where each begins."""
    written, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj{each}endobj\n".encode("ascii")
    entries = "".join(f"{place:010} 00000 n \n" for place in places)
    index = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{entries}"
    end = f"trailer<</Size {len(places) + 1}/Root 1 0 R>>\nstartxref\n{len(written)}\n%%EOF"
    return written + (index + end).encode("ascii")


def raw_letters(content: bytes) -> int:
    """The letters of a PDF, as pypdfium2 alone finds them."""
    with pypdfium2.PdfDocument(BytesIO(content)) as document:
        return sum(len(page.get_textpage().get_text_bounded()) for page in document)


def pdf(words: Words) -> dict[str, Any]:
    """A long PDF, from its bytes to all that is measured of it, against its text alone."""
    content = pdf_of(words)
    source = Source("long.pdf", content=content, size=len(content))
    (document,) = measure_file(source, Settings(), Limits()).documents
    floor, ours = [], []
    for _ in range(TURNS["pdf"]):
        floor.append(timed(lambda: raw_letters(content))[0])
        ours.append(timed(lambda: len(measure_file(source, Settings(), Limits()).documents))[0])
    return {
        "pages": PAGES, "bytes": len(content), "words": document.words, "tokens": document.tokens[O200K],
        "seconds": round(median(ours), 3), "floor_seconds": round(median(floor), 3),
        "ratio": round(median(ours) / median(floor), 2),
        "ratio_of_the_best_runs": round(min(ours) / min(floor), 2),
    } | judged("pdf", median(ours) < 3)  # fmt: skip


def main(quick: bool) -> None:
    """Measure against all bars."""
    words, share = vocabulary(), 0.1 if quick else 1.0
    result: dict[str, Any] = {
        "benchmark": "documents",
        "python": platform.python_version(),
        "tiktoken": version("tiktoken"),
        "quick": quick,
        "texts": texts_in_memory(words),
        "pdf": pdf(words),
    }
    with TemporaryDirectory() as place:
        folders = make_folders(Path(place), words, round(FILES * share), 1 if quick else LARGER)
        result["folder"] = folder_by_processes(folders[0])
        result["memory"] = memory(folders[0], None if quick else Path(place))
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the files, and no large folder")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        run_in_child(given.child[0], Path(given.child[1]), int(given.child[2]))
    else:
        main(given.quick)
