"""The search: every row within reach and no other, as if each row had been scored by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.lattices import any_lattices, doubtful, simulated

from findspot.matching.alphabet import encode_all, fold
from findspot.matching.ctc import Emissions, log_likelihoods, prepare
from findspot.matching.index import index_serials
from findspot.matching.search import search
from findspot.vocabulary.lattice import Lattice, certain_lattice

if TYPE_CHECKING:
    from collections.abc import Sequence

serials = st.text(st.sampled_from("01OI2AB8-"), max_size=7)
registers = st.lists(serials, max_size=40)
margins = st.sampled_from((0.1, 1.0, 5.0, 20.0, 200.0))


def _scored(rows: Sequence[str], views: Sequence[Emissions]) -> dict[int, float]:
    """By brute force: the weighted log-likelihood of every row that has a character and can be laid out."""
    codes = encode_all(rows).codes
    total = np.zeros(len(rows))
    for view in views:
        total += view.weight * log_likelihoods(view, codes)
    return {row: float(total[row]) for row in range(len(rows)) if fold(rows[row]) and total[row] > -np.inf}


def _agrees(rows: Sequence[str], views: Sequence[Emissions], margin: float) -> None:
    index = index_serials(rows)
    found = search(index, views, margin=margin)
    scores = dict(zip(index.order[found.ranks].tolist(), found.scores.tolist(), strict=True))
    assert len(scores) == len(found.ranks), "a row is found once"
    expected = _scored(rows, views)
    best = max(expected.values(), default=-np.inf)
    assert found.best == pytest.approx(best)
    within = {row for row, score in expected.items() if score >= best - margin + 1e-6}
    beyond = {row for row, score in expected.items() if score < best - margin - 1e-6}
    assert within <= scores.keys()
    assert not beyond & scores.keys()
    for row, score in scores.items():
        assert score == pytest.approx(expected[row])


@settings(max_examples=150, deadline=None)
@given(registers, any_lattices(), margins)
def test_the_search_finds_what_scoring_every_row_finds(
    rows: list[str], lattice: Lattice, margin: float
) -> None:
    """For any register and lattice: the same rows with the same scores, the best one among them."""
    _agrees(rows, [prepare(lattice, temper=0.8, floor=0.001)], margin)


@settings(max_examples=80, deadline=None)
@given(registers, st.lists(any_lattices(), min_size=2, max_size=3), margins, st.floats(0.2, 1.0))
def test_several_views_are_searched_by_their_weighted_sum(
    rows: list[str], lattices: list[Lattice], margin: float, weight: float
) -> None:
    """Views count by their weights, in the search as in scoring every row."""
    views = [prepare(lattice, floor=0.001) for lattice in lattices]
    views[0] = Emissions(views[0].frames, weight)
    _agrees(rows, views, margin)


@settings(max_examples=60, deadline=None)
@given(registers, any_lattices())
def test_without_a_floor_too(rows: list[str], lattice: Lattice) -> None:
    """Rows that the lattice makes impossible are not found, and the others are."""
    sharp = np.where(lattice.probabilities < 0.01, 0.0, lattice.probabilities)
    sharp = sharp / sharp.sum(axis=1, keepdims=True)
    _agrees(rows, [prepare(Lattice(sharp.astype(np.float32)))], 20.0)


@pytest.mark.parametrize("seed", range(4))
def test_a_large_register_is_searched_as_a_small_one(seed: int) -> None:
    """Among thousands of rows of a few families nothing within reach is lost."""
    random = np.random.default_rng(seed)
    numbers = random.integers(0, 10**5, size=6000)
    families = ("MX15D-{:05}", "15D-{:05}", "{:06}-B", "WES/{:05}", "{}A")
    rows = [families[int(n) % len(families)].format(n) for n in numbers]
    wanted = rows[int(random.integers(len(rows)))]
    lattices = [simulated(wanted, random, clarity=3.0) for _ in range(1 + seed % 2)]
    views = [prepare(lattice, temper=0.8, floor=0.001, thin=True) for lattice in lattices]
    _agrees(rows, views, float(np.log(len(rows) / 1e-6)))


@settings(max_examples=40, deadline=None)
@given(registers, any_lattices(), st.randoms(use_true_random=False))
def test_the_order_of_rows_finds_the_same(rows: list[str], lattice: Lattice, shuffler: object) -> None:
    """A register in another order gives the same serials with the same scores."""
    views = [prepare(lattice, floor=0.001)]
    other = sorted(rows, key=lambda _: shuffler.random())  # type: ignore[attr-defined]
    results = []
    for some in (rows, other):
        index = index_serials(some)
        found = search(index, views, margin=10.0)
        named = [some[row] for row in index.order[found.ranks]]
        results.append(sorted(zip(map(fold, named), named, found.scores.round(9), strict=True)))
    assert results[0] == results[1]


def test_rows_that_fold_alike_are_all_found() -> None:
    """MX-O1, MX01 and mx qi are three rows with one score; a row without a character is none."""
    rows = ["MX-O1", "-", "MX01", "mx qi", "MX02"]
    index = index_serials(rows)
    found = search(index, [prepare(certain_lattice("MX01"), floor=0.001)], margin=1.0)
    assert sorted(index.order[found.ranks].tolist()) == [0, 2, 3]
    assert len(set(found.scores.tolist())) == 1


def test_a_serial_too_long_for_the_strip_is_not_found() -> None:
    """A strip of three frames holds no serial of four characters, whatever the register is full of."""
    frames = doubtful("AB").probabilities[1:4]
    rows = [f"AB{n:04}" for n in range(200)]
    lattice = prepare(Lattice(frames), floor=0.001)
    assert len(search(index_serials(rows), [lattice], margin=30.0).ranks) == 0
    index = index_serials([*rows, "AB"])
    assert index.order[search(index, [lattice], margin=30.0).ranks].tolist() == [200]


def test_an_empty_register_has_no_rows_within_reach() -> None:
    """Where nothing is registered nothing is found."""
    found = search(index_serials([]), [prepare(certain_lattice("A1"))], margin=10.0)
    assert len(found.ranks) == len(found.scores) == 0
    assert found.best == -np.inf
