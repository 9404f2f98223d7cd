"""The project: all answers of a team, read from and written to a YAML or JSON file.

A file comes from anybody, so everything about it is checked, and all its faults are told at once.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
    field_validator,
)

from advisor.exchange import OwnCurrency, OwnRate
from advisor.language import Reader, Text, text
from advisor.own_figures import Evaluation, OwnPay, PaidRole, Price, TriedWay
from advisor.own_machines import OwnGpu, OwnModel
from advisor.project import GROUPS, QUESTIONS, VERSION, Examples, Group, Knowledge, Money, Place, Task, Team, Traffic
from advisor.questions import Answer, Kind, Question, Range
from advisor.reading import day, shown, unknown_key, written, wrong

BOOLEAN, WHOLE, DECIMAL, DAY = (f"tag:yaml.org,2002:{kind}" for kind in ("bool", "int", "float", "timestamp"))
LARGEST_FILE_BYTES = 1_000_000
LONGEST_LINE = 2_000
MOST_FAULTS = 50
RARE_LINE_BREAKS = frozenset("\x85\u2028\u2029")
PLAN_KEYS = ("engine_version", "data_as_of", "seed", "draws", "project", "advice", "cost_by_month")
EARLIEST_START, LATEST_START = date(2020, 1, 1), date(2100, 1, 1)
_OVERRIDE = Question(Kind.NUMBER, "", "", lowest=-1e15, highest=1e15)


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a project: where, and what would be right."""

    place: str
    problem: Text


class ProjectError(ValueError):
    """A project that cannot be used, with all its faults; `rest` is the project without what is wrong with it."""

    def __init__(self, faults: list[Fault], rest: Project | None = None) -> None:
        """Keep the faults; the message lists them in English."""
        self.faults, self.rest = faults, rest
        super().__init__(self.told(Reader()))

    def told(self, reader: Reader) -> str:
        """The faults, a line each, in the reader's language."""
        return "\n".join(shown_line(f"{fault.place}: {reader.say(fault.problem)}") for fault in self.faults)


def _override(given: Any) -> Answer:
    return _OVERRIDE.parse(given)


def _start(given: Any) -> date | None:
    if given is None:
        return None
    start = date.fromordinal(int(day(given)))
    if not EARLIEST_START <= start <= LATEST_START:
        raise wrong(
            text(
                "{start} is out of bounds; give a day from {first} to {last}",
                start=start,
                first=EARLIEST_START,
                last=LATEST_START,
            )
        )
    return start


Name = Annotated[str, StringConstraints(max_length=200)]
Override = Annotated[Range, BeforeValidator(_override)]
OwnName = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]


def _question_path(given: Any) -> str:
    if given not in QUESTIONS:
        raise wrong(text("{path} is no question; right: a path such as knowledge.tokens", path=shown(given)))
    return str(given)


MeasuredPath = Annotated[str, BeforeValidator(_question_path)]
MeasuredOn = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class Project(BaseModel):
    """All that a team tells about its project. `Project()` knows nothing yet."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    version: int = VERSION
    name: Name = ""
    notes: Annotated[str, StringConstraints(max_length=20_000)] = ""
    start: Annotated[date | None, BeforeValidator(_start)] = None
    task: Task = Task()
    knowledge: Knowledge = Knowledge()
    examples: Examples = Examples()
    traffic: Traffic = Traffic()
    place: Place = Place()
    team: Team = Team()
    money: Money = Money()
    overrides: dict[str, Override] = {}
    own_prices: dict[str, Price] = {}
    own_pay: dict[PaidRole, OwnPay] = {}
    own_rates: dict[OwnCurrency, OwnRate] = {}
    evaluations: dict[TriedWay, Evaluation] = {}
    own_models: dict[OwnName, OwnModel] = {}
    own_gpus: dict[OwnName, OwnGpu] = {}
    measured: dict[MeasuredPath, MeasuredOn] = {}
    """The answers that were measured, by path, and on what: such as "212 files on 22 Nov 2026"."""

    @field_validator("version", mode="before")
    @classmethod
    def _known_version(cls, given: Any) -> Any:
        if given != VERSION or isinstance(given, bool):
            raise wrong(
                text(
                    "Version {given} is not known; this program reads version {version}",
                    given=shown(given),
                    version=VERSION,
                )
            )
        return given

    @classmethod
    def parse(cls, given: Any) -> Self:
        """A project from nested dictionaries.

        Raises:
            ProjectError: with all faults.
        """
        if not isinstance(given, dict):
            raise ProjectError(
                [Fault("project", text("A project is a set of keys and values, such as task and traffic"))]
            )
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            details = error.errors(include_url=False)
        faults = [fault for detail in details[:MOST_FAULTS] for fault in _faults(detail)]
        if len(faults) > MOST_FAULTS or len(details) > MOST_FAULTS:
            del faults[MOST_FAULTS:]
            faults.append(Fault("project", text("There are more faults than are told here; mend these first")))
        raise ProjectError(faults, cls._without(given, [detail["loc"] for detail in details]))

    @classmethod
    def _without(cls, given: dict[Any, Any], places: list[tuple[int | str, ...]]) -> Self | None:
        """The project less the answers in these places; None where not even that can be read."""
        wrong_in = {place[:2] for place in places} | {place[:1] for place in places if len(place) == 1}
        rest = {
            key: {name: value for name, value in part.items() if (key, name) not in wrong_in}
            if isinstance(part, dict) else part
            for key, part in given.items()
            if (key,) not in wrong_in
        }  # fmt: skip
        try:
            return cls.model_validate(rest)
        except ValidationError:
            return None

    @classmethod
    def loads(cls, content: str | bytes) -> Self:
        """A project from the text of a YAML or JSON file, or of a plan file.

        Raises:
            ProjectError: with all faults.
        """
        return cls._of_file(_plain(content))

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """A project from a YAML or JSON file, or from a plan file.

        Raises:
            ProjectError: the file cannot be read, or its faults.
        """
        return cls._of_file(read_plain(Path(path)))

    @classmethod
    def _of_file(cls, given: Any) -> Self:
        """A project from the content of its own file, or from that of a plan file, which holds it with its figures."""
        if not isinstance(given, dict) or "project" not in given:
            return cls.parse(given)
        faults = [Fault(shown_line(str(key)), unknown_key(key, PLAN_KEYS)) for key in given if key not in PLAN_KEYS]
        try:
            project = cls.parse(given["project"])
        except ProjectError as error:
            raise ProjectError(faults + error.faults, error.rest) from None
        if faults:
            raise ProjectError(faults, project)
        return project

    def write(self) -> str:
        """The project as a YAML file, with what is known and nothing else."""
        return yaml.dump(self.as_dict(), Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=100)

    def as_dict(self) -> dict[str, Any]:
        """The project as plain nested dictionaries; `parse` gives it back."""
        content: dict[str, Any] = {"version": self.version, "name": self.name}
        if self.notes:
            content["notes"] = self.notes
        if self.start:
            content["start"] = self.start.isoformat()
        for group in GROUPS:
            answers = {
                name: question.write(getattr(getattr(self, group), name))
                for name, question in GROUPS[group].questions().items()
                if getattr(getattr(self, group), name) is not None
            }
            if answers:
                content[group] = answers
        if self.overrides:
            content["overrides"] = {name: _OVERRIDE.write(value) for name, value in self.overrides.items()}
        if self.own_prices:
            content["own_prices"] = {
                name: {key: _OVERRIDE.write(value) for key, value in price if value is not None}
                for name, price in self.own_prices.items()
            }
        if self.own_pay:
            content["own_pay"] = {role: _OVERRIDE.write(value) for role, value in self.own_pay.items()}
        if self.own_rates:
            content["own_rates"] = {currency: written(rate) for currency, rate in self.own_rates.items()}
        for kind in ("evaluations", "own_models", "own_gpus"):
            own = getattr(self, kind)
            if own:
                content[kind] = {name: row.model_dump(exclude_none=True) for name, row in own.items()}
        if self.measured:
            content["measured"] = dict(self.measured)
        return content

    def answer(self, path: str) -> Answer:
        """The answer to one question, by its path, such as `traffic.users`; None where unknown.

        A trial of the prompt answers what was measured, and on how many questions, where nothing else does.
        """
        group, name = path.split(".")
        answer: Answer = getattr(getattr(self, group), name)
        return self._of_prompt_trial(path) if answer is None else answer

    def _of_prompt_trial(self, path: str) -> Answer:
        trial = self.evaluations.get("prompt")
        if trial is None:
            return None
        found = {"task.measured_quality": trial.share, "examples.evaluation_set": float(trial.questions)}.get(path)
        return None if found is None else Range(found, found)

    def with_answer(self, path: str, given: Any) -> Self:
        """The same project with one answer changed.

        Raises:
            ProjectError: the new answer's fault.
        """
        content = self.as_dict()
        group, name = path.split(".")
        content[group] = content.get(group, {}) | {name: given}
        content["measured"] = {other: note for other, note in self.measured.items() if other != path}
        return self.parse(content)

    def with_measured(self, answers: dict[str, Any], note: str, own: Mapping[str, float] | None = None) -> Self:
        """The same project with answers that were measured, by path, on what, and own values of parameters, by name.

        Raises:
            ProjectError: the faults of the answers.
        """
        changed = self
        for path, given in answers.items():
            changed = changed.with_answer(path, given)
        content = changed.as_dict()
        content["measured"] = {**changed.measured, **dict.fromkeys(answers, note)}
        content["overrides"] = {**content.get("overrides", {}), **(own or {})}
        return self.parse(content)

    @property
    def unknown(self) -> list[str]:
        """The paths of the questions that have no answer, in the order of the form."""
        return [path for path in QUESTIONS if self.answer(path) is None]

    @cached_property
    def fingerprint(self) -> str:
        """A short digest of the whole content, alike for alike projects."""
        content = json.dumps(self.as_dict(), sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


def read_plain(path: Path) -> Any:
    """The plain content of a YAML or JSON file.

    Raises:
        ProjectError: it cannot be read, is too large or is neither YAML nor JSON.
    """
    try:
        if not path.is_file() and path.exists():
            raise ProjectError([Fault(path.name, text("This is no file; give a project file (YAML or JSON)"))])
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise ProjectError([_too_large(path.name)])
        return _plain(path.read_bytes())
    except OSError as error:
        problem = text("The file cannot be read: {why}", why=error.strerror or "?")
        raise ProjectError([Fault(path.name, problem)]) from None


def _too_large(name: str) -> Fault:
    return Fault(
        name, text("The file is larger than {size} bytes; a project file has a few thousand", size=LARGEST_FILE_BYTES)
    )


class _PlainDumper(yaml.SafeDumper):
    """YAML whose text comes back unchanged: rare line breaks would be folded unless they are written as escapes."""


def _written(dumper: yaml.SafeDumper, words: str) -> yaml.ScalarNode:
    style = '"' if RARE_LINE_BREAKS.intersection(words) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", words, style=style)


_PlainDumper.add_representer(str, _written)


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases and without repeated keys; only true and false are truth values, so NO is Norway."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Refuse aliases: they let a small file grow without bound."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not allowed in a project file; write the value out")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a key given twice: one of the two values would be lost in silence."""
        lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
        twice = _given_twice(str(key.value) for key, _ in node.value)
        if twice:
            places = ", ".join(f"{key} (line {lines[key]})" for key in twice)
            raise yaml.YAMLError(f"given twice: {places}; keep one")
        return super().construct_mapping(node, deep)


def _plain(content: str | bytes) -> Any:
    if len(content) > LARGEST_FILE_BYTES:
        raise ProjectError([_too_large("project")])
    try:
        words = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        return _parsed(words)
    except UnicodeDecodeError:
        raise ProjectError([Fault("project", text("The file is not text in UTF-8; save it as UTF-8"))]) from None
    except RecursionError:
        raise ProjectError([Fault("project", text("The file is nested too deeply"))]) from None
    except (ValueError, LookupError, AttributeError, TypeError):
        raise ProjectError([Fault("project", text("A value in the file cannot be read; put it in quotes"))]) from None
    except yaml.YAMLError as error:
        where = " ".join(str(error).split())
        problem = text("This is not a valid YAML or JSON file: {where}", where=shown_line(where))
        raise ProjectError([Fault("project", problem)]) from None


def _parsed(words: str) -> Any:
    """JSON where it is JSON: YAML reads almost all of it, but neither tabs nor escaped pairs of surrogates."""
    if words.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(words, object_pairs_hook=_once)
        except json.JSONDecodeError:
            pass
    loader = _PlainLoader(words)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def _given_twice(keys: Iterable[str]) -> list[str]:
    return sorted(key for key, times in Counter(keys).items() if times > 1)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose keys are each given once."""
    twice = _given_twice(key for key, _ in pairs)
    if twice:
        raise yaml.YAMLError(f"given twice: {', '.join(twice)}; keep one")
    return dict(pairs)


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in (BOOLEAN, WHOLE, DECIMAL, DAY)]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
# Numbers as people write them: 010 is no octal, 1:30 no sexagesimal number; a day stays text and is read with its key.
_PlainLoader.add_implicit_resolver(WHOLE, re.compile(r"^[-+]?(0|[1-9][0-9]{0,17})$"), list("-+0123456789"))
_PlainLoader.add_implicit_resolver(
    DECIMAL, re.compile(r"^[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$|^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$"),
    list("-+0123456789."),
)  # fmt: skip
_PlainLoader.add_implicit_resolver(BOOLEAN, re.compile("^(true|True|TRUE|false|False|FALSE)$"), list("tTfF"))


def shown_line(words: str) -> str:
    """A parser's message on one line, without what a terminal would obey."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in words)
    return plain if len(plain) <= LONGEST_LINE else plain[: LONGEST_LINE - 3] + "..."


def _faults(detail: Any) -> list[Fault]:
    """What pydantic found wrong in one place; an answer of several parts may have a fault in each."""
    if detail["type"] == "answers":
        place = ".".join(str(part) for part in detail["loc"])
        return [Fault(shown_line(f"{place}.{part}"), problem) for part, problem in detail["ctx"]["problems"].items()]
    return [_fault(detail)]


def _fault(detail: Any) -> Fault:
    place = ".".join(shown_line(str(part)) for part in detail["loc"] if part != "[key]") or "project"
    if detail["type"] == "answer":
        return Fault(place, detail["ctx"]["problem"])
    if detail["type"] == "extra_forbidden":
        return Fault(place, _unknown_key(detail["loc"]))
    if detail["type"] == "missing":
        return Fault(place, text("This key is missing; give it a value"))
    if detail["type"] in ("model_type", "model_attributes_type", "dict_type"):
        return Fault(place, text("{given} is not a set of keys and values", given=shown(detail["input"])))
    if detail["type"] == "string_too_long":
        return Fault(
            place, text("The text is too long; the limit is {limit} letters", limit=detail["ctx"]["max_length"])
        )
    return Fault(place, text("{given} does not fit here; see the list of questions", given=shown(detail["input"])))


def _unknown_key(location: tuple[str | int, ...]) -> Text:
    group: type[Group] | None = GROUPS.get(str(location[0])) if len(location) > 1 else None
    own: dict[str, type[BaseModel]] = {
        "own_prices": Price, "own_models": OwnModel, "own_gpus": OwnGpu, "evaluations": Evaluation,
    }  # fmt: skip
    of_own = own.get(str(location[0])) if len(location) > 1 else None
    return unknown_key(location[-1], (of_own or group or Project).model_fields)
