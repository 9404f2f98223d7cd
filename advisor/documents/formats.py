"""Which format a file has: told by what it holds; its name decides only where the content could be several."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import BinaryIO

from advisor.documents.report import Unreadable
from advisor.language import N_, text

PDF, DOCX, PPTX, XLSX, ZIP = "pdf", "docx", "pptx", "xlsx", "zip"
HTML, EMAIL, MARKDOWN, CSV, JSON, JSONL, PLAIN = "html", "eml", "markdown", "csv", "json", "jsonl", "text"
NAMES = {
    PDF: "PDF", DOCX: "Word", PPTX: "PowerPoint", XLSX: "Excel", ZIP: "zip", HTML: "HTML", EMAIL: N_("e-mail"),
    MARKDOWN: "Markdown", CSV: "CSV", JSON: "JSON", JSONL: "JSONL", PLAIN: N_("plain text"),
}  # fmt: skip
IN_PIECES = (MARKDOWN, CSV, JSON, PLAIN)
"""Formats that are read a piece at a time, however large the file is."""
BY_ENDING = {
    ".htm": HTML, ".html": HTML, ".xhtml": HTML, ".eml": EMAIL, ".md": MARKDOWN, ".markdown": MARKDOWN, ".csv": CSV,
    ".tsv": CSV, ".json": JSON, ".jsonl": JSONL, ".ndjson": JSONL,
}  # fmt: skip
ENDINGS = (*BY_ENDING, ".pdf", ".docx", ".pptx", ".xlsx", ".txt", ".text", ".log", ".rst", ".zip")
OFFICE_MARK = "[Content_Types].xml"
OFFICE_FOLDERS = {"word": DOCX, "ppt": PPTX, "xl": XLSX}
OPEN_DOCUMENT_MARKS = {"mimetype", "content.xml"}
HEAD_BYTES = 2048
BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, NotImplementedError, ValueError,
    RuntimeError,
)  # fmt: skip
"""What the library may raise over a damaged archive."""
FOREIGN = {
    b"\xd0\xcf\x11\xe0": N_("it is an old or encrypted Office file; save it as DOCX, PPTX or XLSX, unencrypted"),
    b"\x89PNG": N_("it is an image; it needs text recognition (OCR) first"),
    b"\xff\xd8\xff": N_("it is an image; it needs text recognition (OCR) first"),
    b"GIF8": N_("it is an image; it needs text recognition (OCR) first"),
    b"\x1f\x8b": N_("it is compressed; unpack it, or pack it as zip"),
    b"7z\xbc\xaf": N_("it is a 7z archive; pack it as zip"),
    b"Rar!": N_("it is a RAR archive; pack it as zip"),
    b"{\\rtf": N_("it is RTF; save it as DOCX"),
}
"""How formats begin that are not read, and what to do about them."""


def format_of(name: str, stream: BinaryIO) -> str:
    """The format of a file.

    Raises:
        Unreadable: it is empty, or of a kind that is not read; the reason says what would be right.
    """
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    if not head:
        raise Unreadable(text("it is empty: 0 bytes"))
    for begin, problem in FOREIGN.items():
        if head.startswith(begin):
            raise Unreadable(text(problem))
    ending = PurePosixPath(name.lower()).suffix
    if head.lstrip().startswith(b"%PDF-") or (ending == ".pdf" and b"%PDF-" in head):
        return PDF
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _packed_format(stream)
    named = BY_ENDING.get(ending, PLAIN)
    if named == PLAIN and head.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        return HTML
    return named


def _packed_format(stream: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
    except BROKEN_ARCHIVE:
        raise Unreadable(text("the archive is damaged or cut off; pack it again")) from None
    finally:
        stream.seek(0)
    if names >= OPEN_DOCUMENT_MARKS:
        raise Unreadable(text("it is an OpenDocument file; save it as DOCX, PPTX or XLSX"))
    folders = {name.partition("/")[0] for name in names} if OFFICE_MARK in names else set()
    return next((format_ for folder, format_ in OFFICE_FOLDERS.items() if folder in folders), ZIP)
