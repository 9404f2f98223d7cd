"""Files that are broken, or made to break their reader, cost nothing but a line that says why they were left out."""

from __future__ import annotations

import os
import struct
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.documents import Journal, Limits, Settings, Source, corpus, measure, on_this_machine
from advisor.documents.listing import sources
from advisor.documents.measuring import measure_file
from advisor.documents.report import FileReport
from tests.documents import (
    CONTENT_TYPES,
    ENGLISH,
    PNG,
    SPANISH,
    SPREADSHEET,
    WORDPROCESSING,
    document,
    docx,
    email,
    inline,
    measured,
    packed,
    pdf,
    pptx,
    said,
    shared,
    tokens,
    xlsx,
)

MEGABYTE = 2**20
GOOD = "\n".join(ENGLISH)
UNFORESEEN = "it cannot be read: "
"""How the last resort begins: what readers meet every day has a reason of its own."""


def left_out(name: str, content: bytes, reason: str, limits: Limits | None = None) -> None:
    """Nothing is read of the file, and that is why."""
    report = measured(name, content, limits=limits)
    assert (report.documents, report.examples, said(report)) == ((), (), [f"{name}: {reason}"])


def kept_and_left_out(report: FileReport) -> tuple[list[str], list[str]]:
    return [each.name for each in report.documents], said(report)


def is_told(report: FileReport) -> bool:
    """Whether something came of the file, and nothing that nobody thought of."""
    found = report.documents or report.examples or report.skipped
    return bool(found) and not any(UNFORESEEN in line for line in said(report))


# Bombs


def test_a_zip_bomb_is_skipped_with_its_reason() -> None:
    content = packed({"before.txt": GOOD, "bomb.txt": bytes(8 * MEGABYTE), "after.txt": GOOD})
    assert len(content) < 10 * 1024
    kept, lines = kept_and_left_out(measured("a.zip", content, limits=Limits(unpacked_bytes=MEGABYTE)))
    assert kept == ["a.zip/before.txt", "a.zip/after.txt"]
    assert lines == ["a.zip/bomb.txt: it unpacks to more than 1.05 MB"]


def test_members_that_together_unpack_to_too_much_are_skipped() -> None:
    content = packed({f"{number}.txt": "word " * 1000 for number in range(10)})
    kept, lines = kept_and_left_out(measured("a.zip", content, limits=Limits(unpacked_bytes=20_000)))
    assert kept == [f"a.zip/{number}.txt" for number in range(4)]
    assert lines == [f"a.zip/{number}.txt: it unpacks to more than 20 kB" for number in range(4, 10)]


@pytest.mark.parametrize("format_", ["docx", "pptx", "xlsx"])
def test_an_office_bomb_is_skipped_with_its_reason(format_: str) -> None:
    content = {
        "docx": docx(["a" * MEGABYTE]),
        "pptx": pptx({1: ["a" * MEGABYTE]}),
        "xlsx": xlsx([inline("a" * MEGABYTE)]),
    }
    left_out(f"a.{format_}", content[format_], "it unpacks to more than 100 kB", Limits(unpacked_bytes=100_000))


def test_a_long_string_shared_by_many_cells_is_a_bomb_too() -> None:
    content = xlsx([shared(0) * 100], [shared(0) * 100], strings=["a" * 10_000])
    left_out("a.xlsx", content, "it unpacks to more than 1.5 MB", Limits(unpacked_bytes=1_500_000))
    assert document("a.xlsx", content).characters == 2 * (100 * 10_000 + 99) + 2


def test_an_archive_within_an_archive_is_not_unpacked() -> None:
    inner = packed({"deep.txt": GOOD})
    for name in ("inner.zip", "inner.txt"):
        kept, lines = kept_and_left_out(measured("outer.zip", packed({name: inner, "good.txt": GOOD})))
        assert kept == ["outer.zip/good.txt"]
        assert lines == [f"outer.zip/{name}: it is an archive within an archive; unpack it"]
    assert said(measured("a.eml", bytes(email("Words.", files={"inner.zip": inner})))) == [
        "a.eml/inner.zip: it is an archive within an archive; unpack it"
    ]


def test_an_archive_of_too_many_files_is_skipped() -> None:
    content = packed({f"{number}.txt": "" for number in range(3100)})
    left_out("a.zip", content, "it holds 3,100 files; at most 3,000 are read from one archive", Limits(members=3000))


LAUGHS = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};&l{n - 1};&l{n - 1};&l{n - 1};&l{n - 1};">' for n in range(1, 12))
DECLARATIONS = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
    "external entity": '<!DOCTYPE x [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>',
    "external declaration": '<!DOCTYPE x SYSTEM "http://example.org/x.dtd" [<!ENTITY l11 "ha">]>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.org/p"> %p; <!ENTITY l11 "ha">]>',
}
ENTITY_PARTS = {
    "docx": ("word/document.xml", f'<w:p xmlns:w="{WORDPROCESSING}"><w:r><w:t>&l11;</w:t></w:r></w:p>'),
    "pptx": ("ppt/slides/slide1.xml", "<p><t>&l11;</t></p>"),
    "xlsx": ("xl/worksheets/sheet1.xml", f'<row xmlns="{SPREADSHEET}"><c><v>&l11;</v></c></row>'),
    "shared": ("xl/sharedStrings.xml", f'<si xmlns="{SPREADSHEET}"><t>&l11;</t></si>'),
}


@pytest.mark.parametrize("declaration", DECLARATIONS.values(), ids=DECLARATIONS)
@pytest.mark.parametrize(("part", "body"), ENTITY_PARTS.values(), ids=ENTITY_PARTS)
def test_xml_that_declares_entities_is_not_read(part: str, body: str, declaration: str) -> None:
    content = packed({CONTENT_TYPES: "<Types/>", part: declaration + body})
    left_out("a.docx", content, "its XML declares entities, which may blow it up; it is not read")


def test_entities_in_html_and_plain_xml_stay_what_they_are() -> None:
    laughing = DECLARATIONS["billion laughs"] + "<p>&l11; and words</p>"
    assert document("a.html", laughing.encode()).characters < 1000
    assert document("a.xml", laughing.encode()).characters == len(laughing)


def test_html_that_is_nested_a_hundred_thousand_deep_is_skipped() -> None:
    for tag in ("div", "b", "SPAN class=x", "table"):
        left_out("a.html", f"<{tag}>".encode() * 100_000, "its HTML is nested more than 5,000 tags deep")


def test_html_of_very_many_tags_side_by_side_is_read() -> None:
    row = "<tr><td>a<td><p>b<br><img src=x><ul><li>c<li>d</ul>"
    found = document("a.html", f"<table>{row * 6000}</table><div>{'<p>e' * 6000}".encode())
    assert found.words == 5 * 6000


def test_html_that_is_nested_but_not_too_deep_is_read() -> None:
    assert document("a.html", b"<div>" * 4000 + b"deep " + b"</div>" * 4000).characters == len("deep")


def test_deep_xml_is_read_or_skipped() -> None:
    deep = f'<w:p xmlns:w="{WORDPROCESSING}">' + "<w:r>" * 50_000 + "<w:t>deep</w:t>" + "</w:r>" * 50_000 + "</w:p>"
    assert is_told(measured("a.docx", packed({CONTENT_TYPES: "<Types/>", "word/document.xml": deep})))


@pytest.mark.parametrize("depth", [100, 900, 950, 1000, 100_000])
def test_deeply_nested_json_is_text_or_a_malformed_line(depth: int) -> None:
    nested = "[" * depth + "]" * depth
    assert document("a.json", nested.encode()).characters == 2 * depth
    good = '{"messages": [{"role": "assistant", "content": "words"}]}'
    call = '{"messages": [{"role": "assistant", "tool_calls": [' + nested + "]}]}"
    for line in (nested, call):
        report = measured("a.jsonl", f"{good}\n{line}\n".encode())
        assert is_told(report)
        assert len(report.examples) + len(report.skipped) == 2


# Archives that lie


LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def with_headers_changed(content: bytes, local: Mapping[int, bytes], central: Mapping[int, bytes]) -> bytes:
    """The archive of one member, with other bytes at these places of its two headers."""
    made = bytearray(content)
    for mark, changes in ((LOCAL, local), (CENTRAL, central)):
        begin = content.index(mark)
        for place, changed in changes.items():
            made[begin + place : begin + place + len(changed)] = changed
    return bytes(made)


def test_an_archive_that_says_it_is_small_and_is_not_is_skipped() -> None:
    content = packed({"a.txt": bytes(8 * MEGABYTE)})
    small = struct.pack("<I", 10)
    lying = with_headers_changed(content, {22: small}, {24: small})
    kept, lines = kept_and_left_out(measured("a.zip", lying, limits=Limits(unpacked_bytes=MEGABYTE)))
    assert kept == []
    assert lines == ["a.zip/a.txt: the archive is damaged or cut off; pack it again"]


def test_an_archive_that_says_it_is_huge_is_skipped_unread() -> None:
    huge = struct.pack("<I", 2**32 - 2)
    lying = with_headers_changed(packed({"a.txt": GOOD}), {22: huge}, {24: huge})
    assert said(measured("a.zip", lying)) == ["a.zip/a.txt: it unpacks to more than 268 MB"]


def test_an_encrypted_archive_asks_for_it_without_its_password() -> None:
    flag = struct.pack("<H", 1)
    locked = with_headers_changed(packed({"a.txt": GOOD}), {6: flag}, {8: flag})
    assert said(measured("a.zip", locked)) == ["a.zip/a.txt: it is encrypted; take the password off"]


@pytest.mark.parametrize("method", [1, 6, 9, 12, 14, 95, 99])
def test_a_compression_that_is_not_so_or_not_known_is_damage(method: int) -> None:
    packing = struct.pack("<H", method)
    odd = with_headers_changed(packed({"a.txt": GOOD}), {8: packing}, {10: packing})
    assert said(measured("a.zip", odd)) == ["a.zip/a.txt: the archive is damaged or cut off; pack it again"]


def test_a_member_whose_content_was_changed_is_damage_and_the_others_are_read() -> None:
    content = packed({"a.txt": GOOD, "b.txt": "\n".join(SPANISH)}, zipfile.ZIP_STORED)
    report = measured("a.zip", content.replace(ENGLISH[0].encode(), ENGLISH[0].upper().encode()))
    kept, lines = kept_and_left_out(report)
    assert kept == ["a.zip/b.txt"]
    assert lines == ["a.zip/a.txt: the archive is damaged or cut off; pack it again"]


def test_an_archive_without_files_says_so() -> None:
    for content in (packed({}), packed({"folder/": b""})):
        left_out("a.zip", content, "there is no text in it")


def test_members_of_one_name_are_read_once() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = packed_pairs([("a.txt", "first"), ("a.txt", "second")])
    assert [each.name for each in measured("a.zip", content).documents] == ["a.zip/a.txt"]


def packed_pairs(members: list[tuple[str, str]]) -> bytes:
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in members:
                archive.writestr(name, content)
        file.seek(0)
        return file.read()


# Names


NAMES = {
    "../../etc/cron.d/evil.txt": "a.zip/etc/cron.d/evil.txt",
    "/etc/passwd.txt": "a.zip/etc/passwd.txt",
    "C:\\Windows\\evil.txt": "a.zip/C:/Windows/evil.txt",
    "..\\..\\evil.txt": "a.zip/evil.txt",
    "./a/./b.txt": "a.zip/a/b.txt",
    "..": "a.zip/?",
    "evil\u202etxt.exe": "a.zip/evil�txt.exe",
    "red\x1b[31m.txt": "a.zip/red�[31m.txt",
    "two\nlines.txt": "a.zip/two�lines.txt",
    "señal.txt": "a.zip/señal.txt",
    "发票.txt": "a.zip/发票.txt",
    "فاتورة.txt": "a.zip/فاتورة.txt",
    "🙂.txt": "a.zip/🙂.txt",
    "long" * 100 + ".txt": "a.zip/" + ("long" * 100 + ".txt")[-200:],
}


@pytest.mark.parametrize(("name", "shown"), NAMES.items(), ids=range(len(NAMES)))
def test_a_member_is_shown_by_a_harmless_name_and_written_nowhere(
    name: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "one" / "two" / "three"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    monkeypatch.setattr(tempfile, "tempdir", str(inside))
    report = measured("a.zip", packed({name: GOOD}))
    assert ([each.name for each in report.documents], said(report)) == ([shown], [])
    assert [len(found) for _, folders, found in os.walk(tmp_path)] == [0, 0, 0, 0]


def test_a_member_without_a_name_is_read() -> None:
    unnamed = with_headers_changed(packed({"a": GOOD}), {26: b"\0\0\1\0"}, {28: b"\0\0\1\0"})
    kept, lines = kept_and_left_out(measured("a.zip", unnamed))
    assert (kept, lines) == (["a.zip/?"], [])


def test_a_name_with_a_nul_in_it_ends_there() -> None:
    content = packed({"aXb.txt": GOOD}).replace(b"aXb.txt", b"a\0b.txt")
    kept, lines = kept_and_left_out(measured("a.zip", content))
    assert (kept, lines) == (["a.zip/a"], [])


def test_the_number_of_a_slide_may_be_longer_than_python_reads() -> None:
    digits = "9" * 5000
    members = {
        CONTENT_TYPES: "<Types/>",
        f"ppt/slides/slide{digits}.xml": "<p/>",
        f"xl/worksheets/sheet{digits}.xml": "<r/>",
    }
    left_out("a.pptx", packed(members), "there is no text in it")
    assert document("a.xlsx", xlsx([shared(digits) + inline("word")], strings=["a"])).words == 1


@pytest.mark.parametrize("name", ["tab\there.txt", "bell\x07.txt", "left\u202eright.txt", "señal.txt", "发票.txt"])
def test_a_file_of_any_name_is_measured_and_its_name_can_be_kept(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(GOOD, encoding="utf-8")
    (only,) = sources([str(tmp_path)])
    assert only.name.isprintable()
    with Journal() as journal:
        journal.add(only, measure_file(only, Settings(), Limits()))
        assert corpus(journal).tokens == tokens(GOOD)


@pytest.mark.skipif(os.name == "nt", reason="there, names are Unicode")
def test_files_whose_names_are_no_unicode_are_told_apart(tmp_path: Path) -> None:
    for name in (b"a\xe9o.txt", b"a\xf1o.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(GOOD, encoding="utf-8")
    found = list(sources([str(tmp_path)]))
    assert [Path(each.name).name for each in found] == ["a\\udce9o.txt", "a\\udcf1o.txt"]
    with Journal() as journal:
        for each in found:
            journal.add(each, measure_file(each, Settings(), Limits()))
        assert corpus(journal).documents == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes there")
def test_pipes_and_links_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "around").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    assert [Path(each.name).name for each in sources([str(tmp_path)])] == ["a.txt"]


# PDF


def test_an_encrypted_pdf_asks_for_it_without_its_password() -> None:
    left_out("a.pdf", pdf(ENGLISH, encrypted=True), "it is encrypted; take the password off")


def test_a_pdf_of_too_many_pages_is_skipped() -> None:
    content = pdf(ENGLISH, SPANISH, ENGLISH)
    left_out("a.pdf", content, "it has 3 pages; at most 2 are read", Limits(pages=2))
    assert document("a.pdf", content).words


def test_a_pdf_of_very_many_empty_pages_has_no_text() -> None:
    left_out("a.pdf", pdf(*[()] * 1500), "there is no text in it; scanned pages need text recognition (OCR) first")


def test_a_pdf_that_is_cut_off_is_skipped_or_read_in_part() -> None:
    whole = pdf(ENGLISH, SPANISH)
    reports = [measured("a.pdf", whole[:size]) for size in range(9, len(whole), 37)]
    assert all(is_told(report) for report in reports)
    assert said(reports[0]) == ["a.pdf: the PDF is damaged or cut off"]


PAGES_OF_TWO = b"/Kids [4 0 R 6 0 R] /Count 2"


@pytest.mark.parametrize(
    "tree",
    [b"/Kids [2 0 R 2 0 R] /Count 2", b"/Kids [4 0 R 6 0 R] /Count 9999999", b"/Kids [4 0 R 6 0 R] /Count -1",
     b"/Kids [9 0 R] /Count 1", b"/Kids 4 /Count 2"],
)  # fmt: skip
def test_a_pdf_whose_pages_are_out_of_order_is_told(tree: bytes) -> None:
    whole = pdf(ENGLISH, SPANISH)
    assert PAGES_OF_TWO in whole
    assert is_told(measured("a.pdf", whole.replace(PAGES_OF_TWO, tree)))


# Nothing, too much, and no text


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.docx", "a.html", "a.eml", "a.csv", "a.json", "a.jsonl", "a.zip"])
def test_an_empty_file_says_so(name: str) -> None:
    left_out(name, b"", "it is empty: 0 bytes")


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.csv", "a.json", "a.jsonl"])
def test_a_file_of_blanks_has_no_text(name: str) -> None:
    left_out(name, b" \n\t \r\n  ", "there is no text in it")
    left_out(name, "\ufeff \u00a0\n".encode(), "there is no text in it")


@pytest.mark.parametrize("content", [docx(), docx([" ", ""]), pptx({}), pptx({1: [" "]}), xlsx(), xlsx(["<c/>"], [""])])
def test_an_office_file_without_words_has_no_text(content: bytes) -> None:
    left_out("a.docx", content, "there is no text in it")


def test_a_file_larger_than_may_be_is_skipped() -> None:
    limits = Limits(file_bytes=100)
    assert measured("a.txt", b"word " * 20, limits=limits).documents
    left_out("a.txt", b"word " * 20 + b".", "it is larger than 100 B; split it", limits)


def test_what_a_file_says_of_its_size_does_not_matter() -> None:
    report = measure_file(Source("a.txt", content=b"word " * 100), Settings(), Limits(file_bytes=100))
    assert said(report) == ["a.txt: it is larger than 100 B; split it"]


@pytest.mark.parametrize("format_", ["pdf", "docx", "html", "eml", "zip"])
def test_a_file_that_must_be_held_as_a_whole_has_a_lower_limit(format_: str) -> None:
    contents = {
        "pdf": pdf(ENGLISH),
        "docx": docx(ENGLISH),
        "html": b"<p>words</p>" * 50,
        "eml": bytes(email("a" * 500)),
        "zip": packed({"a.txt": "a" * 500}, zipfile.ZIP_STORED),
    }
    left_out(f"a.{format_}", contents[format_], "it is larger than 400 B; split it", Limits(packed_bytes=400))
    assert measured("a.txt", b"word " * 200, limits=Limits(packed_bytes=400)).documents


def test_nul_bytes_are_no_text() -> None:
    for name in ("a.txt", "a.html", "a.csv", "a.jsonl", "a.pdf"):
        left_out(name, b"words\0words", "it is not text: there are NUL bytes in it")


def test_a_nul_far_into_a_text_is_a_letter_like_others() -> None:
    words = "word " * 20_000 + "\0 end"
    assert document("a.txt", words.encode()).tokens == {"o200k": tokens(words)}


def test_halves_of_characters_are_replaced() -> None:
    report = measured("a.jsonl", b'{"text": "half \\ud800 of one"}\n{"text": "\\ud83d\\ude42 whole"}\n')
    expected = [tokens("half � of one"), tokens("🙂 whole")]
    assert [each.tokens["o200k"] for each in report.documents] == expected
    examples = measured("b.jsonl", b'{"prompt": "\\udfff", "completion": "\\ud800 of one"}\n').examples
    assert [each.answer_tokens for each in examples] == [tokens("� of one") + 4]
    role = measured("c.jsonl", b'{"messages": [{"role": "\\ud800", "content": "a"}]}\n')
    assert said(role) == ["c.jsonl: the role “�” is not known; right: system, user or assistant"]
    with Journal() as journal:
        journal.add(Source("c.jsonl"), role)
        assert corpus(journal).skipped == role.skipped


@pytest.mark.slow
@pytest.mark.parametrize("line", [b"a", b"word ", b'{"a": 1}, '], ids=["letter", "words", "JSON"])
def test_a_line_of_ten_megabytes_is_counted(line: bytes) -> None:
    content = line * (10 * MEGABYTE // len(line)) + b" end"
    assert document("a.txt", content).characters == len(content)


# E-mail


EMAILS = {
    "no header": b"just words and nothing else",
    "header alone": b"Subject: a word\n",
    "no boundary": b"Content-Type: multipart/mixed\n\nwords",
    "boundary that never comes": b'Content-Type: multipart/mixed; boundary="x"\n\nwords',
    "boundary that never ends": b'Content-Type: multipart/mixed; boundary="x"\n\n--x\n\nwords',
    "broken base64": b"Subject: a\nContent-Transfer-Encoding: base64\n\n!!!! not base64 ====",
    "broken quoted-printable": b"Subject: a\nContent-Transfer-Encoding: quoted-printable\n\n=ZZ=\xff=",
    "bytes in a header": b"Subject: \xff\xfe\xe9\nFrom: \xf1\n\nwords",
    "broken encoded words": b"Subject: =?utf-8?b?!!!?= =?no?q?a?= =?utf-8?x?a?=\n\nwords",
    "broken addresses": b'Subject: a\nFrom: <<@@>>,,;:\\"(\nTo: =?utf-8?q?=22?= <\n\nwords',
    "broken date": b"Subject: a\nDate: yesterday, the 45th of Nivose\n\nwords",
    "broken type": b"Subject: a\nContent-Type: ; ;;=\n\nwords",
    "broken parameters": b"Subject: a\nContent-Type: text/plain; charset*1*=x; charset*=\"a'b'c'd\"\n\nwords",
    "unclosed comment": b"Subject: a\nMIME-Version: 1.0 (((((\nContent-Type: text/plain; (((\n\nwords",
    "message that is no message": b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nZm9v",
    "attachment without a name": b'Content-Type: multipart/mixed; boundary="x"\n\n--x\n\nwords\n--x\n'
    b"Content-Disposition: attachment; filename==?=\n\nfile\n--x--",
}


@pytest.mark.parametrize("content", EMAILS.values(), ids=EMAILS)
def test_an_email_that_is_broken_is_read_or_skipped(content: bytes) -> None:
    assert is_told(measured("a.eml", content))


def test_an_email_in_an_unknown_encoding_says_so_and_keeps_its_attachments() -> None:
    message = email("the body", files={"a.txt": GOOD.encode()})
    content = bytes(message).replace(b'charset="utf-8"', b'charset="martian"')
    kept, lines = kept_and_left_out(measured("a.eml", content))
    assert kept == ["a.eml/a.txt"]
    assert lines == ["a.eml: its body is in an encoding that is not known"]


def test_an_attachment_without_content_is_named() -> None:
    report = measured("a.eml", bytes(email("the body", files={"empty.txt": b""})))
    assert said(report) == ["a.eml/empty.txt: it is empty: 0 bytes"]


# Whatever it holds


VALID: dict[str, bytes] = {
    "a.pdf": pdf(ENGLISH, SPANISH),
    "a.docx": docx(ENGLISH, header1=["Draft"]),
    "a.pptx": pptx({1: ENGLISH, 2: SPANISH}, {1: ["note"]}),
    "a.xlsx": xlsx([inline("a") + shared(0)], strings=["b"]),
    "a.html": "".join(f"<div><p>{line}</p><pre>a\nb</pre></div>" for line in SPANISH).encode(),
    "a.eml": bytes(email("words", files={"a.pdf": pdf(ENGLISH), "a.txt": b"words"})),
    "a.txt": "\n".join(SPANISH).encode("utf-16"),
    "a.md": "\n".join(SPANISH).encode("latin-1"),
    "a.jsonl": b'{"text": "words"}\n{"text": "more"}\n',
    "train.jsonl": b'{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}\n' * 3,
    "a.zip": packed({"a.txt": GOOD, "b/c.docx": docx(ENGLISH), "d.png": PNG}),
    "stored.zip": packed({"a.txt": GOOD, "b.txt": GOOD}, zipfile.ZIP_STORED),
    "bzip2.zip": packed({"a.txt": GOOD}, zipfile.ZIP_BZIP2),
    "lzma.zip": packed({"a.txt": GOOD}, zipfile.ZIP_LZMA),
}
STORED_OFFICE = {
    f"stored.{ending}": packed(dict(members), zipfile.ZIP_STORED)
    for ending, members in {
        "docx": {CONTENT_TYPES: "<Types/>", "word/document.xml": f'<w:p xmlns:w="{WORDPROCESSING}"><w:t>a</w:t></w:p>'},
        "xlsx": {CONTENT_TYPES: "<Types/>", "xl/worksheets/sheet1.xml": "<r><row><c><v>1</v></c></row></r>"},
    }.items()
}
FUZZED = VALID | STORED_OFFICE

Change = Callable[[bytes], bytes]
PLACE = st.integers(0, 2**20)
CHANGES = st.one_of(
    st.builds(lambda place, byte: lambda content: put(content, place, 1, bytes([byte])), PLACE, st.integers(0, 255)),
    st.builds(lambda place, size: lambda content: put(content, place, size, b""), PLACE, st.integers(1, 200)),
    st.builds(
        lambda place, new: lambda content: put(content, place, 0, new), PLACE, st.binary(min_size=1, max_size=20)
    ),
    st.builds(lambda place: lambda content: content[: place % (len(content) + 1)], PLACE),
    st.builds(lambda place, size: lambda content: put(content, place, 0, content[:size]), PLACE, st.integers(1, 500)),
)
"""A byte replaced, some cut out, some put in, the end cut off, the beginning repeated."""


def put(content: bytes, place: int, size: int, new: bytes) -> bytes:
    place %= len(content) + 1
    return content[:place] + new + content[place + size :]


@pytest.mark.parametrize("name", FUZZED)
@given(changes=st.lists(CHANGES, min_size=1, max_size=5))
def test_a_damaged_file_is_read_in_part_or_skipped_with_a_reason(name: str, changes: list[Change]) -> None:
    content = FUZZED[name]
    for change in changes:
        content = change(content)
    report = measured(name, content, limits=Limits(unpacked_bytes=MEGABYTE))
    assert is_told(report), said(report)


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.eml", "a.json", "a.jsonl", "a.md"])
@given(content=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_skipped_with_a_reason(name: str, content: bytes) -> None:
    report = measured(name, content)
    assert is_told(report), said(report)


@pytest.mark.parametrize(
    "begin", [b"%PDF-1.7\n", b"PK\x03\x04", b"PK\x05\x06", b"<!doctype html", b"\xff\xfe", b"\xef\xbb\xbf"]
)
@given(rest=st.binary(max_size=300))
def test_a_file_that_only_begins_like_its_format_is_told(begin: bytes, rest: bytes) -> None:
    report = measured("a", begin + rest)
    assert is_told(report), said(report)


@given(words=st.text(max_size=200), name=st.sampled_from(["a.docx", "a.pptx", "a.xlsx"]))
def test_any_markup_in_an_office_file_is_read_or_skipped(words: str, name: str) -> None:
    parts = ("word/document.xml", "ppt/slides/slide1.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml")
    for markup in (words, f"<p>{words}</p>", f"<row><c t='s'><v>{words}</v></c></row>"):
        report = measured(name, packed({CONTENT_TYPES: ""} | dict.fromkeys(parts, markup.encode())))
        assert is_told(report), said(report)


@given(name=st.text(min_size=1, max_size=50).filter(lambda name: name.partition("\0")[0][-1:] not in ("", "/")))
def test_any_name_of_a_member_is_shown_harmlessly(name: str) -> None:
    report = measured("a.zip", packed({name: GOOD}))
    for each in (*report.documents, *report.skipped):
        assert each.name.isprintable() and ".." not in each.name.split("/")
    assert is_told(report)


# Every process on its leash


@pytest.mark.slow
def test_hostile_files_cost_the_good_ones_nothing() -> None:
    hostile = {
        "zeros.zip": packed({"zeros.txt": bytes(300 * MEGABYTE)}),
        "endless.html": b"<path>" * 150_000 + b"<hr>" * 150_000,
        "swollen.xlsx": xlsx([shared(0) * 1000] * 4, strings=["a" * MEGABYTE]),
        "encrypted.pdf": pdf(ENGLISH, encrypted=True),
        "laughs.docx": packed(
            {CONTENT_TYPES: "", "word/document.xml": DECLARATIONS["billion laughs"] + "<p>&l11;</p>"}
        ),
        "empty.txt": b"",
    }
    good = {name: content for name, content in VALID.items() if name != "a.zip"}
    mixed = [*list(good.items())[:4], *hostile.items(), *list(good.items())[4:]]
    limits = Limits(seconds=10, memory_bytes=768 * MEGABYTE, unpacked_bytes=2**33)
    with Journal() as journal:
        files = [Source(name, content=content, size=len(content)) for name, content in mixed]
        measure(files, journal, on_this_machine(1), limits=limits)
        found = corpus(journal)
    expected = [document for name, content in good.items() for document in measured(name, content).documents]
    assert (found.files, found.documents) == (len(mixed), len(expected))
    assert found.tokens == sum(each.tokens["o200k"] for each in expected)
    lines = dict(line.split(": ", 1) for line in said(FileReport(skipped=found.skipped)))
    broke = "reading it broke the process that read it: too much memory, or a damaged file"
    assert lines.pop("swollen.xlsx") in ("it needs more memory than one file may have", broke)
    assert lines == {
        "zeros.zip/zeros.txt": "it is not text: there are NUL bytes in it",
        "endless.html": "it took longer than 11 seconds to read",
        "encrypted.pdf": "it is encrypted; take the password off",
        "laughs.docx": "its XML declares entities, which may blow it up; it is not read",
        "empty.txt": "it is empty: 0 bytes",
    }


def test_a_process_that_measures_runs_nothing_of_the_page_that_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, ran = tmp_path / "page.py", tmp_path / "ran"
    page.write_text(f"open({str(ran)!r}, 'w').close()", encoding="utf-8")
    main = ModuleType("__main__")
    main.__file__ = str(page)
    monkeypatch.setitem(sys.modules, "__main__", main)
    with Journal() as journal:
        measure([Source("good.txt", content=GOOD.encode(), size=len(GOOD))], journal, on_this_machine(1))
        assert corpus(journal).files == 1
    assert not ran.exists()
