"""The search for lattices: every serial within reach and no other, as if each had been scored by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.automaton.registers import columns, serials
from tests.matching.lattices import any_lattices, simulated

from findspot.matching.alphabet import fold
from findspot.matching.automaton.packed import Automaton
from findspot.matching.automaton.walking import spell
from findspot.matching.ctc import Emissions, log_likelihoods, prepare
from findspot.matching.index import index_serials
from findspot.matching.indexing.building import build_index
from findspot.matching.indexing.index import RegisterIndex, add_rows, withdraw_rows
from findspot.matching.indexing.laying import Laid, lay_lattices
from findspot.matching.search import search
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from findspot.vocabulary.lattice import Lattice

_readable = st.lists(serials.filter(fold), min_size=1, max_size=40)
margins = st.sampled_from((0.1, 1.0, 5.0, 20.0, 200.0))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the registers of this module's searches lie."""
    return tmp_path_factory.mktemp("laid")


def _index(
    folder: Path, shown: Sequence[str], added: Sequence[str] = (), gone: Sequence[str] = ()
) -> RegisterIndex:
    path = folder / "an.index"
    path.with_name("an.index.delta").unlink(missing_ok=True)
    build_index(path, [columns(shown)])
    if added:
        add_rows(path, columns(added))
    for serial in {fold(one): one for one in gone}.values():
        withdraw_rows(path, serial=serial)
    return RegisterIndex.open(path)


def _scored(index: RegisterIndex, views: Sequence[Emissions]) -> dict[tuple[int, int], float]:
    """By brute force: the weighted log-likelihood of every serial that can be laid over the frames."""
    scores = {}
    for number, part in enumerate(index.parts):
        codes, _ = spell(part.automaton, np.arange(len(part.automaton)))
        total = np.zeros(len(codes))
        for view in views:
            total += view.weight * log_likelihoods(view, codes)
        dead = set(part.dead.tolist())
        scores.update({(number, r): s for r, s in enumerate(total.tolist()) if r not in dead and s > -np.inf})
    return scores


def _agrees(index: RegisterIndex, views: Sequence[Emissions], found: Laid, margin: float) -> None:
    listed = dict(zip(zip(found.part.tolist(), found.rank.tolist(), strict=True), found.scores, strict=True))
    assert len(listed) == len(found.rank), "a serial is found once"
    expected = _scored(index, views)
    best = max(expected.values(), default=-np.inf)
    assert found.best == pytest.approx(best)
    assert {key for key, score in expected.items() if score >= best - margin + 1e-6} <= listed.keys()
    assert not {key for key, score in expected.items() if score < best - margin - 1e-6} & listed.keys()
    for key, score in listed.items():
        assert score == pytest.approx(expected[key])
    weights = [view.weight for view in views]
    assert np.allclose(weights @ found.by_view, found.scores)
    assert not found.partial


@settings(deadline=None, max_examples=120)
@given(shown=_readable, lattice=any_lattices(), margin=margins)
def test_the_search_finds_what_scoring_every_serial_finds(
    folder: Path, shown: list[str], lattice: Lattice, margin: float
) -> None:
    """For any register and lattice: the same serials with the same scores, the best one among them."""
    index, views = _index(folder, shown), [prepare(lattice, temper=0.8, floor=0.001)]
    _agrees(index, views, lay_lattices(index, views, margin=margin), margin)


@settings(deadline=None, max_examples=60)
@given(
    shown=_readable,
    lattices=st.lists(any_lattices(), min_size=2, max_size=3),
    margin=margins,
    weight=st.floats(0.2, 1.0),
)
def test_several_views_are_searched_by_their_weighted_sum(
    folder: Path, shown: list[str], lattices: list[Lattice], margin: float, weight: float
) -> None:
    """Views of different lengths count by their weights."""
    index, views = _index(folder, shown), [prepare(lattice, floor=0.001) for lattice in lattices]
    views[0] = Emissions(views[0].frames, weight)
    _agrees(index, views, lay_lattices(index, views, margin=margin), margin)


@settings(deadline=None, max_examples=60)
@given(
    shown=_readable, added=st.lists(serials.filter(fold), max_size=8), lattice=any_lattices(), data=st.data()
)
def test_rows_that_came_and_went_are_searched_like_all(
    folder: Path, shown: list[str], added: list[str], lattice: Lattice, data: st.DataObject
) -> None:
    """What was added counts, what was withdrawn does not; frames without a floor may fit nothing."""
    gone = data.draw(st.lists(st.sampled_from(shown + added), max_size=6))
    index, views = _index(folder, shown, added, gone), [prepare(lattice)]
    _agrees(index, views, lay_lattices(index, views, margin=5.0), 5.0)


def _register(rng: np.random.Generator, size: int) -> list[str]:
    return [f"MX{n:06}" for n in rng.integers(0, 400_000, size)]


def test_it_answers_like_the_search_of_a_small_register(folder: Path) -> None:
    """Thousands of serials, several views, a margin as in a trace: the same rows as the search of a table."""
    rng = np.random.default_rng(3)
    shown = sorted(set(_register(rng, 4000)))
    index, small = _index(folder, shown), index_serials(shown)
    for seed in range(4):
        views = [prepare(simulated(shown[500 * seed], rng, clarity=2.0), floor=0.001, thin=True)]
        found = lay_lattices(index, views, margin=17.0)
        expected = search(small, views, margin=17.0)
        assert found.scores[np.argsort(found.rank)] == pytest.approx(expected.scores)
        codes, _ = spell(index.parts[0].automaton, found.rank)
        assert np.array_equal(codes, small.codes[expected.ranks])


def test_least_is_where_a_serial_stops_to_matter(folder: Path) -> None:
    """Serials below it are not found, however good the best one is."""
    rng = np.random.default_rng(4)
    shown = sorted(set(_register(rng, 2000)))
    index = _index(folder, shown)
    views = [prepare(simulated(shown[7], rng, clarity=2.0), floor=0.001)]
    whole = lay_lattices(index, views, margin=20.0)
    some = lay_lattices(index, views, margin=20.0, least=whole.best - 4.0)
    assert len(some.rank) == np.count_nonzero(whole.scores >= whole.best - 4.0) < len(whole.rank)
    assert not len(lay_lattices(index, views, margin=20.0, least=whole.best + 1.0).rank)


def test_the_deadline_gives_what_was_found_so_far(folder: Path) -> None:
    """A search that stops early says so, and what it left out is no likelier than it says."""
    rng = np.random.default_rng(5)
    shown = sorted(
        {f"{a}{b}" for a, b in zip(_register(rng, 60_000), rng.integers(0, 99, 60_000), strict=True)}
    )
    index = _index(folder, shown)
    views = [prepare(simulated(shown[99], rng, clarity=0.7), floor=0.02)]
    found = lay_lattices(index, views, margin=60.0, seconds=0.0)
    assert found.partial
    assert found.left_out < np.inf
    listed = dict(zip(zip(found.part.tolist(), found.rank.tolist(), strict=True), found.scores, strict=True))
    expected = _scored(index, views)
    assert all(score == pytest.approx(expected[key]) for key, score in listed.items())
    assert max(score for key, score in expected.items() if key not in listed) <= found.left_out + 1e-6


@settings(deadline=None, max_examples=80)
@given(
    shown=_readable,
    lattices=st.lists(any_lattices(), min_size=1, max_size=2),
    share=st.sampled_from((0.5, 0.01, 1e-6)),
    weight=st.floats(0.2, 1.5),
)
def test_what_is_left_out_for_a_share_weighs_less_than_it(
    folder: Path, shown: list[str], lattices: list[Lattice], share: float, weight: float
) -> None:
    """Where a share may be left out, all that is absent together weighs less, or lies beyond the margin."""
    index, views = _index(folder, shown), [prepare(lattice, floor=0.001) for lattice in lattices]
    views[0] = Emissions(views[0].frames, weight)
    found = lay_lattices(index, views, margin=200.0, share=share)
    listed = dict(zip(zip(found.part.tolist(), found.rank.tolist(), strict=True), found.scores, strict=True))
    expected = _scored(index, views)
    assert all(score == pytest.approx(expected[key]) for key, score in listed.items())
    assert bool(listed) == bool(expected)
    absent = [score for key, score in expected.items() if key not in listed]
    assert max(absent, default=-np.inf) <= found.left_out + 1e-6
    weighs = float(np.exp(absent).sum())
    assert weighs <= found.weight_left * (1 + 1e-6)
    within = found.best - 200.0
    assert weighs <= share * float(np.exp(found.scores).sum()) or max(absent) <= within
    assert not found.partial


@pytest.mark.parametrize("share", [None, 1e-4])
def test_the_likeliest_come_where_there_are_too_many(folder: Path, share: float | None) -> None:
    """Of more serials than wanted the likeliest come, marked partial; with enough room none is left out."""
    rng = np.random.default_rng(6)
    numbers = rng.permutation(40_000)[:20_000]
    shown = sorted({f"MX{n:06}" for n in numbers} | {f"K{n:05}Z" for n in numbers})
    index = _index(folder, shown)
    views = [prepare(simulated(shown[99], rng, clarity=0.7), floor=0.02)]
    expected = sorted(_scored(index, views).values(), reverse=True)
    found = lay_lattices(index, views, margin=60.0, share=share, most=100)
    assert sorted(found.scores, reverse=True) == pytest.approx(expected[:100])
    assert found.partial
    assert found.left_out >= expected[100] - 1e-6
    assert found.weight_left >= np.exp(expected[100:]).sum() * (1 - 1e-6)
    every = lay_lattices(index, views, margin=200.0, most=len(shown))
    assert len(every.rank) == len(expected)
    assert not every.partial


def test_a_search_that_ends_early_is_complete_as_far_as_it_came(folder: Path) -> None:
    """With a share, what comes after so many nodes is all there is above what was left out."""
    rng = np.random.default_rng(7)
    shown = sorted({f"{a}{b}" for a, b in zip(_register(rng, 9000), rng.integers(0, 99, 9000), strict=True)})
    index = _index(folder, shown)
    views = [prepare(simulated(shown[99], rng, clarity=1.2), floor=0.02)]
    expected = _scored(index, views)
    for nodes in (20_000, 60_000):
        found = lay_lattices(index, views, margin=200.0, share=1e-12, nodes=nodes)
        assert found.partial
        above = [score for score in expected.values() if score >= found.left_out + 1e-6]
        assert len(above) <= len(found.rank)
        assert sorted(above, reverse=True) == pytest.approx(sorted(found.scores, reverse=True)[: len(above)])


def test_an_altered_automaton_is_refused_not_followed(folder: Path) -> None:
    """Edges that lead out of the file end the search with a sentence."""
    index = _index(folder, [f"{n:05}" for n in range(3000)])
    automaton = index.parts[0].automaton
    assert isinstance(automaton, Automaton)
    edges = automaton.edges | np.uint64(((1 << automaton.target_bits) - 1) << 9)
    object.__setattr__(automaton, "edges", edges)
    with pytest.raises(BadInputError, match="altered"):
        lay_lattices(index, [prepare(simulated("00001", np.random.default_rng(1)), floor=0.001)], margin=20.0)
