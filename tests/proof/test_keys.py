"""Keys in files: private to their user, never written over, opened or refused with one sentence."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from findspot.proof.keys import PASSPHRASE, make_key, open_key
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _no_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSPHRASE, raising=False)


def test_a_key_is_made_and_opened_again(tmp_path: Path) -> None:
    """What the new key signs, the opened one's public half verifies; the file is the user's alone."""
    made = make_key(tmp_path / "keys" / "instance.pem")
    opened = open_key(tmp_path / "keys" / "instance.pem")
    assert opened.public == made.public
    assert opened.public.verifies(made.sign(b"said"), b"said")
    assert not opened.public.verifies(made.sign(b"said"), b"not said")
    if os.name == "posix":
        assert (tmp_path / "keys" / "instance.pem").stat().st_mode & 0o777 == 0o600
    assert [each.name for each in (tmp_path / "keys").iterdir()] == ["instance.pem"]


def test_a_key_is_encrypted_where_a_passphrase_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file opens with its passphrase alone; without, or with another, one sentence says what to set."""
    path = tmp_path / "instance.pem"
    monkeypatch.setenv(PASSPHRASE, "an open secret")
    made = make_key(path)
    assert b"ENCRYPTED" in path.read_bytes()
    assert open_key(path).public == made.public
    monkeypatch.setenv(PASSPHRASE, "another")
    with pytest.raises(BadInputError, match=f"cannot be opened: check {PASSPHRASE}\\.$"):
        open_key(path)
    monkeypatch.delenv(PASSPHRASE)
    with pytest.raises(BadInputError, match=f"set {PASSPHRASE} to its passphrase\\.$"):
        open_key(path)


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    """Making a key where one is refuses, and leaves the file as it was."""
    path = tmp_path / "instance.pem"
    make_key(path)
    before = path.read_bytes()
    with pytest.raises(BadInputError, match="never written over"):
        make_key(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["instance.pem"]


@pytest.mark.skipif(os.name != "posix", reason="Only POSIX systems have modes of files.")
def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """A key whose file is open to other users is not used before its mode is mended."""
    path = tmp_path / "instance.pem"
    make_key(path)
    path.chmod(0o640)
    with pytest.raises(BadInputError, match="chmod 600"):
        open_key(path)


def _rsa() -> bytes:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "cannot be opened"),
        (b"\x00" * 4096, "cannot be opened"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "cannot be opened"),
        (b"x" * 100_000, "cannot be opened"),
        (_rsa(), "no Ed25519 key"),
    ],
)
def test_a_damaged_key_costs_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    """Whatever stands in the file, the refusal is one sentence that names it."""
    path = tmp_path / "instance.pem"
    path.touch(mode=0o600)
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=sentence) as refused:
        open_key(path)
    assert str(refused.value).startswith(str(path))
    assert str(refused.value).count("\n") == 0


def test_an_absent_key_is_said_so(tmp_path: Path) -> None:
    """Where there is none, the sentence says how one is made."""
    with pytest.raises(BadInputError, match="there is no key"):
        open_key(tmp_path / "none.pem")


def test_a_folder_that_cannot_be_written_costs_one_sentence(tmp_path: Path) -> None:
    """A key whose folder is a file cannot be written, and the sentence says what to check."""
    (tmp_path / "file").touch()
    with pytest.raises(BadInputError, match="cannot be written"):
        make_key(tmp_path / "file" / "instance.pem")
