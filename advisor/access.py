"""Who may do what, where the server asks for a sign-in: by an OpenID provider, or by a proxy in front of it.

What is not stated exactly is refused: a server that is told to ask for a sign-in and cannot opens to nobody.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

SIGN_IN_VARIABLE = "ADVISOR_SIGN_IN"
SIGNED_IN_FOR = timedelta(hours=12)
"""A working day; Streamlit's own cookie lasts a month, in which a role may have been withdrawn."""
CLOCKS_DIFFER = timedelta(minutes=5)
SECRET_LETTERS = 32
ANYBODY = "*"
PROOF, NAME = "proxy_secret", "name"
"""Under these keys the proxy's headers are to be in Streamlit's `server.trustedUserHeaders`."""
OF_PROVIDER = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
CALLBACK = "/oauth2callback"
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class SignIn(StrEnum):
    """How visitors say who they are."""

    NONE = "none"
    PROVIDER = "oidc"
    PROXY = "proxy"


class Role(StrEnum):
    """What a visitor may do."""

    VIEWER = "viewer"
    EDITOR = "editor"


class MisconfiguredError(Exception):
    """The sign-in cannot be as it was asked for; `faults` are for who runs the server, and tell no secret."""

    is_for_operators = True

    def __init__(self, faults: list[str]) -> None:
        """Keep all faults at once."""
        self.faults = tuple(faults)
        super().__init__("; ".join(faults))


@dataclass(frozen=True)
class Visitor:
    """Who somebody is; without a role nothing is shown to them."""

    name: str
    identity: str
    role: Role | None


@dataclass(frozen=True)
class Rules:
    """How this server asks for a sign-in, and what gives which role."""

    sign_in: SignIn = SignIn.NONE
    role_claim: str = ""
    editors: frozenset[str] = frozenset()
    viewers: frozenset[str] = frozenset()
    proxy_secret: str = ""

    def visitor(self, claims: Mapping[str, Any], now: datetime) -> Visitor | None:
        """Who the claims speak of; None where they are not to be believed."""
        believed = self._is_from_proxy(claims) if self.sign_in is SignIn.PROXY else _has_signed_in(claims, now)
        identity = str(claims.get(NAME if self.sign_in is SignIn.PROXY else "sub") or "")
        if not believed or not identity:
            return None
        return Visitor(_name(claims), identity, self._role(claims))

    def _is_from_proxy(self, claims: Mapping[str, Any]) -> bool:
        given = str(claims.get(PROOF) or "").encode("utf-8", "replace")
        return bool(self.proxy_secret) and hmac.compare_digest(given, self.proxy_secret.encode())

    def _role(self, claims: Mapping[str, Any]) -> Role | None:
        held = {ANYBODY, *self._values(claims)}
        if held & self.editors:
            return Role.EDITOR
        return Role.VIEWER if held & self.viewers else None

    def _values(self, claims: Mapping[str, Any]) -> list[str]:
        """The roles or groups that the claim names; an address that nobody has verified says nothing."""
        if self.role_claim == "email" and self.sign_in is SignIn.PROVIDER and claims.get("email_verified") is not True:
            return []
        value = _claim(claims, self.role_claim)
        if isinstance(value, str):
            split = value.split(",") if self.sign_in is SignIn.PROXY else [value]
            return [part for word in split if (part := word.strip()) not in ("", ANYBODY)]
        return [part for part in value if isinstance(part, str) and part != ANYBODY] if isinstance(value, list) else []


def rules(
    environment: Mapping[str, str], secrets: Mapping[str, Any], headers: Mapping[str, str], *, refuses_others: bool
) -> Rules:
    """The rules that the server is told; `headers` are those that Streamlit takes for claims of the visitor.

    `refuses_others` says whether pages of other origins are kept from talking to the server.

    Raises:
        MisconfiguredError: they contradict each other, or lack something; with all that is wrong.
    """
    asked = environment.get(SIGN_IN_VARIABLE, "").strip().lower() or SignIn.NONE
    if asked not in list(SignIn):
        raise MisconfiguredError([f"{SIGN_IN_VARIABLE} must be oidc, proxy or none"])
    sign_in = SignIn(asked)
    told = _table(secrets, "access")
    found = {
        SignIn.NONE: _faults_of_none(secrets, headers),
        SignIn.PROVIDER: [*_faults_of_provider(secrets, headers, refuses_others), *_faults_of_roles(told)],
        SignIn.PROXY: [*_faults_of_proxy(secrets, told, headers), *_faults_of_roles(told)],
    }[sign_in]
    if found:
        raise MisconfiguredError(found)
    return Rules(
        sign_in, told.get("role_claim", ""), frozenset(told.get("editors", ())), frozenset(told.get("viewers", ())),
        told.get(PROOF, ""),
    )  # fmt: skip


def _faults_of_none(secrets: Mapping[str, Any], headers: Mapping[str, str]) -> list[str]:
    """Whoever wrote rules for a sign-in did not want a server that is open to all."""
    found = [f"[{name}] stands in secrets.toml" for name in ("auth", "access") if name in secrets]
    found += ["server.trustedUserHeaders is set"] if headers else []
    return [f"{fault}, but {SIGN_IN_VARIABLE} asks for no sign-in" for fault in found]


def _faults_of_provider(secrets: Mapping[str, Any], headers: Mapping[str, str], refuses_others: bool) -> list[str]:
    told = _table(secrets, "auth")
    found = [f"auth.{key} is missing" for key in OF_PROVIDER if not _words(told, key)]
    found += [
        f"auth.{key} must be https, except on this machine"
        for key in ("redirect_uri", "server_metadata_url")
        if _words(told, key) and not _is_safe(_words(told, key))
    ]
    if not (_words(told, "redirect_uri") or CALLBACK).endswith(CALLBACK):
        found.append(f"auth.redirect_uri must end in {CALLBACK}")
    if 0 < len(_words(told, "cookie_secret")) < SECRET_LETTERS:
        found.append(f"auth.cookie_secret must have {SECRET_LETTERS} letters or more")
    if headers:
        found.append("server.trustedUserHeaders would overrule what the provider says")
    if not refuses_others:
        found.append("server.enableCORS and server.enableXsrfProtection must be on")
    return found


def _faults_of_proxy(secrets: Mapping[str, Any], told: Mapping[str, Any], headers: Mapping[str, str]) -> list[str]:
    found = ["[auth] stands in secrets.toml, but the proxy is to sign visitors in"] if "auth" in secrets else []
    if len(_words(told, PROOF)) < SECRET_LETTERS:
        found.append(f"access.{PROOF} must have {SECRET_LETTERS} letters or more")
    wanted = {PROOF, NAME, _words(told, "role_claim")} - {""}
    missing = sorted(wanted - set(headers.values()))
    return found + [f'server.trustedUserHeaders names no header for "{key}"' for key in missing]


def _faults_of_roles(told: Mapping[str, Any]) -> list[str]:
    known = {"role_claim", "editors", "viewers", PROOF}
    found = [f"access.{key} is not known" for key in sorted(set(told) - known)]
    given = [told.get(key, []) for key in ("editors", "viewers")]
    if not all(isinstance(values, list) and all(isinstance(value, str) and value for value in values)
               for values in given):  # fmt: skip
        return [*found, "access.editors and access.viewers must be lists of words"]
    if not any(given):
        found.append("access.editors and access.viewers name nobody")
    if set(given[0] + given[1]) - {ANYBODY} and not _words(told, "role_claim"):
        found.append("access.role_claim is missing")
    return found


def _has_signed_in(claims: Mapping[str, Any], now: datetime) -> bool:
    """Whether the provider has said so, and not too long ago."""
    at = claims.get("iat")
    if claims.get("is_logged_in") is not True or isinstance(at, bool) or not isinstance(at, int | float):
        return False
    age = now.timestamp() - at
    return -CLOCKS_DIFFER.total_seconds() <= age <= SIGNED_IN_FOR.total_seconds()


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by its name, or within others: `realm_access.roles`."""
    if name in claims:
        return claims[name]
    first, _, rest = name.partition(".")
    within = claims.get(first)
    return _claim(within, rest) if rest and isinstance(within, Mapping) else None


def _name(claims: Mapping[str, Any]) -> str:
    """What somebody is called, in letters as they were written: headers come as Latin-1, and proxies send UTF-8."""
    found = next((str(claims[key]) for key in (NAME, "preferred_username", "email", "sub") if claims.get(key)), "")
    try:
        return found.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return found


def _table(secrets: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = secrets.get(name, {})
    return found if isinstance(found, Mapping) else {}


def _words(told: Mapping[str, Any], key: str) -> str:
    found = told.get(key)
    return found if isinstance(found, str) else ""


def _is_safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in THIS_MACHINE)


def now() -> datetime:
    """The moment, as claims count it."""
    return datetime.now(UTC)
