"""Answer the decision cases of tests/cases, and keep the answers in data/validation/decisions.csv.

The page on method shows how good they are; a test holds that the advice still gives them.
"""

from __future__ import annotations

import csv
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from advisor.catalogue import load  # noqa: E402
from advisor.validation import ANSWER_COLUMNS, answers_to, read_decisions  # noqa: E402

TABLE = ROOT / "data" / "validation" / "decisions.csv"
FILES = ("dev", "independent")


def main() -> None:
    """Advise on every case as of today, and write what the advice says."""
    as_of = date.today()
    with TABLE.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(ANSWER_COLUMNS)
        for name in FILES:
            cases = read_decisions(ROOT / "tests" / "cases" / f"{name}.yaml")
            writer.writerows((name, *answer.row, as_of) for answer in answers_to(cases, load(as_of)))


if __name__ == "__main__":
    main()
