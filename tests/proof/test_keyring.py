"""The ring of an instance's keys: who signed when, and that nobody else can add to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.proof.factories import hours, key

from findspot.proof.canonical import canonical
from findspot.proof.keyring import KeyRing, first_key, parse_ring, revoked, rotated
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from findspot.proof.signing import KeyInMemory


def _ring() -> KeyRing:
    """Three keys, the second of which is revoked from its second hour on."""
    ring = first_key(key(1), hours(0))
    ring = rotated(ring, key(1), key(2), hours(10))
    ring = rotated(ring, key(2), key(3), hours(20))
    return revoked(
        ring, key(3), key(2).public.fingerprint, hours(21), since=hours(12), why="lost with a laptop"
    )


def test_a_ring_says_which_key_was_good_when() -> None:
    """A key is good from its statement up to the next, and not from when it is revoked."""
    ring = _ring()
    assert ring.current == key(3).public
    good = {
        number: [
            hour for hour in (-1, 0, 9, 10, 11, 12, 19, 20, 30) if _period(ring, number).good_at(hours(hour))
        ]
        for number in (1, 2, 3)
    }
    assert good == {1: [0, 9], 2: [10, 11], 3: [20, 30]}
    assert _period(ring, 2).why == "lost with a laptop"


def _period(ring: KeyRing, number: int) -> Any:
    return ring.period(key(number).public.fingerprint)


def test_a_ring_reads_back_as_it_was_published() -> None:
    """The published text gives the same statements and periods."""
    ring = _ring()
    assert parse_ring(ring.text, "keys.json") == ring


@settings(max_examples=60)
@given(st.data())
def test_no_flipped_bit_of_a_ring_is_let_through(data: st.DataObject) -> None:
    """Any bit flipped anywhere in the published text is refused with one sentence."""
    text = bytearray(_ring().text)
    bit = data.draw(st.integers(0, 8 * len(text) - 1))
    text[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadInputError, match=r"^keys\.json: "):
        parse_ring(bytes(text), "keys.json")


@pytest.mark.parametrize("left_out", range(3))
def test_no_statement_can_be_left_out_from_the_middle(left_out: int) -> None:
    """Without any statement but the last, the ones after it do not follow."""
    said = json.loads(_ring().text)
    del said["statements"][left_out]
    with pytest.raises(BadInputError, match=r"statement \d does not hold"):
        parse_ring(canonical(said), "keys.json")


def test_only_the_key_in_use_hands_on() -> None:
    """A former key, or somebody else's, cannot put another in place, nor revoke; no key comes back."""
    ring = _ring()
    for stranger in (key(1), key(2), key(9)):
        with pytest.raises(BadInputError, match="does not hold"):
            rotated(ring, stranger, key(4), hours(30))
        with pytest.raises(BadInputError, match="does not hold"):
            revoked(ring, stranger, key(3).public.fingerprint, hours(30), since=hours(30), why="")
    with pytest.raises(BadInputError, match="does not hold"):
        rotated(ring, key(3), key(1), hours(30))


def test_time_does_not_run_backwards() -> None:
    """A statement that is dated before the last one is refused."""
    with pytest.raises(BadInputError, match="does not hold"):
        rotated(_ring(), key(3), key(4), hours(1))


def test_an_unknown_key_cannot_be_revoked() -> None:
    """The sentence says where the keys are listed."""
    with pytest.raises(BadInputError, match="findspot keys show"):
        revoked(_ring(), key(3), "00" * 32, hours(30), since=hours(1), why="")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{}",
        b'{"format":"findspot keys 2","statements":[]}',
        b'{"format":"findspot keys 1","statements":[]}',
        b'{"format":"findspot keys 1","statements":[{}]}',
        b'{"format":"findspot keys 1","statements":[{"kind":["first"]}]}',
        b"[" * 100_000,
        b"x" * 5_000_000,
    ],
)
def test_what_is_no_ring_is_refused_with_a_sentence(text: bytes) -> None:
    """Each other form costs one sentence that names the file."""
    with pytest.raises(BadInputError, match=r"^keys\.json: [^\n]*\.$"):
        parse_ring(text, "keys.json")


class Ring(RuleBasedStateMachine):
    """Any sequence of rotations and revocations by the key in use."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[KeyInMemory] = [key(1)]
        self.ring = first_key(self.keys[0], hours(0))
        self.hour = 0
        self.lost: set[int] = set()

    @precondition(lambda self: len(self.keys) < 8 and len(self.keys) - 1 not in self.lost)
    @rule(later=st.integers(0, 5))
    def rotate(self, later: int) -> None:
        """The next key takes over."""
        self.hour += later
        self.keys.append(key(len(self.keys) + 1))
        self.ring = rotated(self.ring, self.keys[-2], self.keys[-1], hours(self.hour))

    @precondition(lambda self: len(self.keys) - 1 not in self.lost)
    @rule(data=st.data(), ago=st.integers(0, 5))
    def revoke(self, data: st.DataObject, ago: int) -> None:
        """Any key that is not revoked is revoked by the one in use."""
        which = data.draw(st.sampled_from(sorted(set(range(len(self.keys))) - self.lost)))
        said = self.keys[which].public.fingerprint
        since = hours(self.hour - ago)
        self.ring = revoked(self.ring, self.keys[-1], said, hours(self.hour), since=since, why="lost")
        self.lost.add(which)

    @precondition(lambda self: len(self.keys) - 1 in self.lost)
    @rule()
    def end(self) -> None:
        """After the key in use revoked itself nothing follows."""
        with pytest.raises(BadInputError, match="does not hold"):
            rotated(self.ring, self.keys[-1], key(len(self.keys) + 1), hours(self.hour))

    @invariant()
    def the_published_ring_is_the_same(self) -> None:
        """It reads back, at most one key is good at any time, and a revoked one never again."""
        read = parse_ring(self.ring.text, "keys.json")
        assert read == self.ring
        assert read.current == self.keys[-1].public
        for hour in range(-1, self.hour + 2):
            assert sum(period.good_at(hours(hour)) for period in read.periods) <= 1
        for which in self.lost:
            assert not read.periods[which].good_at(hours(self.hour))


Ring.TestCase.settings = settings(max_examples=20, stateful_step_count=10, deadline=None)
TestRing = Ring.TestCase
