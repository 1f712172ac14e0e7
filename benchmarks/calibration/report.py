"""What a run found: its figures, the JSON of all of them, and the diagram."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.calibration.fitting import log_score
from benchmarks.calibration.measures import (
    SURE,
    binned,
    calibration_error,
    gain,
    mean_absence,
    measured,
    of_absence,
    of_best_row,
)
from findspot.pictures.reliability import Bin, Panel, reliability_diagram

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmarks.calibration.belief import Beliefs, Figures, Stack
    from benchmarks.calibration.measures import Claims

    Pair = tuple[Beliefs, Beliefs]

BOTH = "both"
#: How much likelier than its shares say the background is taken to be.
FACTORS = (1.0, 2.0, 4.0, 6.0, 8.0)


@dataclass(frozen=True, slots=True)
class Louder:
    """What the figures in force would do with this factor for ``absence``."""

    factor: float
    log_score: float
    sure: float
    ece: float
    mean_absence: float


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What was fitted, and what is believed with the figures in force and with those fitted without it."""

    sets: Sequence[str]
    now: Figures
    fitted: Figures
    folds: Sequence[Figures]
    in_force: Pair
    validated: Pair
    louder: Sequence[Louder] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the grid: log scores with the figures in force and cross-validated, and how often sure."""

    temper: float
    floor: float
    edited_serials: int
    look_alike: float
    in_force: float
    validated: float
    sure: float
    sure_and_wrong: int


def results(run: Run, seed: int) -> dict[str, dict[str, Mapping[str, object]]]:
    """Every figure by set of pictures, and both together; last the gain from before to after."""
    sets = np.array(run.sets)
    found: dict[str, dict[str, Mapping[str, object]]] = {}
    for name in [*dict.fromkeys(run.sets), BOTH]:
        which = np.flatnonzero((sets == name) | (name == BOTH))
        before, after = (tuple(each.of(which) for each in pair) for pair in (run.in_force, run.validated))
        found[name] = {
            "in force": measured(before[0], before[1], seed=seed),
            "cross-validated": measured(after[0], after[1], seed=seed),
            "gain": {"log score": gain((before[0], before[1]), (after[0], after[1]), seed=seed)},
        }
    return found


def louder(there: Stack, absent: Stack, figures: Figures, factor: float) -> Louder:
    """The figures with this ``factor`` for how much likelier an unregistered item is, over all pictures."""
    scaled = dataclasses.replace(figures, absence=factor)
    pair = there.beliefs(scaled), absent.beliefs(scaled)
    return Louder(
        factor=factor,
        log_score=log_score(*pair),
        sure=float((pair[0].best >= SURE).mean()),
        ece=calibration_error(of_best_row(*pair)),
        mean_absence=mean_absence(*pair),
    )


def diagram(pair: Pair) -> str:
    """The reliability of the best row's posterior and of *not in this register*, as SVG."""
    return reliability_diagram(
        [
            _panel("The best row is the item", of_best_row(*pair)),
            _panel("The item is not in this register", of_absence(*pair)),
        ]
    )


def _panel(heading: str, claims: Claims) -> Panel:
    bins = []
    for one in binned(claims):
        drawn = Bin(one.start, one.end, one.count)
        if one.stated is not None and one.true is not None and one.low is not None and one.high is not None:
            drawn = Bin(one.start, one.end, one.count, one.stated, one.true, one.low, one.high)
        bins.append(drawn)
    return Panel(heading, tuple(bins))


def write(
    path: Path, run: Run, found: Mapping[str, object], grid: Sequence[Cell], about: Mapping[str, object]
) -> None:
    """Write all of it, the bins included, as JSON."""
    figures = {
        "in force": dataclasses.asdict(run.now),
        "fitted": dataclasses.asdict(run.fitted),
        "folds": [dataclasses.asdict(fold) for fold in run.folds],
    }
    bins = {
        name: {
            "best row": [dataclasses.asdict(one) for one in binned(of_best_row(*pair))],
            "not in register": [dataclasses.asdict(one) for one in binned(of_absence(*pair))],
        }
        for name, pair in (("in force", run.in_force), ("cross-validated", run.validated))
    }
    whole = {
        **about,
        "figures": figures,
        "results": found,
        "bins": bins,
        "background times": [dataclasses.asdict(row) for row in run.louder],
        "grid": [dataclasses.asdict(cell) for cell in grid],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole, indent=1), encoding="utf-8")
