"""Measure what reading by eye adds: ``python -m benchmarks.by_eye [--limit N] [--exponents 0.25 0.5 1]``.

No readings by people are at hand: persons are simulated, in the typed channel's own errors (see persons).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OMP_NUM_THREADS", "1")

from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from benchmarks.by_eye.asking import ask, askings
from benchmarks.calibration.measures import measured
from benchmarks.calibration.pictures import PHOTOGRAPHS, read
from benchmarks.reading import samples
from findspot.matching.parameters import load_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Read, ask, print the table, write the JSON."""
    options = _options(arguments)
    folder = samples.PHOTOGRAPHS
    if not (folder / "labels.tsv").exists() or not (folder / "make_register.py").exists():
        print("The development photographs are not here (../shared/plates), so there is nothing to measure.")
        return 0
    every = askings(options.exponents)
    taken = samples.photographs(folder, options.limit)
    with tempfile.TemporaryDirectory() as name, Progress(transient=True) as progress:
        reading = progress.add_task("read", total=len(taken))
        asking = progress.add_task("ask", total=len(taken))
        pictures = read(
            {PHOTOGRAPHS: taken},
            Path(name),
            size=options.register_size,
            seed=options.seed,
            step=partial(progress.advance, reading),
        )
        step = partial(progress.advance, asking)
        pairs = ask(pictures, every, load_parameters(), draws=options.persons, step=step)
    rows = [
        (one.said, measured(there, absent, seed=options.seed))
        for one, (there, absent) in zip(every, pairs, strict=True)
    ]
    what = (
        f"{len(taken)} photographs, {options.persons} persons each, registers of {options.register_size} rows"
    )
    Console().print(_table(rows, what))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({"what": what, "seed": options.seed, "rows": dict(rows)}, indent=1))
    print(f"All figures: {options.out}")
    return 0


def _table(rows: Sequence[tuple[str, Mapping[str, object]]], what: str) -> Table:
    table = Table(title=what, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    table.add_column("who read")
    for heading in ("true row\nfirst", "a row\n≥ 0.99", "of these wrong\nthere, absent", "ECE", "log score"):
        table.add_column(heading, justify="right")
    for said, found in rows:
        wrong = (
            f"{found['sure and wrong, there']}, {found['sure and wrong, absent']} of {found['answers sure']}"
        )
        table.add_row(
            said,
            f"{found['first']:.0%}",
            f"{found['sure']:.0%}",
            wrong,
            f"{found['ece']:.3f}",
            f"{found['log score']:.3f}",
        )
    return table


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.by_eye", description=__doc__)
    parser.add_argument("--limit", type=int, help="only the first so many photographs")
    parser.add_argument(
        "--persons", type=int, default=2, help="how many persons look at each photograph in turn"
    )
    parser.add_argument("--register-size", type=int, default=100_000, help="rows of each register")
    parser.add_argument("--seed", type=int, default=2020, help="seed of registers and intervals")
    parser.add_argument(
        "--exponents",
        type=float,
        nargs="+",
        default=[None],
        help="exponents to be tried",
    )
    parser.add_argument("--out", type=Path, default=Path("out/bench-by-eye.json"))
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
