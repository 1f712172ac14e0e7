"""The search: the same costs, ranks and counts as looking at every serial."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from benchmarks.matching.exactness import compare
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.automaton.queries import listed, queries, scored
from tests.matching.automaton.registers import columns, serials

from findspot.matching.alphabet import fold
from findspot.matching.automaton.costs import NEVER, Query, cost_of, cut_costs, no_cut
from findspot.matching.automaton.exact import HIGHEST
from findspot.matching.automaton.packed import Automaton
from findspot.matching.automaton.typed import RUN, UNREADABLE, TypedCosts, any_code
from findspot.matching.indexing.building import build_index
from findspot.matching.indexing.finding import Searcher
from findspot.matching.indexing.index import RegisterIndex, add_rows, withdraw_rows
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

_readable = st.lists(serials.filter(fold), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the registers of this module's searches lie."""
    return tmp_path_factory.mktemp("searched")


def _index(folder: Path, shown: list[str], added: list[str], gone: list[str]) -> RegisterIndex:
    path = folder / "an.index"
    path.with_name("an.index.delta").unlink(missing_ok=True)
    build_index(path, [columns(shown)])
    if added:
        add_rows(path, columns(added))
    for serial in {fold(one): one for one in gone}.values():
        withdraw_rows(path, serial=serial)
    return RegisterIndex.open(path)


@settings(deadline=None, max_examples=150)
@given(shown=_readable, query=queries, wanted=st.integers(1, 12), ties=st.booleans())
def test_the_cheapest_serials_are_found(
    folder: Path, shown: list[str], query: Query, wanted: int, *, ties: bool
) -> None:
    """For any register and query: the first k cost what the k cheapest cost, ties counted whole."""
    index = _index(folder, shown, [], [])
    found = Searcher(index).find(query, wanted=wanted, ties=ties)
    _agrees(index, query, found_costs := listed(index, found), wanted, ties=ties)
    assert not found.partial
    expected = scored(index, query, HIGHEST)
    assert all(cost >= found.complete for key, cost in expected.items() if key not in found_costs)


def _agrees(
    index: RegisterIndex, query: Query, found: dict[tuple[int, int], int], wanted: int, *, ties: bool
) -> None:
    expected = scored(index, query, HIGHEST)
    assert all(expected[key] == cost for key, cost in found.items())
    cheapest = sorted(expected.values())
    assert sorted(found.values())[:wanted] == cheapest[:wanted]
    if ties and len(cheapest) >= wanted:
        last = cheapest[wanted - 1]
        assert {key for key, cost in expected.items() if cost <= last} <= found.keys()


@settings(deadline=None, max_examples=150)
@given(shown=_readable, query=queries, within=st.sampled_from((0, 500, 5000, 20_000)))
def test_all_within_a_ratio_of_the_best_are_found(
    folder: Path, shown: list[str], query: Query, within: int
) -> None:
    """No serial within so much of the cheapest is left out, and no other is named."""
    index = _index(folder, shown, [], [])
    found = Searcher(index).find(query, wanted=None, within=within)
    expected = scored(index, query, HIGHEST)
    best = min(expected.values(), default=0)
    assert listed(index, found) == {key: cost for key, cost in expected.items() if cost <= best + within}
    assert found.tied == sum(cost == best for cost in expected.values())


@settings(deadline=None, max_examples=80)
@given(
    shown=_readable,
    added=st.lists(serials.filter(fold), max_size=8),
    query=queries,
    data=st.data(),
    wanted=st.integers(1, 5),
)
def test_rows_that_came_and_went_are_searched_like_all(
    folder: Path, shown: list[str], added: list[str], query: Query, data: st.DataObject, wanted: int
) -> None:
    """What was added counts and what was withdrawn does not, in costs, ranks and counts."""
    gone = data.draw(st.lists(st.sampled_from(shown + added), max_size=6))
    index = _index(folder, shown, added, gone)
    searcher = Searcher(index)
    _agrees(index, query, listed(index, searcher.find(query, wanted=wanted, ties=True)), wanted, ties=True)
    found = searcher.find(query, wanted=None, within=6000)
    expected = scored(index, query, HIGHEST)
    best = min(expected.values(), default=0)
    assert listed(index, found) == {key: cost for key, cost in expected.items() if cost <= best + 6000}


@settings(deadline=None, max_examples=50)
@given(shown=_readable, query=queries, reach=st.sampled_from((0, 700, 5000)))
def test_beyond_the_reach_nothing_is_found(folder: Path, shown: list[str], query: Query, reach: int) -> None:
    """The reach is a cost like any other: what costs as much is found, what costs more is not."""
    index = _index(folder, shown, [], [])
    found = Searcher(index).find(query, wanted=None, reach=reach)
    assert listed(index, found) == scored(index, query, reach)


def _plain() -> TypedCosts:
    exchange = np.full((256, 256), 8000, dtype=np.int32)
    np.fill_diagonal(exchange, 20)
    return TypedCosts.of(
        exchange, any_code(), added=9000, missed=4800, swapped=5500, begin=cut_costs(0.01, 0.3), end=no_cut()
    )


def test_a_wide_pattern_is_a_few_ranges_with_counts(folder: Path) -> None:
    """A hundred thousand serials that tie are counted, not listed."""
    index = _index(folder, [f"AB{n:05}" for n in range(100_000)] + ["CD1", "AB1", "AB12345X"], [], [])
    found = Searcher(index).find(_plain().query((11, 12, RUN)), wanted=10)
    assert found.total >= 10
    assert set(found.cost.tolist()) == {40}
    found = Searcher(index).find(_plain().query((11, 12, RUN)), wanted=None, within=0)
    assert sorted(found.size.tolist()) == [1, 1, 100_000]
    assert found.tied == found.total == 100_002
    five = (11, 12, *[UNREADABLE] * 5)
    found = Searcher(index).find(_plain().query(five), wanted=None, within=0)
    assert (found.size.tolist(), found.cost.tolist()) == ([100_000], [40])


def test_the_deadline_gives_what_was_found_so_far(folder: Path) -> None:
    """A search that would take long stops, says that it is partial, and names no wrong cost."""
    rng = np.random.default_rng(2)
    index = _index(
        folder, ["".join(row) for row in rng.choice(list("0123456789ABCDEFGH"), (60_000, 8))], [], []
    )
    query = _plain().query((11, 12, 11, 12, 11, 12, 11, 12))
    searcher = Searcher(index)
    found = searcher.find(query, wanted=None, seconds=0.0)
    assert found.partial
    whole = searcher.find(query, wanted=3, ties=True)
    assert not whole.partial
    costs = scored(index, query, HIGHEST)
    assert sorted(costs.values())[:3] == whole.cost[:3].tolist()
    assert all(costs[key] == cost for key, cost in listed(index, found).items())
    assert all(cost >= found.complete for key, cost in costs.items() if key not in listed(index, found))


def test_a_search_that_outgrows_its_memory_begins_again_with_more(folder: Path) -> None:
    """Tens of thousands of serials within reach come one by one, each once."""
    index = _index(folder, [f"{n:05}" for n in range(30_000)], [], [])
    query = _plain().query((1, 1, 1, 1, 1))
    assert listed(index, Searcher(index).find(query, wanted=None, reach=33_000)) == scored(
        index, query, 33_000
    )


def test_an_altered_automaton_is_refused_not_followed(folder: Path) -> None:
    """Edges that lead out of the file, which opening does not check, end the search with a sentence."""
    index = _index(folder, [f"{n:05}" for n in range(3000)], [], [])
    automaton = index.parts[0].automaton
    assert isinstance(automaton, Automaton)
    edges = automaton.edges | np.uint64(((1 << automaton.target_bits) - 1) << 9)
    object.__setattr__(automaton, "edges", edges)
    with pytest.raises(BadInputError, match="altered"):
        Searcher(index).find(_plain().query((1, 2, 3)))


def test_cost_of_is_what_it_says() -> None:
    """Each kind of mistake costs what its table says, worked out by hand."""
    costs = _plain()
    for tokens, codes, expected in (
        ((1, 2, 3), (1, 2, 3), 60),
        ((1, 2, 3), (1, 9, 3), 8040),
        ((1, UNREADABLE, 3), (1, 9, 3), 40),
        ((1, 3), (1, 2, 3), 40 + 4800),
        ((1, 2, 3), (1, 3), 40 + 9000),
        ((2, 1, 3), (1, 2, 3), 60 + 5500),
        ((2, 3), (1, 2, 3), 40 + 4605),
        ((2, 3), (5, 1, 2, 3), 40 + 4605 + 1204),
        ((1, 2), (1, 2, 3), 40 + 4800),
        ((1, RUN, 3), (1, 4, 5, 6, 7, 3), 40),
        ((1, RUN, 3), (1, 3), 40),
    ):
        assert cost_of(costs.query(tokens), codes) == expected, (tokens, codes)
    never = np.full((3, 2), NEVER, dtype=np.int32)
    single = Query(costs.table, np.array([1], np.int32), never, np.stack((no_cut(), no_cut())))
    assert cost_of(single, (2, 2)) == NEVER


def test_costs_ranks_and_counts_agree_with_brute_force() -> None:
    """Random registers, rows that came and went, every kind of query (long: `make exact-index`)."""
    compared, wrong = compare(144, seed=7)
    assert not wrong
    assert set(compared) == {"plain", "pattern", "lattice"}
