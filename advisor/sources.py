"""Where a number comes from: an answer, a cited parameter, or the definition of an alternative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from advisor.language import N_, Text


class Origin(StrEnum):
    """The kinds of leaf that a figure rests on."""

    ANSWER = "answer"
    ASSUMED = "assumed"
    OVERRIDE = "override"
    PUBLISHED = "published"
    MEASURED = "measured"
    DERIVED = "derived"
    GUESS = "guess"
    CHOICE = "choice"
    SIMULATED = "simulated"


ORIGIN_NAMES = {
    Origin.ANSWER: N_("your answer"),
    Origin.ASSUMED: N_("assumed: no answer yet"),
    Origin.OVERRIDE: N_("your own value"),
    Origin.PUBLISHED: N_("published"),
    Origin.MEASURED: N_("measured"),
    Origin.DERIVED: N_("derived from published figures"),
    Origin.GUESS: N_("guess"),
    Origin.CHOICE: N_("part of this alternative"),
    Origin.SIMULATED: N_("drawn for each simulated future"),
}


@dataclass(frozen=True)
class Source:
    """What a leaf is called, what kind of thing it is, who says so and as of when."""

    origin: Origin
    meaning: Text
    citation: str = ""
    as_of: date | None = None
    stale: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Whether the figure must bear a mark: a guess, an assumption, or out of date."""
        return self.stale or self.origin in (Origin.GUESS, Origin.ASSUMED)
