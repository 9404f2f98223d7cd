"""Run the worked decision of docs/ again, and write what its commands print into the page, in both languages.

A page is a story with commands. What stands below a command in a `console` block, and in the `text` block after a
`python` one, is what it prints; a test holds that it still does, but for the numbers, which move with prices.
"""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from advisor.cli import main as advisor  # noqa: E402

PAGES = tuple(ROOT / "docs" / f"worked-decision{language}.md" for language in ("", ".es"))
BLOCK = re.compile(r"```console\n(?P<console>.*?)```|```python\n(?P<python>.*?)```\n\n```text\n.*?```", re.DOTALL)
ADVISOR, PROMPT = "python -m advisor ", "$ "
GOES_ON = re.compile(r" [|>] ")


def renewed(page: str) -> str:
    """A page with what its commands print now, one after another in one empty folder beside the data."""
    with TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("data").symlink_to(ROOT / "data")
        return BLOCK.sub(_renewed_block, page)


def _renewed_block(block: re.Match[str]) -> str:
    script = block["python"]
    if script:
        return f"```python\n{script}```\n\n```text\n{_printed(lambda: _run(script))}```"
    return "```console\n" + "".join(_answered(block["console"])) + "```"


def _run(script: str) -> None:
    path = Path("script.py")
    path.write_text(script, encoding="utf-8")
    runpy.run_path(str(path))


def _answered(console: str) -> Iterator[str]:
    for line in console.splitlines():
        if line.startswith(PROMPT):
            yield f"{line}\n{_output(line.removeprefix(PROMPT))}"


def _output(command: str) -> str:
    """Our own commands run in this process, which saves the seconds that starting takes."""
    if not command.startswith(ADVISOR):
        return _shell(command)
    goes_on = GOES_ON.search(command)
    end = goes_on.start() if goes_on else len(command)
    words = shlex.split(command[len(ADVISOR) : end])
    return _shell("cat" + command[end:], _printed(lambda: advisor(words)))


def _printed(work: Callable[[], object]) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        if work():
            raise RuntimeError(said.getvalue())
    return said.getvalue()


def _shell(command: str, given: str = "") -> str:
    return subprocess.run(["bash", "-c", command], input=given, stdout=subprocess.PIPE, text=True, check=True).stdout


def main() -> None:
    """Renew both pages."""
    for path in PAGES:
        path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
