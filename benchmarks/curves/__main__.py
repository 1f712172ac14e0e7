"""Measure how reading falls off with damage: ``python -m benchmarks.curves [--count N] [--redraw]``.

Everything runs on one core, one reader after the other, in one run. The table is printed, the figures are
written as JSON and the picture as SVG; ``--redraw`` makes table and picture anew from the last figures.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OMP_NUM_THREADS", "1")

from rich.progress import Progress

from benchmarks.curves import report
from benchmarks.curves.measuring import READERS, Figures, register_of, run
from benchmarks.curves.photographs import ABSENT, measured, shrunken
from benchmarks.curves.series import SERIES, drawn
from benchmarks.reading.__main__ import pin
from benchmarks.reading.samples import PHOTOGRAPHS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.reading.samples import Sample


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print the table, write the JSON and the picture."""
    options = _options(arguments)
    if options.redraw:
        figures = report.figures_from(json.loads(options.out.read_text(encoding="utf-8")))
    else:
        pin()
        figures = _measured(options)
        options.out.parent.mkdir(parents=True, exist_ok=True)
        said = json.dumps(figures.as_json(), indent=1, ensure_ascii=False)
        options.out.write_text(said + "\n", encoding="utf-8")
    print(report.markdown(figures))
    options.picture.parent.mkdir(parents=True, exist_ok=True)
    options.picture.write_text(report.picture(figures) + "\n", encoding="utf-8")
    print(f"All figures: {options.out}; the picture: {options.picture}")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.curves", description=__doc__)
    parser.add_argument("--count", type=int, default=8, help="pictures at each level")
    parser.add_argument("--register-size", type=int, default=20_000, help="rows of each register")
    parser.add_argument("--seed", type=int, default=2020, help="seed of the registers")
    parser.add_argument("--reader", action="append", choices=list(READERS), help="only this; repeatable")
    parser.add_argument("--series", action="append", choices=[s.key for s in SERIES], help="the same")
    parser.add_argument("--redraw", action="store_true", help="measure nothing, use the last figures")
    parser.add_argument("--out", type=Path, default=Path("out/bench-curves.json"))
    parser.add_argument("--picture", type=Path, default=Path("out/reading-curves.svg"))
    return parser.parse_args(arguments)


def _measured(options: argparse.Namespace) -> Figures:
    series = [one for one in SERIES if not options.series or one.key in options.series]
    with tempfile.TemporaryDirectory() as folder, Progress(transient=True) as progress:
        work = Path(folder)
        drawings = drawn(work, options.count, series)
        register, kind = register_of(work / "drawn", drawings, options.register_size, options.seed)
        sets: list[tuple[Sequence[Sample], Path]] = [(drawings, register)]
        chosen = measured(PHOTOGRAPHS, options.count)
        if chosen:
            crops = shrunken(work, chosen)
            sets.append((crops, register_of(work / "real", crops, options.register_size, options.seed)[0]))
        else:
            print(ABSENT)
        total = sum(len(samples) for samples, _ in sets)
        bars = {name: progress.add_task(name, total=total) for name in options.reader or READERS}
        about = {"count": options.count, "register": kind, "register_size": options.register_size}
        about |= {"seed": options.seed, "photographs": len(chosen)}
        figures = run(sets, about, names=list(bars), step=lambda name: progress.advance(bars[name]))
    spent = sum(_processor_seconds(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Figures(figures.cells, figures.versions, {**about, "processor_seconds": round(spent)})


def _processor_seconds(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
