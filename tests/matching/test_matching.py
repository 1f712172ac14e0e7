"""A reading against a register: laws that hold for any plate, any register and any prior."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import reading
from tests.matching.lattices import any_lattices, doubtful, read_as, text, with_serials
from tests.matching.registers import of, opened, rows_of

from findspot.matching.alphabet import encode_all
from findspot.matching.ctc import log_likelihoods, prepare
from findspot.matching.matching import match_reading
from findspot.matching.parameters import load_parameters
from findspot.matching.patterns import match_pattern
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    import random

    from findspot.vocabulary.candidates import Match
    from findspot.vocabulary.lattice import Lattice

_ALL = 10**6
registers = st.lists(st.text(st.sampled_from("01OI2AB8-"), min_size=1, max_size=7), min_size=1, max_size=15)
plain_registers = st.lists(st.text("2AB8", min_size=1, max_size=6), min_size=1, max_size=15, unique=True)
priors = st.sampled_from((1e-6, 0.05, 0.3, 0.7, 0.95, 1.0 - 1e-6))


def _millionths(match: Match) -> int:
    return sum(round(p * 1e6) for p in (match.not_in_register, *(c.posterior for c in match.candidates)))


@settings(max_examples=80, deadline=None)
@given(registers, any_lattices(), priors)
def test_all_belief_sums_to_at_most_one(rows: list[str], lattice: Lattice, prior: float) -> None:
    """For any register, lattice and prior: candidates and *not in this register* share 1, as printed too."""
    match = match_reading((read_as(lattice),), of(*rows), prior=prior, limit=_ALL)
    assert 0 < _millionths(match) <= 10**6
    assert all(0.0 <= p <= 1.0 for p in (match.not_in_register, *(c.posterior for c in match.candidates)))


@settings(max_examples=40, deadline=None)
@given(registers, st.lists(any_lattices(), min_size=2, max_size=3), priors)
def test_several_photographs_keep_that_law(rows: list[str], lattices: list[Lattice], prior: float) -> None:
    """Photographs that agree or not, of plates that are registered or not: belief still shares 1."""
    likenesses = ("0123456789abcdef", "fedcba9876543210", "00ff00ff00ff00ff")
    readings = [
        read_as(lattice, file=f"{likeness}.png", likeness=likeness)
        for lattice, likeness in zip(lattices, likenesses, strict=False)
    ]
    match = match_reading(readings, of(*rows), prior=prior, limit=_ALL)
    assert 0 < _millionths(match) <= 10**6


@settings(max_examples=60, deadline=None)
@given(plain_registers, any_lattices("2AB8-"))
def test_candidates_are_ranked_as_by_scoring_every_row(rows: list[str], lattice: Lattice) -> None:
    """No row stands before another whose serial gives these frames with clearly more probability."""
    figures = load_parameters().lattice
    view = prepare(lattice, temper=figures.temper, floor=figures.floor)
    scores = dict(zip(rows, log_likelihoods(view, encode_all(rows).codes).tolist(), strict=True))
    match = match_reading((read_as(lattice),), of(*rows), limit=_ALL)
    for before, after in itertools.pairwise(match.candidates):
        if before.posterior > after.posterior:
            assert scores[before.serial] > scores[after.serial] - 0.2


@settings(max_examples=40, deadline=None)
@given(registers, any_lattices(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    rows: list[str], lattice: Lattice, shuffler: random.Random
) -> None:
    """The same rows in another order give the same candidates in the same order, ties included."""
    written = rows_of(rows)
    other = list(written)
    shuffler.shuffle(other)
    one, two = (match_reading((read_as(lattice),), opened(r), limit=_ALL) for r in (written, other))
    assert [c.item for c in one.candidates] == [c.item for c in two.candidates]
    assert [c.posterior for c in one.candidates] == pytest.approx(
        [c.posterior for c in two.candidates], abs=2e-6
    )
    assert (one.tied, one.matched) == (two.tied, two.matched)
    assert one.not_in_register == pytest.approx(two.not_in_register, abs=2e-6)


@settings(max_examples=30, deadline=None)
@given(registers, any_lattices(), st.integers(0, 6))
def test_a_limit_only_shortens_the_list(rows: list[str], lattice: Lattice, limit: int) -> None:
    """However many candidates are asked for, each has the belief that it has among all."""
    register = of(*rows)
    whole = match_reading((read_as(lattice),), register, limit=_ALL)
    short = match_reading((read_as(lattice),), register, limit=limit)
    assert short == dataclasses.replace(whole, candidates=whole.candidates[:limit])


@pytest.mark.parametrize("prior", [0.0, 1.0, -0.2, 1.5, float("nan"), float("inf")])
def test_a_prior_that_is_no_probability_is_refused(prior: float) -> None:
    """One sentence says what a prior is, for readings and patterns alike."""
    register = of("MX-1")
    with pytest.raises(BadInputError, match="between 0 and 1") as of_reading:
        match_reading((reading("MX-1"),), register, prior=prior)
    with pytest.raises(BadInputError, match="between 0 and 1") as of_pattern:
        match_pattern("MX-1", register, prior=prior)
    for refused in (of_reading, of_pattern):
        assert refused.value.sentence.endswith(".")
        assert "\n" not in refused.value.sentence


@pytest.mark.parametrize("prior", [0.05, 0.7, 0.9])
@pytest.mark.parametrize("number", [0, 1, 3])
def test_nothing_read_keeps_the_prior(prior: float, number: int) -> None:
    """Pictures without a serial, or no picture at all, teach nothing: no candidate, and the prior stays."""
    readings = [reading(None, maker="L3 Wescam", file=f"{n}.png") for n in range(number)]
    match = match_reading(readings, of("MX-1", "MX-2", maker="L3 Wescam"), prior=prior)
    assert match.candidates == ()
    assert match.not_in_register == pytest.approx(1.0 - prior, abs=2e-6)
    assert match.prior == prior
    assert match.register_rows == 2


@settings(max_examples=25, deadline=None)
@given(any_lattices(), st.tuples(priors, priors))
def test_a_higher_prior_never_raises_not_in_register(lattice: Lattice, pair: tuple[float, float]) -> None:
    """The stated prior works in its own direction."""
    register = of("A1", "A2", "B8", "0-0")
    low, high = (match_reading((read_as(lattice),), register, prior=p).not_in_register for p in sorted(pair))
    assert high <= low + 2e-6


def test_a_clear_plate_finds_its_row() -> None:
    """A registered serial, clearly read, has nearly all belief, and the credible set is it alone."""
    register = of(*(f"MX15D-{n:05}" for n in range(400, 440)))
    match = match_reading((reading("MX15D-00417"),), register)
    assert match.candidates[0].serial == "MX15D-00417"
    assert match.candidates[0].posterior > 0.95
    assert match.credible_set == (match.candidates[0].item,)
    assert match.tied == 1
    assert match.best_ratio == pytest.approx(0.0, abs=0.01)


def test_one_serial_of_two_makers_is_two_candidates() -> None:
    """A serial alone does not tell makers or models apart: each row with it is as likely a candidate."""
    rows = rows_of(["A-417", "A-417", "A-417", "A-999"])
    rows[0] |= {"maker": "L3 Wescam", "model": "CMX-15D"}
    rows[1] |= {"maker": "Rotax", "model": "CMX-15D"}
    rows[2] |= {"maker": "Rotax", "model": "912 iS"}
    match = match_reading((reading("A-417"),), opened(rows))
    first = match.candidates[:3]
    assert {(c.maker, c.model) for c in first} == {(r["maker"], r["model"]) for r in rows[:3]}
    assert len({c.posterior for c in first}) == 1
    assert match.tied == 3
    assert set(match.credible_set) >= {"I-0000", "I-0001", "I-0002"}


def test_ties_stand_in_the_order_of_their_items() -> None:
    """Rows that nothing tells apart are listed by serial and item, not as they happen to stand in a file."""
    rows = rows_of(["MX-2", "MX-2", "MX2", "MX-2"])
    match = match_reading((reading("MX2"),), opened(rows[::-1]))
    listed = [(c.serial, c.item) for c in match.candidates]
    assert listed == sorted(listed)


def test_what_two_rows_share_is_shared_fairly() -> None:
    """Where a character may be either of two registered ones, belief goes with its probabilities."""
    register = of("MX-471", "MX-472", "MX-478")
    even = match_reading((read_as(doubtful("MX-47?", {5: {"1": 0.5, "2": 0.5}})),), register)
    uneven = match_reading((read_as(doubtful("MX-47?", {5: {"1": 0.7, "2": 0.3}})),), register)
    one, two = even.candidates[:2]
    assert {one.serial, two.serial} == {"MX-471", "MX-472"}
    assert one.posterior == pytest.approx(two.posterior, rel=0.02)
    assert uneven.candidates[0].serial == "MX-471"
    assert uneven.candidates[0].posterior > 1.3 * uneven.candidates[1].posterior


def test_a_row_without_a_letter_or_digit_is_never_a_candidate() -> None:
    """A dash in the serial column is no serial that a plate could show."""
    match = match_reading((reading("A-1"),), of("-", "A-1", "--"))
    assert [c.serial for c in match.candidates] == ["A-1"]
    assert match.register_rows == 3


def test_a_register_of_other_scripts_is_no_obstacle() -> None:
    """Serials in letters that the recogniser does not know are far from any that it reads."""
    match = match_reading((reading("AB-417"),), of("ЖД-417", "字字-417", "AB-417"))
    assert match.candidates[0].serial == "AB-417"
    assert match.candidates[0].posterior > 0.9


def test_a_serial_unlike_every_row_still_has_a_nearest_row() -> None:
    """Where no row is within reach the least unlike is named, and believed no more than before."""
    match = match_reading([reading("15D-20417")], of("QQQQQQQQQQQQQQ", "ZZ-99"))
    assert len(match.candidates) == 1
    assert match.candidates[0].posterior < 0.35
    assert match.not_in_register > 0.3


def test_of_two_texts_the_one_of_the_registers_kind_is_likelier_the_serial() -> None:
    """A number read as well as another, but unlike every registered serial, takes little from absence."""
    rows = [f"XW8ZZZ61ZKG05{n:04}" for n in range(3000, 3040)]
    alike = text(doubtful("XW8ZZZ61ZKG053853"), 0.5)
    unlike = text(doubtful("R04511KR"), 0.45)
    one = match_reading((with_serials(alike),), of(*rows))
    both = match_reading((with_serials(alike, unlike),), of(*rows))
    outweighed = match_reading((with_serials(unlike),), of(*rows))
    assert both.not_in_register > 0.9 * one.not_in_register
    assert outweighed.not_in_register > 0.3, "a foreign serial is no reason to believe a row"


@given(st.sampled_from(["XW8ZZZ61ZKG053853", "R04511KR", "A"]), st.floats(0.05, 0.99))
@settings(max_examples=25, deadline=None)
def test_one_texts_weight_never_lowers_the_row_that_it_reads(serial: str, weight: float) -> None:
    """The surer that a text is the serial, the surer its own row."""
    register = of(serial, "XW8ZZZ61ZKG053111", "ZZZZ9999")
    beliefs = []
    for share in (weight / 2, weight):
        match = match_reading((with_serials(text(doubtful(serial), share)),), register)
        beliefs.append({c.serial: c.posterior for c in match.candidates}[serial])
    assert beliefs[0] <= beliefs[1] + 1e-6
