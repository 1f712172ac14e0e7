"""The search beside brute force: random registers and queries of every kind, each serial's cost worked out.

For each pair the ten cheapest with all their ties, all within a ratio, and all within a reach must be the
same ranks at the same costs, with the same counts. `python -m benchmarks.matching.exactness` takes 12 000
pairs.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import fold
from findspot.matching.automaton.costs import CODES, NEVER, SWAPPED, Query, Table, cut_costs, no_cut
from findspot.matching.automaton.exact import HIGHEST
from findspot.matching.automaton.typed import RUN, UNREADABLE, TypedCosts, any_code
from findspot.matching.automaton.walking import spell
from findspot.matching.indexing.building import build_index
from findspot.matching.indexing.finding import Found, Searcher
from findspot.matching.indexing.index import RegisterIndex, add_rows, withdraw_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

_QUERIES_A_REGISTER = 12
#: The share of registers that are large enough for both parts of an index, and for tries with many nodes.
_LARGE = 1 / 3
_COSTS = (0, 20, 20, 700, 4600, 4600, 5700, 8300, 12_000, NEVER)

Costs = dict[tuple[int, int], int]


class Maker:
    """Makes registers and queries by chance."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.letters = "01258AB7XZ"

    def serials(self) -> list[str]:
        """Runs of numbers with gaps, texts without pattern, or both; one register in three is large."""
        chance = self._chance
        shown = self._many() if chance.random() < _LARGE else []
        for _ in range(chance.randint(0, 3)):
            family = "".join(chance.choices(self.letters, k=chance.randint(0, 3)))
            width, first = chance.randint(2, 4), chance.randint(0, 99)
            shown += [f"{family}{first + n:0{width}}" for n in range(chance.randint(1, 25)) if n % 7]
        for _ in range(chance.randint(1, 20)):
            shown.append("".join(chance.choices(self.letters, k=chance.randint(1, 9))))
        return shown

    def _many(self) -> list[str]:
        """Hundreds of texts without pattern, of one length or of several, and long runs beside them."""
        chance = self._chance
        length = chance.randint(4, 10)
        apart = chance.choice((0, 0, 2))
        family = "".join(chance.choices(self.letters, k=chance.choice((0, 0, 2))))
        shown = []
        for _ in range(chance.randint(200, 1200)):
            size = length + chance.randint(0, apart)
            shown.append(family + "".join(chance.choices(self.letters, k=size)))
        for _ in range(chance.randint(0, 2)):
            first, run = chance.randint(0, 5000), chance.randint(300, 700)
            shown += [f"{chance.choice(self.letters)}{first + n:05}" for n in range(run) if n % 7]
        return shown

    def query(self, near: str) -> tuple[str, Query]:
        """A query of some kind, often like this serial."""
        kind = self._chance.choice(("plain", "pattern", "lattice"))
        codes = [self._code(one) for one in fold(near)] or [1]
        for _ in range(self._chance.randint(0, 3)):
            place = self._chance.randrange(len(codes))
            change = self._chance.choice(("exchange", "leave out", "add", "swap", "cut"))
            if change == "exchange":
                codes[place] = self._code(self._chance.choice(self.letters))
            elif change == "add":
                codes.insert(place, self._code(self._chance.choice(self.letters)))
            elif change == "swap":
                codes[place : place + 2] = codes[place : place + 2][::-1]
            elif len(codes) > 1:
                codes = codes[place:] or codes if change == "cut" else codes[:place] + codes[place + 1 :]
        if kind == "pattern":
            codes = [self._chance.choice((c, c, c, UNREADABLE, RUN)) for c in codes]
        if kind != "lattice":
            return kind, self._typed().query(codes)
        return kind, self._lattice(codes)

    def limits(self) -> tuple[int, int]:
        """A ratio and a reach."""
        return self._chance.choice((0, 700, 5000, 15_000)), self._chance.choice((0, 5000, 20_000))

    def some(self, values: list[str], most: int) -> list[str]:
        """Some of these."""
        return self._chance.sample(values, min(len(values), self._chance.randint(0, most)))

    def _code(self, character: str) -> int:
        return "0123456789ABCDEFGHJKLMNPRSTUVWXYZ".index(fold(character)) + 1

    def _cuts(self) -> NDArray[np.int32]:
        sides = [self._chance.choice((no_cut(), cut_costs(0.01, 0.3), cut_costs(0.2, 0.9))) for _ in range(2)]
        return np.stack(sides)

    def _typed(self) -> TypedCosts:
        exchange = np.full((CODES, CODES), 8300, dtype=np.int32)
        for one in self.letters:
            for other in self.letters:
                exchange[self._code(one), self._code(other)] = self._chance.choice((8300, *_COSTS))
        np.fill_diagonal(exchange, self._chance.choice((0, 20)))
        added, missed, swapped = (self._chance.choice(_COSTS[1:]) for _ in range(3))
        begin, end = self._cuts()
        return TypedCosts.of(
            exchange, any_code(), added=added, missed=missed, swapped=swapped, begin=begin, end=end
        )

    def _lattice(self, codes: list[int]) -> Query:
        exchange = np.full((len(codes), CODES), NEVER, dtype=np.int32)
        for place, code in enumerate(codes):
            for one in self.letters:
                exchange[place, self._code(one)] = self._chance.randint(0, 9000)
            exchange[place, code] = self._chance.randint(0, 300)
            if self._chance.random() < 0.1:
                exchange[place] = 50
        gaps = np.array(
            [[self._chance.choice(_COSTS) for _ in range(len(codes) + 1)] for _ in range(3)], dtype=np.int32
        )
        gaps[SWAPPED, -2:] = NEVER
        return Query(Table.of(exchange), np.arange(len(codes), dtype=np.int32), gaps, self._cuts())


def compare(pairs: int, seed: int) -> tuple[Counter[str], list[str]]:
    """How many pairs of each kind were compared, and what did not agree."""
    maker = Maker(seed)
    compared: Counter[str] = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        while compared.total() < pairs:
            index = _register(Path(name) / f"{compared.total()}.index", maker)
            codes = [spell(part.automaton, np.arange(len(part.automaton))) for part in index.parts]
            searcher = Searcher(index)
            for _ in range(_QUERIES_A_REGISTER):
                near = maker.some(["AB012", "017X", *_spelled(codes)], 1)
                kind, query = maker.query(near[0] if near else "A15")
                expected = _scored(index, codes, query)
                within, reach = maker.limits()
                if not _agree(searcher, index, query, expected, within, reach):
                    wrong.append(f"{kind} {query.signs.tolist()} in {_spelled(codes)}")
                compared[kind] += 1
    return compared, wrong


def _register(path: Path, maker: Maker) -> RegisterIndex:
    shown = maker.serials()
    build_index(path, [{"serial": shown}])
    added = maker.some(maker.serials(), 4)
    if added:
        add_rows(path, {"serial": added})
    for serial in {fold(one): one for one in maker.some(shown, 3)}.values():
        withdraw_rows(path, serial=serial)
    return RegisterIndex.open(path)


Spelled = list[tuple["NDArray[np.uint8]", "NDArray[np.uint8]"]]


def _spelled(codes: Spelled) -> list[str]:
    alphabet = " 0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
    return ["".join(alphabet[c] for c in row if c) for rows, _ in codes for row in rows]


def _scored(index: RegisterIndex, codes: Spelled, query: Query) -> Costs:
    costs: Costs = {}
    for number, (rows, lengths) in enumerate(codes):
        dead = set(index.parts[number].dead.tolist())
        for length in np.unique(lengths).tolist():
            ranks = np.flatnonzero(lengths == length)
            known = costs_of_all(query, rows[ranks, :length])
            for rank, cost in zip(ranks.tolist(), known.tolist(), strict=True):
                if rank not in dead and cost <= HIGHEST:
                    costs[number, rank] = cost
    return costs


def costs_of_all(query: Query, rows: NDArray[np.uint8]) -> NDArray[np.int64]:
    """``cost_of`` of many serials of one length at once: uint8 (serials, length)."""
    places, (size, length) = len(query), rows.shape
    exchange = query.table.exchange[query.signs].astype(np.int64)
    added, missed, swapped = query.gaps.tolist()
    begin, end = query.cuts.tolist()
    best = np.full((places + 1, length + 1, size), NEVER, dtype=np.int64)
    for p in range(places + 1):
        for j in range(length + 1):
            ways = [np.full(size, begin[j] if p == 0 else NEVER, dtype=np.int64)]
            if j:
                ways.append(best[p, j - 1] + missed[p])
            if p:
                ways.append(best[p - 1, j] + added[p - 1])
            if p and j:
                ways.append(best[p - 1, j - 1] + exchange[p - 1, rows[:, j - 1]])
            if p > 1 and j > 1:
                crossed = exchange[p - 2, rows[:, j - 1]] + exchange[p - 1, rows[:, j - 2]]
                ways.append(best[p - 2, j - 2] + crossed + swapped[p - 2])
            best[p, j] = np.min(ways, axis=0)
    ends = best[places] + np.array([end[length - j] for j in range(length + 1)])[:, None]
    least: NDArray[np.int64] = np.minimum(ends.min(axis=0), NEVER)
    return least


def _agree(
    searcher: Searcher, index: RegisterIndex, query: Query, expected: Costs, within: int, reach: int
) -> bool:
    cheapest = sorted(expected.values())
    three = _listed(index, searcher.find(query, wanted=3))
    last = cheapest[9] if len(cheapest) > 9 else HIGHEST
    best = cheapest[0] if cheapest else 0
    return (
        _listed(index, searcher.find(query, wanted=10, ties=True)) == _below(expected, last)
        and _listed(index, searcher.find(query, wanted=None, within=within))
        == _below(expected, best + within)
        and _listed(index, searcher.find(query, wanted=None, reach=reach)) == _below(expected, reach)
        and three is not None
        and sorted(three.values())[:3] == cheapest[:3]
        and three.items() <= expected.items()
    )


def _below(costs: Costs, most: int) -> Costs:
    return {key: cost for key, cost in costs.items() if cost <= most}


def _listed(index: RegisterIndex, found: Found) -> Costs | None:
    serials = found.serials(index, 10**9)
    costs = {(part, rank): cost for part, rank, cost in serials}
    return costs if len(costs) == len(serials) == found.total else None


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=12_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    begun = time.monotonic()
    compared, wrong = compare(options.pairs, options.seed)
    for kind, count in sorted(compared.items()):
        print(f"{kind}: {count} pairs")
    print(f"{compared.total()} pairs, {len(wrong)} that do not agree, {time.monotonic() - begun:.0f} s")
    for line in wrong[:10]:
        print(line)
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
