"""The public history of an instance's keys: which key was in use when, signed by the keys themselves.

A ring is a list of statements. The first names the first key; a rotation names the next one and is signed by
both, so that nobody can put a key in place without the former one, nor claim somebody else's; a revocation
says from when on a key is not to be believed, signed by the key in use. Each statement holds the SHA-256 of
the one before, so that none can be left out from the middle.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from findspot.proof.canonical import canonical, parse_canonical
from findspot.proof.signing import PublicKey, parse_public_key
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from findspot.proof.signing import Signer

FORMAT = "findspot keys 1"
FIRST, ROTATED, REVOKED = "first", "rotated", "revoked"
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
_LABEL = b"findspot key statement 1\n"
_MOST, _LONGEST = 1000, 4_000_000
_FIELDS = {
    FIRST: {"kind", "key", "at", "before", "signatures"},
    ROTATED: {"kind", "key", "at", "before", "signatures"},
    REVOKED: {"kind", "key", "at", "before", "since", "why", "signatures"},
}


@dataclass(frozen=True, slots=True)
class Period:
    """A key and the time from which it was in use, up to which, and from which it is not to be believed."""

    key: PublicKey
    since: dt.datetime
    until: dt.datetime | None = None
    revoked: dt.datetime | None = None
    why: str = ""

    def good_at(self, at: dt.datetime) -> bool:
        """Whether what this key signed at that time is to be believed."""
        ends = [end for end in (self.until, self.revoked) if end is not None]
        return self.since <= at and all(at < end for end in ends)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The statements of a ring, each verified."""

    statements: tuple[Mapping[str, Any], ...]
    periods: tuple[Period, ...]

    @property
    def current(self) -> PublicKey:
        """The key in use."""
        return self.periods[-1].key

    def period(self, fingerprint: str) -> Period | None:
        """The period of the key with this fingerprint."""
        return next((each for each in self.periods if each.key.fingerprint == fingerprint), None)

    @property
    def text(self) -> bytes:
        """The ring as canonical JSON, as it is published."""
        return canonical({"format": FORMAT, "statements": list(self.statements)})


def first_key(signer: Signer, at: dt.datetime) -> KeyRing:
    """The ring that begins with this key."""
    return _with((), FIRST, signer.public, at, (signer,))


def rotated(ring: KeyRing, current: Signer, following: Signer, at: dt.datetime) -> KeyRing:
    """The ring in which ``following`` takes the place of ``current`` from then on.

    Raises BadInputError where ``current`` is not the key in use, the new one was used before, or the time is
    before that of the last statement.
    """
    return _with(ring.statements, ROTATED, following.public, at, (current, following))


def revoked(
    ring: KeyRing, current: Signer, fingerprint: str, at: dt.datetime, *, since: dt.datetime, why: str
) -> KeyRing:
    """The ring in which what that key signed from ``since`` on is not to be believed; ``current`` says so.

    A key in use is rotated first, so that another key says so; it may revoke itself, after which the ring
    ends. A key is revoked once. Raises BadInputError as ``rotated``.
    """
    period = ring.period(fingerprint)
    if period is None:
        raise BadInputError(f"There is no key {fingerprint} in this ring: see findspot keys show.")
    return _with(ring.statements, REVOKED, period.key, at, (current,), since=_written(since), why=why)


def parse_ring(text: bytes, called: str) -> KeyRing:
    """The ring of its published text, every signature verified.

    Raises BadInputError, one sentence that names ``called`` and the first statement that does not hold.
    """
    if len(text) > _LONGEST:
        raise BadInputError(f"{called}: the file of keys is too large: {_LONGEST} bytes are the most.")
    found = parse_canonical(text, called)
    if not isinstance(found, dict) or set(found) != {"format", "statements"} or found["format"] != FORMAT:
        raise BadInputError(f"{called}: this is no file of keys of findspot, or one of a later findspot.")
    statements = found["statements"]
    if not isinstance(statements, list) or not 0 < len(statements) <= _MOST:
        raise BadInputError(f"{called}: the file of keys holds no statements, or more than {_MOST}.")
    return KeyRing(tuple(statements), _periods(statements, called))


def _with(
    statements: Sequence[Mapping[str, Any]],
    kind: str,
    key: PublicKey,
    at: dt.datetime,
    signers: Sequence[Signer],
    **more: str,
) -> KeyRing:
    said: dict[str, Any] = {
        "kind": kind,
        "key": key.text,
        "at": _written(at),
        "before": _digest(statements[-1]) if statements else "",
        **more,
    }
    signed = _LABEL + canonical(said)
    said["signatures"] = [base64.b64encode(signer.sign(signed)).decode() for signer in signers]
    added = (*statements, said)
    return KeyRing(added, _periods(added, "The ring of keys"))


def _digest(statement: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(dict(statement))).hexdigest()


def _periods(statements: Sequence[Any], called: str) -> tuple[Period, ...]:
    """The keys' periods, where every statement holds."""
    periods: list[Period] = []
    before, last = "", dt.datetime.min.replace(tzinfo=dt.UTC)
    for place, said in enumerate(statements, start=1):
        refused = BadInputError(
            f"{called}: statement {place} does not hold: ask its publisher for the keys anew."
        )
        if not _formed(said) or said["before"] != before:
            raise refused
        key, at = parse_public_key(said["key"], called), _time(said["at"])
        if at is None or at < last:
            raise refused
        after = _after(periods, said, key, at)
        if after is None:
            raise refused
        periods, before, last = after, _digest(said), at
    return tuple(periods)


def _after(
    periods: list[Period], said: Mapping[str, Any], key: PublicKey, at: dt.datetime
) -> list[Period] | None:
    """The periods after this statement; None where it does not hold."""
    known = {each.key for each in periods}
    current = periods[-1] if periods else None
    if (said["kind"] == FIRST) != (current is None):
        return None
    if current is None:
        return [Period(key, at)] if _signed(said, (key,)) else None
    if said["kind"] == ROTATED:
        if key in known or current.revoked is not None or not _signed(said, (current.key, key)):
            return None
        return [*periods[:-1], replace(current, until=at), Period(key, at)]
    since = _time(said["since"])
    told = [each for each in periods if each.key == key and each.revoked is None]
    if since is None or not told or current.revoked is not None or not _signed(said, (current.key,)):
        return None
    return [replace(each, revoked=since, why=said["why"]) if each in told else each for each in periods]


def _formed(said: object) -> bool:
    if not isinstance(said, dict):
        return False
    kind = said.get("kind")
    if not isinstance(kind, str) or kind not in _FIELDS:
        return False
    texts = all(isinstance(value, str) for name, value in said.items() if name != "signatures")
    signatures = said.get("signatures")
    return (
        texts
        and set(said) == _FIELDS[kind]
        and isinstance(signatures, list)
        and all(isinstance(each, str) for each in signatures)
    )


def _signed(said: Mapping[str, Any], keys: Sequence[PublicKey]) -> bool:
    content = _LABEL + canonical({name: value for name, value in said.items() if name != "signatures"})
    if len(said["signatures"]) != len(keys):
        return False
    try:
        signatures = [base64.b64decode(each, validate=True) for each in said["signatures"]]
    except ValueError:
        return False
    return all(key.verifies(each, content) for key, each in zip(keys, signatures, strict=True))


def _written(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime(_TIME)


def _time(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.strptime(text, _TIME).replace(tzinfo=dt.UTC)
    except ValueError:
        return None
    return found if _written(found) == text else None
