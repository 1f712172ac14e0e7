"""An instance's keys: the one that signs, and the public ring of all that ever did."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from findspot.proof.keyring import first_key, parse_ring, revoked, rotated
from findspot.proof.keys import flush_folder, open_key, write_key
from findspot.proof.signing import KeyInMemory
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from findspot.instance.places import Place
    from findspot.proof.keyring import KeyRing

#: The environment variable that names the folder of the keys, where the database is on a server.
FOLDER = "FINDSPOT_KEYS"
_RING = "keys.json"


def key_folder(place: Place) -> Path:
    """Where the keys lie: beside an embedded database, else where ``FINDSPOT_KEYS`` says."""
    if place.folder is not None:
        return place.folder / "keys"
    named = os.environ.get(FOLDER)
    if named:
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "findspot" / "keys"


def has_ring(place: Place) -> bool:
    """Whether the instance has keys."""
    return (key_folder(place) / _RING).exists()


def ensure_keys(place: Place) -> KeyRing:
    """The ring, whose first key is made where there is none. Raises BadInputError."""
    folder = key_folder(place)
    if has_ring(place):
        return open_ring(place)
    now = dt.datetime.now(dt.UTC)
    unfinished = sorted(folder.glob("*.pem"))
    key = open_key(unfinished[0]) if unfinished else _new_key(folder)
    ring = first_key(key, now)
    _write(folder / _RING, ring.text)
    return ring


def open_ring(place: Place) -> KeyRing:
    """The ring of the instance's keys. Raises BadInputError where it is absent or does not hold."""
    path = key_folder(place) / _RING
    try:
        return parse_ring(path.read_bytes(), str(path))
    except OSError:
        raise BadInputError(
            f"{path}: the ring of keys cannot be read: restore the folder, or make one with "
            "findspot registry init."
        ) from None


def open_signer(place: Place) -> KeyInMemory:
    """The key in use, opened. Raises BadInputError where it cannot be, or is revoked."""
    ring = open_ring(place)
    if ring.periods[-1].revoked is not None:
        raise BadInputError("The key in use is revoked, so nothing more can be signed: restore a later ring.")
    return open_key(_path(key_folder(place), ring.current.fingerprint))


def rotate(place: Place) -> KeyRing:
    """Put a new key in the place of the one in use, signed by both. The former key's file stays.

    Raises BadInputError as ``open_signer``.
    """
    folder, ring, former = key_folder(place), open_ring(place), open_signer(place)
    changed = rotated(ring, former, _new_key(folder), dt.datetime.now(dt.UTC))
    _write(folder / _RING, changed.text)
    return changed


def revoke(place: Place, fingerprint: str, *, since: dt.datetime, why: str) -> KeyRing:
    """Say that what that key signed since then is not to be believed, by the key in use.

    Raises BadInputError as ``open_signer``, and where the ring has no such key or it is revoked already.
    """
    ring = open_ring(place)
    changed = revoked(ring, open_signer(place), fingerprint, dt.datetime.now(dt.UTC), since=since, why=why)
    _write(key_folder(place) / _RING, changed.text)
    return changed


def _new_key(folder: Path) -> KeyInMemory:
    """A new key in a file named after its fingerprint."""
    key = KeyInMemory.new()
    write_key(key, _path(folder, key.public.fingerprint))
    return key


def _path(folder: Path, fingerprint: str) -> Path:
    return folder / f"{fingerprint}.pem"


def _write(path: Path, content: bytes) -> None:
    """Put the file in place of the former one, whole or not at all."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
        flush_folder(path.parent)
    except OSError:
        beside.unlink(missing_ok=True)
        raise BadInputError(
            f"{path}: the ring of keys cannot be written: check the folder's permissions and free space."
        ) from None
