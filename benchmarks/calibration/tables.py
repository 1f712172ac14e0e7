"""The tables on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.calibration.report import Cell, Louder, Run

_NAMES = ("tail", "edited", "free", "none_of_them", "nothing")
_LINES = {
    "pictures": "pictures",
    "first": "true row first",
    "sure": "true row there: a row ≥ 0.99",
    "wrong": "wrong of all ≥ 0.99, there + absent",
    "absent nearly sure": "true row absent: a row ≥ 0.95",
    "ece": "calibration error of the best row (ECE)",
    "ece of absence": "the same of *not in register*",
    "mean absence": "mean of *not in register*, true 0.3",
    "auc": "absent or there (AUC)",
    "log score": "log score",
}


def show(run: Run, found: Mapping[str, Mapping[str, Mapping[str, object]]], grid: Sequence[Cell]) -> None:
    """Print the figures beside those in force, what they do on each set, and the grid."""
    console = Console()
    console.print(_fitted(run))
    for name, by_figures in found.items():
        console.print(_measured(name, by_figures))
        low_high = by_figures["gain"]["log score"]
        assert isinstance(low_high, list)
        console.print("Gain in log score {:+.3f} ({:+.3f} to {:+.3f}).\n".format(*low_high))
    console.print(_louder(run.louder))
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
    labels = ("in force", "cross-validated")
    for heading in ("", *labels):
        table.add_column(heading, justify="right" if heading else "left")
    for key, said in _LINES.items():
        table.add_row(said, *(_cell(by_figures[label], key) for label in labels))
    return table


def _cell(figures: Mapping[str, object], key: str) -> str:
    if key == "wrong":
        counts = (
            figures[name] for name in ("sure and wrong, there", "sure and wrong, absent", "answers sure")
        )
        return "{} + {} of {}".format(*counts)
    value, interval = figures[key], figures.get(f"{key} interval")
    if isinstance(interval, list):
        return f"{value:.3f} ({interval[0]:.3f} to {interval[1]:.3f})"
    if key in ("first", "sure", "absent nearly sure"):
        return f"{value:.0%}"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _grid(grid: Sequence[Cell]) -> Table:
    table = _table("Temper, floor, serials with neighbours, look-alikes: every fourth picture")
    headings = (
        "temper",
        "floor",
        "serials",
        "look-alikes",
        "log score,\nin force",
        "log score,\nvalidated",
        "a row ≥ 0.99",
        "wrong",
    )
    for heading in headings:
        table.add_column(heading, justify="right")
    for cell in grid:
        table.add_row(
            f"{cell.temper:g}",
            f"{cell.floor:g}",
            str(cell.edited_serials),
            f"{cell.look_alike:g}",
            f"{cell.in_force:.3f}",
            f"{cell.validated:.3f}",
            f"{cell.sure:.0%}",
            str(cell.sure_and_wrong),
        )
    return table


def _louder(rows: Sequence[Louder]) -> Table:
    table = _table("How much likelier an unregistered item is taken to be, otherwise as in force: both sets")
    for heading in ("factor", "log score", "a row ≥ 0.99", "ECE", "mean of *not in register*"):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(
            f"{row.factor:g}",
            f"{row.log_score:.3f}",
            f"{row.sure:.0%}",
            f"{row.ece:.3f}",
            f"{row.mean_absence:.3f}",
        )
    return table
