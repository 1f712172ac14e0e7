"""Several exhibits of one item: reposts, further photographs, and several texts on one plate."""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import reading, serial_reading
from tests.matching.lattices import doubtful, read_as, with_serials
from tests.matching.registers import of

from findspot.matching.exhibits import hypotheses, same_photograph, sources
from findspot.matching.matching import match_reading
from findspot.matching.parameters import load_parameters
from findspot.vocabulary.lattice import Lattice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from findspot.vocabulary.candidates import Match
    from findspot.vocabulary.reading import Reading

_FIGURES = load_parameters().hypotheses
_REGISTER = of(*(f"MX15D-{n:05}" for n in range(400, 480)))
_TRUE, _RIVAL = "MX15D-00417", "MX15D-00411"
_ONE = doubtful(_TRUE, {9: {"1": 0.6, "4": 0.4}, 10: {"7": 0.5, "1": 0.3, "2": 0.2}})
_TWO = doubtful(_TRUE, {8: {"4": 0.6, "9": 0.4}, 10: {"7": 0.55, "1": 0.25, "2": 0.2}})
_OTHER_PICTURE = "fedcba9876543210"


def _flipped(likeness: str, *bits: int) -> str:
    value = int(likeness, 16)
    for bit in bits:
        value ^= 1 << bit
    return f"{value:016x}"


def _belief(match: Match, serial: str) -> float:
    return next(c.posterior for c in match.candidates if c.serial == serial)


def _lead(match: Match) -> float:
    """How far the true row stands before its rival: the logarithm of their ratio."""
    return math.log(_belief(match, _TRUE) / _belief(match, _RIVAL))


def _matched(*readings: Reading) -> Match:
    return match_reading(readings, _REGISTER, limit=100)


first = read_as(_ONE, file="first.jpg")
second = read_as(_TWO, file="second.jpg", likeness=_OTHER_PICTURE)


@pytest.mark.parametrize(
    "repost",
    [
        dataclasses.replace(first, file="again.jpg"),
        dataclasses.replace(first, file="scaled.jpg", sha256="5" * 64),
        dataclasses.replace(first, sha256="5" * 64, likeness=_flipped(first.likeness, 3, 40)),
    ],
    ids=["the same bytes", "the same picture in another file", "a compressed copy"],
)
def test_a_repost_adds_nothing(repost: Reading) -> None:
    """One photograph posted twice, or five times, is one source: belief is what it was."""
    assert _matched(first, repost) == _matched(first)
    assert _matched(repost, first, repost, repost, first) == _matched(first)


def test_of_two_copies_the_clearer_counts() -> None:
    """A poor copy of a photograph takes nothing from the good one, in whatever order they come."""
    clear = reading(_TRUE, file="clear.jpg")
    poor = reading("MX15D-00411", file="poor.jpg", error=0.3)
    assert _matched(poor, clear) == _matched(clear, poor) == _matched(clear)


def test_a_second_photograph_adds_but_less_than_an_independent_one() -> None:
    """Photographs of one plate share its dirt: they say more than either, and less than both apart."""
    alone, other, both = _lead(_matched(first)), _lead(_matched(second)), _lead(_matched(first, second))
    assert min(alone, other) > 0.0
    assert max(alone, other) < both < alone + other
    assert _belief(_matched(first, second), _TRUE) > _belief(_matched(first), _TRUE)


def test_a_second_photograph_that_disagrees_takes_belief_away() -> None:
    """Where another photograph shows another character, the first one's row is believed less."""
    against = read_as(doubtful(_TRUE, {10: {"1": 0.6, "7": 0.4}}), file="second.jpg", likeness=_OTHER_PICTURE)
    assert _lead(_matched(first, against)) < _lead(_matched(first))


@settings(max_examples=6, deadline=None)
@given(st.permutations([first, second, reading(None, maker="L3 Wescam", file="third.jpg")]))
def test_the_order_of_exhibits_changes_nothing(readings: Sequence[Reading]) -> None:
    """The same photographs in another order give the same match."""
    assert _matched(*readings) == _matched(*sorted(readings, key=lambda r: r.file))


def test_a_picture_without_a_serial_says_nothing_of_the_serial() -> None:
    """A photograph of the whole wreck beside that of the plate leaves the serial's belief alone."""
    wreck = reading(None, file="wreck.jpg", likeness=_OTHER_PICTURE)
    assert _matched(first, wreck) == _matched(first)


def test_a_maker_seen_on_another_photograph_counts() -> None:
    """All exhibits show one item: what one of them says of its maker holds for the serial of the other."""
    register = of(_TRUE, _RIVAL, maker="Rotax")
    wreck = reading(None, maker="L3 Wescam", file="wreck.jpg", likeness=_OTHER_PICTURE)
    alone, both = match_reading((first,), register), match_reading((first, wreck), register)
    assert both.candidates[0].posterior < alone.candidates[0].posterior


def test_two_views_of_the_same_pixels_are_one_view() -> None:
    """Views share their weight: the same lattice as two halves says what it says as one whole."""
    half = Lattice(_ONE.probabilities, weight=0.5)
    split, whole = _matched(read_as(half, half)), _matched(read_as(_ONE))
    assert [c.serial for c in split.candidates[:5]] == [c.serial for c in whole.candidates[:5]]
    assert _belief(split, _TRUE) == pytest.approx(_belief(whole, _TRUE), abs=1e-4)
    assert split.not_in_register == pytest.approx(whole.not_in_register, abs=1e-4)


def test_the_likelier_text_of_a_plate_leads() -> None:
    """Where two texts may be the serial, both rows are candidates, and the likelier text's is the first."""
    likely, unlikely = serial_reading("A-417", weight=0.7), serial_reading("B-900", weight=0.25)
    match = match_reading((with_serials(unlikely, likely),), of("A-417", "B-900", "C-1"))
    assert [c.serial for c in match.candidates[:2]] == ["A-417", "B-900"]
    assert match.candidates[1].posterior > 0.05
    only = match_reading((with_serials(serial_reading("A-417")),), of("A-417", "B-900", "C-1"))
    assert match.candidates[0].posterior < only.candidates[0].posterior


@pytest.mark.parametrize("text", ["A-417", "A-418", "ZZ/88123/W"])
def test_a_text_that_may_not_be_the_serial_moves_belief_less(text: str) -> None:
    """The less likely it is that a text is the serial, the nearer belief stays to the prior, either way."""
    register = of("A-417", "A-900", "B-900")
    absent = [
        match_reading((with_serials(serial_reading(text, weight=w)),), register, prior=0.5).not_in_register
        for w in (1.0, 0.6, 0.2)
    ]
    distances = [abs(p - 0.5) for p in absent]
    assert distances[0] > distances[1] > distances[2]


@settings(max_examples=40)
@given(
    st.lists(
        st.lists(st.floats(0.0, 1.0), min_size=0, max_size=5).map(
            lambda weights: [w / max(1.0, sum(weights)) for w in weights]
        ),
        max_size=4,
    )
)
def test_what_the_texts_may_be_together_has_a_probability(plates: list[list[float]]) -> None:
    """The ways to choose a serial from each source weigh at most 1, and that none is it stays possible."""
    readings = [
        with_serials(
            *(serial_reading(f"A-{n}", weight=w) for n, w in enumerate(weights)),
            file=f"{at}.jpg",
            likeness="0123456789abcdef"[at:] + "0" * at,
        )
        for at, weights in enumerate(plates)
    ]
    ways = hypotheses(readings, _FIGURES)
    assert sum(way.weight for way in ways) <= 1.0 + 1e-9
    assert all(way.weight >= 0.0 for way in ways)
    assert not ways or any(not way.lattices for way in ways)


def test_only_the_clearest_photograph_counts_in_full() -> None:
    """One source counts as it is read, every further one with an exponent below 1."""
    third = read_as(_ONE, file="third.jpg", likeness="00ff00ff00ff00ff")
    clearest = reading(_TRUE, file="clear.jpg", likeness="ff00ff00f0f0f0f0")
    likeliest = hypotheses((first, clearest, second, third), _FIGURES)[0]
    exponents = [weighed.exponent for weighed in likeliest.lattices]
    assert likeliest.lattices[0].lattice is clearest.markings[0].serials[0].lattices[0]
    assert exponents[0] == 1.0
    assert len(exponents) == 4
    assert all(0.0 < exponent < 1.0 for exponent in exponents[1:])


@given(st.permutations(range(64)), st.integers(0, 2**64 - 1))
def test_likeness_is_counted_in_bits(bits: list[int], value: int) -> None:
    """Two pictures are one photograph exactly if their likenesses differ in few enough bits, either way."""
    one = reading("A-1", file="a.jpg", likeness=f"{value:016x}")
    most = _FIGURES.same_photograph_bits
    for differing in (0, most, most + 1, 64):
        other = reading("A-1", file="b.jpg", likeness=_flipped(one.likeness, *bits[:differing]))
        assert same_photograph(one, other, most) is (differing <= most)
        assert same_photograph(other, one, most) is (differing <= most)


def test_the_same_bytes_are_one_photograph_whatever_their_likeness() -> None:
    """A file is itself, even where its likeness was computed in another way."""
    one = reading("A-1", file="a.jpg")
    other = dataclasses.replace(one, file="b.jpg", likeness=_OTHER_PICTURE)
    assert same_photograph(one, other, 0)
    assert _matched(first, dataclasses.replace(first, likeness=_OTHER_PICTURE)) == _matched(first)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 3), max_size=7))
def test_one_reading_is_kept_of_each_photograph(pictures: list[int]) -> None:
    """However often each photograph was posted, as many sources remain as there are photographs."""
    likenesses = ("0123456789abcdef", "fedcba9876543210", "00ff00ff00ff00ff", "ff00ff00f0f0f0f0")
    readings = [
        reading("A-1", file=f"{at}.jpg", likeness=likenesses[picture], error=0.01 * (1 + at))
        for at, picture in enumerate(pictures)
    ]
    kept = sources(readings, _FIGURES.same_photograph_bits)
    assert sorted(r.likeness for r in kept) == sorted({r.likeness for r in readings})
    for one, other in itertools.combinations(kept, 2):
        assert not same_photograph(one, other, _FIGURES.same_photograph_bits)
