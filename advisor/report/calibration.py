"""How true the decision is: its score on known cases, and its chances held against what was best."""

from __future__ import annotations

import math
from functools import cache

import pandas as pd
import plotly.graph_objects as go

from advisor.language import N_, Amount, Reader, text
from advisor.report.accuracy import FOLDER
from advisor.report.drawing import MUTED, finish, linear_axis
from advisor.report.palette import OF_NO_WAY
from advisor.report.sheets import Cell, sheet
from advisor.report.sketch import Sketch
from advisor.validation import Answer, Fifth, Score, kept_answers, score_answers

FILES = {"dev": N_("Cases that the rules were made with"), "independent": N_("Cases written apart")}
EXPLAINED = N_(
    "Each case names its best way and those that are acceptable or unacceptable; best counts 1, acceptable a half. "
    "The Brier score is the mean over cases of the sum over the four ways of (chance − is best)²: 0 is perfect, 2 the "
    "worst; base rates always state how often each way is best. The cases are few, and mostly clear: where the advice "
    "is too careful on them, it may be right on others."
)
"""What the figures mean."""
LARGEST_DOT, SMALLEST_DOT = 44, 8


@cache
def answers() -> dict[str, list[Answer]]:
    """The advice on the decision cases, by their file, as `scripts/answer_cases.py` kept it."""
    return kept_answers(FOLDER / "decisions.csv")


@cache
def pooled() -> Score:
    """All cases together."""
    return score_answers([answer for found in answers().values() for answer in found])


def scores(reader: Reader) -> pd.DataFrame:
    """How good the verdicts are and how true the chances, by file of cases and of all."""
    labels = (N_("Cases"), N_("Score"), N_("Unacceptable"), N_("Brier score"), N_("Brier score of base rates"),
              N_("Skill"), N_("Calibration error"))  # fmt: skip
    rows = [(reader._(label), _cells(reader, score_answers(answers()[file]))) for file, label in FILES.items()]
    rows.append((reader._("All cases"), _cells(reader, pooled())))
    alt = reader._("Score, unacceptable answers and truth of the chances on known cases.")
    return sheet([reader._(label) for label in labels], rows, alt)


def _cells(reader: Reader, score: Score) -> list[Cell]:
    shares = {name: getattr(score, name) for name in ("score", "unacceptable", "skill", "calibration_error")}
    said = {name: Cell(reader.amount(value, "share"), value) for name, value in shares.items()}
    brier, floor = (Cell(reader.number(value), value) for value in (score.brier, score.brier_of_base_rates))
    count = Cell(reader.number(float(score.cases)), float(score.cases))
    return [count, said["score"], said["unacceptable"], brier, floor, said["skill"], said["calibration_error"]]


def fifths(reader: Reader) -> pd.DataFrame:
    """What was stated and what came true, by fifths."""
    rows = [(_between(reader, fifth), _fifth_cells(reader, fifth)) for fifth in pooled().calibration]
    labels = (N_("Pairs of a case and a way"), N_("Stated in the mean"), N_("Best"))
    return sheet([reader._(label) for label in labels], rows, reader._("Stated and observed chances, by fifths."))


def _between(reader: Reader, fifth: Fifth) -> str:
    low, high = Amount(fifth.low, "share"), Amount(fifth.high, "share")
    return reader.say(text("stated {low} to {high}", low=low, high=high))


def _fifth_cells(reader: Reader, fifth: Fifth) -> list[Cell]:
    count = Cell(reader.number(float(fifth.pairs)), float(fifth.pairs))
    return [count] + [
        Cell("–") if share is None else Cell(reader.amount(share, "share"), share)
        for share in (fifth.stated, fifth.best)
    ]  # fmt: skip


def diagram(reader: Reader) -> go.Figure:
    """Stated against observed by fifths, the larger the dot the more pairs; on the line both are the same."""
    found = [fifth for fifth in pooled().calibration if fifth.pairs]
    most = max(fifth.pairs for fifth in found)
    figure = Sketch()
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines", line={"color": MUTED, "dash": "dot"}, hoverinfo="skip")
    figure.add_scatter(
        x=[fifth.stated for fifth in found],
        y=[fifth.best for fifth in found],
        mode="markers",
        marker={
            "size": [max(SMALLEST_DOT, LARGEST_DOT * math.sqrt(fifth.pairs / most)) for fifth in found],
            "color": OF_NO_WAY,
            "opacity": 0.8,
        },
        hoverinfo="text",
        hovertext=[_hover(reader, fifth) for fifth in found],
        cliponaxis=False,
    )
    figure.update_xaxes(linear_axis(reader, reader._("Stated chance"), "share", 1))
    figure.update_yaxes(linear_axis(reader, reader._("Share that was best"), "share", 1))
    error = Amount(pooled().calibration_error, "share")
    finding = text("Stated chances and what was best are {error} apart, in the mean over all pairs", error=error)
    alt = text("One dot a fifth of the stated chance: the mean that was stated against the share that was best.")
    return finish(figure, reader, finding, alt, (), height=340)


def _hover(reader: Reader, fifth: Fifth) -> str:
    return reader.say(
        text(
            "{pairs} pairs<br>stated {stated}, best {best}",
            pairs=fifth.pairs,
            stated=Amount(fifth.stated or 0, "share"),
            best=Amount(fifth.best or 0, "share"),
        )
    )
