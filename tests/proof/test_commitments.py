"""A commitment binds to one value, and says nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.proof.canonical import canonical
from findspot.proof.commitments import COMMITMENT, SALT, commit, commit_bytes, new_salt, opens

if TYPE_CHECKING:
    from findspot.proof.canonical import Json

texts = st.text(st.characters(codec="utf-8"), max_size=20)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
salts = st.binary(min_size=SALT, max_size=SALT)


@given(salts, values, values)
def test_a_commitment_opens_to_its_value_alone(salt: bytes, value: Json, other: Json) -> None:
    """Salt and value open it; another value, written differently in canonical JSON, does not."""
    made = commit(salt, value)
    assert len(made) == COMMITMENT
    assert opens(made, salt, value)
    if canonical(other) != canonical(value):
        assert not opens(made, salt, other)


@given(salts, values, st.integers(0, 8 * SALT - 1))
def test_another_salt_does_not_open_it(salt: bytes, value: Json, bit: int) -> None:
    """With any bit of the salt flipped, or a salt of another length, the value is not the one."""
    made = commit(salt, value)
    flipped = bytearray(salt)
    flipped[bit // 8] ^= 1 << bit % 8
    assert not opens(made, bytes(flipped), value)
    assert not opens(made, salt[:-1], value)


def test_the_same_value_is_committed_to_differently_each_time() -> None:
    """With salts of their own, equal values have unlike commitments: nobody can tell that they are equal."""
    made = {commit(new_salt(), "P-2019-0417") for _ in range(200)}
    assert len(made) == 200


def test_bytes_and_texts_are_told_apart() -> None:
    """A commitment to bytes differs from the one to them as a text."""
    salt = bytes(SALT)
    assert commit_bytes(salt, b"x") != commit(salt, "x")


def test_a_short_salt_is_a_mistake() -> None:
    """A salt of fewer bytes than 16 is refused rather than used."""
    with pytest.raises(ValueError, match="16 bytes"):
        commit(b"short", "x")
