"""Are the installed packages those that are pinned, do they fit together, and is a vulnerability known of any?

pip-audit calls a package clean that its service does not know, also where the service cannot be reached: here that
is no answer. The exit code is 0 where every package was looked up and nothing is known of it, 1 where something is
wrong, and 2 where not all could be looked up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINNED = ("requirements.txt", "requirements-tests.txt", "requirements-extras.txt")
PATIENCE_SECONDS = 600


def pins() -> dict[str, str]:
    """The version of each package that is named, by its name."""
    lines = [line for file in PINNED for line in (ROOT / file).read_text(encoding="utf-8").splitlines()]
    found = [line.partition(";")[0].partition("==") for line in lines if "==" in line and not line.startswith("#")]
    return {name.partition("[")[0]: number for name, _, number in found}


def faults() -> list[str]:
    """What is installed otherwise than it is pinned, or does not fit together."""
    wrong = []
    for name, pinned in pins().items():
        try:
            installed = version(name)
        except PackageNotFoundError:
            installed = "missing"
        if installed != pinned:
            wrong.append(f"{name} is pinned to {pinned}, installed: {installed}")
    fits = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    return wrong + (fits.stdout.splitlines() if fits.returncode else [])


def looked_up() -> list[dict[str, Any]] | None:
    """What the vulnerability service says of each installed package; None where it gives no answer."""
    command = [sys.executable, "-m", "pip_audit", "--local", "--format=json", "--progress-spinner=off"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS)
        packages: list[dict[str, Any]] = json.loads(answer.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return None
    return packages


def verdict(wrong: list[str], packages: list[dict[str, Any]] | None) -> tuple[int, list[str]]:
    """The exit code, and what is said."""
    known = [
        f"{package['name']} {package['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or '-'}"
        for package in packages or []
        for found in package.get("vulns", [])
    ]
    unknown = [package["name"] for package in packages or [] if "skip_reason" in package]
    if wrong or known:
        return 1, wrong + known
    if packages is None or unknown:
        count = "no package" if packages is None or len(unknown) == len(packages) else f"not {', '.join(unknown)}"
        return 2, [f"All is installed as pinned and fits together; of vulnerabilities, {count} could be looked up."]
    return 0, [f"All is installed as pinned and fits together; nothing is known of any of {len(packages)} packages."]


if __name__ == "__main__":
    code, told = verdict(faults(), looked_up())
    print("\n".join(told))
    sys.exit(code)
