"""The index of a register beside its peers: building, size, time a query and recall, in one run on one core.

`python -m benchmarks.matching --size 1000000 --register sequential`. Times are processor time.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from benchmarks.matching.peers import PEERS
from benchmarks.matching.registers import LEVELS, Damage, sequential, without_pattern
from findspot.matching import channel
from findspot.matching.alphabet import decode
from findspot.matching.automaton.sparse import Sparse
from findspot.matching.automaton.walking import rank_of, spell
from findspot.matching.indexed import IndexFinder, search_costs
from findspot.matching.indexing.building import build_index
from findspot.matching.indexing.finding import Searcher
from findspot.matching.indexing.index import RegisterIndex
from findspot.matching.indexing.rows import COLUMNS
from findspot.matching.patterns import TableFinder
from findspot.matching.typed import REACH
from findspot.vocabulary.candidates import SerialColumns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from findspot.matching.indexing.finding import Found
    from findspot.matching.patterns import Finder

#: So many queries a level are asked of tables, which weigh every row, and of at most so many rows.
_FEWEST, _MOST = 5, 2_000_000

Queries = dict[str, list[tuple[str, int]]]

REGISTERS: dict[str, Callable[[int], Iterator[pa.Table]]] = {
    "sequential": lambda size: sequential(size, 0.95),
    "half": lambda size: sequential(size, 0.5),
    "random": without_pattern,
}


@dataclass
class Taken:
    """What one engine took at one level: milliseconds a query, and its recall at 1 and 10."""

    times: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    ten: list[float] = field(default_factory=list)

    def line(self) -> str:
        """The figures as the cells of a table."""
        median, slow = np.percentile(self.times, (50, 99))
        recall = f"{100 * np.mean(self.first):.1f} | {100 * np.mean(self.ten):.1f}"
        return f"{median:.3f} | {slow:.3f} | {1000 / np.mean(self.times):,.0f} | {recall}"


def shares(found: Found, rank: int) -> tuple[float, float]:
    """The chance that the rank is the first, and among the first ten, with ties in any order."""
    true = np.flatnonzero((found.low <= rank) & (rank < found.low + found.size))
    if not len(true):
        return 0.0, 0.0
    before = int(found.living[found.cost < found.cost[true[0]]].sum())
    tied = int(found.living[found.cost == found.cost[true[0]]].sum())
    first, ten = (float(np.clip((k - before) / tied, 0.0, 1.0)) for k in (1, 10))
    return first, ten


def measure(index: RegisterIndex, queries: dict[str, list[tuple[str, int]]]) -> dict[str, Taken]:
    """Each level's queries against the index; recall is worked out apart, with all ties."""
    searcher, costs = Searcher(index), search_costs()
    searcher.find(costs.query((1, 2)))
    result = {}
    for level, asked in queries.items():
        taken = result[level] = Taken()
        tokens = [(channel.parse_pattern(text), rank) for text, rank in asked]
        for one, _ in tokens:
            begun = time.process_time()
            searcher.find(costs.query(one), within=REACH)
            taken.times.append(1000 * (time.process_time() - begun))
        for one, rank in tokens:
            first, ten = shares(searcher.find(costs.query(one), within=REACH, ties=True), rank)
            taken.first.append(first)
            taken.ten.append(ten)
    return result


def answered(finder: Finder, queries: Queries, index: RegisterIndex) -> dict[str, Taken]:
    """The same queries as ``findspot find`` answers them, with the posterior; ties count in its order."""
    finder.find("MX-1")
    return against(lambda text: [one.serial for one in finder.find(text).candidates], queries, index)


def against(find: Callable[[str], list[str]], queries: Queries, index: RegisterIndex) -> dict[str, Taken]:
    """The same queries against a peer; its ties count in the order that it gives."""
    result = {}
    for level, asked in queries.items():
        taken = result[level] = Taken()
        for text, rank in asked:
            begun = time.process_time()
            found = find(text)
            taken.times.append(1000 * (time.process_time() - begun))
            codes = [np.array(channel.parse_pattern(one), dtype=np.uint8) for one in found]
            ranks = [rank_of(index.parts[0].automaton, one) for one in codes]
            taken.first.append(float(rank in ranks[:1]))
            taken.ten.append(float(rank in ranks))
    return result


def drawn(index: RegisterIndex, count: int) -> dict[str, list[tuple[str, int]]]:
    """So many damaged serials a level, with the ranks of the true ones."""
    rng, damage, automaton = np.random.default_rng(0), Damage(), index.parts[0].automaton
    queries = {}
    for level in LEVELS:
        ranks = rng.integers(0, len(automaton), count)
        codes, lengths = spell(automaton, ranks)
        texts = [decode(row[:length]) for row, length in zip(codes, lengths, strict=True)]
        queries[level] = [(damage(level, t), int(r)) for t, r in zip(texts, ranks, strict=True)]
    return queries


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--register", choices=list(REGISTERS), default="sequential")
    parser.add_argument("--queries", type=int, default=1000, help="a level")
    parser.add_argument("--peer-queries", type=int, default=60, help="a level")
    parser.add_argument("--alone", action="store_true", help="without peers")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        index, _ = build(Path(name) / "register.index", REGISTERS[options.register](options.size))
        queries = drawn(index, options.queries)
        _print("findspot, searching", measure(index, queries))
        _print("findspot find, with the posterior", answered(IndexFinder(index), queries, index))
        if options.alone:
            return
        few = {level: asked[: options.peer_queries] for level, asked in queries.items()}
        rows = pa.concat_tables(index.parts[0].rows.tables())
        if options.size <= _MOST:
            columns = SerialColumns(**{name: tuple(rows.column(name).to_pylist()) for name in COLUMNS})
            fewest = {level: asked[:_FEWEST] for level, asked in few.items()}
            _print("findspot find, from tables", answered(TableFinder(columns), fewest, index))
        serials = rows.column("serial").to_pylist()
        for kind in PEERS:
            peer = kind()
            module = kind.__name__.lower().replace("symspell", "symspellpy").replace("sqlite", "sqlite3")
            if options.size > peer.most or importlib.util.find_spec(module) is None:
                print(f"\n{peer.name}: not run, it is not installed or cannot hold so many serials.")
                continue
            begun = time.process_time()
            with closing(peer):
                peer.build(serials)
                print(f"\n{peer.name}: built in {time.process_time() - begun:.1f} s")
                _print(peer.name, against(peer.find, few, index))


@dataclass(frozen=True, slots=True)
class Built:
    """What building took: bytes a serial for matching, rows a second, and the most memory so far, in MiB."""

    bytes_per_serial: float
    rows_per_second: float
    mib: float


def build(path: Path, tables: Iterator[pa.Table]) -> tuple[RegisterIndex, Built]:
    """The index of these tables, opened, and what it took, which is printed too."""
    stages: dict[str, float] = {}
    begun = time.process_time()
    built = build_index(
        path, tables, progress=lambda stage, *_: stages.__setitem__(stage, time.process_time() - begun)
    )
    whole = time.process_time() - begun
    opened = time.perf_counter()
    index = RegisterIndex.open(path)
    opened = 1000 * (time.perf_counter() - opened)
    parts = [part.automaton for part in index.parts]
    took = Built(
        sum(part.nbytes for part in parts) / built.serials,
        built.rows / whole,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )
    sparse = sum(len(part) for part in parts if isinstance(part, Sparse))
    print(f"rows {built.rows:,}, serials {built.serials:,}; opened in {opened:.1f} ms")
    print(f"drawn, folded and sorted in {stages['sorting']:.1f} s, merged and built in another ", end="")
    print(f"{whole - stages['sorting']:.1f} s: {took.rows_per_second:,.0f} rows a second in all")
    print(f"matching {took.bytes_per_serial:.2f} bytes a serial; {sparse:,} serials without pattern")
    print(f"whole file {path.stat().st_size / built.rows:.2f} bytes a row; most memory {took.mib:,.0f} MiB")
    return index, took


def _print(name: str, levels: dict[str, Taken]) -> None:
    print(f"\n| {name} | p50 ms | p99 ms | queries/s | recall at 1 % | at 10 % |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    whole = Taken()
    for level, taken in levels.items():
        print(f"| {level}: {LEVELS[level]} | {taken.line()} |")
        whole.times += taken.times
        whole.first += taken.first
        whole.ten += taken.ten
    print(f"| all | {whole.line()} |", flush=True)


if __name__ == "__main__":
    main()
