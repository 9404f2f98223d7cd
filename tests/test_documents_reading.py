"""Every format gives the words that stand in it, no more and no fewer, whatever its file is called."""

from __future__ import annotations

import codecs
import json
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from advisor.documents import Limits, Settings, Source
from advisor.documents.listing import NothingThere, sources
from advisor.documents.measuring import measure_file
from tests.documents import (
    CONTENT_TYPES,
    EMAIL_HEADER,
    ENGLISH,
    PNG,
    SPANISH,
    STRICT_WORDPROCESSING,
    document,
    docx,
    email,
    inline,
    measured,
    number,
    packed,
    pdf,
    pptx,
    said,
    shared,
    tokens,
    word_paragraph,
    word_part,
    word_table,
    xlsx,
)

Lines = tuple[str, ...]

LANGUAGES = pytest.mark.parametrize(("lines", "language"), [(ENGLISH, "en"), (SPANISH, "es")], ids=["en", "es"])
LINE_BY_LINE: dict[str, tuple[str, Callable[[Lines], bytes]]] = {
    "pdf": ("report.pdf", pdf),
    "docx": ("report.docx", docx),
    "pptx": ("report.pptx", lambda lines: pptx({1: lines})),
    "xlsx": ("report.xlsx", lambda lines: xlsx([inline(line) for line in lines])),
    "html": ("report.html", lambda lines: "".join(f"<p>{line}</p>" for line in lines).encode()),
    "markdown": ("report.md", lambda lines: "\n".join(lines).encode()),
    "csv": ("report.csv", lambda lines: "\n".join(lines).encode()),
    "json": ("report.json", lambda lines: "\n".join(lines).encode()),
    "jsonl": ("report.jsonl", lambda lines: json.dumps({"text": "\n".join(lines)}).encode()),
    "text": ("report.txt", lambda lines: "\n".join(lines).encode()),
}
"""Formats whose text is, of a document of so many lines, these lines."""


def holds(name: str, content: bytes, words: str) -> None:
    """The file holds one document, which is exactly this text."""
    found = document(name, content)
    assert (found.characters, found.words) == (len(words), len(words.split()))
    assert found.tokens == {"o200k": tokens(words)}
    assert found.digest == document("the same.txt", words.encode()).digest


# Each format


@LANGUAGES
@pytest.mark.parametrize("format_", LINE_BY_LINE)
def test_every_format_gives_the_words_in_it(format_: str, lines: Lines, language: str) -> None:
    name, made = LINE_BY_LINE[format_]
    content = made(lines)
    holds(name, content, "\n".join(lines))
    found = document(name, content)
    assert (found.format, found.language) == (format_, language)


@LANGUAGES
def test_an_email_gives_its_headers_and_its_plain_body(lines: Lines, language: str) -> None:
    content = bytes(email("\n".join(lines)))
    holds("letter.eml", content, f"{EMAIL_HEADER}\n\n" + "\n".join(lines))
    found = document("letter.eml", content)
    assert (found.format, found.language) == ("eml", language)


def test_the_pages_of_a_pdf_come_one_after_another() -> None:
    holds("two.pdf", pdf(ENGLISH, SPANISH), "\n".join(ENGLISH) + "\n\n" + "\n".join(SPANISH))


def test_line_breaks_and_hyphens_of_the_page_are_undone() -> None:
    lines = ("The costs of the infor-", "mation are borne by the office,", "as agreed.", "This is another line.")
    holds(
        "a.pdf", pdf(lines), "The costs of the information are borne by the office, as agreed.\nThis is another line."
    )


def test_a_pdf_of_pictures_alone_asks_for_text_recognition() -> None:
    assert said(measured("scan.pdf", pdf(()))) == [
        "scan.pdf: there is no text in it; scanned pages need text recognition (OCR) first"
    ]


def test_a_word_file_gives_tables_headers_and_footnotes_after_its_body() -> None:
    table = word_table([["Item", "Price"], ["Paper", "3.20"]])
    content = docx(ENGLISH, body=table, header1=["Draft"], footer2=["Page"], footnotes=["See the annex.", ""])
    expected = [*ENGLISH, "Item", "Price", "Paper", "3.20", "Page", "See the annex.", "Draft"]
    holds("a.docx", content, "\n".join(expected))


def test_the_tab_stops_of_a_paragraph_are_not_its_text() -> None:
    stops = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/><w:tab w:val="left" w:pos="1440"/></w:tabs></w:pPr>'
    run = "<w:r><w:t>Total</w:t><w:tab/><w:t>9</w:t><w:br/><w:t>paid</w:t></w:r>"
    holds("a.docx", docx(body=f"<w:p>{stops}{run}</w:p>"), "Total\t9\npaid")


def test_deleted_words_and_field_codes_are_left_out() -> None:
    runs = (
        "<w:r><w:t>kept</w:t></w:r><w:del><w:r><w:delText>struck</w:delText></w:r></w:del>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    )
    holds("a.docx", docx(body=f"<w:p>{runs}</w:p>"), "kept")


def test_a_text_box_that_is_saved_twice_counts_once() -> None:
    box = f"<w:txbxContent>{word_paragraph('In the box')}</w:txbxContent>"
    either = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    holds(
        "a.docx",
        docx(["Before"], body=f"<w:p><w:r><w:t>Around</w:t>{either}</w:r></w:p>"),
        "Before\nIn the box\nAround",
    )


def test_a_word_file_in_the_strict_variant_is_read() -> None:
    holds("a.docx", docx(ENGLISH, space=STRICT_WORDPROCESSING), "\n".join(ENGLISH))


def test_a_word_file_whose_body_has_another_number_is_read() -> None:
    body = word_part("document", "".join(map(word_paragraph, ENGLISH)))
    holds("a.docx", packed({CONTENT_TYPES: "<Types/>", "word/document2.xml": body}), "\n".join(ENGLISH))


def test_slides_come_in_order_and_their_notes_after_them() -> None:
    slides = {10: ["Tenth"], 2: ["Second", "with two lines"], 1: ["First"]}
    content = pptx(slides, notes={2: ["Said of the second"], 1: ["Said of the first"]})
    holds("a.pptx", content, "First\n\nSecond\nwith two lines\n\nTenth\n\nSaid of the first\n\nSaid of the second")


def test_a_sheet_gives_shared_and_inline_words_and_numbers() -> None:
    first = [shared(1) + number("3.5"), inline("Paper & ink") + number("-12"), "<c/>"]
    second = [shared(0), shared(7) + shared("none") + inline("last")]
    content = xlsx(first, second, strings=["Spring", "Item"])
    holds("a.xlsx", content, "Item\t3.5\nPaper & ink\t-12\n\nSpring\n\t\tlast")


def test_shared_words_leave_out_how_they_are_pronounced() -> None:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    strings = f"<sst {space}><si><r><t>東</t></r><r><t>京</t></r><rPh><t>トウキョウ</t></rPh></si></sst>"
    members = {CONTENT_TYPES: "<Types/>", "xl/workbook.xml": "<workbook/>", "xl/sharedStrings.xml": strings}
    sheet_of_one = f"<worksheet {space}><row>{shared(0)}</row></worksheet>"
    holds("a.xlsx", packed(members | {"xl/worksheets/sheet1.xml": sheet_of_one}), "東京")


def test_html_gives_what_a_browser_shows() -> None:
    page = """<!DOCTYPE html><html><head><title>Not shown</title><style>p { color: red }</style></head><body>
        <script>var hidden = "no"</script><h1>Prices   of
        paper</h1><p>It costs <b>3</b>&nbsp;euros,<br>not <i>th</i>ree.</p><svg><style>x</style><text>drawn</text></svg>
        <ul><li>one<li>two</ul><table><tr><td>a<td>b</table><noscript>off</noscript>
        <pre>def f():\n    return 1</pre><!-- said to nobody --></body></html>"""
    expected = "Prices of paper\nIt costs 3 euros,\nnot three.\none\ntwo\na\nb\ndef f():\n    return 1"
    holds("a.html", page.encode(), expected)


def test_an_email_of_html_alone_gives_what_is_shown() -> None:
    content = bytes(email(html="<p>Pay <b>soon</b>.</p><script>no</script><p>Ana</p>"))
    holds("a.eml", content, f"{EMAIL_HEADER}\n\nPay soon.\nAna")


def test_an_email_gives_its_plain_body_where_it_has_both() -> None:
    message = email("Pay soon.")
    message.add_alternative("<p>Pay <b>soon</b>, in colours.</p>", subtype="html")
    holds("a.eml", bytes(message), f"{EMAIL_HEADER}\n\nPay soon.")


def test_what_is_attached_to_an_email_is_measured_beside_it() -> None:
    files = {"factura.pdf": pdf(SPANISH), "../../notes.txt": "\n".join(ENGLISH).encode(), "logo.png": PNG}
    report = measured("a.eml", bytes(email("See below.", files=files)))
    found = {each.name: (each.format, each.tokens["o200k"]) for each in report.documents}
    assert found == {
        "a.eml": ("eml", tokens(f"{EMAIL_HEADER}\n\nSee below.")),
        "a.eml/factura.pdf": ("pdf", tokens("\n".join(SPANISH))),
        "a.eml/notes.txt": ("text", tokens("\n".join(ENGLISH))),
    }
    assert said(report) == ["a.eml/logo.png: it is an image; it needs text recognition (OCR) first"]


def test_a_forwarded_email_is_read_with_what_is_attached_to_it() -> None:
    inner = email("The inner words.", files={"a.txt": b"Words of the file."})
    outer = email("The outer words.")
    outer.add_attachment(inner)
    report = measured("zipped.zip", packed({"outer.eml": bytes(outer)}))
    assert [each.name for each in report.documents] == [
        "zipped.zip/outer.eml", "zipped.zip/outer.eml/1.eml", "zipped.zip/outer.eml/1.eml/a.txt",
    ]  # fmt: skip
    assert not report.skipped


def test_emails_within_emails_are_not_followed_without_end() -> None:
    message = email("The innermost words.")
    for _ in range(6):
        around = EmailMessage()
        around["Subject"] = "Forwarded"
        around.set_content("See below.")
        around.add_attachment(message)
        message = around
    report = measured("a.eml", bytes(message))
    assert len(report.documents) == 4
    assert [line.partition(": ")[2] for line in said(report)] == [
        "it is attached to an e-mail within an e-mail within an e-mail; take it out"
    ]


# Records


def test_each_record_of_a_jsonl_file_is_a_document() -> None:
    records = [{"text": ENGLISH[0]}, {"id": 7, "content": SPANISH[0]}, {"id": 8}]
    report = measured("a.jsonl", "\n\n".join(map(json.dumps, records)).encode())
    assert [(each.name, each.tokens["o200k"]) for each in report.documents] == [
        ("a.jsonl:1", tokens(ENGLISH[0])), ("a.jsonl:3", tokens(SPANISH[0])), ("a.jsonl:5", tokens('{"id": 8}')),
    ]  # fmt: skip
    assert not report.skipped and not report.form


def test_a_record_without_words_is_named_with_its_line() -> None:
    report = measured("a.jsonl", b'{"text": "some words"}\n{"text": " "}\nno json\n')
    assert [(each.line, line) for each, line in zip(report.skipped, said(report), strict=True)] == [
        (2, "a.jsonl: there is no text in it"), (3, "a.jsonl: it is not JSON"),
    ]  # fmt: skip
    assert len(report.documents) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_records_in_another_encoding_are_read(encoding: str) -> None:
    lines = "\n".join(json.dumps({"text": line}, ensure_ascii=False) for line in SPANISH)
    report = measured("a.jsonl", lines.encode(encoding))
    assert [each.tokens["o200k"] for each in report.documents] == [tokens(line) for line in SPANISH]


# Encodings


@LANGUAGES
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1"])
@pytest.mark.parametrize("format_", ["text", "csv", "html"])
def test_every_usual_encoding_is_told(format_: str, encoding: str, lines: Lines, language: str) -> None:
    name, made = LINE_BY_LINE[format_]
    holds(name, made(lines).decode().encode(encoding), "\n".join(lines))
    assert document(name, made(lines).decode().encode(encoding)).language == language


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_the_mark_of_a_text_says_which_end_comes_first(mark: bytes) -> None:
    order = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    holds("a.txt", mark + "El año 2026: 你好".encode(order), "El año 2026: 你好")


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Año", "cp1252"),
        ("Málaga, año 2026: ¿qué tal? — «Bien», dijo.", "cp1252"),
        ("El col·legi obrirà el 3r trimestre; preu: 30 €.", "cp1252"),
        ("Quien paga tarde debe un interés del cinco por ciento al año.", "mac_roman"),
        ("Quien paga tarde debe un interés del cinco por ciento al año.", "cp850"),
        ("Faktura za marzec jest płatna w ciągu trzydziestu dni. Kto płaci później, jest winien odsetki.", "cp1250"),
        ("Счёт за март оплачивается в течение тридцати дней. Кто платит позже, должен проценты.", "cp1251"),
        ("三月份的发票在三十天内付款。逾期付款者需支付百分之五的利息。投诉由都柏林办事处答复。", "gb18030"),
        ("三月の請求書は三十日以内に支払われます。支払いが遅れると利息がかかります。", "shift_jis"),
    ],
)
def test_older_encodings_are_told_by_their_letters(words: str, encoding: str) -> None:
    holds("a.txt", words.encode(encoding), words)


def test_a_text_that_changes_its_encoding_midway_loses_but_letters() -> None:
    begin = "Ordinary words. " * 5000
    holds("a.txt", begin.encode() + "Málaga ".encode("latin-1") + b"and on", f"{begin}M\ufffdlaga and on")


@pytest.mark.parametrize(
    "words", ["日本語の文書です。", "Документ на русском языке", "وثيقة باللغة العربية", "🙂👩‍👩‍👧"]
)
def test_text_in_any_script_is_counted(words: str) -> None:
    holds("a.txt", words.encode(), words)


# Names that mislead


@pytest.mark.parametrize("name", ["report.txt", "report", "REPORT.PDF", "report.docx", "report.json"])
@pytest.mark.parametrize("format_", ["pdf", "docx", "pptx", "xlsx"])
def test_the_content_decides_what_a_file_is(format_: str, name: str) -> None:
    content = LINE_BY_LINE[format_][1](ENGLISH)
    holds(name, content, "\n".join(ENGLISH))
    assert document(name, content).format == format_


def test_a_page_of_html_is_told_without_its_ending() -> None:
    page = "".join(f"<p>{line}</p>" for line in ENGLISH)
    holds("page.txt", f"\n<!DOCTYPE html><html><body>{page}</body></html>".encode(), "\n".join(ENGLISH))


def test_a_text_that_speaks_of_pdf_is_no_pdf() -> None:
    words = "Every PDF begins with %PDF-1.7 and ends with its trailer."
    holds("about.md", words.encode(), words)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (PNG, "it is an image; it needs text recognition (OCR) first"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "it is an image; it needs text recognition (OCR) first"),
        (b"\xd0\xcf\x11\xe0" + bytes(20),
         "it is an old or encrypted Office file; save it as DOCX, PPTX or XLSX, unencrypted"),
        (b"\x1f\x8b" + bytes(20), "it is compressed; unpack it, or pack it as zip"),
        (b"7z\xbc\xaf" + bytes(20), "it is a 7z archive; pack it as zip"),
        (b"Rar!" + bytes(20), "it is a RAR archive; pack it as zip"),
        (rb"{\rtf1 words}", "it is RTF; save it as DOCX"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
         "it is an OpenDocument file; save it as DOCX, PPTX or XLSX"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["report.pdf", "report.txt"])
def test_what_is_not_read_says_what_would_be_right(name: str, content: bytes, reason: str) -> None:
    assert said(measured(name, content)) == [f"{name}: {reason}"]


# Archives and folders


def test_the_files_in_an_archive_are_measured_one_by_one() -> None:
    names = {format_: name for format_, (name, _) in LINE_BY_LINE.items() if format_ != "jsonl"}
    content = packed({f"folder/{name}": LINE_BY_LINE[format_][1](ENGLISH) for format_, name in names.items()})
    report = measured("all.zip", content)
    assert {each.name: each.format for each in report.documents} == {
        f"all.zip/folder/{name}": format_ for format_, name in names.items()
    }
    assert {each.tokens["o200k"] for each in report.documents} == {tokens("\n".join(ENGLISH))}
    assert not report.skipped


def test_folders_are_read_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b/two.txt", "a.txt", ".git/config", ".hidden", "c.txt"):
        (tmp_path / name).write_text(ENGLISH[0], encoding="utf-8")
    found = list(sources([str(tmp_path)]))
    assert [Path(each.name).relative_to(tmp_path).as_posix() for each in found] == ["a.txt", "b/two.txt", "c.txt"]
    assert {each.size for each in found} == {len(ENGLISH[0])}
    counted = [measure_file(each, Settings(), Limits()).documents[0].tokens["o200k"] for each in found]
    assert counted == [tokens(ENGLISH[0])] * 3


def test_a_pattern_leads_to_the_files_that_it_names(tmp_path: Path) -> None:
    for name in ("a.txt", "b.md", "c.txt"):
        (tmp_path / name).write_text("words", encoding="utf-8")
    assert [Path(each.name).name for each in sources([f"{tmp_path}/*.txt"])] == ["a.txt", "c.txt"]


def test_a_path_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(NothingThere, match=str(path)):
            list(sources([str(path)]))


def test_a_store_that_is_not_known_is_named() -> None:
    with pytest.raises(NothingThere, match="nowhere://bucket"):
        list(sources(["nowhere://bucket"]))


def test_a_file_that_went_away_is_left_out_with_its_reason(tmp_path: Path) -> None:
    report = measure_file(Source("gone.txt", url=f"file://{tmp_path}/gone.txt", size=5), Settings(), Limits())
    assert said(report) == ["gone.txt: it cannot be opened: No such file or directory"]


def test_a_store_that_fails_in_its_own_way_ends_no_run() -> None:
    report = measure_file(Source("a.txt", url="nowhere://bucket/a.txt"), Settings(), Limits())
    assert [line.partition(" opened: ")[0] for line in said(report)] == ["a.txt: its address cannot be"]


def test_a_stored_archive_gives_the_same_as_a_compressed_one() -> None:
    members = {"a.txt": "\n".join(ENGLISH), "b.txt": "\n".join(SPANISH)}
    methods = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    reports = [measured("a.zip", packed(members, method)) for method in methods]
    assert all(report == reports[0] and len(report.documents) == 2 for report in reports)
