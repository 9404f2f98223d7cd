"""Who is let in and as what: only what is stated exactly, and a server that is set up wrongly opens to nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.access import MisconfiguredError, Role, Rules, SignIn, rules

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRET = "a secret of the tests, long enough."
AUTH = {
    "redirect_uri": "https://advisor.example/oauth2callback", "cookie_secret": SECRET, "client_id": "advisor",
    "client_secret": "known to the provider",
    "server_metadata_url": "https://id.example/.well-known/openid-configuration",
}  # fmt: skip
ROLES = {"role_claim": "groups", "editors": ["planners"], "viewers": ["readers"]}
PROXY = ROLES | {"proxy_secret": SECRET}
HEADERS = {"X-Forwarded-User": "name", "X-Forwarded-Groups": "groups", "X-Proxy-Secret": "proxy_secret"}
OIDC = {"auth": AUTH, "access": ROLES}
ANA = {"sub": "1", "name": "Ana", "groups": ["planners"], "is_logged_in": True, "iat": NOW.timestamp() - 60}


def told(sign_in: str, secrets: dict[str, Any], headers: dict[str, str] | None = None, refuses: bool = True) -> Rules:
    return rules({"ADVISOR_SIGN_IN": sign_in}, secrets, headers or {}, refuses_others=refuses)


def provider(**changes: Any) -> Rules:
    return told("oidc", {"auth": AUTH, "access": ROLES | changes})


def without(table: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in table.items() if name != key}


def test_nothing_asked_for_is_nothing_set_up() -> None:
    assert rules({}, {}, {}, refuses_others=True).sign_in is SignIn.NONE
    assert told("none", {}).sign_in is SignIn.NONE


@pytest.mark.parametrize(
    ("sign_in", "secrets", "headers", "fault"),
    [
        ("", {"auth": AUTH}, {}, "asks for no sign-in"),
        ("", {"access": ROLES}, {}, "asks for no sign-in"),
        ("", {}, HEADERS, "asks for no sign-in"),
        ("yes", OIDC, {}, "must be oidc, proxy or none"),
        ("oidc", {}, {}, "auth.client_id is missing"),
        ("oidc", {"auth": AUTH}, {}, "name nobody"),
        ("oidc", {"auth": "text", "access": "text"}, {}, "auth.client_id is missing"),
        ("oidc", OIDC, HEADERS, "would overrule"),
        ("oidc", {"auth": AUTH | {"cookie_secret": "short"}, "access": ROLES}, {}, "auth.cookie_secret"),
        ("oidc", {"auth": AUTH | {"redirect_uri": "http://a.example/oauth2callback"}, "access": ROLES}, {}, "https"),
        ("oidc", {"auth": AUTH | {"redirect_uri": "https://advisor.example/"}, "access": ROLES}, {}, "/oauth2callback"),
        ("oidc", {"auth": AUTH | {"server_metadata_url": "http://["}, "access": ROLES}, {}, "https"),
        ("oidc", {"auth": AUTH, "access": ROLES | {"editor": ["x"]}}, {}, "access.editor is not known"),
        ("oidc", {"auth": AUTH, "access": ROLES | {"editors": "planners"}}, {}, "lists of words"),
        ("oidc", {"auth": AUTH, "access": ROLES | {"editors": [""]}}, {}, "lists of words"),
        ("oidc", {"auth": AUTH, "access": without(ROLES, "role_claim")}, {}, "access.role_claim is missing"),
        ("proxy", {"access": without(PROXY, "proxy_secret")}, HEADERS, "access.proxy_secret"),
        ("proxy", {"access": PROXY | {"proxy_secret": "short"}}, HEADERS, "access.proxy_secret"),
        ("proxy", {"access": PROXY}, {}, 'no header for "name"'),
        ("proxy", {"access": PROXY}, without(HEADERS, "X-Proxy-Secret"), 'no header for "proxy_secret"'),
        ("proxy", {"access": PROXY, "auth": AUTH}, HEADERS, "the proxy is to sign visitors in"),
    ],
)  # fmt: skip
def test_what_is_set_up_wrongly_is_refused_with_what_to_mend(
    sign_in: str, secrets: dict[str, Any], headers: dict[str, str], fault: str
) -> None:
    with pytest.raises(MisconfiguredError, match=fault) as refused:
        told(sign_in, secrets, headers)
    assert SECRET not in str(refused.value)


def test_a_provider_is_not_trusted_where_other_origins_may_speak_for_a_visitor() -> None:
    with pytest.raises(MisconfiguredError, match="enableCORS"):
        told("oidc", OIDC, refuses=False)


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["planners"], Role.EDITOR), (["readers"], Role.VIEWER), (["readers", "planners"], Role.EDITOR),
        ("planners", Role.EDITOR), ("planners,readers", None), ([], None), (None, None), ("", None), (["*"], None),
        ({"planners": True}, None), ([["planners"]], None), (1, None), (["Planners"], None),
    ],
)  # fmt: skip
def test_a_role_is_what_the_claim_says_and_nothing_else(groups: Any, role: Role | None) -> None:
    found = provider().visitor(ANA | {"groups": groups}, NOW)
    assert found is not None
    assert (found.name, found.role) == ("Ana", role)


def test_a_claim_may_stand_within_others_or_have_a_dot_in_its_name() -> None:
    within = provider(role_claim="realm_access.roles").visitor(ANA | {"realm_access": {"roles": ["readers"]}}, NOW)
    dotted = provider(role_claim="https://a.example/r").visitor(ANA | {"https://a.example/r": "readers"}, NOW)
    assert within is not None and dotted is not None
    assert within.role is dotted.role is Role.VIEWER


def test_everybody_who_signs_in_may_be_let_in() -> None:
    open_to_all = told("oidc", {"auth": AUTH, "access": {"editors": ["*"]}})
    found = open_to_all.visitor(without(ANA, "groups"), NOW)
    assert found is not None and found.role is Role.EDITOR


@pytest.mark.parametrize(("verified", "role"), [(True, Role.EDITOR), (False, None), (None, None), ("true", None)])
def test_an_address_that_the_provider_has_not_verified_gives_no_role(verified: Any, role: Role | None) -> None:
    rules = provider(role_claim="email", editors=["ana@example.org"])
    found = rules.visitor(ANA | {"email": "ana@example.org", "email_verified": verified}, NOW)
    assert found is not None and found.role is role


@pytest.mark.parametrize(
    "claims",
    [
        {}, without(ANA, "is_logged_in"), ANA | {"is_logged_in": False}, ANA | {"is_logged_in": "true"},
        without(ANA, "iat"), ANA | {"iat": "now"}, ANA | {"iat": True}, without(ANA, "sub"),
        ANA | {"iat": (NOW - timedelta(hours=12, seconds=1)).timestamp()},
        ANA | {"iat": (NOW + timedelta(minutes=6)).timestamp()},
        ANA | {"iat": float("nan")}, ANA | {"iat": float("inf")},
    ],
)  # fmt: skip
def test_a_sign_in_that_is_none_or_too_old_is_not_believed(claims: dict[str, Any]) -> None:
    assert provider().visitor(claims, NOW) is None


@pytest.mark.parametrize("proof", [None, "", SECRET[:-1], SECRET + " ", SECRET.upper(), "é" * 40, "\udcff"])
def test_a_header_is_not_believed_without_the_proxy_s_secret(proof: str | None) -> None:
    rules = told("proxy", {"access": PROXY}, HEADERS)
    assert rules.visitor({"name": "Ana", "groups": "planners", "proxy_secret": proof}, NOW) is None


def test_a_proxy_names_groups_with_commas_and_people_in_any_script() -> None:
    rules = told("proxy", {"access": PROXY}, HEADERS)
    sent = "Núria Ł".encode().decode("latin-1")
    found = rules.visitor({"name": sent, "groups": "staff, readers", "proxy_secret": SECRET}, NOW)
    assert found is not None
    assert (found.name, found.role) == ("Núria Ł", Role.VIEWER)
    assert rules.visitor({"name": None, "groups": "planners", "proxy_secret": SECRET}, NOW) is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["auth", "access", *AUTH, *PROXY]) | st.text()


@given(
    st.sampled_from(["oidc", "proxy", "none", "", "on"]),
    st.dictionaries(NAMES, ANYTHING | st.dictionaries(NAMES, ANYTHING)),
    st.dictionaries(st.text(), st.text(), max_size=3),
)
def test_whatever_is_written_gives_rules_or_a_refusal(sign_in: str, secrets: Any, headers: dict[str, str]) -> None:
    try:
        found = told(sign_in, secrets, headers)
    except MisconfiguredError:
        return
    assert found.sign_in is not SignIn.NONE or not {"auth", "access"} & set(secrets)


@given(st.dictionaries(st.sampled_from([*ANA, *PROXY, "email", "groups"]), ANYTHING))
def test_whatever_is_claimed_no_role_comes_without_its_word(claims: dict[str, Any]) -> None:
    for asked in (provider(), told("proxy", {"access": PROXY}, HEADERS)):
        found = asked.visitor(claims, NOW)
        words = str(claims.get("groups"))
        assert found is None or found.role is None or "planners" in words or "readers" in words
