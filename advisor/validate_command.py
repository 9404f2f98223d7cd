"""`python -m advisor validate`: advice and estimates held against cases, published figures and measurements."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.language import Reader

if TYPE_CHECKING:
    from advisor.validation import Comparison, EffortComparison, Errors, Score


def add_to(commands: Any) -> None:
    """Add the command to a parser."""
    validate = commands.add_parser("validate", help="hold the advice and the estimates against what is known")
    kinds = validate.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, words: str, file: str, run: Callable[[argparse.Namespace], int]) -> None:
        parser = kinds.add_parser(name, help=words)
        parser.add_argument("file", type=Path, help=file)
        parser.add_argument("--json", action="store_true", help="print JSON with stable keys")
        parser.set_defaults(run=run)

    add("decisions", "score a file of decision cases: {id, project, expected} entries", "YAML or JSON", _decisions)
    table = "a CSV table with the columns of data/validation/{name}.csv; further ones are left alone"
    add("serving", "latency, throughput and memory of serving", table.format(name="serving"), _serving)
    add("finetuning", "memory and speed of training", table.format(name="finetuning"), _finetuning)
    add("effort", "published figures of effort, time and money", "YAML, as data/validation/effort.yaml", _effort)


def _decisions(options: argparse.Namespace) -> int:
    from advisor.validation import read_decisions, score_decisions

    score = score_decisions(read_decisions(options.file))
    if options.json:
        print(json.dumps(score.as_dict(), indent=2))
        return 0
    print(
        f"{score.cases} cases: score {score.score:.3f}, best {score.best:.0%}, acceptable {score.acceptable:.0%}, "
        f"unacceptable {score.unacceptable:.0%}"
    )
    for way, of_class in score.by_class.items():
        print(f"  {way:9} {of_class['cases']:3.0f} cases  {of_class['score']:.3f}")
    for miss in score.misses:
        print(f"  {miss.id}: {miss.answer}, best {miss.best}{' (unacceptable)' if miss.is_unacceptable else ''}")
    _print_chances(score)
    return 0


def _print_chances(score: Score) -> None:
    skill = "" if score.skill is None else f", skill {score.skill:.0%}"
    floor = f"always stating the share of each class {score.brier_of_base_rates:.3f}{skill}"
    print(f"\nBrier score {score.brier:.3f}; {floor}")
    print("  mean over cases of the sum over the four ways of (chance - is best)^2: 0 is perfect, 2 the worst")
    print(f"\n{'stated chance':>13} {'pairs':>6} {'mean':>6} {'best':>6}")
    for fifth in score.calibration:
        shares = " ".join("     -" if share is None else f"{share:6.1%}" for share in (fifth.stated, fifth.best))
        print(f"{f'{fifth.low:.0%} to {fifth.high:.0%}':>13} {fifth.pairs:6} {shares}")
    print(f"expected calibration error {score.calibration_error:.1%}, over all pairs of a case and a way")


def _serving(options: argparse.Namespace) -> int:
    from advisor.validation import SERVING_COLUMNS, compare_serving, read_table, serving_rows

    return _tell(options, compare_serving(serving_rows(read_table(options.file, SERVING_COLUMNS))))


def _finetuning(options: argparse.Namespace) -> int:
    from advisor.validation import FINETUNING_COLUMNS, compare_finetuning, read_table, training_runs

    return _tell(options, compare_finetuning(training_runs(read_table(options.file, FINETUNING_COLUMNS))))


def _effort(options: argparse.Namespace) -> int:
    from advisor.validation import compare_effort, read_effort

    comparison = compare_effort(read_effort(options.file))
    if options.json:
        print(json.dumps(comparison.as_dict(), indent=2))
        return 0
    _print_effort(comparison, Reader(options.language))
    return 0


def _print_effort(comparison: EffortComparison, reader: Reader) -> None:
    print(f"{'':24} {'':24} {'published':>20} {'P10':>8} {'P50':>8} {'P90':>8}")
    for row in comparison.rows:
        ends = " to ".join(reader.number(end) for end in dict.fromkeys((row.low, row.high)))
        published = ends if row.low else f"at most {reader.number(row.high)}"
        ours = " ".join(f"{reader.number(value):>8}" for value in (row.p10, row.p50, row.p90))
        where = "inside" if row.is_inside else "outside"
        print(f"{row.project.id:24} {row.published.quantity:24} {published:>20} {ours} {row.unit}, {where}")
        if row.published.known_difference:
            print(f"    {reader.say(row.published.known_difference.said())}")
    print(
        f"\n{len(comparison.rows)} figures: {len(comparison.inside)} inside P10 to P90, "
        f"{len(comparison.differing)} with a known difference, {len(comparison.unexplained)} unexplained; "
        f"P90 is {reader.number(comparison.width)} times P10 in the median"
    )


def _tell(options: argparse.Namespace, comparison: Comparison) -> int:
    if options.json:
        print(json.dumps(comparison.as_dict(), indent=2))
        return 0
    reader = Reader(options.language)
    print(f"{'':38} {'rows':>5} {'scored':>6} {'mean':>6} {'median':>6} {'p90':>6} {'bias':>6} {'<25%':>5}")
    _print_errors(comparison.metrics, "")
    for title, groups in (("kind", comparison.by_kind), ("source", comparison.by_source)):
        for name, errors in groups.items():
            print(f"\n{title}: {name}")
            _print_errors(errors, "  ")
    if comparison.not_scored:
        print("\nnot scored")
    for reason, rows in comparison.not_scored.items():
        print(f"  {rows:5} {reader.say(reason)}")
    for row in comparison.broken:
        print(f"  line {row.line}, {row.id}: {reader.say(row.reason)}")
    return 0


def _print_errors(metrics: dict[str, Errors], indent: str) -> None:
    for name, found in metrics.items():
        shown = (found.mean_abs_error, found.median_abs_error, found.p90_abs_error, found.bias)
        shares = " ".join("     -" if value is None else f"{value:6.1%}" for value in shown)
        near = "    -" if found.within_25_percent is None else f"{found.within_25_percent:5.0%}"
        print(f"{indent + name:38} {found.rows:5} {found.scored:6} {shares} {near}")
