"""How much one hostile or broken file may cost before it is left out."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 2**20


@dataclass(frozen=True)
class Limits:
    """What one file may take; whatever takes more is skipped, with the reason."""

    file_bytes: int = 512 * MEBIBYTE
    packed_bytes: int = 128 * MEBIBYTE
    """The largest file of a format that must be held in memory as a whole: PDF, Office, HTML, e-mail, zip."""
    unpacked_bytes: int = 256 * MEBIBYTE
    members: int = 20_000
    pages: int = 10_000
    seconds: float = 60.0
    memory_bytes: int = 2048 * MEBIBYTE
    slowest: int = MEBIBYTE
    """Bytes a second: a large file may take longer than a small one."""

    def seconds_for(self, size: int) -> float:
        """How long a file of so many bytes may take."""
        return self.seconds + size / self.slowest
