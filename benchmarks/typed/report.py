"""The tables on the terminal, and the JSON of all figures."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.calibration.measures import binned, of_absence, of_best_row
from benchmarks.typed.serials import CONTINUED, FOREIGN, GAP

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from benchmarks.calibration.belief import Beliefs
    from benchmarks.typed.fitting import Figures

    Results = Mapping[str, Mapping[str, float | int | list[float]]]

_LINES = {
    "queries": "queries",
    "first": "registered: true row first",
    "sure": "a row ≥ 0.99",
    "wrong": "wrong of all ≥ 0.99, registered + not",
    "ece": "calibration error of the best row (ECE)",
    "ece of absence": "the same of *not in register*",
    "mean absence": "mean of *not in register*, true 0.3",
    "auc": "*not in register* or in it (AUC)",
    f"auc, {GAP}": "the same, numbers missing in a run",
    f"auc, {CONTINUED}": "the same, numbers after a run",
    f"auc, {FOREIGN}": "the same, families not registered",
    "log score": "log score",
}


def show(title: str, results: Results) -> None:
    """Print the figures of several registers or persons side by side."""
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    table.add_column("")
    for name in results:
        table.add_column(name, justify="right")
    for key, said in _LINES.items():
        table.add_row(said, *(_cell(figures, key) for figures in results.values()))
    Console().print(table)


def _cell(figures: Mapping[str, float | int | list[float]], key: str) -> str:
    if key == "wrong":
        names = ("sure and wrong, there", "sure and wrong, absent", "answers sure")
        return "{} + {} of {}".format(*(figures[name] for name in names))
    if key not in figures:
        return ""
    value, interval = figures[key], figures.get(f"{key} interval")
    if key in ("first", "sure"):
        return f"{value:.1%}"
    if isinstance(interval, list):
        return f"{value:.4f} ({interval[0]:.4f} to {interval[1]:.4f})"
    return f"{value:.4f}" if isinstance(value, float) else f"{value:,}"


def show_figures(columns: Mapping[str, Figures]) -> None:
    """Print what was fitted beside what is in force."""
    table = Table(title="Figures", box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    table.add_column("")
    for name in columns:
        table.add_column(name, justify="right")
    rows = {name: _fitted(figures) for name, figures in columns.items()}
    for key in next(iter(rows.values())):
        table.add_row(key, *(f"{row[key]:.2g}" for row in rows.values()))
    Console().print(table)


def _fitted(figures: Figures) -> dict[str, float]:
    shares = figures.background
    return {
        **dataclasses.asdict(figures.channel),
        "tail": shares.tail,
        "edited": shares.edited,
        "free": shares.free,
    }


def write(
    path: Path,
    figures: Mapping[str, Figures],
    results: Mapping[str, Results],
    beliefs: Mapping[str, tuple[Beliefs, Beliefs]],
    about: Mapping[str, object],
) -> None:
    """Write all of it, the bins of the reliability diagram included, as JSON."""
    bins = {
        name: {
            "best row": [dataclasses.asdict(one) for one in binned(of_best_row(*pair))],
            "not in register": [dataclasses.asdict(one) for one in binned(of_absence(*pair))],
        }
        for name, pair in beliefs.items()
    }
    shown = {name: dataclasses.asdict(one) for name, one in figures.items()}
    whole = {**about, "figures": shown, "results": results, "bins": bins}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole, indent=1), encoding="utf-8")
