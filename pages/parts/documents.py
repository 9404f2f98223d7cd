"""What is dropped in on the documents page, how it is to be split, and how far the reading is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import streamlit as st

from advisor.catalogue import load
from advisor.documents import Settings, Source
from advisor.documents.formats import ENDINGS
from advisor.documents.report import FileReport
from advisor.documents.splitting import SPLITTERS, Chunking
from advisor.documents.tokens import ENCODINGS, O200K, exact_families
from advisor.language import Amount, Text, text
from advisor.measured import CHUNK_OVERLAP_TOKENS, CHUNK_TOKENS, FAMILY_NAMES, reckoned
from pages.parts import state
from pages.parts.markdown import plain
from pages.parts.measuring import Measuring
from pages.parts.reader import current_reader

MEASURING, PROBLEM = "documents.measuring", "documents.problem"


def drop_zone() -> None:
    """Files, how they are to be split, and the button that begins."""
    reader = current_reader()
    _ = reader._
    st.file_uploader(
        _("Documents or a zip of them"), accept_multiple_files=True, key="documents.files",
        type=[ending.removeprefix(".") for ending in ENDINGS],
        help=_("They are read on this server, in memory, and forgotten when you leave."),
    )  # fmt: skip
    with st.expander(_("How to split and count them")):
        size, overlap, splitter = st.columns(3)
        size.number_input(_("Tokens of a chunk"), 16, 32_768, _reckoned(CHUNK_TOKENS, 16, 32_768), key="documents.size")
        overlap.number_input(
            _("Tokens shared with the chunk before"), 0, 8_192, _reckoned(CHUNK_OVERLAP_TOKENS, 0, 8_192),
            key="documents.overlap",
        )  # fmt: skip
        splitter.selectbox(
            _("A chunk ends"), list(SPLITTERS), format_func=lambda name: _(SPLITTERS[name]), key="documents.splitter"
        )
        st.multiselect(
            _("Count exactly for"), list(exact_families()), list(ENCODINGS), key="documents.families",
            format_func=lambda family: _(FAMILY_NAMES[family]),
            help=_("All others are estimated from measured ratios."),
        )  # fmt: skip
    st.button(_("Measure"), icon=":material/straighten:", key="documents.measure", on_click=_begin)
    if problem := st.session_state.get(PROBLEM):
        st.error(plain(reader.say(problem)), icon=":material/error:")


def _reckoned(name: str, lowest: int, highest: int) -> int:
    """What the project reckons with, which the fields begin with, as far as they may hold it."""
    return min(max(round(reckoned(name, state.project(), load())), lowest), highest)


def _begin() -> None:
    files, kept = st.session_state["documents.files"], st.session_state
    chunking = Chunking(kept["documents.size"], kept["documents.overlap"], kept["documents.splitter"])
    kept[PROBLEM] = None
    if not files:
        kept[PROBLEM] = text("Drop in some documents first")
    elif chunking.problem:
        kept[PROBLEM] = text("The chunks cannot overlap by as much as they hold; give a smaller overlap")
    else:
        sources = [Source(file.name, content=file.getvalue(), size=file.size, stamp=file.file_id) for file in files]
        kept[MEASURING] = Measuring(_named_apart(sources), Settings(tuple(kept["documents.families"]), chunking))


def _named_apart(sources: list[Source]) -> list[Source]:
    """Files of the same name are told apart by their place."""
    often = Counter(source.name for source in sources)
    return [
        source if often[source.name] == 1 else replace(source, name=f"{source.name} ({number})")
        for number, source in enumerate(sources, start=1)
    ]


def measuring() -> Measuring | None:
    """The run of this session, if there is one."""
    current: Measuring | None = st.session_state.get(MEASURING)
    return current


@st.fragment(run_every=0.7)
def progress() -> None:
    """How far it is, file by file; the page is drawn anew when it is done."""
    reader, run = current_reader(), measuring()
    if run is None or not run.is_running:
        st.rerun()
        return
    so_far = text("{done} of {count} files", done=run.done, count=run.files)
    st.progress(run.done / run.files, text=plain(reader.say(so_far)))
    for name, report in list(run.last):
        st.caption(plain(reader.say(text("{name}: {outcome}", name=name, outcome=outcome(report)))))
    st.button(reader._("Stop here"), icon=":material/stop:", key="documents.stop", on_click=run.stop)


def outcome(report: FileReport) -> Text | Amount:
    """What came of one file, in short."""
    if report.documents:
        return Amount(sum(document.tokens[O200K] for document in report.documents), "tokens")
    if report.examples:
        return text("{count} training examples", count=len(report.examples))
    return report.skipped[0].reason if report.skipped else text("nothing in it")
