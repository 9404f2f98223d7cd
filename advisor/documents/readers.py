"""The text of a document, by its format. Readers trust nothing: what they read may have been made to break them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from io import BytesIO
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
import pypdfium2
from defusedxml.common import DefusedXmlException
from selectolax.lexbor import LexborHTMLParser

from advisor.documents import formats, packed
from advisor.documents.decoding import encoding_of, pieces
from advisor.documents.limits import Limits
from advisor.documents.report import Unreadable
from advisor.language import text

WORDPROCESSING = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SLIDE = re.compile(r"ppt/(slides|notesSlides)/\w+?(\d+)\.xml")
SHEET = re.compile(r"xl/worksheets/\w+?(\d+)\.xml")
WORD_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
WRAPPED = re.compile(r"(?<=[^\W\d_]|,)[ \t]*\r?\n(?=[^\W\d_A-ZÀ-Þ])")
"""A line that ends within a sentence and goes on in small letters: a line break of the page, not of the text."""
HYPHENATED = re.compile(r"(?<=[a-zà-ÿ])[-\xad\ufffe]\r?\n(?=[a-zà-ÿ])")
UNSEEN = "script, style, noscript, template, svg"

Reader = Callable[[BinaryIO, Limits], str]


def read(format_: str, stream: BinaryIO, limits: Limits) -> Iterator[str]:
    """The text of a document, in pieces that may be counted one by one.

    Raises:
        Unreadable: it is encrypted, damaged or too large; the reason says which.
    """
    if format_ in formats.IN_PIECES:
        yield from pieces(stream)
        return
    words = READERS[format_](stream, limits)
    if words:
        yield words


def _pdf(stream: BinaryIO, limits: Limits) -> str:
    try:
        document = pypdfium2.PdfDocument(stream.read())
    except pypdfium2.PdfiumError as error:
        problem = "it is encrypted; take the password off" if "password" in str(error).lower() else "the PDF is damaged"
        raise Unreadable(text(problem)) from None
    with document:
        if len(document) > limits.pages:
            raise Unreadable(text("it has {count} pages; at most {most} are read", count=len(document),
                                  most=limits.pages))  # fmt: skip
        words = "\n\n".join(page for number in range(len(document)) if (page := _page(document, number)))
    if not words:
        raise Unreadable(text("there is no text in it; scanned pages need text recognition (OCR) first"))
    return words


def _page(document: pypdfium2.PdfDocument, number: int) -> str:
    """The text of a page; empty where the page is damaged."""
    try:
        page = document[number]
        textpage = page.get_textpage()
        words = textpage.get_text_bounded()
        textpage.close()
        page.close()
    except pypdfium2.PdfiumError:
        return ""
    return unwrapped(words.replace("\r\n", "\n")).strip()


def unwrapped(words: str) -> str:
    """The text with the page's own line breaks undone: they would count as tokens that the text does not have."""
    return WRAPPED.sub(" ", HYPHENATED.sub("", words))


def _docx(stream: BinaryIO, limits: Limits) -> str:
    with packed.opened(stream, limits) as archive:
        parts = [name for name in archive.names() if WORD_PARTS.fullmatch(name)]
        return "\n".join(_paragraphs(archive.read(name), WORDPROCESSING) for name in sorted(parts))


def _pptx(stream: BinaryIO, limits: Limits) -> str:
    with packed.opened(stream, limits) as archive:
        matches = filter(None, map(SLIDE.fullmatch, archive.names()))
        found = [(match[1] != "slides", int(match[2]), match[0]) for match in matches]
        return "\n\n".join(_paragraphs(archive.read(name), DRAWING) for _, _, name in sorted(found))


def _paragraphs(content: bytes, space: str) -> str:
    """The text of a Word part or a slide: a line a paragraph; tabs and breaks as they are."""
    lines: list[str] = []
    for _, element in _elements(content):
        if element.tag == f"{space}p":
            lines.append("".join(_run(child, space) for child in element.iter()))
            element.clear()
    return "\n".join(lines)


def _run(element: Element, space: str) -> str:
    match element.tag.removeprefix(space):
        case "t":
            return element.text or ""
        case "tab":
            return "\t"
        case "br" | "cr":
            return "\n"
    return ""


def _xlsx(stream: BinaryIO, limits: Limits) -> str:
    with packed.opened(stream, limits) as archive:
        names = archive.names()
        shared = _shared_strings(archive.read("xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in names else []
        found = sorted((int(match[1]), match[0]) for match in map(SHEET.fullmatch, names) if match)
        return "\n\n".join("\n".join(_rows(archive.read(name), shared)) for _, name in found)


def _shared_strings(content: bytes) -> list[str]:
    strings: list[str] = []
    for _, element in _elements(content):
        if element.tag == f"{SPREADSHEET}si":
            strings.append("".join(part.text or "" for part in element.iter(f"{SPREADSHEET}t")))
            element.clear()
    return strings


def _rows(content: bytes, shared: list[str]) -> Iterator[str]:
    """The filled cells of a sheet, a line a row, with tabs between them."""
    for _, element in _elements(content):
        if element.tag == f"{SPREADSHEET}row":
            cells = [_cell(cell, shared) for cell in element.iter(f"{SPREADSHEET}c")]
            if any(cells):
                yield "\t".join(cells)
            element.clear()


def _cell(cell: Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(part.text or "" for part in cell.iter(f"{SPREADSHEET}t"))
    value = cell.findtext(f"{SPREADSHEET}v") or ""
    if cell.get("t") != "s":
        return value
    place = int(value) if value.isdecimal() else -1
    return shared[place] if 0 <= place < len(shared) else ""


def _elements(content: bytes) -> Iterator[tuple[str, Element]]:
    try:
        yield from defusedxml.ElementTree.iterparse(BytesIO(content), forbid_dtd=True)
    except DefusedXmlException:
        raise Unreadable(text("its XML declares entities, which may blow it up; it is not read")) from None
    except (ParseError, ValueError, LookupError):
        raise Unreadable(text("its XML is damaged")) from None


def _html(stream: BinaryIO, _limits: Limits) -> str:
    return html_text(stream.read())


def html_text(content: bytes) -> str:
    """What a browser would show of a page."""
    encoding = encoding_of(content[:65536])
    tree = LexborHTMLParser(content.decode(encoding, errors="replace"))
    for unseen in tree.css(UNSEEN):
        unseen.decompose()
    body = tree.body or tree.root
    words = body.text(separator="\n", strip=True) if body else ""
    return str(words)


def _email(stream: BinaryIO, _limits: Limits) -> str:
    message = parsed_email(stream)
    body = message.get_body(preferencelist=("plain", "html"))
    header = "\n".join(f"{name}: {message[name]}" for name in ("From", "To", "Date", "Subject") if message[name])
    return f"{header}\n\n{_content(body)}".strip()


def _content(part: MIMEPart | None) -> str:
    if part is None:
        return ""
    try:
        words = str(part.get_content())
    except (LookupError, UnicodeError, ValueError, AttributeError):
        raise Unreadable(text("its body is in an encoding that is not known")) from None
    return html_text(words.encode("utf-8", "replace")) if part.get_content_subtype() == "html" else words


def parsed_email(stream: BinaryIO) -> EmailMessage:
    """The message.

    Raises:
        Unreadable: it is damaged.
    """
    try:
        message = BytesParser(policy=policy.default).parse(stream)
    except (MessageError, ValueError, LookupError, AttributeError, IndexError, TypeError, RecursionError):
        raise Unreadable(text("the e-mail is damaged")) from None
    assert isinstance(message, EmailMessage)
    return message


def attachments(stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """The attachments of an e-mail, with their names.

    Raises:
        Unreadable: it is damaged.
    """
    for number, part in enumerate(parsed_email(stream).iter_attachments(), start=1):
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            yield part.get_filename() or f"{number}", content


READERS: dict[str, Reader] = {
    formats.PDF: _pdf,
    formats.DOCX: _docx,
    formats.PPTX: _pptx,
    formats.XLSX: _xlsx,
    formats.HTML: _html,
    formats.EMAIL: _email,
}
