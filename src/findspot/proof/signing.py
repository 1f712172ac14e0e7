"""Signatures with Ed25519 (RFC 8032), and the one interface behind which a key may be kept.

A key in a file, on a PKCS#11 token or in a cloud service signs alike: whoever can give its public key and
sign bytes is a ``Signer``. A key is named by its fingerprint: SHA-256 of its 32 public bytes, in hexadecimal.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from findspot.vocabulary.errors import BadInputError

#: Bytes of a public key and of a signature.
PUBLIC, SIGNATURE = 32, 64


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key by its 32 bytes."""

    raw: bytes

    def __post_init__(self) -> None:
        """Refuse what is no key: ValueError."""
        if len(self.raw) != PUBLIC:
            raise ValueError(f"a public key has {PUBLIC} bytes, this one {len(self.raw)}")

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key in hexadecimal: 64 characters."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def text(self) -> str:
        """The key in base64, as it stands in files."""
        return base64.b64encode(self.raw).decode()

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature is this key's over the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer(Protocol):
    """Who can sign with a key, wherever it is kept."""

    @property
    def public(self) -> PublicKey:
        """The key's public half."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The signature over the message: 64 bytes."""
        ...


@dataclass(frozen=True, slots=True)
class KeyInMemory:
    """A key that this process holds."""

    private: Ed25519PrivateKey

    @classmethod
    def new(cls) -> KeyInMemory:
        """A new key from the operating system's source of randomness."""
        return cls(Ed25519PrivateKey.generate())

    @property
    def public(self) -> PublicKey:
        """The key's public half."""
        return PublicKey(self.private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """The signature over the message: 64 bytes."""
        return self.private.sign(message)


def parse_public_key(text: str, called: str) -> PublicKey:
    """The public key of its base64 text. Raises BadInputError, one sentence, naming ``called``."""
    try:
        return PublicKey(base64.b64decode(text, validate=True))
    except ValueError:
        raise BadInputError(
            f"{called}: this is no public key: it has {PUBLIC} bytes, written in base64."
        ) from None
