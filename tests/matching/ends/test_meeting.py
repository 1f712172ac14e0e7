"""The search from both ends: nothing is lost at the split, and both parts of an index answer as one."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from benchmarks.matching.exactness import costs_of_all
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.automaton.queries import CODES_USED, listed, queries, scored
from tests.matching.automaton.registers import columns, mixed, without_pattern

from findspot.matching.alphabet import FOLDED_ALPHABET
from findspot.matching.automaton.costs import Query, cost_of, cut_costs, no_cut
from findspot.matching.automaton.exact import HIGHEST
from findspot.matching.automaton.packed import Automaton
from findspot.matching.automaton.sparse import Sparse
from findspot.matching.automaton.typed import RUN, UNREADABLE, TypedCosts, any_code
from findspot.matching.ends.meeting import Meeter
from findspot.matching.indexing.building import build_index
from findspot.matching.indexing.compacting import compact
from findspot.matching.indexing.finding import Searcher
from findspot.matching.indexing.index import RegisterIndex, add_rows, withdraw_rows
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from findspot.matching.ends.asking import Asked


@pytest.fixture(scope="module")
def sparse(tmp_path_factory: pytest.TempPathFactory) -> RegisterIndex:
    """Two thousand serials of eight characters, and some of seven to nine, all by chance."""
    path = tmp_path_factory.mktemp("sparse") / "an.index"
    build_index(path, [columns(without_pattern(2000, 8) + without_pattern(300, 9) + without_pattern(300, 7))])
    return RegisterIndex.open(path)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> RegisterIndex:
    """A register with runs and without, of which some rows came and went."""
    path = tmp_path_factory.mktemp("both") / "an.index"
    shown = mixed()
    build_index(path, [columns(shown)])
    add_rows(path, columns(["AB 12-98", "8B1A2", shown[0]]))
    for serial in (shown[5], shown[-5], shown[-6]):
        withdraw_rows(path, serial=serial)
    return RegisterIndex.open(path)


def _costs(**changed: int) -> TypedCosts:
    exchange = np.full((256, 256), 8200, dtype=np.int32)
    exchange[1, 9] = exchange[9, 1] = 4400
    np.fill_diagonal(exchange, 20)
    costs = {"added": 9000, "missed": 4800, "swapped": 5500} | changed
    return TypedCosts.of(exchange, any_code(), begin=cut_costs(0.01, 0.3), end=cut_costs(0.01, 0.3), **costs)


def _by_brute_force(index: RegisterIndex, query: Query) -> dict[tuple[int, int], int]:
    return scored(index, query, HIGHEST)


def test_the_parts_are_what_they_ought_to_be(sparse: RegisterIndex, both: RegisterIndex) -> None:
    """Serials without pattern are written out from both ends, runs are in the automaton."""
    assert [type(part.automaton) for part in sparse.parts] == [Sparse]
    assert [type(part.automaton) for part in both.parts] == [Automaton, Sparse, Automaton]
    assert both.filed == 2


@pytest.mark.parametrize("place", range(9))
def test_a_mistake_at_any_place_is_found(sparse: RegisterIndex, place: int) -> None:
    """A character left out, added, swapped or exchanged, at the split too, with one more at either side.

    The serial comes first, at the cost that brute force works out, and so do all others within reach.
    """
    searcher, costs = Searcher(sparse), _costs()
    (text,) = (row["serial"] for row in sparse.parts[0].rows_of(700))
    codes = [FOLDED_ALPHABET.index(one) + 1 for one in text]
    changed = (
        codes[:place] + codes[place + 1 :],
        [*codes[:place], 20, *codes[place:]],
        codes[:place] + codes[place : place + 2][::-1] + codes[place + 2 :],
        [*codes[:place], 20, *codes[place + 1 :]],
    )
    for one in changed:
        for other in (one, [20, *one[1:]], [*one[:-1], 20], one[1:], one[:-1]):
            query = costs.query(other)
            found = searcher.find(query, wanted=None, within=9000)
            expected = {
                key: cost for key, cost in _quickly(sparse, query).items() if cost <= found.cost[0] + 9000
            }
            assert listed(sparse, found) == expected


def _quickly(index: RegisterIndex, query: Query) -> dict[tuple[int, int], int]:
    """As ``scored``, for many serials at once."""
    result: dict[tuple[int, int], int] = {}
    part = index.parts[0].automaton
    assert isinstance(part, Sparse)
    for length in np.flatnonzero(part.counts).tolist():
        start, count = int(part.starts[length]), int(part.counts[length])
        rows = part.forward.texts[start : start + length * count].reshape(-1, length)
        base = int(part.bases[length])
        result |= {(0, base + n): cost for n, cost in enumerate(costs_of_all(query, rows).tolist())}
    return result


@settings(deadline=None, max_examples=60)
@given(query=queries, wanted=st.integers(1, 12), within=st.sampled_from((0, 700, 6000)))
def test_both_parts_answer_as_one(both: RegisterIndex, query: Query, wanted: int, within: int) -> None:
    """Costs, ranks and counts over runs, serials without pattern and what came since are brute force's."""
    expected = _by_brute_force(both, query)
    searcher = Searcher(both)
    cheapest = sorted(expected.values())
    last = cheapest[wanted - 1] if len(cheapest) >= wanted else HIGHEST
    found = searcher.find(query, wanted=wanted, ties=True)
    assert listed(both, found) == {key: cost for key, cost in expected.items() if cost <= last}
    assert not found.partial
    assert all(cost >= found.complete for key, cost in expected.items() if key not in listed(both, found))
    found = searcher.find(query, wanted=None, within=within)
    best = cheapest[0] if cheapest else 0
    assert listed(both, found) == {key: cost for key, cost in expected.items() if cost <= best + within}


@pytest.mark.parametrize("seed", range(24))
def test_any_shares_and_splits_find_the_same(
    sparse: RegisterIndex, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the budget is shared at each place of the split, wherever it lies, all is found at its cost."""
    chance = np.random.default_rng(seed)

    def any_shares(self: Meeter, ways: list[Asked], most: int, _: int) -> NDArray[np.int64]:
        lengths = np.arange(len(self._counts))
        self._splits[0] = chance.integers(0, lengths + 1)
        self._splits[1] = lengths - self._splits[0]
        shape = (len(lengths), len(ways[0].costs) + 1)
        shares = np.empty((2, *shape), dtype=np.int64)
        shares[0] = chance.integers(-1, most + 1, shape if seed % 2 else (len(lengths), 1))
        shares[1] = most - shares[0, :, ::-1] - 1
        return shares

    monkeypatch.setattr(Meeter, "_shares", any_shares)
    (text,) = (row["serial"] for row in sparse.parts[0].rows_of(500 + 80 * seed))
    codes = [FOLDED_ALPHABET.index(one) + 1 for one in text]
    searcher = Searcher(sparse)
    for changed in ({}, {"added": 700}, {"swapped": 300}, {"missed": 20}):
        place = int(chance.integers(1, len(codes) - 1))
        for one in (codes, codes[:place] + codes[place + 1 :], [*codes[:place], 20, *codes[place:]]):
            query = _costs(**changed).query(one)
            found = searcher.find(query, wanted=None, within=8500)
            expected = _quickly(sparse, query)
            best = min(expected.values())
            assert listed(sparse, found) == {k: cost for k, cost in expected.items() if cost <= best + 8500}


@settings(deadline=None, max_examples=60)
@given(query=queries, data=st.data())
def test_many_at_once_cost_what_each_costs(query: Query, data: st.DataObject) -> None:
    """The brute force for many serials at once gives what ``cost_of`` gives for each."""
    length = data.draw(st.integers(1, 6))
    texts = st.lists(st.sampled_from(CODES_USED), min_size=length, max_size=length)
    rows = np.array(data.draw(st.lists(texts, min_size=1, max_size=4)), dtype=np.uint8)
    assert costs_of_all(query, rows).tolist() == [cost_of(query, row) for row in rows]


def test_a_wide_pattern_is_a_range_with_a_count(sparse: RegisterIndex) -> None:
    """Whatever begins so is one range; what ends so comes serial by serial."""
    searcher, costs = Searcher(sparse), _costs()
    found = searcher.find(costs.query((RUN,)), wanted=None, within=0)
    assert (found.tied, len(found.cost)) == (2600, 3)  # one range for each length
    found = searcher.find(costs.query((UNREADABLE,) * 8), wanted=None, within=0)
    assert found.size.tolist() == [2000]
    for tokens in ((11, RUN), (RUN, 11), (11, *[UNREADABLE] * 6, 12), (RUN, 11, 12, RUN)):
        query = costs.query(tokens)
        expected = _quickly(sparse, query)
        best = min(expected.values())
        found = searcher.find(query, wanted=None, within=0)
        assert listed(sparse, found) == {key: cost for key, cost in expected.items() if cost == best}
        few = searcher.find(query, wanted=3)
        assert few.total >= 3
        assert set(few.cost.tolist()) == {best}


def test_gaps_for_nothing_are_followed(sparse: RegisterIndex) -> None:
    """Mistakes that cost nothing leave nothing to bound by, and still all is right."""
    for changed in ({"missed": 0}, {"added": 0}, {"swapped": 0}, {"missed": 0, "added": 0, "swapped": 0}):
        query = _costs(**changed).query((11, 12, 13, 14, 15, 16))
        expected = _quickly(sparse, query)
        limit = sorted(expected.values())[10]
        found = Searcher(sparse).find(query, wanted=10, ties=True)
        assert max(found.cost.tolist()) <= limit
        assert listed(sparse, found).items() <= expected.items()
        assert found.total >= 10


def test_characters_beyond_the_alphabet_are_told_apart(tmp_path: Path) -> None:
    """A register with more characters than a word has bits is searched like any other."""
    chance = random.Random(4)  # noqa: S311 - any texts
    letters = [chr(0x3042 + n) for n in range(120)]
    shown = ["".join(chance.choices(letters, k=5)) for _ in range(1500)]
    build_index(tmp_path / "an.index", [columns(shown)])
    index = RegisterIndex.open(tmp_path / "an.index")
    assert isinstance(index.parts[0].automaton, Sparse)
    assert all(index.rows_with(one) for one in shown[:200])
    searcher, costs = Searcher(index), _costs()
    for codes in ((40, 150, 63, 64), (100, 101, UNREADABLE, 90), (70, RUN)):
        query = costs.query(codes)
        expected = _quickly(index, query)
        found = searcher.find(query, wanted=5, ties=True)
        last = sorted(expected.values())[4]
        assert listed(index, found) == {key: cost for key, cost in expected.items() if cost <= last}


def test_the_deadline_leaves_what_is_certain(sparse: RegisterIndex) -> None:
    """What comes in time is right as far as it says; the rest is marked as partial."""
    query = _costs().query((11, 12, 13, 14, 15, 16, 17, 18))
    expected = _quickly(sparse, query)
    found = Searcher(sparse).find(query, wanted=None, seconds=0.0)
    assert found.partial
    assert all(expected[key] == cost for key, cost in listed(sparse, found).items())
    assert all(cost >= found.complete for key, cost in expected.items() if key not in listed(sparse, found))


def test_an_altered_trie_is_refused_not_followed(tmp_path: Path) -> None:
    """Edges that lead out of the file, which opening does not check, end the search with a sentence."""
    build_index(tmp_path / "an.index", [columns(without_pattern(3000, 8))])
    index = RegisterIndex.open(tmp_path / "an.index")
    part = index.parts[0].automaton
    assert isinstance(part, Sparse)
    for trie in (part.forward, part.backward):
        edges = trie.edges | np.uint64(((1 << trie.target_bits) - 1) << 9)
        object.__setattr__(trie, "edges", edges)
    with pytest.raises(BadInputError, match="altered"):
        Searcher(index).find(_costs().query((1, 2, 3)))


def test_compacting_divides_anew(tmp_path: Path) -> None:
    """Merged rows stand where building from all rows at once puts them."""
    path = tmp_path / "an.index"
    shown = mixed()
    build_index(path, [columns(shown)])
    later = without_pattern(40, 6, seed=9)
    add_rows(path, columns(later))
    withdraw_rows(path, serial=shown[3])
    built = compact(path)
    assert built is not None
    index = RegisterIndex.open(path)
    index.verify()
    assert len(index) == len(shown) + len(later) - 1
    assert not index.rows_with(shown[3])
    assert all(index.rows_with(one) for one in (*later, *shown[10:60], *shown[-60:]))


def test_no_cut_and_one_place(sparse: RegisterIndex) -> None:
    """The shortest query, with nothing cut at either end."""
    costs = _costs()
    query = costs.query((11,))
    bare = Query(query.table, query.signs, query.gaps, np.stack((no_cut(), no_cut())))
    expected = _quickly(sparse, bare)
    found = Searcher(sparse).find(bare, wanted=4, ties=True)
    last = sorted(expected.values())[3]
    assert listed(sparse, found) == {key: cost for key, cost in expected.items() if cost <= last}
