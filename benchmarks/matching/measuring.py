"""What is asked of an index and of its peers, how long each answer takes, and how often the truth is in it.

Times are processor time. Recall shares ties out, as if whatever ties stood in any order.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from benchmarks.matching.registers import LEVELS, Damage
from findspot.matching import channel
from findspot.matching.alphabet import LONGEST, decode
from findspot.matching.automaton.walking import spell
from findspot.matching.indexed import search_costs
from findspot.matching.indexing.finding import Searcher
from findspot.matching.typed import REACH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from benchmarks.matching.peers import Peer
    from findspot.matching.indexing.finding import Found
    from findspot.matching.indexing.index import RegisterIndex
    from findspot.matching.patterns import Finder

    Answer = TypeVar("Answer")


class Asked(NamedTuple):
    """A text as it was made out, and the true serial with its rank in the index."""

    text: str
    serial: str
    rank: int


#: What is asked at each level.
Queries = dict[str, list[Asked]]


@dataclass
class Taken:
    """What one engine took at one level: milliseconds a query, and its recall at 1 and 10, one by one."""

    times: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    ten: list[float] = field(default_factory=list)

    def count(self, recall: tuple[float, float]) -> None:
        """Count one query's recall at 1 and 10."""
        self.first.append(recall[0])
        self.ten.append(recall[1])

    def add(self, other: Taken) -> None:
        """Count the queries of another too."""
        self.times += other.times
        self.first += other.first
        self.ten += other.ten


Levels = dict[str, Taken]


def drawn(index: RegisterIndex, count: int) -> Queries:
    """So many damaged serials a level, with the true ones."""
    rng, damage = np.random.default_rng(0), Damage()
    queries = {}
    for level in LEVELS:
        ranks = rng.integers(0, len(index.parts[0].automaton), count)
        serials = spelled(index, ranks)
        queries[level] = [
            Asked(damage(level, serial), serial, int(rank))
            for serial, rank in zip(serials, ranks, strict=True)
        ]
    return queries


def spelled(index: RegisterIndex, ranks: NDArray[np.int64]) -> list[str]:
    """The folded serials of an unchanged index at these ranks."""
    codes, lengths = spell(index.parts[0].automaton, ranks)
    return [decode(row[:length]) for row, length in zip(codes, lengths, strict=True)]


def timed(work: Callable[[], Answer], elsewhere: Callable[[], float] = lambda: 0.0) -> tuple[Answer, float]:
    """What the work gives, and the milliseconds of processor time that it took here and elsewhere."""
    away, begun = elsewhere(), time.process_time()
    answer = work()
    here = time.process_time() - begun
    return answer, 1000 * (here + elsewhere() - away)


def fair(before: int, tied: int) -> tuple[float, float]:
    """The chance to be first, and among the first ten, with so many before and so many tied, oneself too."""
    first, ten = (float(np.clip((k - before) / tied, 0.0, 1.0)) for k in (1, 10))
    return first, ten


def shares(found: Found, rank: int) -> tuple[float, float]:
    """The chance that the rank is the first, and among the first ten, with ties in any order."""
    true = np.flatnonzero((found.low <= rank) & (rank < found.low + found.size))
    if not len(true):
        return 0.0, 0.0
    cost = found.cost[true[0]]
    return fair(int(found.living[found.cost < cost].sum()), int(found.living[found.cost == cost].sum()))


def listed(found: Sequence[tuple[str, int]], serial: str) -> tuple[float, float]:
    """The same of a peer's answer: serials with their distances."""
    distances = dict(found)
    if serial not in distances:
        return 0.0, 0.0
    true, every = distances[serial], list(distances.values())
    return fair(sum(one < true for one in every), every.count(true))


def measure(index: RegisterIndex, queries: Queries) -> Levels:
    """Each level's queries against the index; recall is worked out apart, with all ties."""
    searcher, costs = Searcher(index), search_costs()
    for pattern in ("MX-1", "?"):  # they compile what was not compiled before
        searcher.find(costs.query(channel.parse_pattern(pattern)))
    result = {}
    for level, asked in queries.items():
        taken = result[level] = Taken()
        for one in asked:
            tokens = channel.parse_pattern(one.text)
            begun = time.process_time()
            searcher.find(costs.query(tokens), within=REACH)
            taken.times.append(1000 * (time.process_time() - begun))
        for one in asked:
            query = costs.query(channel.parse_pattern(one.text))
            taken.count(shares(searcher.find(query, within=REACH, ties=True), one.rank))
    return result


def answered(finder: Finder, queries: Queries) -> Levels:
    """The same queries as ``findspot find`` answers them, with the posterior; ties count in its order."""
    for pattern in ("MX-1", "?", "?" * LONGEST):  # they compile what was not compiled before
        finder.find(pattern)
    result = {}
    for level, asked in queries.items():
        taken = result[level] = Taken()
        for one in asked:
            found, milliseconds = timed(partial(finder.find, one.text))
            taken.times.append(milliseconds)
            serials = [candidate.serial for candidate in found.candidates]
            taken.count((float(one.serial in serials[:1]), float(one.serial in serials)))
    return result


def against(peer: Peer, queries: Queries) -> Levels:
    """The same queries against a peer."""
    result = {}
    for level, asked in queries.items():
        taken = result[level] = Taken()
        for one in asked:
            found, milliseconds = timed(partial(peer.find, one.text), peer.elsewhere)
            taken.times.append(milliseconds)
            taken.count(listed(found, one.serial))
    return result
