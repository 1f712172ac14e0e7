"""The table of barcodes on the terminal, and every picture's result as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Read:
    """What one reader read in one picture, and how long it took."""

    texts: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Row:
    """One picture: its kind and level, what it holds in truth, and what each reader that was asked read."""

    kind: str
    level: str
    truth: str
    reads: Mapping[str, Read]


def show(rows: Sequence[Row], names: Sequence[str], title: str) -> None:
    """Print how many pictures each reader read, by kind and level; the union is of all but the last."""
    others = names[:-1]
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    table.add_column("kind")
    table.add_column("level")
    for name in (*others, *(["union of these"] if len(others) > 1 else []), names[-1]):
        table.add_column(name, justify="right")
    if others:
        table.add_column("read by a peer, not by the last", justify="right")
    for kind in dict.fromkeys(row.kind for row in rows):
        of_kind = [row for row in rows if row.kind == kind]
        for level in dict.fromkeys(row.level for row in of_kind):
            table.add_row(kind, level, *_cells([row for row in of_kind if row.level == level], names))
    for heading, chosen in _wholes(rows).items():
        table.add_section()
        table.add_row(heading, "all", *_cells(chosen, names))
        if not chosen:
            continue
        for label, figure in (("wrong content", _wrong), ("ms a picture", _milliseconds)):
            values = {name: figure(chosen, name) for name in names}
            gap = [""] if len(others) > 1 else []
            table.add_row("", label, *(values[name] for name in others), *gap, values[names[-1]])
    Console().print(table)


def write(rows: Sequence[Row], path: Path, about: Mapping[str, object]) -> None:
    """Write each picture's result."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = {**about, "pictures": [asdict(row) for row in rows]}
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8")


def _wholes(rows: Sequence[Row]) -> dict[str, list[Row]]:
    prints = [row for row in rows if row.kind.endswith(", print")]
    matrices = [row for row in rows if not row.kind.endswith(", print")]
    return {"Data Matrix": matrices, "other symbologies": prints}


def _cells(rows: Sequence[Row], names: Sequence[str]) -> list[str]:
    read = {
        name: {i for i, row in enumerate(rows) if name in row.reads and row.truth in row.reads[name].texts}
        for name in names
    }
    *others, last = names
    union = set().union(*(read[name] for name in others))
    cells = [f"{len(read[name])}/{len(rows)}" if _asked(rows, name) else "-" for name in others]
    cells += [f"{len(union)}/{len(rows)}"] if len(others) > 1 else []
    cells.append(f"{len(read[last])}/{len(rows)}")
    return [*cells, str(len(union - read[last]) or "")] if others else cells


def _asked(rows: Sequence[Row], name: str) -> bool:
    return all(name in row.reads for row in rows)


def _wrong(rows: Sequence[Row], name: str) -> str:
    if not _asked(rows, name):
        return "-"
    return str(sum(bool(set(row.reads[name].texts) - {row.truth}) for row in rows))


def _milliseconds(rows: Sequence[Row], name: str) -> str:
    if not _asked(rows, name):
        return "-"
    return f"{1000 * sum(row.reads[name].seconds for row in rows) / max(1, len(rows)):.0f}"
