"""Signed heads in the form of C2SP: they verify under their keys, and nothing else passes for one."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.proof.factories import NOON, key

from findspot.proof.checkpoints import Head, cosigned, parse_checkpoint, signed, verifier_key
from findspot.proof.merkle import EMPTY
from findspot.proof.signing import PublicKey
from findspot.vocabulary.errors import BadInputError

_NAME = "example.org/log"
_HEAD = Head(_NAME, 20_852_163, bytes(range(32)))
#: Published: the key in the documentation of Go's package for signed notes, and its checksum database's.
_PUBLISHED = (
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
)


@pytest.mark.parametrize("published", _PUBLISHED)
def test_keys_are_named_as_published_ones_are(published: str) -> None:
    """The name, id and bytes of published keys come out as they were published."""
    name, _, encoded = published.split("+", 2)
    assert verifier_key(PublicKey(base64.b64decode(encoded)[1:]), name) == published


def test_a_checkpoint_has_the_lines_of_its_standard() -> None:
    """Origin, size and root, an empty line, then a line for the signature: c2sp.org/tlog-checkpoint."""
    note = signed(_HEAD, key(), _NAME).text
    lines = note.split("\n")
    assert lines[:4] == [_NAME, "20852163", base64.b64encode(bytes(range(32))).decode(), ""]
    assert lines[4].startswith(f"— {_NAME} ")
    assert lines[5:] == [""]


def test_a_published_signature_verifies() -> None:
    """The signed note in the documentation of Go's package verifies with the published key."""
    name, _, encoded = _PUBLISHED[0].split("+", 2)
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    content = base64.b64decode(
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    )
    assert name == "PeterNeumann"
    assert PublicKey(base64.b64decode(encoded)[1:]).verifies(content[4:], text.encode())


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_back_as_it_was(size: int, root: bytes) -> None:
    """What was written is read back, signatures and cosignatures with it, and verifies."""
    made = signed(Head(_NAME, size, root), key(1), _NAME)
    made = cosigned(made, key(2), "witness.example", NOON)
    read = parse_checkpoint(made.text.encode(), "the head")
    assert read == made
    assert read.signed_by(key(1).public, _NAME)
    assert list(read.cosigned_at(key(2).public, "witness.example")) == [int(NOON.timestamp())]


def test_another_key_or_name_has_not_signed() -> None:
    """A signature counts for its own key and name alone; a cosignature is no signature of the log."""
    made = cosigned(signed(_HEAD, key(1), _NAME), key(2), _NAME, NOON)
    assert not made.signed_by(key(3).public, _NAME)
    assert not made.signed_by(key(1).public, "example.org/other")
    assert not made.signed_by(key(2).public, _NAME)
    assert not list(made.cosigned_at(key(1).public, _NAME))


@given(st.data())
def test_no_flipped_bit_of_a_note_is_let_through(data: st.DataObject) -> None:
    """Any bit flipped anywhere leaves a note that is refused, or one that its key has not signed."""
    note = bytearray(signed(_HEAD, key(), _NAME).text.encode())
    bit = data.draw(st.integers(0, 8 * len(note) - 1))
    note[bit // 8] ^= 1 << bit % 8
    try:
        read = parse_checkpoint(bytes(note), "the head")
    except BadInputError:
        return
    assert not read.signed_by(key().public, _NAME)


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"\xff\xfe",
        b"example.org/log\n1\n",
        b"example.org/log\n01\nAAAA\n\n\xe2\x80\x94 a AAAAAAAA\n",
        b"example.org/log\n" + b"9" * 30 + b"\nAAAA\n\n\xe2\x80\x94 a AAAAAAAA\n",
        b"x" * 70_000,
        signed(_HEAD, key(), _NAME).text.encode().replace(b"\n20852163\n", b"\n+20852163\n"),
        signed(_HEAD, key(), _NAME).text.encode() + b"\n",
    ],
)
def test_what_is_no_checkpoint_is_refused_with_a_sentence(note: bytes) -> None:
    """Each other form costs one sentence that names the file."""
    with pytest.raises(BadInputError, match=r"^head\.txt: this is no checkpoint of a log: .*\.$"):
        parse_checkpoint(note, "head.txt")


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_key_has_a_name_that_its_form_allows(name: str) -> None:
    """A name that a note could not be read back with is a mistake, and said so."""
    with pytest.raises(ValueError, match="name"):
        signed(Head("example.org/log", 0, EMPTY), key(), name)
