"""What goes out: plain data as JSON, and a file that is written whole or not at all."""

from __future__ import annotations

import json
import math
import os
import tempfile
from pathlib import Path
from typing import Any


def as_json(content: Any) -> str:
    """Plain data as JSON, with null in the place of numbers that JSON cannot say: unknown is not zero."""
    return json.dumps(_finite(content), ensure_ascii=False, indent=2)


def _finite(content: Any) -> Any:
    if isinstance(content, float) and not math.isfinite(content):
        return None
    if isinstance(content, dict):
        return {key: _finite(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_finite(value) for value in content]
    return content


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there: a reader finds the old file or the new one, never a part.

    Raises:
        OSError: it cannot be written there.
    """
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:50]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(beside, _usual_mode())
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _usual_mode() -> int:
    """The rights that a new file gets here: a temporary one is for its owner alone."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
