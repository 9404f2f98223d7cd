"""Colours that everybody tells apart: against both backgrounds, and by eyes that lack one kind of cone.

Colour blindness is simulated with the matrices of Machado, Oliveira and Fernandes (2009), "A Physiologically-based
Model for Simulation of Color Vision Deficiency", at full severity, in linear RGB. Distances are those of OKLab
(Ottosson 2020), in which black and white are 1 apart.
"""

from __future__ import annotations

import re
import tomllib
from itertools import combinations

import numpy as np
import pytest

from advisor.alternatives import WAYS, Way
from advisor.report.charts_calendar import OVER, WITHIN
from advisor.report.palette import BADGE_COLOURS, SCENARIO_COLOURS, WAY_COLOURS
from pages.parts.document import STYLE
from scripts.serving import ROOT

THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
BACKGROUNDS = {
    (theme, name): THEME[theme][name]
    for theme in ("light", "dark")
    for name in ("backgroundColor", "secondaryBackgroundColor")
}
EYES = {
    "all cones": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
FROM_LINEAR = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
]
TO_LAB = [
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
]
INK, INK_AMONG_MARKS = (
    dict(zip(("light", "dark"), found, strict=True))
    for found in re.findall("fill: light-dark\\((.*), (.*)\\)", STYLE.read_text())
)
APART = 0.08
"""Four times what is just noticed side by side (0.02)."""
SETS = {"ways": tuple(WAY_COLOURS.values()), "scenarios": SCENARIO_COLOURS}


def linear(colour: str) -> np.ndarray:
    shown = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    return np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""
    darker, lighter = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def blended(colour: str, ground: str, opacity: float) -> str:
    """A colour that lets the ground through, as it is seen."""
    parts = ((int(each[start : start + 2], 16) for each in (colour, ground)) for start in (1, 3, 5))
    return "#" + "".join(f"{round(opacity * over + (1 - opacity) * under):02x}" for over, under in parts)


def seen(colour: str, eyes: str) -> np.ndarray:
    light = np.clip(np.array(EYES[eyes]) @ linear(colour), 0, 1)
    return np.array(TO_LAB) @ np.cbrt(np.array(FROM_LINEAR) @ light)


def distance(one: str, other: str, eyes: str = "all cones") -> float:
    return float(np.linalg.norm(seen(one, eyes) - seen(other, eyes)))


def test_the_measures_give_the_values_that_are_published() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21) and contrast("#777777", "#FFFFFF") == pytest.approx(
        4.48, abs=0.005
    )
    assert distance("#000000", "#FFFFFF") == pytest.approx(1, abs=1e-4)
    # Red in OKLab, as its author gives it: L 0.628, a 0.225, b 0.126.
    assert seen("#FF0000", "all cones") == pytest.approx([0.628, 0.225, 0.126], abs=5e-4)
    assert all(np.sum(matrix, axis=1) == pytest.approx([1, 1, 1], abs=1e-5) for matrix in EYES.values())


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("colours", SETS.values(), ids=SETS)
def test_no_two_colours_of_a_chart_look_alike(colours: tuple[str, ...], eyes: str) -> None:
    alike = {(one, other): distance(one, other, eyes) for one, other in combinations(colours, 2)}
    assert min(alike.values()) >= APART, min(alike, key=lambda pair: alike[pair])


@pytest.mark.parametrize("background", BACKGROUNDS.values(), ids=map(" ".join, BACKGROUNDS))
def test_every_mark_stands_out_against_what_is_behind_it(background: str) -> None:
    assert all(contrast(colour, background) >= 3 for colours in SETS.values() for colour in colours)


def test_no_scenario_wears_the_colour_of_a_way() -> None:
    assert min(distance(one, way) for one in SCENARIO_COLOURS for way in WAY_COLOURS.values()) >= APART / 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_words_in_a_chart_can_be_read(theme: str) -> None:
    for name in ("backgroundColor", "secondaryBackgroundColor"):
        assert contrast(INK[theme], BACKGROUNDS[theme, name]) >= 4.5


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_words_among_the_marks_can_be_read(theme: str, way: Way) -> None:
    ground = BACKGROUNDS[theme, "backgroundColor"]
    for opacity in (0, WITHIN, OVER):
        assert contrast(INK_AMONG_MARKS[theme], blended(WAY_COLOURS[way], ground, opacity)) >= 4.5


def test_badges_and_charts_wear_the_same_colours() -> None:
    assert THEME["chartCategoricalColors"][:4] == [WAY_COLOURS[way] for way in WAYS]
    assert all(THEME[f"{BADGE_COLOURS[way]}Color"] == WAY_COLOURS[way] for way in WAYS)
