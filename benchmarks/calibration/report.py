"""The tables on the terminal, the JSON, and the diagram."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.calibration.measures import binned, gain, measured, of_absence, of_best_row
from findspot.pictures.reliability import Bin, Panel, reliability_diagram

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmarks.calibration.belief import Beliefs, Figures
    from benchmarks.calibration.measures import Claims

    Pair = tuple[Beliefs, Beliefs]

BOTH = "both"
_NAMES = ("tail", "edited", "free", "none_of_them", "nothing")
_HEADINGS = (
    ("", "figures"),
    ("pictures", "pictures"),
    ("true row\nfirst", "first"),
    ("true row there:\na row ≥ 0.99", "sure"),
    ("wrong of\nall ≥ 0.99", "wrong"),
    ("absent:\na row ≥ 0.95", "absent nearly sure"),
    ("calibration error\n(ECE)", "ece"),
    ("absent or there\n(AUC)", "auc"),
    ("log score", "log score"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What was fitted, and what is believed with the figures in force and with those fitted without it."""

    sets: Sequence[str]
    now: Figures
    fitted: Figures
    folds: Sequence[Figures]
    in_force: Pair
    validated: Pair


@dataclass(frozen=True, slots=True)
class Cell:
    """One temper and floor: log scores with the figures in force and cross-validated, and how often sure."""

    temper: float
    floor: float
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


def show(run: Run, found: Mapping[str, Mapping[str, Mapping[str, object]]], grid: Sequence[Cell]) -> None:
    """Print the figures beside those in force, what they do on each set, and the grid."""
    console = Console()
    console.print(_fitted(run))
    for name, by_figures in found.items():
        console.print(_measured(name, by_figures))
        low_high = by_figures["gain"]["log score"]
        assert isinstance(low_high, list)
        console.print("Gain in log score {:+.3f} ({:+.3f} to {:+.3f}).\n".format(*low_high))
    if grid:
        console.print(_grid(grid))


def _table(title: str) -> Table:
    return Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")


def _fitted(run: Run) -> Table:
    table = _table("Figures")
    for heading in ("", "in force", "fitted on all", "fitted on four folds of five"):
        table.add_column(heading, justify="right" if heading else "left")
    for name in _NAMES:
        values = [getattr(figures, name) for figures in run.folds]
        table.add_row(
            name,
            f"{getattr(run.now, name):.2g}",
            f"{getattr(run.fitted, name):.2g}",
            f"{min(values):.2g} to {max(values):.2g}",
        )
    return table


def _measured(name: str, by_figures: Mapping[str, Mapping[str, object]]) -> Table:
    table = _table(name.capitalize())
    for heading, _ in _HEADINGS:
        table.add_column(heading, justify="right" if heading else "left")
    for label in ("in force", "cross-validated"):
        figures = {**by_figures[label], "figures": label}
        figures["wrong"] = "{} + {} of {}".format(
            *(figures[key] for key in ("sure and wrong, there", "sure and wrong, absent", "answers sure"))
        )
        table.add_row(*(_cell(figures, key) for _, key in _HEADINGS))
    return table


def _cell(figures: Mapping[str, object], key: str) -> str:
    value, interval = figures[key], figures.get(f"{key} interval")
    if isinstance(interval, list):
        return f"{value:.3f} ({interval[0]:.3f} to {interval[1]:.3f})"
    if key in ("first", "sure", "absent nearly sure"):
        return f"{value:.0%}"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _grid(grid: Sequence[Cell]) -> Table:
    table = _table("Temper and floor of the lattice, every third picture")
    headings = (
        "temper",
        "floor",
        "log score,\nin force",
        "log score,\ncross-validated",
        "a row ≥ 0.99",
        "wrong",
    )
    for heading in headings:
        table.add_column(heading, justify="right")
    for cell in grid:
        table.add_row(
            f"{cell.temper:g}",
            f"{cell.floor:g}",
            f"{cell.in_force:.3f}",
            f"{cell.validated:.3f}",
            f"{cell.sure:.0%}",
            str(cell.sure_and_wrong),
        )
    return table


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
        "grid": [dataclasses.asdict(cell) for cell in grid],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole, indent=1), encoding="utf-8")
