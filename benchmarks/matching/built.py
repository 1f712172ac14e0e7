"""What it takes to build and to open an index."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.matching.measuring import timed
from benchmarks.matching.registers import sequential
from findspot.matching.automaton.sparse import Sparse
from findspot.matching.indexing.building import build_index
from findspot.matching.indexing.index import RegisterIndex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

#: How often it is opened, and how many rows the index has that is built first.
_OPENED, _SMALL = 5, 3000


@dataclass(frozen=True, slots=True)
class Built:
    """What building took: bytes a serial for matching, rows a second, and the most memory so far, in MiB.

    ``opened``: milliseconds of processor time to open the file, which the system holds in memory.
    """

    bytes_per_serial: float
    rows_per_second: float
    mib: float
    opened: float


def build(path: Path, tables: Iterator[pa.Table]) -> tuple[RegisterIndex, Built]:
    """The index of these tables, opened, and what it took, which is printed too."""
    # A small one first, so that no loop is compiled while time counts.
    build_index(path, sequential(_SMALL, 0.9))
    stages: dict[str, float] = {}
    begun = time.process_time()
    built = build_index(
        path, tables, progress=lambda stage, *_: stages.__setitem__(stage, time.process_time() - begun)
    )
    whole = time.process_time() - begun
    index = RegisterIndex.open(path)
    opened = float(np.median([timed(lambda: RegisterIndex.open(path))[1] for _ in range(_OPENED)]))
    parts = [part.automaton for part in index.parts]
    took = Built(
        sum(part.nbytes for part in parts) / built.serials,
        built.rows / whole,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        opened,
    )
    sparse = sum(len(part) for part in parts if isinstance(part, Sparse))
    print(f"rows {built.rows:,}, serials {built.serials:,}; opened in {opened:.1f} ms")
    print(f"drawn, folded and sorted in {stages['sorting']:.1f} s, merged and built in another ", end="")
    print(f"{whole - stages['sorting']:.1f} s: {took.rows_per_second:,.0f} rows a second in all")
    print(f"matching {took.bytes_per_serial:.2f} bytes a serial; {sparse:,} serials without pattern")
    print(f"whole file {path.stat().st_size / built.rows:.2f} bytes a row; most memory {took.mib:,.0f} MiB")
    return index, took
