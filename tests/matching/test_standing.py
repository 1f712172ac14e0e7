"""Serials that stand for a register: what the unregistered ones among their kind weigh."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from findspot.matching.absence import exchanged_rows, open_shares
from findspot.matching.alphabet import encode_all, fold
from findspot.matching.channel import ANY_DIGIT, ANY_LETTER, MIXTURE
from findspot.matching.families import DIGITS, LETTERS, Families, Register
from findspot.matching.index import index_serials
from findspot.matching.standing import Standing, TableBackground

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

registers = st.lists(st.text("018AZ-", min_size=1, max_size=4).filter(fold), min_size=1, max_size=25)
numbers = st.sets(st.integers(0, 99), min_size=1, max_size=100)
_ANY = {ANY_DIGIT: (range(1, DIGITS + 1), DIGITS), ANY_LETTER: (range(DIGITS + 1, 99), LETTERS)}


class Read:
    """How likely a text is read for rows of codes by one who never errs: the rows' probabilities of it."""

    def __init__(self, text: str) -> None:
        self._codes = [int(code) for code in encode_all([text]).codes[0]]

    def __call__(
        self,
        codes: NDArray[np.int64],
        lengths: NDArray[np.uint8],
        mixtures: NDArray[np.float64] | None = None,
    ) -> NDArray[np.float64]:
        """The logarithm for each row."""
        rows = zip(codes.tolist(), lengths.tolist(), strict=True)
        likely = [self._likely(row[:length], mixtures) for row, length in rows]
        with np.errstate(divide="ignore"):
            logs: NDArray[np.float64] = np.log(np.array(likely, dtype=np.float64))
        return logs

    def _likely(self, row: Sequence[int], mixtures: NDArray[np.float64] | None) -> float:
        if len(row) != len(self._codes):
            return 0.0
        return math.prod(self._one(*pair, mixtures) for pair in zip(row, self._codes, strict=True))

    def _one(self, code: int, read: int, mixtures: NDArray[np.float64] | None) -> float:
        if code in _ANY:
            some, size = _ANY[code]
            return (read in some) / size
        if code >= MIXTURE and mixtures is not None:
            return float(mixtures[code - MIXTURE, read - 1])
        return float(code == read)


def weighs_all(
    codes: NDArray[np.int64], lengths: NDArray[np.uint8], mixtures: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Every row is as likely as can be: what is weighed comes to what the rows weigh."""
    assert len(lengths) == len(codes)
    if mixtures is not None and len(mixtures):
        assert mixtures.sum(axis=1) == pytest.approx(np.ones(len(mixtures)))
    return np.zeros(len(codes))


def whole(serials: Sequence[str]) -> tuple[Register, Standing]:
    """A register whose serials all stand for their own rows."""
    register = Register.of(index_serials(serials))
    rows = register.rows.astype(np.float64)
    return register, Standing.of_rows(Families.of(register, np.arange(len(register))), rows, rows)


@settings(max_examples=60, deadline=None)
@given(registers)
def test_what_is_weighed_comes_to_one(serials: list[str]) -> None:
    """All unregistered serials with free ends together weigh 1, and all with one character exchanged."""
    _, standing = whole(serials)

    assert math.exp(standing.tails(weighs_all)) == pytest.approx(standing.open)
    assert math.exp(standing.edits(weighs_all)) == pytest.approx(standing.spare)


@settings(max_examples=60, deadline=None)
@given(registers)
def test_no_registered_serial_has_a_free_end(serials: list[str]) -> None:
    """Of what begins like a registered serial and ends freely, no registered one is any."""
    _, standing = whole(serials)

    for serial in set(map(fold, serials)):
        assert standing.tails(Read(serial)) == -math.inf


@settings(max_examples=25, deadline=None)
@given(numbers)
def test_an_exchange_counts_as_registered_as_often_as_what_begins_so_is(present: set[int]) -> None:
    """Numbers of two digits: with the last one exchanged none is registered, with the first one a share."""
    _, standing = whole([f"{number:02}" for number in present])

    for number in range(100):
        tens, units = divmod(number, 10)
        last = sum(one // 10 == tens and one != number for one in present) * (number not in present)
        among = 1.0 - sum(one // 10 == tens for one in present) / 10
        first = sum(one % 10 == units and one != number for one in present) * among
        assert math.exp(standing.edits(Read(f"{number:02}"))) == pytest.approx((first + last) / (2 * 9))


@settings(max_examples=25, deadline=None)
@given(numbers)
def test_of_a_beginning_each_unregistered_end_counts_alike(present: set[int]) -> None:
    """Numbers of two digits: what each weighs is what its beginnings weigh, over their unregistered ends."""
    assume(len(present) < 100)
    _, standing = whole([f"{number:02}" for number in present])
    shares = open_shares(2)

    for number in range(100):
        tens = [one for one in range(number // 10 * 10, number // 10 * 10 + 10) if one in present]
        expected = shares[0] * len(present) / (100 - len(present))
        if len(tens) < 10:
            expected += shares[1] * len(tens) / (10 - len(tens))
        if number in present:
            expected = 0.0
        assert math.exp(standing.tails(Read(f"{number:02}"))) == pytest.approx(expected)


def test_a_register_without_a_gap_leaves_free_ends_to_other_lengths() -> None:
    """Where every number is registered none has a free end: all that is left is any text."""
    serials = [f"{number:02}" for number in range(100)]
    _, standing = whole(serials)
    background = TableBackground(index_serials(serials))

    assert standing.open == standing.spare == 0.0
    assert background.log_likelihood(Read("42"), -3.0, np.arange(100)) == pytest.approx(-3.0)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=60), st.integers(1, 20))
def test_few_serials_stand_for_all_where_a_character_is_exchanged(rows: list[int], most: int) -> None:
    """At most so many do, together for as many rows as all have."""
    weights = exchanged_rows(np.array(rows, dtype=np.float64), most)

    assert np.count_nonzero(weights) <= most
    assert weights.sum() == pytest.approx(sum(rows))


def test_beginnings_are_counted_as_one_by_one() -> None:
    """How many registered serials begin like each, and how many of those chosen do."""
    serials = ["".join(one) for one in itertools.product("01", "A8", "0Z")][:-1]
    register = Register.of(index_serials(serials))
    chosen = np.arange(0, len(register), 2)
    families = Families.of(register, chosen)

    texts = [tuple(row) for row in register.codes.tolist()]
    for counts, among in ((families.alike(), range(len(texts))), (families.sharing(), chosen.tolist())):
        for row, number in enumerate(chosen.tolist()):
            same = [[texts[one][:d] == texts[number][:d] for one in among] for d in range(3)]
            assert counts[row].tolist() == [sum(some) for some in same]
