"""Small documents made in memory, with words that the tests know; and the same documents measured."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from functools import cache
from io import BytesIO
from xml.sax.saxutils import escape

import tiktoken

from advisor.documents.limits import Limits
from advisor.documents.measuring import Settings, measure_file
from advisor.documents.report import Document, FileReport, Source
from advisor.documents.tokens import O200K, tokenizer
from advisor.language import Reader

ENGLISH = (
    "The invoice of March is paid within thirty days.",
    "Whoever pays late owes five percent of interest, and the costs of the reminder.",
    "Complaints are answered by the office in Dublin.",
)
SPANISH = (
    "La factura de marzo se paga en treinta días.",
    "Quien paga tarde debe un interés del cinco por ciento, y los gastos del aviso.",
    "Las reclamaciones las contesta la oficina de Málaga el año que viene.",
)
CONTENT_TYPES = "[Content_Types].xml"
WORDPROCESSING = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PRESENTATION = "http://schemas.openxmlformats.org/presentationml/2006/main"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_WORDPROCESSING = "http://purl.oclc.org/ooxml/wordprocessingml/main"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))


# What is measured


def measured(name: str, content: bytes, settings: Settings | None = None, limits: Limits | None = None) -> FileReport:
    source = Source(name, content=content, size=len(content))
    return measure_file(source, settings or Settings(), limits or Limits())


def document(name: str, content: bytes, settings: Settings | None = None) -> Document:
    """The one document that a file holds."""
    report = measured(name, content, settings)
    assert not report.skipped, said(report)
    (only,) = report.documents
    return only


def said(report: FileReport) -> list[str]:
    """What was left out of a file and why, in words."""
    reader = Reader("en")
    return [f"{each.name}: {reader.say(each.reason)}" for each in report.skipped]


@cache
def encoding(name: str) -> tiktoken.Encoding:
    tokenizer(O200K)  # lays the vocabularies where tiktoken finds them without a network
    return tiktoken.get_encoding(name)


def tokens(words: str, name: str = "o200k_base") -> int:
    """How many tokens tiktoken itself finds in the text as a whole."""
    return len(encoding(name).encode_ordinary(words))


# Archives


def packed(members: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


# Office


def word_paragraph(words: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r></w:p>'


def word_part(root: str, body: str, space: str = WORDPROCESSING) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} xmlns:w="{space}">{body}</w:{root}>'


def docx(
    paragraphs: Sequence[str] = (), *, body: str = "", space: str = WORDPROCESSING, **parts: Sequence[str]
) -> bytes:  # fmt: skip
    """A Word file: its paragraphs, other markup of its body, and the paragraphs of other parts (header1, footnotes)."""
    inside = "".join(map(word_paragraph, paragraphs)) + body
    members = {
        CONTENT_TYPES: "<Types/>",
        "word/document.xml": word_part("document", f"<w:body>{inside}</w:body>", space),
    }
    for part, lines in parts.items():
        members[f"word/{part}.xml"] = word_part("part", "".join(map(word_paragraph, lines)), space)
    return packed(members)


def word_table(rows: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f"<w:tc>{word_paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def slide(lines: Sequence[str]) -> str:
    paragraphs = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in lines)
    spaces = f'xmlns:p="{PRESENTATION}" xmlns:a="{DRAWING}"'
    return f'<?xml version="1.0" encoding="UTF-8"?><p:sld {spaces}><p:txBody>{paragraphs}</p:txBody></p:sld>'


def pptx(slides: Mapping[int, Sequence[str]], notes: Mapping[int, Sequence[str]] | None = None) -> bytes:
    members = {CONTENT_TYPES: "<Types/>", "ppt/presentation.xml": "<p/>"}
    members |= {f"ppt/slides/slide{number}.xml": slide(lines) for number, lines in slides.items()}
    members |= {f"ppt/notesSlides/notesSlide{number}.xml": slide(lines) for number, lines in (notes or {}).items()}
    return packed(members)


def sheet(rows: Sequence[str]) -> str:
    """A sheet from the markup of its cells, a string a row."""
    inside = "".join(f"<row>{row}</row>" for row in rows)
    return f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{inside}</sheetData></worksheet>'


def inline(words: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(words)}</t></is></c>'


def number(value: str) -> str:
    return f"<c><v>{value}</v></c>"


def shared(place: int | str) -> str:
    return f'<c t="s"><v>{place}</v></c>'


def xlsx(*sheets: Sequence[str], strings: Sequence[str] = ()) -> bytes:
    items = "".join(f"<si><t>{escape(words)}</t></si>" for words in strings)
    members = {CONTENT_TYPES: "<Types/>", "xl/workbook.xml": "<workbook/>"}
    members |= {f"xl/worksheets/sheet{place}.xml": sheet(rows) for place, rows in enumerate(sheets, start=1)}
    if strings:
        members["xl/sharedStrings.xml"] = f'<sst xmlns="{SPREADSHEET}">{items}</sst>'
    return packed(members)


# PDF


def pdf(*pages: Sequence[str], encrypted: bool = False) -> bytes:
    """A PDF with the lines of each page in Helvetica; encrypted with a password that nobody knows."""
    kids = " ".join(f"{4 + 2 * place} 0 R" for place in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for place, lines in enumerate(pages):
        drawn = _drawn(lines)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            + f"/Contents {5 + 2 * place} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    lock = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"41" * 32, b"42" * 32)
    return _with_references(objects, b" /Encrypt %s /ID [<61> <61>]" % lock if encrypted else b"")


def _drawn(lines: Sequence[str]) -> bytes:
    shown = (line.encode("cp1252").translate(None, b"()\\") for line in lines)
    return b"BT /F1 11 Tf 14 TL 50 740 Td " + b" ".join(b"(%s) Tj T*" % line for line in shown) + b" ET"


def _with_references(objects: Sequence[bytes], trailer: bytes) -> bytes:
    made, places = b"%PDF-1.4\n", []
    for place, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (place, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer << /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + end


# E-mail


def email(body: str = "", *, html: str = "", files: Mapping[str, bytes] | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Ana García <ana@example.org>"
    message["To"] = "office@example.org"
    message["Subject"] = "La factura"
    message.set_content(html or body, subtype="html" if html else "plain")
    for name, content in (files or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


EMAIL_HEADER = "From: Ana García <ana@example.org>\nTo: office@example.org\nSubject: La factura"
