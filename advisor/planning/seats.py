"""Who sits in a planning session, as what, and what each may do.

Whoever takes part holds the key of a seat, and shows it at every call. Only a digest of it is stored, so that nobody
who reads the database can take a seat.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session as Store

from advisor.language import text
from advisor.metrics import counted
from advisor.planning.attempts import MINUTE, session_of_code, too_many
from advisor.planning.database import Database
from advisor.planning.errors import AnswerError, NotAllowedError, NotFoundError, NotNowError, TooManyError
from advisor.planning.names import folded, is_plain, stored
from advisor.planning.tables import (
    LARGEST_ID,
    NAME_LETTERS,
    EstimateRow,
    RevealedRow,
    SeatRow,
    SessionRow,
    TopicRow,
    VoteRow,
)
from advisor.project_file import Fault

SEAT_KEY_BYTES = 24
CODE_LETTERS = "ACDEFGHJKMNPQRTVWXY3479"
"""Without those that are taken for one another: B and 8, G and 6, I, L and 1, O and 0, S and 5, U and V, Z and 2."""
CODE_LENGTH = 8
MOST_SEATS, MOST_JOINED_A_MINUTE = 200, 120


class Role(StrEnum):
    """What somebody is in a session. Who facilitates may estimate and vote as well, and is not waited for."""

    FACILITATOR = "facilitator"
    MEMBER = "member"
    OBSERVER = "observer"


LEADS = (Role.FACILITATOR,)
TAKES_PART = (Role.FACILITATOR, Role.MEMBER)
IS_THERE = tuple(Role)


@dataclass(frozen=True)
class Seat:
    """Somebody in a session; who was removed stays on record."""

    id: int
    name: str
    role: Role
    joined_at: datetime
    is_removed: bool


@dataclass(frozen=True)
class Change:
    """A change to a session under way: nobody else changes the same session until it is stored."""

    store: Store
    session: SessionRow
    seat: SeatRow


@counted
def join(database: Database, code_or_key: str, name: str, role: Role, source: str, at: datetime | None = None) -> str:
    """Take a seat as a member or an observer, by the code that is read aloud or by the key of a link; its key.

    `source` is where the request comes from, such as an address: who tries codes at random is stopped by it.

    Raises:
        AnswerError: the name is empty, too long or taken, or the role is not one to join as.
        NotFoundError: there is no session of that code or key.
        NotNowError: the session is closed.
        TooManyError: too many codes were tried, or too many people joined within a minute or in all.
        DatabaseAway: nobody joined.
    """
    at = at or now()
    faults = _faults_of_joining(name, role)
    if faults:
        raise AnswerError(faults)
    code = code_or_key.strip().upper().replace("-", "").replace(" ", "")
    is_code = len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS)
    session_key = session_of_code(database, code, source, at) if is_code else code_or_key.strip()
    key = new_key()
    with database.writing() as store:
        session = locked(store, session_key)
        refuse_closed(session)
        _refuse_crowds(store, session, at)
        store.add(new_seat(store, session, name, role, key, at))
        session.revision += 1
    return key


@counted
def remove(database: Database, seat_key: str, seat: int) -> None:
    """Take somebody's seat away. What they said in revealed rounds stays on record, what is hidden goes.

    Raises:
        NotAllowedError: the key is not the facilitator's.
        NotFoundError: nobody sits there.
        NotNowError: it is the facilitator's own seat, or the session is closed.
        DatabaseAway: nothing is stored.
    """
    with changing(database, seat_key, LEADS) as change:
        row = _taken(change, seat)
        if row is change.seat:
            raise NotNowError(text("Hand the session over first: it cannot be without somebody who facilitates it"))
        row.removed_at, row.folded_name = now(), None
        _forget_hidden(change, seat)


@counted
def hand_over(database: Database, seat_key: str, seat: int) -> None:
    """Make somebody else the facilitator; who was it becomes a member.

    Raises:
        NotAllowedError: the key is not the facilitator's.
        NotFoundError: nobody sits there.
        NotNowError: the session is closed.
        DatabaseAway: nothing is stored.
    """
    with changing(database, seat_key, LEADS) as change:
        row = _taken(change, seat)
        change.seat.role, row.role = Role.MEMBER, Role.FACILITATOR


@contextmanager
def changing(
    database: Database, seat_key: str, roles: tuple[Role, ...], *, also_closed: bool = False
) -> Iterator[Change]:
    """A change that the others see: made alone, stored whole, and told by the session's revision.

    Raises:
        NotAllowedError: the key is not known, or its role is none of these.
        NotNowError: the session is closed.
        DatabaseAway: nothing is stored.
    """
    with database.writing() as store:
        session = locked(store, _session_of(store, seat_key))
        seat = present(store, seat_key, roles)
        if not also_closed:
            refuse_closed(session)
        yield Change(store, session, seat)
        session.revision += 1


def present(store: Store, seat_key: str, roles: tuple[Role, ...] = IS_THERE) -> SeatRow:
    """The seat of this key.

    Raises:
        NotAllowedError: the key is not known, or its role is none of these.
    """
    asked = select(SeatRow).where(SeatRow.key_digest == digest_of(seat_key), SeatRow.removed_at.is_(None))
    seat = store.scalars(asked.execution_options(populate_existing=True)).one_or_none()
    if seat is None:
        raise NotAllowedError(text("This seat is not known here; join the session again"))
    if seat.role not in roles:
        raise NotAllowedError(_WHO_MAY[roles])
    return seat


def refuse_closed(session: SessionRow) -> None:
    """Let nothing be changed in a session that was closed.

    Raises:
        NotNowError: it is closed.
    """
    if session.closed_at is not None:
        raise NotNowError(text("The session is closed; who facilitates it can open it again"))


def locked(store: Store, session_key: str) -> SessionRow:
    """The session, which nobody else changes until this change is stored.

    Raises:
        NotFoundError: there is none of that key.
    """
    asked = select(SessionRow).where(SessionRow.key == session_key)
    session = store.scalars(asked.with_for_update()).one_or_none() if is_plain(session_key) else None
    if session is None:
        raise NotFoundError(text("There is no such session; ask for its code or link again"))
    return session


def new_seat(store: Store, session: SessionRow, name: str, role: Role, key: str, at: datetime) -> SeatRow:
    """A seat for somebody of this name.

    Raises:
        AnswerError: the name is taken.
    """
    taken = select(SeatRow.id).where(SeatRow.session == session.key, SeatRow.folded_name == folded(name))
    if store.scalar(taken) is not None:
        raise AnswerError([Fault("name", text("Somebody of this name is here already; add a surname or a team"))])
    return SeatRow(
        session=session.key, name=stored(name), folded_name=folded(name), role=role, key_digest=digest_of(key),
        joined_at=at,
    )  # fmt: skip


def faults_of_name(name: str) -> list[Fault]:
    """What is wrong with a name, before it is known whether it is taken."""
    if len(name.strip()) > NAME_LETTERS:
        return [Fault("name", text("The text is too long; the limit is {limit} letters", limit=NAME_LETTERS))]
    if not folded(name):
        return [Fault("name", text("Give a name that can be read"))]
    return []


def seat_of(row: SeatRow) -> Seat:
    """The seat without what is nobody's business."""
    return Seat(row.id, row.name, Role(row.role), row.joined_at, row.removed_at is not None)


def new_key() -> str:
    """A key that nobody guesses."""
    return secrets.token_urlsafe(SEAT_KEY_BYTES)


def new_code() -> str:
    """A code that can be read aloud."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def digest_of(key: str) -> str:
    """What is stored of a seat's key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


_WHO_MAY = {
    LEADS: text("Only who facilitates the session can do this"),
    TAKES_PART: text("Observers look on; join as a member to take part"),
}


def _faults_of_joining(name: str, role: Role) -> list[Fault]:
    faults = faults_of_name(name)
    if role not in (Role.MEMBER, Role.OBSERVER):
        faults.append(Fault("role", text("Join as a member or as an observer")))
    return faults


def _refuse_crowds(store: Store, session: SessionRow, at: datetime) -> None:
    here = SeatRow.session == session.key
    if (store.scalar(select(func.count()).where(here, SeatRow.removed_at.is_(None))) or 0) >= MOST_SEATS:
        raise TooManyError(text("All {seats} seats are taken", seats=MOST_SEATS))
    lately = select(func.count(), func.min(SeatRow.joined_at)).where(here, SeatRow.joined_at > at - MINUTE)
    joined, first = store.execute(lately).one()
    if joined >= MOST_JOINED_A_MINUTE:
        raise too_many(first, MINUTE, at)


def _session_of(store: Store, seat_key: str) -> str:
    return present(store, seat_key).session


def _taken(change: Change, seat: int) -> SeatRow:
    row = change.store.get(SeatRow, seat) if 0 <= seat <= LARGEST_ID else None
    if row is None or row.session != change.session.key or row.removed_at is not None:
        raise NotFoundError(text("Nobody sits there"))
    return row


def _forget_hidden(change: Change, seat: int) -> None:
    revealed = select(RevealedRow.topic).where(
        RevealedRow.topic == EstimateRow.topic, RevealedRow.round == EstimateRow.round
    )
    topics = select(TopicRow.id).where(TopicRow.session == change.session.key)
    change.store.execute(
        delete(EstimateRow)
        .where(EstimateRow.seat == seat, EstimateRow.topic.in_(topics), ~revealed.exists())
        .execution_options(synchronize_session=False)
    )
    if change.session.decided_version is None:
        hidden = (VoteRow.seat == seat) & (VoteRow.round == change.session.vote_round)
        change.store.execute(delete(VoteRow).where(VoteRow.session == change.session.key, hidden))
