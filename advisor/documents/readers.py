"""The text of a document, by its format. Readers trust nothing: what they read may have been made to break them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
import pypdfium2
from defusedxml.common import DefusedXmlException
from selectolax.lexbor import LexborHTMLParser, LexborNode

from advisor.documents import formats, packed
from advisor.documents.decoding import LOOKED_AT_BYTES, encoding_of, pieces, without_surrogates
from advisor.documents.limits import Limits
from advisor.documents.report import Unreadable
from advisor.language import text

SLIDE = re.compile(r"ppt/(slides|notesSlides)/[a-zA-Z]+(\d{1,9})\.xml")
SHEET = re.compile(r"xl/worksheets/[a-zA-Z]+(\d{1,9})\.xml")
WORD_PARTS = re.compile(r"word/(document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
SHARED_STRINGS = "xl/sharedStrings.xml"
NUMBER = re.compile(r"[0-9]{1,9}")
WRAPPED = re.compile(r"(?<=[^\W\d_]|,)[ \t]*\r?\n(?=[^\W\d_A-ZÀ-Þ])")
"""A line that ends within a sentence and goes on in small letters: a line break of the page, not of the text."""
HYPHENATED = re.compile(r"\x02|(?<=[a-zà-ÿ])[-\xad\ufffe]\r?\n(?=[a-zà-ÿ])")
"""A word that a line end cuts; where pdfium knows it for one, it leaves but a control character."""
UNSEEN = "script, style, noscript, template, svg"
BLOCKS = (
    "address, article, aside, blockquote, br, caption, dd, details, div, dl, dt, fieldset, figcaption, figure, footer, "
    "form, h1, h2, h3, h4, h5, h6, header, hr, legend, li, main, nav, ol, option, p, pre, section, summary, table, td, "
    "th, tr, ul"
)
BREAK = "\ufdd0"
KEEP = str.maketrans({"\n": "\ufdd1", " ": "\ufdd2", "\t": "\ufdd3"})
"""What stands for line breaks and blanks that are shown, until the others are gone: letters that no text has."""
GIVE_BACK = str.maketrans({kept: chr(blank) for blank, kept in KEEP.items()})
TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
CLOSED_BY_THE_NEXT = {
    "a", "area", "base", "br", "circle", "col", "dd", "dt", "ellipse", "embed", "hr", "img", "input", "li", "line",
    "link", "meta", "option", "p", "path", "polygon", "polyline", "rect", "source", "stop", "tbody", "td", "tfoot",
    "th", "thead", "tr", "track", "use", "wbr",
}  # fmt: skip
DEEPEST = 5_000
"""By the rules of HTML, tags within tags cost a parser the square of their number."""

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
        if "password" in str(error).lower():
            raise Unreadable(text("it is encrypted; take the password off")) from None
        raise Unreadable(text("the PDF is damaged or cut off")) from None
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
        parts.sort(key=lambda name: (not name.startswith("word/document"), name))
        return "\n".join(filter(None, (_paragraphs(archive.read(name)) for name in parts)))


def _pptx(stream: BinaryIO, limits: Limits) -> str:
    with packed.opened(stream, limits) as archive:
        matches = filter(None, map(SLIDE.fullmatch, archive.names()))
        found = [(match[1] != "slides", int(match[2]), match[0]) for match in matches]
        return "\n\n".join(filter(None, (_paragraphs(archive.read(name)) for _, _, name in sorted(found))))


def _paragraphs(content: bytes) -> str:
    """The text of a Word part or a slide: a line a paragraph; what stands in for a newer drawing repeats its text."""
    lines: list[str] = []
    stand_ins = 0
    for event, name, element in _elements(content, "start", "end"):
        if name == "Fallback":
            stand_ins += 1 if event == "start" else -1
        if event == "end" and name in ("p", "pPr", "Fallback"):
            if name == "p" and not stand_ins:
                lines.append("".join(map(_run, element.iter())))
            element.clear()
    return "\n".join(lines).strip("\n")


def _run(element: Element) -> str:
    match _local(element):
        case "t":
            return element.text or ""
        case "tab" | "ptab":
            return "\t"
        case "br" | "cr":
            return "\n"
        case "noBreakHyphen":
            return "-"
    return ""


def _local(element: Element) -> str:
    """The name of an element without its namespace: the strict variant of the formats has others."""
    return str(element.tag).rpartition("}")[2]


def _xlsx(stream: BinaryIO, limits: Limits) -> str:
    with packed.opened(stream, limits) as archive:
        names = archive.names()
        shared = _shared_strings(archive.read(SHARED_STRINGS)) if SHARED_STRINGS in names else []
        found = sorted((int(match[1]), match[0]) for match in map(SHEET.fullmatch, names) if match)
        rows = ((number, row) for number, name in found for row in _rows(archive.read(name), shared))
        sheets = groupby(_within(rows, limits), key=itemgetter(0))
        return "\n\n".join("\n".join(row for _, row in sheet) for _, sheet in sheets)


def _within(rows: Iterable[tuple[int, str]], limits: Limits) -> Iterator[tuple[int, str]]:
    """The rows, while they are not more than may be: a long string may be shared by a million cells."""
    left = limits.unpacked_bytes
    for number, row in rows:
        left -= len(row)
        if left < 0:
            raise packed.too_large(limits)
        yield number, row


def _shared_strings(content: bytes) -> list[str]:
    strings: list[str] = []
    for _, name, element in _elements(content):
        if name == "si":
            strings.append(_text_of(element))
        if name in ("si", "rPh"):
            element.clear()
    return strings


def _text_of(element: Element) -> str:
    return "".join(part.text or "" for part in element.iter() if _local(part) == "t")


def _rows(content: bytes, shared: list[str]) -> Iterator[str]:
    """The filled cells of a sheet, a line a row, with tabs between them."""
    for _, name, element in _elements(content):
        if name == "row":
            cells = [_cell(cell, shared) for cell in element if _local(cell) == "c"]
            if any(cells):
                yield "\t".join(cells)
            element.clear()


def _cell(cell: Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _text_of(cell)
    value = cell.findtext("{*}v") or ""
    if cell.get("t") != "s":
        return value
    place = int(value) if NUMBER.fullmatch(value) else len(shared)
    return shared[place] if place < len(shared) else ""


def _elements(content: bytes, *events: str) -> Iterator[tuple[str, str, Element]]:
    """The elements of a part of an Office file, each with its event and its name."""
    try:
        for event, element in defusedxml.ElementTree.iterparse(BytesIO(content), events or None, forbid_dtd=True):
            yield event, _local(element), element
    except DefusedXmlException:
        raise Unreadable(text("its XML declares entities, which may blow it up; it is not read")) from None
    except (ParseError, ValueError, LookupError):
        raise Unreadable(text("its XML is damaged")) from None


def _html(stream: BinaryIO, _limits: Limits) -> str:
    content = stream.read()
    return shown(content.decode(encoding_of(content[:LOOKED_AT_BYTES]), errors="replace"))


def shown(page: str) -> str:
    """What a browser would show of a page: a line a block, blanks as they are shown.

    Raises:
        Unreadable: its tags are nested too deep.
    """
    if _is_too_deep(page):
        raise Unreadable(text("its HTML is nested more than {most} tags deep", most=DEEPEST))
    tree = LexborHTMLParser(page)
    for unseen in tree.css(UNSEEN):
        unseen.decompose()
    for block in tree.css(BLOCKS):
        block.insert_before(BREAK)
        block.insert_after(BREAK)
    for preformatted in tree.css("pre"):
        _keep_blanks(preformatted)
    body = tree.body or tree.root
    lines = (" ".join(line.split()) for line in body.text().split(BREAK)) if body else ()
    return "\n".join(filter(None, lines)).translate(GIVE_BACK).strip("\n")


def _keep_blanks(preformatted: LexborNode) -> None:
    for node in list(preformatted.traverse(include_text=True)):
        if node.is_text_node:
            node.replace_with((node.text_content or "").translate(KEEP))


def _is_too_deep(page: str) -> bool:
    """Whether its tags may be nested too deep, by those that are opened and not closed."""
    if page.count("<") <= DEEPEST:
        return False
    depth = 0
    for closing, name in TAG.findall(page):
        if name.lower() not in CLOSED_BY_THE_NEXT:
            depth = max(depth - 1, 0) if closing else depth + 1
            if depth > DEEPEST:
                return True
    return False


def _email(stream: BinaryIO, _limits: Limits) -> str:
    message = parsed_email(stream)
    with _as_email():
        names = ("From", "To", "Date", "Subject")
        header = "\n".join(f"{name}: {said}" for name in names if (said := message[name]))
        body = message.get_body(preferencelist=("plain", "html"))
        return f"{header}\n\n{_content(body)}".strip()


def _content(part: MIMEPart | None) -> str:
    if part is None:
        return ""
    try:
        words = str(part.get_content())
    except (LookupError, UnicodeError):
        raise Unreadable(text("its body is in an encoding that is not known")) from None
    return shown(without_surrogates(words)) if part.get_content_subtype() == "html" else words


@contextmanager
def _as_email() -> Iterator[None]:
    """The library stumbles over malformed headers in many ways; all of them mean the same."""
    try:
        yield
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        raise Unreadable(text("the e-mail is damaged")) from None


def parsed_email(stream: BinaryIO) -> EmailMessage:
    """The message.

    Raises:
        Unreadable: it is damaged.
    """
    with _as_email():
        message = BytesParser(policy=policy.default).parse(stream)
    assert isinstance(message, EmailMessage)
    return message


def attachments(stream: BinaryIO) -> list[tuple[str, MIMEPart]]:
    """The attachments of an e-mail, with their names; one that has none is numbered.

    Raises:
        Unreadable: it is damaged.
    """
    message = parsed_email(stream)
    with _as_email():
        return [
            (part.get_filename() or f"{number}{'.eml' if _is_email(part) else ''}", part)
            for number, part in enumerate(message.iter_attachments(), start=1)
        ]


def attached(part: MIMEPart) -> bytes:
    """What an attachment holds.

    Raises:
        Unreadable: it is damaged.
    """
    with _as_email():
        content = part.get_payload(0) if _is_email(part) else part.get_payload(decode=True)
        return (
            content.as_bytes() if isinstance(content, EmailMessage) else content if isinstance(content, bytes) else b""
        )


def _is_email(part: MIMEPart) -> bool:
    return part.get_content_type() == "message/rfc822" and part.is_multipart()


READERS: dict[str, Reader] = {
    formats.PDF: _pdf,
    formats.DOCX: _docx,
    formats.PPTX: _pptx,
    formats.XLSX: _xlsx,
    formats.HTML: _html,
    formats.EMAIL: _email,
}
