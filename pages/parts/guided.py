"""The guided path: one question at a time, with the advice so far above it and what the last answer changed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from advisor.advice import NAMES_IN_A_SENTENCE, WAY_NAMES
from advisor.guide import Open, Progress, Walk, open_questions, progress
from advisor.language import Reader, Text, text
from advisor.project import GROUP_TITLES, QUESTIONS
from advisor.question_help import IF_WRONG, WHERE
from advisor.report.change_words import change_in_words
from advisor.report.effect_words import effect_in_words
from advisor.report.palette import BADGE_COLOURS
from pages.parts import chance, form, state
from pages.parts.markdown import bold, plain
from pages.parts.reader import current_reader

WALK = "guided.walk"
RECOMMENDATION = "pages/views/recommendation.py"


def show() -> None:
    """The advice so far, the question that matters most now, and how far one is."""
    questions = open_questions(state.advice())
    walk = _begun(questions)
    _advice_so_far()
    with st.container(border=True, key="guided"):
        if walk.now is None:
            _all_asked(walk, questions)
        else:
            _question(walk.now, walk, questions)
    _how_far(walk, questions)


def walk_so_far() -> Walk | None:
    """How far the reader has come in this project; None where the path was not begun."""
    generation, walk = st.session_state.get(WALK, (-1, None))
    return walk if generation == state.generation() else None


def go_on_from(walk: Walk) -> None:
    """Take up the path where it was left."""
    st.session_state[WALK] = (state.generation(), walk)


def _begun(questions: tuple[Open, ...]) -> Walk:
    walk = walk_so_far() or Walk().onward(_paths(questions))
    go_on_from(walk)
    return walk


def _paths(questions: tuple[Open, ...]) -> list[str]:
    return [question.path for question in questions]


# The advice so far


def _advice_so_far() -> None:
    reader, advice = current_reader(), state.advice()
    second = advice.ways[advice.ranking[1]]
    then = text("then {way}, {chance}", way=text(NAMES_IN_A_SENTENCE[second.way]),
                chance=chance.percent(second.chance, reader))  # fmt: skip
    with st.container(border=True, key="guided_advice", gap="xsmall"):
        st.caption(plain(reader._("The advice so far")))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(plain(reader._(WAY_NAMES[advice.verdict])), color=BADGE_COLOURS[advice.verdict])
            st.markdown(bold(chance.of_verdict(advice, reader)), width="content")
            st.caption(plain(reader.say(then)), width="content")
        _what_changed(reader)


def _what_changed(reader: Reader) -> None:
    """What the last change did: before and after."""
    before, advice = state.before(), state.advice()
    if before is None:
        st.caption(plain(reader._("Each answer shows here what it changes.")))
        return
    change = change_in_words(before.project, advice.project, reader)
    effects = [reader.say(told) for told in effect_in_words(before, advice, reader)]
    said = " · ".join(effects) or reader._("it hardly changed the advice")
    st.markdown(f":material/swap_horiz: {plain(change)} — {plain(said)}")


# One question


def _question(path: str, walk: Walk, questions: tuple[Open, ...]) -> None:
    reader, question = current_reader(), QUESTIONS[path]
    group = reader._(GROUP_TITLES[path.split(".")[0]])
    with st.container(gap=None):
        st.caption(plain(reader.say(text("Question {number} · {group}", number=walk.place + 1, group=group))))
        st.header(form.label_of(question, reader), anchor=False)
    with st.grid(2, min_column_width=320, gap="medium"):
        with st.container():
            form.ask(path, prefix="guided", look=form.Look.ALONE)
            _moves(path, walk, reader)
        with st.container(gap="small"):
            _help(path, questions, reader)


def _moves(path: str, walk: Walk, reader: Reader) -> None:
    _ = reader._
    is_answered = state.project().answer(path) is not None
    onward, icon = (_("Next"), "arrow_forward") if is_answered else (_("Skip"), "skip_next")
    with st.container(horizontal=True):
        _button("back", _("Back"), _back, icon="arrow_back", disabled=walk.place == 0)
        _button("dont_know", _("I don't know"), _dont_know, icon="help")
        _button("next", onward, _next, icon=icon)


def _button(name: str, label: str, do: Callable[[], None], icon: str, *, disabled: bool = False) -> None:
    st.button(label, key=f"guided.{name}", on_click=do, icon=f":material/{icon}:", disabled=disabled)


def _help(path: str, questions: tuple[Open, ...], reader: Reader) -> None:
    _ = reader._
    question = QUESTIONS[path]
    why = next((found.reason for found in questions if found.path == path), None)
    assumed = form.assumption(question, reader)
    for title, words in (
        (_("What it means"), _(question.help)),
        (_("Where to find it"), _(WHERE[path])),
        (_("If it is wrong"), _(IF_WRONG[path])),
        (_("Why it is asked now"), reader.say(why) if why else ""),
        (_("If it is left open"), reader.say(assumed) if assumed else ""),
    ):
        if words:
            st.markdown(f"{bold(title)}  \n{plain(words)}")


# Going on


def _move(step: Callable[[Walk, list[str]], Walk]) -> None:
    still_open = _paths(open_questions(state.advice()))
    go_on_from(step(walk_so_far() or Walk(), still_open))


def _back() -> None:
    _move(lambda walk, _: walk.back())


def _next() -> None:
    """On from an answer; without one, the question is put off."""
    now = (walk_so_far() or Walk()).now
    is_answered = now is not None and state.project().answer(now) is not None
    _move(Walk.onward if is_answered or now is None else Walk.skip)


def _dont_know() -> None:
    """Not knowing is an answer: what stood there goes, and the question is not put again."""
    now = (walk_so_far() or Walk()).now
    if now is not None:
        state.refused().pop(now, None)
        state.answer(now, None)
    _move(Walk.dont_know)


# How far one is


def _how_far(walk: Walk, questions: tuple[Open, ...]) -> None:
    reader, done = current_reader(), progress(questions, walk, state.project())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/flag: {plain(reader.say(_in_words(done)))}", width="stretch")
        st.page_link(RECOMMENDATION, label=reader._("See the recommendation"), icon=":material/arrow_forward:")


def _in_words(done: Progress) -> Text:
    if done.could_change_choice:
        return text(
            "{answered} answered · could still change the choice: {count} · hardly matter: {rest}. You may stop at any "
            "time: what is open is assumed, widely, and asked in the order in which it matters.",
            answered=done.answered, count=done.could_change_choice, rest=done.hardly_matter,
        )  # fmt: skip
    if done.hardly_matter:
        return text(
            "{answered} answered · You can stop here: no open question could change the choice; those left ({rest}) "
            "only make the figures more exact.",
            answered=done.answered, rest=done.hardly_matter,
        )  # fmt: skip
    return text("{answered} answered", answered=done.answered)


def _all_asked(walk: Walk, questions: tuple[Open, ...]) -> None:
    """The end of the path: what is left open, and where to go from here."""
    reader = current_reader()
    _ = reader._
    st.header(_("That was every question"), anchor=False)
    left = [question for question in questions if question.path in walk.unknown | walk.skipped]
    if not left:
        st.markdown(plain(_("Nothing is left open. You can change any answer at any time.")))
    worth = [question for question in left if question.could_change_choice]
    if worth:
        st.markdown(plain(_("Worth finding out, because the answer could change the choice:")))
        for question in worth:
            st.button(plain(_(QUESTIONS[question.path].label)), key=f"guided.put.{question.path}", type="tertiary",
                      icon=":material/help:", on_click=_put, args=(question.path,))  # fmt: skip
    elif left:
        told = text("Left open: {count}. None of them could change the choice.", count=len(left))
        st.markdown(plain(reader.say(told)))
    _button("back", _("Back"), _back, icon="arrow_back", disabled=not walk.asked)


def _put(path: str) -> None:
    _move(lambda walk, _: walk.put(path))
