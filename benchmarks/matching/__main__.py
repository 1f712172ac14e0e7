"""The index of a register beside its peers: building, size, time a query and recall, in one run on one core.

`python -m benchmarks.matching --size 1000000 --register sequential`. Times are processor time. Asked are
damaged serials as a person types them, and lattices of drawn lines; peers get the text that was read.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from benchmarks.matching.built import build
from benchmarks.matching.exhaustive import Serials, by_costs, by_edits
from benchmarks.matching.lattices import laid, weighed
from benchmarks.matching.lines import drawn_lines
from benchmarks.matching.measuring import against, answered, drawn, measure, timed
from benchmarks.matching.peers import PEERS
from benchmarks.matching.registers import REGISTERS
from benchmarks.matching.report import Engine, print_tables, together, write_json
from findspot.matching.indexed import IndexFinder
from findspot.matching.indexing.rows import COLUMNS
from findspot.matching.patterns import TableFinder
from findspot.vocabulary.candidates import SerialColumns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.matching.built import Built
    from benchmarks.matching.lines import Line
    from benchmarks.matching.measuring import Asked, Queries, Taken
    from benchmarks.matching.peers import Peer
    from findspot.matching.indexing.index import RegisterIndex

#: So many queries a level are asked of tables, which weigh every row, and of at most so many rows.
_FEWEST, _MOST = 5, 2_000_000


def main() -> None:
    """Build, measure, print."""
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        index, built = build(Path(name) / "register.index", REGISTERS[options.register](options.size))
        queries, lines = drawn(index, options.queries), drawn_lines(index, options.lines)
        exact = sum(line.asked.text == line.asked.serial for line in lines)
        print(f"{len(lines)} drawn lines, {exact} of them read without an error", flush=True)
        engines = _own(index, built, queries, lines)
        if not options.alone:
            few = {level: asked[: options.peer_queries] for level, asked in queries.items()}
            table = pa.concat_tables(index.parts[0].rows.tables())
            if options.brute and options.size <= _MOST:
                engines += _exhaustive(index, table, _some(few, options.brute), lines[: options.peer_queries])
            read = [line.asked for line in lines[: options.peer_queries]]
            serials = table.column("serial").to_pylist()
            for kind in PEERS:
                if options.peer and kind.key not in options.peer:
                    continue
                missing = kind.missing()
                if missing is not None:
                    print(f"{kind.name}: not run, {missing}.")
                elif options.size > kind.most:
                    print(f"{kind.name}: not run, it cannot hold so many serials.")
                else:
                    engines.append(_peer(kind(), serials, few, read))
    print_tables(engines, {options.brute, options.peer_queries} - {0})
    about = {"register": options.register, "rows": options.size}
    write_json(options.out / f"bench-matching-{options.register}-{options.size}.json", about, engines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--register", choices=list(REGISTERS), default="sequential")
    parser.add_argument("--queries", type=int, default=1000, help="a level")
    parser.add_argument("--lines", type=int, default=300, help="drawn lines, read as lattices")
    parser.add_argument("--peer-queries", type=int, default=60, help="a level, and so many lines")
    parser.add_argument(
        "--brute",
        type=int,
        default=20,
        help="a level, by brute force, on a register that is not large; 0: none",
    )
    parser.add_argument("--peer", action="append", choices=[kind.key for kind in PEERS], help="only these")
    parser.add_argument("--alone", action="store_true", help="without peers and brute force")
    parser.add_argument("--out", type=Path, default=Path("out"))
    return parser.parse_args()


def _own(index: RegisterIndex, built: Built, queries: Queries, lines: Sequence[Line]) -> list[Engine]:
    """What findspot takes: searching, and answering as ``findspot find`` does."""
    searching = Engine("findspot, searching", measure(index, queries))
    searching.rows_per_second = built.rows_per_second
    searching.bytes_per_serial = built.bytes_per_serial
    searching.opened = built.opened
    finding = Engine("findspot find, from an index", answered(IndexFinder(index), queries))
    if not lines:
        return [searching, finding]
    text = Engine("findspot, the text that was read", lines=_lined(index, [line.asked for line in lines]))
    return [searching, finding, Engine("findspot, the lattice", lines=laid(index, lines)), text]


def _lined(index: RegisterIndex, read: Sequence[Asked]) -> Taken:
    return together(measure(index, {"lines": list(read)}))


def _exhaustive(
    index: RegisterIndex, table: pa.Table, queries: Queries, lines: Sequence[Line]
) -> list[Engine]:
    """The same by weighing every row."""
    columns = SerialColumns(**{name: tuple(table.column(name).to_pylist()) for name in COLUMNS})
    from_tables = answered(TableFinder(columns), _some(queries, _FEWEST))
    every = Serials(index)
    weighing = Engine("every row, the same costs and likelihoods", by_costs(every, queries))
    weighing.lines = weighed(every, lines)
    return [
        Engine("findspot find, from tables", from_tables),
        weighing,
        Engine("every row, edit distance", by_edits(every.texts(), queries)),
    ]


def _some(queries: Queries, count: int) -> Queries:
    return {level: asked[:count] for level, asked in queries.items()}


def _peer(peer: Peer, serials: Sequence[str], queries: Queries, read: Sequence[Asked]) -> Engine:
    """What a peer takes to build, and for the same queries."""
    with closing(peer):
        _, milliseconds = timed(lambda: peer.build(serials))
        milliseconds += 1000 * peer.elsewhere()
        print(f"{peer.name}: built in {milliseconds / 1000:.1f} s", flush=True)
        size = peer.nbytes()
        return Engine(
            peer.name,
            against(peer, queries),
            together(against(peer, {"lines": list(read)})),
            rows_per_second=1000 * len(serials) / milliseconds if peer.builds else None,
            bytes_per_serial=None if size is None else size / len(serials),
        )


if __name__ == "__main__":
    main()
