"""An instance's own key in a file: made at first use, readable by its user alone, encrypted where asked.

The file is PKCS #8 in PEM (RFC 5958, RFC 7468), of mode 0600. Where the environment variable
``FINDSPOT_KEY_PASSPHRASE`` is set, it is encrypted with that passphrase, which is never prompted for.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from findspot.proof.signing import KeyInMemory
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

#: The environment variable with the passphrase.
PASSPHRASE = "FINDSPOT_KEY_PASSPHRASE"  # noqa: S105 - a name, no secret
_LARGEST = 65_536


def make_key(path: Path) -> KeyInMemory:
    """A new key, written to a new file; raises as ``write_key``."""
    key = KeyInMemory.new()
    write_key(key, path)
    return key


def write_key(key: KeyInMemory, path: Path) -> None:
    """Write a key to a new file, flushed to the disk.

    Raises BadInputError, one sentence, where the file cannot be written or is there already: a key is never
    written over.
    """
    passphrase = _passphrase()
    hidden = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    content = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(beside, content)
        new = _put(beside, path)
        flush_folder(path.parent)
    except OSError:
        raise BadInputError(
            f"{path}: the key cannot be written: check the folder's permissions and free space."
        ) from None
    if not new:
        raise BadInputError(f"{path}: there is a key already: a key is never written over.")


def open_key(path: Path) -> KeyInMemory:
    """The key of the file.

    Raises BadInputError, one sentence, where it is absent, unreadable, open to other users, encrypted with
    another passphrase or no key of ours.
    """
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            content = stream.read(_LARGEST + 1)
    except FileNotFoundError:
        raise BadInputError(f"{path}: there is no key: findspot keys show makes one.") from None
    except OSError:
        raise BadInputError(f"{path}: the key cannot be read: check its permissions.") from None
    if os.name == "posix" and mode & 0o077:
        raise BadInputError(f"{path}: other users may read this key: set its mode to 0600 (chmod 600).")
    return _opened(content, path)


def _opened(content: bytes, path: Path) -> KeyInMemory:
    encrypted = b"ENCRYPTED" in content[:64]
    passphrase = _passphrase() if encrypted else None
    if encrypted and passphrase is None:
        raise BadInputError(f"{path}: the key is encrypted: set {PASSPHRASE} to its passphrase.")
    try:
        private = load_pem_private_key(content, passphrase)
    except Exception:  # noqa: BLE001 - the library has many ways to refuse, and none may show
        hint = f"check {PASSPHRASE}" if encrypted else "restore it from a copy"
        raise BadInputError(f"{path}: the key cannot be opened: {hint}.") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise BadInputError(f"{path}: this is no Ed25519 key: findspot signs with no other.")
    return KeyInMemory(private)


def _passphrase() -> bytes | None:
    return os.environ.get(PASSPHRASE, "").encode() or None


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _put(beside: Path, path: Path) -> bool:
    """Give the file its name, where no other has it: unlike a renaming, never over another key."""
    try:
        os.link(beside, path)
    except FileExistsError:
        return False
    finally:
        beside.unlink()
    return True


def flush_folder(folder: Path) -> None:
    """Flush the folder's entry of a new file to the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
