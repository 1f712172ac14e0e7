"""Salted commitments: what was said can be withheld, or forgotten, and still proven by whoever kept it.

A commitment is SHA-256 of a label, a random salt of 128 bits and the value as canonical JSON. Without the
salt no dictionary of likely values tells which it is; with salt and value anybody can check it. The idea is
that of the salted disclosures of RFC 9901 (Selective Disclosure for JWTs), section 4.2.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from findspot.proof.canonical import canonical

if TYPE_CHECKING:
    from findspot.proof.canonical import Json

#: Bytes of a salt (128 bits) and of a commitment.
SALT, COMMITMENT = 16, 32
#: Keeps commitments apart from every other hash that findspot makes.
_LABEL = b"findspot commitment 1\x00"


def new_salt() -> bytes:
    """A salt from the operating system's source of randomness. Each commitment has its own."""
    return secrets.token_bytes(SALT)


def commit(salt: bytes, value: Json) -> bytes:
    """The commitment to the value. Raises ValueError where the salt is not of ``SALT`` bytes."""
    return commit_bytes(salt, canonical(value))


def commit_bytes(salt: bytes, content: bytes) -> bytes:
    """The commitment to bytes that are no JSON, such as a picture's tile. Raises ValueError as ``commit``."""
    if len(salt) != SALT:
        raise ValueError(f"a salt has {SALT} bytes, this one {len(salt)}")
    return hashlib.sha256(_LABEL + salt + content).digest()


def opens(commitment: bytes, salt: bytes, value: Json) -> bool:
    """Whether salt and value are those that were committed to."""
    return len(salt) == SALT and hmac.compare_digest(commit(salt, value), commitment)
