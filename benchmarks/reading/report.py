"""The tables on the terminal and the JSON beside them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.reading.measuring import figures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmarks.reading.measuring import Outcome

_LABELS = {
    "contains": "a text holds the serial, exactly",
    "contains, O=0 and I=1": "the same, O/Q as 0 and I as 1",
    "serial": "the text taken for the serial is it",
    "serial, unchecked": "the same, check digits no evidence",
    "hard: first": "hard register: true serial first",
    "hard: first, unchecked": "the same, check digits no evidence",
    "hard: first five": "hard register: among the first five",
    "hard: first five, unchecked": "the same, check digits no evidence",
    "hard: sure": "hard register: a row ≥ 0.95",
    "hard: sure and wrong": "hard register: a wrong row ≥ 0.95",
    "plain: first": "plain register: true serial first",
    "plain: first five": "plain register: among the first five",
    "plain: sure": "plain register: a row ≥ 0.95",
    "plain: sure and wrong": "plain register: a wrong row ≥ 0.95",
    "absent: sure and wrong": "true serial absent: a (wrong) row ≥ 0.95",
    "absent: AUC": "true serial absent or there: AUC",
    "ms to read": "ms of processor time to read",
    "ms to rank": "ms of processor time to rank",
    "photographs/s": "photographs/s",
}
#: By kind only what fits a page: the rest stands in the JSON.
_BY_KIND = {"contains, O=0 and I=1": "read", "hard: first": "hard"}


def show(outcomes: Sequence[Outcome], title: str) -> None:
    """Print one table of all figures, a column a peer, and one by kind where there are several."""
    console = Console()
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    table.add_column("")
    for outcome in outcomes:
        table.add_column(f"{outcome.peer}\n{outcome.version}", justify="right")
    columns = [figures(outcome.rows) for outcome in outcomes]
    for name, label in _LABELS.items():
        if any(name in column for column in columns):
            table.add_row(label, *(_cell(column.get(name)) for column in columns))
    console.print(table)
    kinds = list(dict.fromkeys(row.sample.kind for row in outcomes[0].rows))
    if len(kinds) > 1:
        console.print(_by_kind(outcomes, kinds))


def _by_kind(outcomes: Sequence[Outcome], kinds: Sequence[str]) -> Table:
    table = Table(
        title="By kind: a text holds the serial (O=0, I=1); true serial first in the hard register",
        box=box.SIMPLE_HEAD,
        title_justify="left",
        title_style="bold",
    )
    table.add_column("kind")
    for outcome in outcomes:
        for heading in _BY_KIND.values():
            table.add_column(f"{outcome.peer.split()[0]}\n{heading}", justify="right")
    for kind in kinds:
        cells = []
        for outcome in outcomes:
            found = figures([row for row in outcome.rows if row.sample.kind == kind])
            cells += [_share(found.get(name)) for name in _BY_KIND]
        table.add_row(kind, *cells)
    return table


def _share(value: Mapping[str, float] | float | None) -> str:
    return "-" if value is None or isinstance(value, (int, float)) else f"{value['share']:.0%}"


def _cell(value: Mapping[str, float] | float | None) -> str:
    if value is None:
        return "-"
    if isinstance(value, (int, float)):
        return f"{value:.3g}"
    return f"{value['share']:.0%} ({value['low']:.0%} to {value['high']:.0%})"


def write(outcomes: Sequence[Outcome], path: Path, about: Mapping[str, object]) -> None:
    """Write all figures, and each picture's own result, as JSON."""
    kinds = list(dict.fromkeys(row.sample.kind for row in outcomes[0].rows))
    peers = [
        {
            "peer": outcome.peer,
            "version": outcome.version,
            "figures": figures(outcome.rows),
            "by_kind": {k: figures([r for r in outcome.rows if r.sample.kind == k]) for k in kinds},
            "pictures": [
                {
                    "file": row.sample.path.name,
                    "true": row.sample.serials,
                    "serial": row.said.serial,
                    "texts": row.said.texts,
                    "serial_unchecked": row.unchecked[0].serial if row.unchecked else None,
                    "best": {
                        name: {"serial": r.serials[:1], "score": r.belief, "absent": r.absent}
                        for name, r in row.rankings.items()
                    },
                    "seconds": dict(row.seconds),
                }
                for row in outcome.rows
            ],
        }
        for outcome in outcomes
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**about, "peers": peers}, indent=1, ensure_ascii=False), encoding="utf-8")
