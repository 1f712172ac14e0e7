"""Queries of every kind for the tests of the search, and the search as it is by looking at every serial."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from findspot.matching.automaton.costs import CODES, NEVER, Query, Table, cost_of, cut_costs, no_cut
from findspot.matching.automaton.typed import RUN, UNREADABLE, TypedCosts, any_code
from findspot.matching.automaton.walking import spell

if TYPE_CHECKING:
    from findspot.matching.indexing.finding import Found
    from findspot.matching.indexing.index import RegisterIndex

#: Costs that tie, that are apart, and that are impossible.
costs = st.sampled_from((0, 20, 20, 700, 4600, 4600, 5700, 8300, NEVER))
_cuts = st.one_of(
    st.builds(no_cut), st.builds(cut_costs, st.sampled_from((0.01, 0.3)), st.sampled_from((0.3, 1.0)))
)
#: The codes of the few characters that the tests' registers hold.
CODES_USED = (1, 2, 9, 11, 12, 34, 35)


@st.composite
def typed_costs(draw: st.DrawFn) -> TypedCosts:
    """What typing costs, anything at all."""
    exchange = np.full((CODES, CODES), 8300, dtype=np.int32)
    np.fill_diagonal(exchange, 20)
    for one in CODES_USED:
        for other in CODES_USED:
            exchange[one, other] = draw(costs) if draw(st.booleans()) else exchange[one, other]
    single = costs.filter(bool)
    return TypedCosts.of(
        exchange,
        any_code(draw(st.sampled_from((0, 300)))),
        added=draw(single),
        missed=draw(single),
        swapped=draw(single),
        begin=draw(_cuts),
        end=draw(_cuts),
    )


tokens = st.lists(st.sampled_from((*CODES_USED, *CODES_USED, UNREADABLE, RUN)), min_size=1, max_size=7)


@st.composite
def typed_queries(draw: st.DrawFn) -> Query:
    """Plain texts and patterns with ``?`` and ``*``."""
    return draw(typed_costs()).query(draw(tokens))


@st.composite
def lattice_queries(draw: st.DrawFn) -> Query:
    """Costs of its own for each place and each gap."""
    places = draw(st.integers(1, 6))
    exchange = np.full((places, CODES), NEVER, dtype=np.int32)
    for place in range(places):
        for code in CODES_USED:
            exchange[place, code] = draw(costs)
        if draw(st.integers(0, 5)) == 0:
            exchange[place] = 100

    def some(size: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        return np.array(draw(st.lists(costs, min_size=size, max_size=size)), dtype=np.int32)

    swapped = some(places + 1)
    swapped[-2:] = NEVER
    signs = np.arange(places, dtype=np.int32)
    gaps = np.stack((some(places + 1), some(places + 1), swapped))
    return Query(Table.of(exchange), signs, gaps, np.stack((draw(_cuts), draw(_cuts))))


queries = st.one_of(typed_queries(), lattice_queries())


def scored(index: RegisterIndex, query: Query, reach: int) -> dict[tuple[int, int], int]:
    """By brute force: the cost of every serial that is not dead, by part and rank, as far as the reach."""
    result = {}
    for number, part in enumerate(index.parts):
        codes, lengths = spell(part.automaton, np.arange(len(part.automaton)))
        dead = set(part.dead.tolist())
        for rank, (row, length) in enumerate(zip(codes, lengths, strict=True)):
            cost = cost_of(query, row[:length])
            if rank not in dead and cost <= reach:
                result[number, rank] = cost
    return result


def listed(index: RegisterIndex, found: Found) -> dict[tuple[int, int], int]:
    """What a search found, serial by serial; it must not name one twice."""
    serials = found.serials(index, 10**9)
    assert len({(part, rank) for part, rank, _ in serials}) == len(serials) == found.total
    return {(part, rank): cost for part, rank, cost in serials}
