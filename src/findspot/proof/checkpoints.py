"""Signed tree heads in the form of C2SP: a note that names a log, its size and its root, with signatures.

The forms are those of c2sp.org/signed-note, c2sp.org/tlog-checkpoint and c2sp.org/tlog-cosignature (v1), so
that witnesses and auditors which know other transparency logs can read ours.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.proof.merkle import HASH
from findspot.proof.signing import SIGNATURE
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from findspot.proof.signing import PublicKey, Signer

#: A note longer than this is refused, as is one with more signatures than this.
_LONGEST, _MOST_SIGNATURES = 65_536, 64
_NOTE, _COSIGNATURE = 0x01, 0x04
_DASH = "\N{EM DASH} "
#: Sizes from here on are refused: no log of ours comes near.
_LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class Head:
    """A log's head: ``origin`` names the log, ``size`` its leaves, ``root`` the root over them (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> bytes:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n".encode()


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature of a note: its key's name, and four bytes that stand for key and kind of signature."""

    name: str
    id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """Its line in the note."""
        return f"{_DASH}{self.name} {base64.b64encode(self.id + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A head with its signatures, those of witnesses among them."""

    head: Head
    signatures: tuple[NoteSignature, ...]

    @property
    def text(self) -> str:
        """The signed note."""
        return self.head.body.decode() + "\n" + "".join(each.line for each in self.signatures)

    def signed_by(self, key: PublicKey, name: str) -> bool:
        """Whether the log's own key, of this name, signed the head."""
        wanted = _key_id(name, _NOTE, key)
        return any(
            key.verifies(each.signature, self.head.body)
            for each in self.signatures
            if each.name == name and each.id == wanted
        )

    def cosigned_at(self, key: PublicKey, name: str) -> Iterator[int]:
        """When a witness of this key and name saw the head: seconds since 1970, of each valid cosignature."""
        wanted = _key_id(name, _COSIGNATURE, key)
        for each in self.signatures:
            if each.name != name or each.id != wanted or len(each.signature) != 8 + SIGNATURE:
                continue
            (seconds,) = struct.unpack(">Q", each.signature[:8])
            if key.verifies(each.signature[8:], _cosigned(self.head, seconds)):
                yield seconds


def verifier_key(key: PublicKey, name: str) -> str:
    """The key as witnesses and auditors take it: name, id and kind with key (C2SP signed-note).

    Raises ValueError as ``signed``.
    """
    _check_name(name)
    own = bytes([_NOTE]) + key.raw
    return f"{name}+{_key_id(name, _NOTE, key).hex()}+{base64.b64encode(own).decode()}"


def signed(head: Head, signer: Signer, name: str) -> Checkpoint:
    """The head signed by its log's key. Raises ValueError where the name is empty or has a space or plus."""
    _check_name(name)
    own = NoteSignature(name, _key_id(name, _NOTE, signer.public), signer.sign(head.body))
    return Checkpoint(head, (own,))


def cosigned(checkpoint: Checkpoint, witness: Signer, name: str, at: dt.datetime) -> Checkpoint:
    """The checkpoint with a witness's cosignature added: it saw this head at that time, and no fork of it.

    The witness must have checked that the head follows the last one which it saw. Raises ValueError as
    ``signed``.
    """
    _check_name(name)
    seconds = int(at.timestamp())
    signature = struct.pack(">Q", seconds) + witness.sign(_cosigned(checkpoint.head, seconds))
    added = NoteSignature(name, _key_id(name, _COSIGNATURE, witness.public), signature)
    return Checkpoint(checkpoint.head, (*checkpoint.signatures, added))


def parse_checkpoint(text: bytes, called: str) -> Checkpoint:
    """The checkpoint of a signed note; its signatures are read, not verified.

    Raises BadInputError, one sentence, where the note has another form; ``called`` is its name for people.
    """
    try:
        return _parsed(text)
    except ValueError:
        raise BadInputError(
            f"{called}: this is no checkpoint of a log: it is three lines (origin, size, root), an empty "
            "line and signatures."
        ) from None


def _parsed(note: bytes) -> Checkpoint:
    if len(note) > _LONGEST:
        raise ValueError("too long")
    body, found, rest = note.decode("utf-8").partition("\n\n")
    lines = body.split("\n")
    if not found or len(lines) != 3 or not rest.endswith("\n"):
        raise ValueError("not three lines")
    origin, size, encoded = lines
    if not origin or not size.isascii() or not size.isdigit() or str(int(size[:20])) != size:
        raise ValueError("no origin or size")
    if int(size) >= _LARGEST:
        raise ValueError("too large")
    signatures = tuple(_signature(line) for line in rest[:-1].split("\n"))
    if len(signatures) > _MOST_SIGNATURES:
        raise ValueError("too many signatures")
    return Checkpoint(Head(origin, int(size), _decoded(encoded, HASH)), signatures)


def _signature(line: str) -> NoteSignature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH):
        raise ValueError("no signature")
    _check_name(name)
    content = _decoded(encoded)
    if len(content) <= 4:
        raise ValueError("no signature")
    return NoteSignature(name, content[:4], content[4:])


def _decoded(text: str, length: int | None = None) -> bytes:
    """Base64 of one form only: the same bytes are not written in two ways."""
    content = base64.b64decode(text, validate=True)
    if base64.b64encode(content).decode() != text or length not in (None, len(content)):
        raise ValueError("not as it is written")
    return content


def _check_name(name: str) -> None:
    if not name or "+" in name or any(character.isspace() for character in name):
        raise ValueError("a key's name has no space and no plus")


def _key_id(name: str, kind: int, key: PublicKey) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key.raw).digest()[:4]


def _cosigned(head: Head, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n".encode() + head.body
