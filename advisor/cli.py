"""The same engine without a browser: `python -m advisor`.

Exit codes: 0 done, 1 the check found faults, 2 the call or the file is wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from advisor import measure_command, refresh_command, report_command, storage_command, validate_command
from advisor.language import LANGUAGES, Reader, text
from advisor.project import GROUP_TITLES, GROUPS, QUESTIONS
from advisor.project_file import Fault, Project, ProjectError
from advisor.question_help import IF_WRONG, WHERE
from advisor.questions import Kind, Question
from advisor.writing import as_json


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is returned."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except ProjectError as error:
        from advisor.faults import in_full

        print(in_full(error).told(Reader(options.language)), file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m advisor",
        description="How to make an LLM work on your domain: prompt, RAG, fine-tuning or both.",
    )
    parser.add_argument("--language", choices=list(LANGUAGES), default="en", help="language of the words (default: en)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    advise = commands.add_parser("advise", help="the advice on a project, readable or as JSON")
    advise.add_argument("project", help="a project file (YAML or JSON)")
    advise.add_argument("--json", action="store_true", help="print JSON with stable keys")
    advise.set_defaults(run=_advise)

    explain = commands.add_parser("explain", help="one figure walked back to answers and cited parameters")
    explain.add_argument("project", help="a project file (YAML or JSON)")
    explain.add_argument("quantity", help="a named quantity, such as total_cost")
    explain.add_argument("--way", choices=["prompt", "rag", "finetune", "hybrid"], help="default: the way advised")
    explain.add_argument("--json", action="store_true", help="print JSON")
    explain.set_defaults(run=_explain)

    report_command.add_to(commands)

    questions = commands.add_parser("questions", help="every question: type, unit, bounds, meaning")
    questions.add_argument("--json", action="store_true", help="print JSON")
    questions.set_defaults(run=_questions)

    data = commands.add_parser("data", help="the dated, sourced tables").add_subparsers(
        required=True, metavar="COMMAND"
    )
    check = data.add_parser("check", help="check every table and list all faults")
    check.add_argument("--json", action="store_true", help="print JSON")
    check.set_defaults(run=_check)
    refresh_command.add_to(data)

    measure_command.add_to(commands)

    validate_command.add_to(commands)

    storage_command.add_to(commands)
    return parser


def _print_json(content: Any) -> None:
    print(as_json(content))


def _advise(options: argparse.Namespace) -> int:
    project = Project.read(options.project)

    from advisor.advice import advise
    from advisor.report.words import advice_as_dict, advice_in_words

    advice = advise(project)
    if options.json:
        _print_json(advice_as_dict(advice, Reader(options.language)))
    else:
        print(advice_in_words(advice, options.language))
    return 0


def _explain(options: argparse.Namespace) -> int:
    project = Project.read(options.project)

    from advisor.advice import advise
    from advisor.alternatives import Way
    from advisor.explain import explain
    from advisor.graph import quantities
    from advisor.report.words import explanation_as_dict, explanation_in_words, reader_of

    if options.quantity not in quantities():
        near = get_close_matches(options.quantity, list(quantities()), n=3)
        known = ", ".join(near or ["total_cost", "launch_weeks", "good_answer_share", "gpus_needed"])
        problem = text("There is no quantity of that name; near it are {known}", known=known)
        raise ProjectError([Fault(options.quantity[:100], problem)])
    advice = advise(project)
    way = Way(options.way) if options.way else None
    tree = explain(advice, options.quantity, way)
    if options.json:
        _print_json(explanation_as_dict(tree, Reader(options.language)))
    else:
        print(explanation_in_words(tree, reader_of(advice, options.language)))
    return 0


def _questions(options: argparse.Namespace) -> int:
    reader = Reader(options.language)
    if options.json:
        _print_json(
            [
                {"path": path, "group": path.split(".")[0], **_question_as_dict(path, question, reader)}
                for path, question in QUESTIONS.items()
            ]
        )
        return 0
    for group, fields in GROUPS.items():
        print(f"\n{reader._(GROUP_TITLES[group])}\n")
        for name, question in fields.questions().items():
            print(_question_in_words(f"{group}.{name}", question, reader))
    return 0


def _question_as_dict(path: str, question: Question, reader: Reader) -> dict[str, Any]:
    assumed = question.assumed
    return {
        "type": question.kind.value,
        "unit": question.unit or None,
        "lowest": question.lowest if question.kind is Kind.NUMBER else None,
        "highest": question.highest if question.kind in (Kind.NUMBER, Kind.ROSTER) else None,
        "options": {option.key: reader._(option.label) for option in question.options},
        "label": reader._(question.label),
        "meaning": reader._(question.help),
        "where": reader._(WHERE[path]),
        "if_wrong": reader._(IF_WRONG[path]),
        "assumed_if_unknown": None if assumed is None else [assumed.low, assumed.mode, assumed.high],
    }


def _question_in_words(path: str, question: Question, reader: Reader) -> str:
    described = _question_as_dict(path, question, reader)
    lines = [f"  {path} ({described['type']}{', ' + question.unit if question.unit else ''})",
             f"      {described['label']} {described['meaning']}"]  # fmt: skip
    if question.kind is Kind.NUMBER:
        lines.append(f"      {reader.number(question.lowest)} ... {reader.number(question.highest)}")
    lines += [f"      {key}: {label}" for key, label in described["options"].items() if key != label]
    return "\n".join(lines)


def _check(options: argparse.Namespace) -> int:
    from advisor.catalogue import check, summary

    faults = check()
    tables = summary()
    if options.json:
        _print_json(
            {
                "faults": [str(fault) for fault in faults],
                "tables": [
                    {"file": t.file, "rows": t.rows, "newest": str(t.newest), "oldest": str(t.oldest), "stale": t.stale}
                    for t in tables
                ],
            }
        )
    else:
        for table in tables:
            print(f"{table.file:36} {table.rows:5} rows  {table.oldest} to {table.newest}  {table.stale} stale")
        print("\n".join(str(fault) for fault in faults) or "no faults")
    return 1 if faults else 0
