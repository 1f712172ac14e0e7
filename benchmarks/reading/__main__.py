"""Measure reading and matching: ``python -m benchmarks.reading [--limit N] [--absent] [--drawn N]``.

Everything runs on one core, one peer after the other, in one run.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OMP_NUM_THREADS", "1")

from rich.progress import Progress

from benchmarks.drawn import KINDS
from benchmarks.reading import registers, report
from benchmarks.reading.measuring import ABSENT, HARD, PLAIN, measure
from benchmarks.reading.peers import Findspot, RapidOcr, Tesseract
from benchmarks.reading.samples import PHOTOGRAPHS, drawings, photographs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.reading.measuring import Outcome
    from benchmarks.reading.peers import Peer
    from benchmarks.reading.samples import Sample

_PEERS: dict[str, Callable[[], Peer]] = {"tesseract": Tesseract, "rapidocr": RapidOcr, "findspot": Findspot}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print the tables, write the JSON."""
    options = _options(arguments)
    if not options.drawn and not (PHOTOGRAPHS / "labels.tsv").exists():
        print("The development photographs are not here (../shared/plates), so there is nothing to measure.")
        return 0
    pin()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        samples = (
            drawings(work, options.drawn, options.first, options.kind or KINDS)
            if options.drawn
            else photographs(PHOTOGRAPHS, options.limit)
        )
        outcomes = _run(samples, _registers(work, samples, options), options.peer or list(_PEERS))
    what = f"{len(samples)} {'drawings' if options.drawn else 'photographs'}"
    report.show(outcomes, f"{what}, registers of {options.register_size} rows, 95 % intervals (Wilson)")
    about = {
        "samples": what,
        "first_seed": options.first,
        "register_size": options.register_size,
        "seed": options.seed,
    }
    report.write(outcomes, options.out, about)
    print(f"This process and its peers took {peak_mib():,.0f} MiB of memory at most.")
    print(f"All figures and every picture's result: {options.out}")
    return 0


def peak_mib() -> float:
    """The most memory that this process held so far, registers of the run included, in MiB (Linux)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def pin() -> None:
    """Keep this process and all that it starts on one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("--limit", type=int, help="only the first so many photographs")
    parser.add_argument("--register-size", type=int, default=100_000, help="rows of each register")
    parser.add_argument("--seed", type=int, default=2020, help="seed of the registers")
    parser.add_argument("--absent", action="store_true", help="also a register without the true serials")
    parser.add_argument("--drawn", type=int, metavar="N", help="N drawings of each kind instead")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the drawings' first seed")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this kind; repeatable")
    parser.add_argument("--peer", action="append", choices=list(_PEERS), help="only this reader; repeatable")
    parser.add_argument("--out", type=Path, default=Path("out/bench-reading.json"))
    return parser.parse_args(arguments)


def _registers(work: Path, samples: Sequence[Sample], options: argparse.Namespace) -> dict[str, Path]:
    size, seed = options.register_size, options.seed
    found = {}
    try:
        found[HARD] = registers.hard(work, samples, size, seed)
        if options.absent:
            found[ABSENT] = registers.hard(work, samples, size, seed, absent=True)
    except FileNotFoundError:
        print("make_register.py is not here (../shared/plates): no hard register.", file=sys.stderr)
    found[PLAIN] = registers.plain(work, samples, size, seed)
    return found


def _run(samples: Sequence[Sample], tables: dict[str, Path], names: Sequence[str]) -> list[Outcome]:
    outcomes = []
    with Progress(transient=True) as progress:
        for name in names:
            try:
                peer = _PEERS[name]()
            except FileNotFoundError:
                print(f"{name} is not installed: left out.", file=sys.stderr)
                continue
            bar = progress.add_task(peer.name, total=len(samples))
            outcomes.append(measure(peer, samples, tables, partial(progress.advance, bar)))
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
