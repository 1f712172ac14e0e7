"""*Not in this register*: a plate that is not registered is not passed off as its nearest neighbour."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import reading
from tests.matching.lattices import doubtful, read_as, simulated
from tests.matching.registers import of

from findspot.matching.matching import match_reading
from findspot.matching.patterns import match_pattern

if TYPE_CHECKING:
    from findspot.vocabulary.candidates import Match
    from findspot.vocabulary.register import Register

_PRIOR = 0.7
_GAPS = (403, 417, 431, 452, 458, 476)
_NUMBERS = [n for n in range(400, 480) if n not in _GAPS]
_FAMILIES = ("MX15D-{:05}", "{:04}-D8")


@cache
def _fleet() -> Register:
    """Two families of consecutive numbers with gaps."""
    return of(*(family.format(n) for family in _FAMILIES for n in _NUMBERS))


@pytest.mark.parametrize("gap", _GAPS)
@pytest.mark.parametrize("family", _FAMILIES)
def test_a_clear_plate_from_a_gap_is_not_in_the_register(family: str, gap: int) -> None:
    """All its neighbours are registered and it is not: no neighbour is believed, however near."""
    match = match_reading((reading(family.format(gap)),), _fleet())
    assert match.not_in_register > 0.5
    assert match.not_in_register > 5 * match.candidates[0].posterior
    assert None in match.credible_set
    assert match.best_ratio is not None
    assert match.best_ratio < -1.0


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(_FAMILIES), st.sampled_from((1e-4, 1e-3, 0.01)), st.data())
def test_a_changed_character_of_a_row_is_not_that_row(family: str, error: float, data: st.DataObject) -> None:
    """Exchange one character of a registered serial: its row is not believed over *not in register*."""
    serial = family.format(data.draw(st.sampled_from(_NUMBERS)))
    place = data.draw(st.integers(0, len(serial) - 1).filter(lambda at: serial[at] != "-"))
    others = "0123456789" if serial[place].isdigit() else "ABCEFGHJKLNPRSTUVWYZ"
    changed = serial[:place] + data.draw(st.sampled_from(others)) + serial[place + 1 :]
    match = match_reading((reading(changed, error=error),), _fleet())
    if changed in _fleet().serials().serial:
        assert match.candidates[0].serial == changed
        assert match.not_in_register < 0.1
    else:
        assert match.not_in_register > 0.2


def test_a_doubtful_character_leaves_both_open() -> None:
    """Half a registered number and half one from a gap: neither the row nor *not in register* is excluded."""
    half = doubtful("MX15D-00416", {10: {"6": 0.5, "7": 0.5}})
    match = match_reading((read_as(half),), _fleet())
    assert match.candidates[0].serial == "MX15D-00416"
    assert 0.3 < match.candidates[0].posterior < 0.995
    assert 0.005 < match.not_in_register < 0.7


def test_not_in_register_falls_as_the_registered_character_grows_likelier() -> None:
    """The more the frames speak for the registered character, the less for *not in register*."""
    shares = [
        match_reading(
            (read_as(doubtful("MX15D-00416", {10: {"6": p, "7": 1.0 - p}})),), _fleet()
        ).not_in_register
        for p in (0.01, 0.1, 0.3, 0.6, 0.9, 0.99)
    ]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 10 * shares[-1]


@pytest.mark.parametrize("serial", ["ZK/88123/W", "7", "WESCAM", "20417"])
def test_a_serial_like_no_other_is_not_in_the_register(serial: str) -> None:
    """A plate of another maker's kind is nobody's row."""
    match = match_reading((reading(serial),), _fleet())
    assert match.not_in_register > 0.9


def test_taking_a_row_away_moves_its_belief_to_not_in_register() -> None:
    """The same plate against the register with and without its row: candidate in one, absent in the other."""
    serial = "MX15D-00440"
    whole = match_reading((reading(serial),), _fleet())
    lacking = match_reading((reading(serial),), of(*(s for s in _fleet().serials().serial if s != serial)))
    assert whole.candidates[0].serial == serial
    assert whole.not_in_register < 0.01
    assert lacking.not_in_register > 0.5


def test_a_typed_serial_from_a_gap_may_be_unregistered() -> None:
    """Typed in full, a serial that the register lacks leaves *not in register* well above its neighbours."""
    match = match_pattern("MX15D-00417", _fleet())
    assert match.not_in_register > 0.2
    assert match.not_in_register > 2 * match.candidates[0].posterior


@cache
def _sparse() -> Register:
    """Two families of serials drawn from many."""
    random = np.random.default_rng(15)
    numbers = random.choice(10_000, size=(2, 60), replace=False)
    return of(*(family.format(n) for family, some in zip(_FAMILIES, numbers, strict=True) for n in some))


def _drawn(random: np.random.Generator) -> str:
    """The serial of a registered item or, three times in ten, of one that the register lacks.

    Of those one half is a registered serial with one digit exchanged, the other any number of a family.
    """
    serials = _sparse().serials().serial
    serial = serials[int(random.integers(len(serials)))]
    if random.random() < _PRIOR:
        return serial
    while serial in serials:
        if random.random() < 0.5:
            place = (9 if serial.startswith("M") else 2) - int(random.integers(2))
            serial = serial[:place] + str(random.integers(10)) + serial[place + 1 :]
        else:
            serial = _FAMILIES[int(random.integers(2))].format(int(random.integers(10_000)))
    return serial


@cache
def _trials() -> tuple[tuple[str | None, Match], ...]:
    """Simulated plates, clear ones and poor ones, each with its serial, None where that is absent."""
    random = np.random.default_rng(417)
    trials: list[tuple[str | None, Match]] = []
    for _ in range(150):
        serial = _drawn(random)
        lattice = simulated(serial, random, clarity=float(random.choice([3.0, 8.0, 30.0])))
        match = match_reading((read_as(lattice),), _sparse(), prior=_PRIOR, limit=1000)
        trials.append((serial if serial in _sparse().serials().serial else None, match))
    return tuple(trials)


def _belief_in(truth: str | None, match: Match) -> float:
    if truth is None:
        return match.not_in_register
    return sum(c.posterior for c in match.candidates if c.serial == truth)


def test_belief_in_not_in_register_is_about_as_often_right() -> None:
    """Over many plates *not in register* is true about as often as it is believed."""
    absent = sum(truth is None for truth, _ in _trials())
    believed = sum(match.not_in_register for _, match in _trials())
    assert abs(believed - absent) < 0.15 * len(_trials())


def test_absent_plates_are_told_from_registered_ones() -> None:
    """*Not in register* is far higher on average for plates that are absent, and clearly above zero."""
    absent = [match.not_in_register for truth, match in _trials() if truth is None]
    present = [match.not_in_register for truth, match in _trials() if truth is not None]
    assert np.mean(absent) > 0.3
    assert np.mean(absent) > 3 * np.mean(present)


def test_the_truth_is_believed_and_in_the_credible_set() -> None:
    """On average the truth has more than half of belief, and nearly always it is in the credible set."""
    assert np.mean([_belief_in(truth, match) for truth, match in _trials()]) > 0.5
    item = dict(zip(_sparse().serials().serial, _sparse().serials().item, strict=True))
    listed = [(truth and item[truth]) in m.credible_set for truth, m in _trials() if m.credible_set]
    assert np.mean(listed) > 0.85


def test_a_reading_teaches_more_than_the_prior_knew() -> None:
    """By the logarithmic score the posterior beats the prior, and no truth is ever all but excluded."""
    floor = 1e-6
    scores = [math.log(max(_belief_in(truth, match), floor)) for truth, match in _trials()]
    known = [
        math.log(1.0 - _PRIOR if truth is None else _PRIOR / match.register_rows)
        for truth, match in _trials()
    ]
    assert np.mean(scores) > np.mean(known) + 1.0
    assert np.mean([score <= math.log(floor) for score in scores]) < 0.02
