"""Keys and times for the tests of proof."""

from __future__ import annotations

import datetime as dt

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from findspot.proof.signing import KeyInMemory

NOON = dt.datetime(2020, 10, 26, 12, tzinfo=dt.UTC)


def key(number: int = 1) -> KeyInMemory:
    """The same key for the same number, from 1 to 255."""
    return KeyInMemory(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))


def hours(count: float) -> dt.datetime:
    """So many hours after noon."""
    return NOON + dt.timedelta(hours=count)
