"""In what two or more projects differ: every answer and every figure of their own, told apart by its path.

A path is that of a question (`traffic.users`), or the kind of own figure and its name (`own_prices.openai/gpt-6-luna`).
Names and notes of a project are no answers, and neither is on what an answer was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from advisor.attribution import Made, mixes
from advisor.project import QUESTIONS
from advisor.project_file import Project, ProjectError
from advisor.questions import Json

START, CURRENCY = "start", "money.currency"
USUAL_CURRENCY = "USD"
NO_ANSWERS = ("version", "name", "notes", "measured")
IN_THE_PROJECTS_CURRENCY = ("own_pay",)
"""Own figures that mean something else in another currency."""
MOVES_NO_FIGURE = frozenset({"task.sponsor_wish"})
"""Answers that no formula, gate or rule reads."""
MOST_FACTORS = 10
"""More answers that differ than this are taken together by group: nobody reads more reasons, and each costs time."""

Factor = tuple[str, ...]
"""The paths of answers that are changed together."""


@dataclass(frozen=True)
class Difference:
    """An answer in which projects differ, as a file would have it in each; None where it is unknown."""

    path: str
    answers: tuple[Json, ...]


def differing(projects: Sequence[Project]) -> tuple[Difference, ...]:
    """The answers that are not alike in all projects, in the order of the form, own figures last.

    Amounts of money are alike only in the same currency.
    """
    told = [_told(project) for project in projects]
    paths = dict.fromkeys([START, *QUESTIONS, *(path for answers in told for path in answers)])
    currencies = {currency_of(project) for project in projects}
    found = [Difference(path, tuple(answers.get(path) for answers in told)) for path in paths]
    return tuple(each for each in found if _differs(each, len(currencies) > 1))


def _differs(found: Difference, in_other_currencies: bool) -> bool:
    if in_other_currencies and is_in_currency(found.path):
        return any(answer is not None for answer in found.answers)
    return any(answer != found.answers[0] for answer in found.answers)


def currency_of(project: Project) -> str:
    """The currency of a project's amounts."""
    return project.money.currency or USUAL_CURRENCY


def part_of(path: str) -> str:
    """The group of a question, or the kind of own figure."""
    return path.split(".", 1)[0]


def is_in_currency(path: str) -> bool:
    """Whether an answer is an amount of the project's own currency, or the currency itself."""
    own = part_of(path) in IN_THE_PROJECTS_CURRENCY
    return own or path == CURRENCY or (path in QUESTIONS and QUESTIONS[path].money)


def _told(project: Project) -> dict[str, Json]:
    """Every answer by its path."""
    answers: dict[str, Json] = {}
    for part, content in project.as_dict().items():
        if part in NO_ANSWERS:
            continue
        if isinstance(content, dict):
            answers |= {f"{part}.{name}": answer for name, answer in content.items()}
        else:
            answers[part] = content
    return answers


def mixed(base: Project, other: Project, paths: Iterable[str]) -> Project:
    """The base's answers, some of them as the other project has them, without name and notes.

    Raises:
        ProjectError: they do not go together.
    """
    told = _told(base)
    theirs = _told(other)
    for path in paths:
        told[path] = theirs.get(path)
    content: dict[str, Json] = {}
    for path, answer in told.items():
        part, _, name = path.partition(".")
        if answer is None:
            continue
        if name:
            group = content.setdefault(part, {})
            assert isinstance(group, dict)
            group[name] = answer
        else:
            content[part] = answer
    return Project.parse(content)


def factors(base: Project, other: Project, check: Callable[[Project], object]) -> tuple[Factor, ...]:
    """What can be taken from the other project apart from the rest.

    Money and its currency go together, and so do answers of which one is refused without the other: `check` raises
    ProjectError where a project cannot be computed with.
    """
    paths = [each.path for each in differing((base, other)) if each.path not in MOVES_NO_FIGURE]
    found = _with_its_currency(paths)
    if len(found) > MOST_FACTORS:
        found = _by_group(found)
    return _that_go_together(found, base, other, check)


def _with_its_currency(paths: list[str]) -> list[Factor]:
    if CURRENCY not in paths:
        return [(path,) for path in paths]
    amounts = tuple(path for path in paths if is_in_currency(path))
    return [(path,) for path in paths if path not in amounts] + [amounts]


def _by_group(found: list[Factor]) -> list[Factor]:
    """One factor a group of questions; own figures are one group."""
    groups: dict[str, list[str]] = {}
    questions = {part_of(path) for path in QUESTIONS}
    for factor in found:
        part = part_of(factor[0])
        groups.setdefault(part if part in questions else "", []).extend(factor)
    return [tuple(paths) for paths in groups.values()]


def _that_go_together(
    found: list[Factor], base: Project, other: Project, check: Callable[[Project], object]
) -> tuple[Factor, ...]:
    """The factors, joined two by two until every mix that is needed can be computed with."""

    def is_sound(made: Made) -> bool:
        try:
            check(mixed(base, other, (path for place in made for path in found[place])))
        except ProjectError:
            return False
        return True

    while len(found) > 1 and (refused := _first_refused(len(found), is_sound)):
        one, another = sorted(_belonging(refused, len(found), is_sound))
        rest = [factor for place, factor in enumerate(found) if place not in (one, another)]
        found = [*rest[:one], found[one] + found[another], *rest[one:]]
    return tuple(found)


def _first_refused(count: int, is_sound: Callable[[Made], bool]) -> Made:
    """A mix of some factors, but not of all, that is refused; empty where there is none."""
    between = [made for made in mixes(count) if 0 < len(made) < count]
    return next((made for made in between if not is_sound(made)), frozenset())


def _belonging(refused: Made, count: int, is_sound: Callable[[Made], bool]) -> tuple[int, int]:
    """A factor inside a refused mix and one outside that go together: the mix is sound with both and with neither."""
    pairs = [(inside, outside) for inside in sorted(refused) for outside in range(count) if outside not in refused]
    mended = (pair for pair in pairs if is_sound(refused | {pair[1]}) and is_sound(refused - {pair[0]}))
    return next(mended, pairs[0])
