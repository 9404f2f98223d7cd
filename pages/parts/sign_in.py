"""Who is there, where this server asks for a sign-in; and what is shown to who has not signed in."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import streamlit as st

from advisor import access
from advisor.access import MisconfiguredError, Role, Rules, SignIn, Visitor
from advisor.language import Reader, Text, text
from advisor.planning.errors import NotAllowedError
from advisor.planning.names import stored
from pages.parts.markdown import plain
from pages.parts.reader import chosen_language

LOG = logging.getLogger(__name__)
LOOKS_ON = text("You may read here: nothing that you change is stored.")


def entrance() -> Callable[[], None] | None:
    """What a visitor sees in place of every page; None where the pages are theirs to see."""
    try:
        asked = _rules()
    except MisconfiguredError as error:
        _log(str(error))
        return _misconfigured
    if asked.sign_in is SignIn.NONE:
        return None
    found = _visitor(asked)
    if found is None:
        return _ask_to_sign_in if asked.sign_in is SignIn.PROVIDER else _not_from_proxy
    return None if found.role is not None else _without_a_role


def visitor() -> Visitor | None:
    """Who is there; None where nobody has signed in, or need not."""
    try:
        return _visitor(_rules())
    except MisconfiguredError:
        return None


def is_open_to_all() -> bool:
    """Whether whoever reaches this server may do everything."""
    try:
        return _rules().sign_in is SignIn.NONE
    except MisconfiguredError:
        return False


def may_change() -> bool:
    """Whether what this visitor does is stored."""
    try:
        asked = _rules()
    except MisconfiguredError:
        return False
    found = _visitor(asked)
    return asked.sign_in is SignIn.NONE or (found is not None and found.role is Role.EDITOR)


def refuse_to_look_on() -> None:
    """The last door before anything is stored, whatever a page forgot.

    Raises:
        NotAllowedError: this visitor may only read.
    """
    if not may_change():
        raise NotAllowedError(LOOKS_ON)


def source() -> str:
    """By what a visitor is told from others: who they are, else where they come from."""
    found = visitor()
    return f"visitor {found.identity}" if found else f"address {st.context.ip_address}"


def name() -> str:
    """The name of who has signed in; empty where nobody has."""
    found = visitor()
    return stored(found.name) if found else ""


def line() -> None:
    """In the sidebar: who is signed in, what that lets them do, and the way out."""
    found = visitor()
    if found is None:
        return
    reader = Reader(chosen_language())
    st.caption(plain(reader.say(text("Signed in as {name}", name=name()))))
    if found.role is Role.VIEWER:
        st.caption(plain(reader.say(LOOKS_ON)))
    _way_out(reader)


def said_of_all(reader: Reader) -> None:
    """Where something is kept on a server without a sign-in: who else can get at it."""
    if is_open_to_all():
        st.caption(
            plain(reader._("No sign-in is set up here: whoever reaches this server can open and change what is kept.")),
        )  # fmt: skip


@cache
def _rules() -> Rules:
    """What this server is told, asked for once: where there are no secrets, Streamlit looks for their files each time,
    while no other page can be drawn.

    Raises:
        MisconfiguredError: it cannot be done.
    """
    secrets = _secrets()
    refuses_others = bool(st.get_option("server.enableCORS") and st.get_option("server.enableXsrfProtection"))
    asked = access.rules(os.environ, secrets, _headers(), refuses_others=refuses_others)
    if asked.sign_in is SignIn.PROVIDER and find_spec("authlib") is None:
        raise MisconfiguredError(["Authlib is not installed: pip install -r requirements.txt"])
    return asked


def _secrets() -> Mapping[str, Any]:
    if st.secrets.load_if_toml_exists():
        return st.secrets.to_dict()
    if any(Path(file).exists() for file in st.get_option("secrets.files")):
        raise MisconfiguredError(["secrets.toml cannot be read"])
    return {}


def _headers() -> Mapping[str, str]:
    """The headers that Streamlit takes for claims, each with the claim's name."""
    found: Mapping[str, str] = st.get_option("server.trustedUserHeaders") or {}
    return found


def _visitor(asked: Rules) -> Visitor | None:
    """Streamlit takes the first of several headers of one name: that may be one which the visitor sent."""
    if asked.sign_in is SignIn.NONE or any(len(st.context.headers.get_all(header)) > 1 for header in _headers()):
        return None
    return asked.visitor(st.user.to_dict(), access.now())


@cache
def _log(faults: str) -> None:
    """Once: visitors must not fill the log."""
    error = MisconfiguredError([faults])
    LOG.error("Nothing is shown to anybody, because the sign-in is set up wrongly", exc_info=error)


# What is shown in place of the pages


def _misconfigured() -> None:
    _notice(
        text("The sign-in of this server is set up wrongly, so nothing is shown. Its log says what to mend."),
        ":material/lock:",
    )


def _not_from_proxy() -> None:
    _notice(
        text("You are not signed in. Open this address by the way that signs you in: nothing is shown here otherwise."),
        ":material/lock:",
    )


def _ask_to_sign_in() -> None:
    reader = _notice(text("Sign in to see this."), ":material/lock:")
    st.button(reader._("Sign in"), key="sign_in.begin", type="primary", on_click=st.login)
    if set(st.query_params) - {"lang"}:
        st.caption(plain(reader._("You came by a link: open it once more when you have signed in.")))


def _without_a_role() -> None:
    reader = _notice(
        text("You are signed in as {name}, and nobody has given you access. Ask who runs this server.", name=name()),
        ":material/no_accounts:",
    )
    _way_out(reader)


def _notice(told: Text, icon: str) -> Reader:
    reader = Reader(chosen_language())
    st.title("LLM Adaptation Advisor", anchor=False)
    st.info(plain(reader.say(told)), icon=icon)
    return reader


def _way_out(reader: Reader) -> None:
    """A proxy has its own."""
    if _rules().sign_in is SignIn.PROVIDER:
        st.button(reader._("Sign out"), key="sign_in.end", type="tertiary", on_click=st.logout)
