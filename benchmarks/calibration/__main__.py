"""Fit what makes the posterior mean what it says: ``python -m benchmarks.calibration [--drawn N]``.

Prints the fitted figures beside those in force, and draws the reliability of those in force. Nothing is
changed: figures are put into parameters.toml and serials.py by hand, rounded.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from rich.progress import Progress

from benchmarks.calibration import report, tables
from benchmarks.calibration.belief import in_force
from benchmarks.calibration.fitting import cross_validated, fit, log_score
from benchmarks.calibration.measures import SURE
from benchmarks.calibration.pictures import (
    DRAWINGS,
    PHOTOGRAPHS,
    ask,
    at,
    read,
    stacked,
    with_look_alikes,
    with_neighbours,
)
from benchmarks.drawn import PLAIN_KINDS
from benchmarks.reading import samples
from findspot.matching.parameters import load_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.calibration.pictures import Asked, Picture
    from findspot.matching.parameters import Parameters

_DIAGRAM = Path(__file__).parents[2] / "docs" / "pictures" / "reliability.svg"
_TEMPERS, _FLOORS = (0.85, 1.0, 1.15), (1e-3, 3e-4)
#: How many serials have their neighbours written out, tried beside the number in force.
_NEIGHBOURS = 48
#: Shares of neighbours that look alike, tried beside the one in force.
_LOOK_ALIKES = (0.0, 0.9)
#: The grid is slow: every so many pictures are enough to see whether it matters.
_GRID_STEP = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Read, match, fit, print, draw."""
    options = _options(arguments)
    folder = samples.PHOTOGRAPHS
    if not (folder / "labels.tsv").exists() or not (folder / "make_register.py").exists():
        print("The development photographs are not here (../shared/plates), so there is nothing to fit to.")
        return 0
    parameters = load_parameters()
    with tempfile.TemporaryDirectory() as name, Progress(transient=True) as progress:
        work = Path(name)
        sets = {PHOTOGRAPHS: samples.photographs(folder, options.limit)}
        if options.drawn:
            sets[DRAWINGS] = samples.drawings(work, options.drawn, kinds=PLAIN_KINDS)
        count = sum(len(each) for each in sets.values())
        pictures = read(
            sets, work, size=options.register_size, seed=options.seed, step=_bar(progress, "read", count)
        )
        asked = _asked(pictures, parameters, _bar(progress, "match", count))
        cells = []
        if options.grid:
            some, ready = pictures[::_GRID_STEP], asked[::_GRID_STEP]
            others = [at(parameters, temper, floor) for temper in _TEMPERS for floor in _FLOORS]
            others.append(with_neighbours(parameters, _NEIGHBOURS))
            others += [with_look_alikes(parameters, share) for share in _LOOK_ALIKES]
            step = _bar(progress, "grid", len(some) * sum(other != parameters for other in others))
            for other in others:
                answers = ready if other == parameters else _asked(some, other, step)
                cells.append(_cell(_run(answers, other, options.seed), other))
    run = _run(asked, parameters, options.seed)
    results = report.results(run, options.seed)
    tables.show(run, results, cells)
    about = {
        "pictures": {set_: len(each) for set_, each in sets.items()},
        "register_size": options.register_size,
        "seed": options.seed,
    }
    report.write(options.out, run, results, cells, about)
    options.diagram.parent.mkdir(parents=True, exist_ok=True)
    options.diagram.write_text(report.diagram(run.in_force) + "\n", encoding="utf-8")
    print(f"All figures: {options.out}. Reliability with the figures in force: {options.diagram}.")
    return 0


def _bar(progress: Progress, what: str, total: int) -> Callable[[], None]:
    return partial(progress.advance, progress.add_task(what, total=total))


def _asked(pictures: Sequence[Picture], parameters: Parameters, step: Callable[[], None]) -> list[Asked]:
    asked = []
    for picture in pictures:
        asked.append(ask(picture, parameters))
        step()
    return asked


def _run(asked: Sequence[Asked], parameters: Parameters, seed: int) -> report.Run:
    there, absent = stacked(asked)
    now = in_force(parameters)
    validated_there, validated_absent, folds = cross_validated(there, absent, seed)
    return report.Run(
        sets=tuple(one.set for one in asked),
        now=now,
        fitted=fit(there, absent, np.arange(len(there))),
        folds=folds,
        in_force=(there.beliefs(now), absent.beliefs(now)),
        validated=(validated_there, validated_absent),
        louder=[report.louder(there, absent, now, factor) for factor in report.FACTORS],
    )


def _cell(run: report.Run, parameters: Parameters) -> report.Cell:
    there, absent = run.validated
    wrong = int(np.count_nonzero((there.best >= SURE) & ~there.right) + np.count_nonzero(absent.best >= SURE))
    return report.Cell(
        temper=parameters.lattice.temper,
        floor=parameters.lattice.floor,
        edited_serials=parameters.background.edited_serials,
        look_alike=parameters.background.look_alike,
        in_force=log_score(*run.in_force),
        validated=log_score(there, absent),
        sure=float((there.best >= SURE).mean()),
        sure_and_wrong=wrong,
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration", description=__doc__)
    parser.add_argument("--limit", type=int, help="only the first so many photographs")
    parser.add_argument("--drawn", type=int, default=8, metavar="N", help="drawings of each kind as well")
    parser.add_argument("--register-size", type=int, default=100_000, help="rows of each register")
    parser.add_argument("--seed", type=int, default=2020, help="seed of registers, folds and intervals")
    parser.add_argument(
        "--grid", action=argparse.BooleanOptionalAction, default=True, help="temper and floor"
    )
    parser.add_argument("--out", type=Path, default=Path("out/calibration.json"))
    parser.add_argument("--diagram", type=Path, default=_DIAGRAM)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
