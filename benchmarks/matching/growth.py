"""How the index grows with its register: ``python -m benchmarks.matching.growth``; table, JSON and a picture.

Sequential registers, alone and on one core; times are processor time over all levels of damage together.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.matching.built import build
from benchmarks.matching.measuring import drawn, measure
from benchmarks.matching.registers import REGISTERS
from findspot.pictures.lettering import Style
from findspot.pictures.palette import DECLARED, MUTED, RULE, SEEN, WHITE
from findspot.pictures.svg import drawing, element, line, rectangle, text

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Sequence

_SIZES = (1_000_000, 10_000_000, 100_000_000)
_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _FOOT = 480.0, 230.0, 48.0, 46.0, 110.0, 36.0
_SMALL = Style(7.5)
#: What is drawn, over all levels, in milliseconds, with its colour.
_DRAWN = (("p99", "99 of 100 below", SEEN), ("p50", "median", DECLARED))


@dataclass(frozen=True, slots=True)
class Grown:
    """What an index of so many rows took: bytes a serial, MiB in all, milliseconds to open and a query."""

    rows: int
    bytes_per_serial: float
    rows_per_second: float
    mib: float
    opened: float
    p50: float
    p99: float
    mean: float


def main() -> None:
    """Measure every size, print the table, write JSON and picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=_SIZES)
    parser.add_argument("--queries", type=int, default=500, help="a level")
    parser.add_argument("--out", type=Path, default=Path("out/bench-growth.json"))
    parser.add_argument("--picture", type=Path, default=Path("out/index-growth.svg"))
    options = parser.parse_args()
    grown = [_grown(size, options.queries) for size in options.sizes]
    heads = ("rows", "rows/s built", "bytes a serial", "most memory, MiB", "opened, ms", "p50 ms", "p99 ms")
    print(f"\n| {' | '.join(heads)} | queries/s |\n|{' ---: |' * (len(heads) + 1)}")
    for one in grown:
        print(
            f"| {one.rows:,} | {one.rows_per_second:,.0f} | {one.bytes_per_serial:.2f} | {one.mib:,.0f} "
            f"| {one.opened:.1f} | {one.p50:.3f} | {one.p99:.3f} | {1000 / one.mean:,.0f} |"
        )
    for path in (options.out, options.picture):
        path.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps([asdict(one) for one in grown], indent=1), encoding="utf-8")
    options.picture.write_text(growth_picture(grown), encoding="utf-8")


def _grown(size: int, queries: int) -> Grown:
    with tempfile.TemporaryDirectory() as name:
        index, built = build(Path(name) / "register.index", REGISTERS["sequential"](size))
        levels = measure(index, drawn(index, queries))
    times = np.concatenate([taken.times for taken in levels.values()])
    median, slow = np.percentile(times, (50, 99))
    return Grown(
        size,
        built.bytes_per_serial,
        built.rows_per_second,
        built.mib,
        built.opened,
        float(median),
        float(slow),
        float(times.mean()),
    )


def growth_picture(grown: Sequence[Grown]) -> str:
    """Milliseconds a query over the rows of the register, both by powers of ten, as SVG."""
    plot = _Plot.over(grown)
    parts: list[ET.Element] = [rectangle(0, 0, _WIDTH, _HEIGHT, WHITE)]
    title = "How long a search takes as the register grows"
    parts.append(text(10, 20, title, Style(12, bold=True)))
    parts.append(
        text(10, 33, "milliseconds of processor time a query, all damages together", _SMALL, fill=MUTED)
    )
    for power in range(plot.low, plot.high + 1):
        y = plot.y(10.0**power)
        parts.append(line(_LEFT, y, _WIDTH - _RIGHT, y, RULE, stroke_width=0.6))
        parts.append(text(_LEFT - 5, y + 2.5, f"{10.0**power:g}", _SMALL, anchor="end", fill=MUTED))
    foot = _HEIGHT - _FOOT + 13
    parts += [text(plot.x(one.rows), foot, f"{one.rows:,}", _SMALL, anchor="middle") for one in grown]
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(text(middle, _HEIGHT - _FOOT + 25, "rows", _SMALL, anchor="middle", fill=MUTED))
    for name, label, colour in _DRAWN:
        points = [(plot.x(one.rows), plot.y(getattr(one, name))) for one in grown]
        path = "M" + " L".join(f"{x:.2f} {y:.2f}" for x, y in points)
        parts.append(element("path", d=path, fill="none", stroke=colour, stroke_width=1.6))
        parts += [element("circle", cx=x, cy=y, r=2.6, fill=colour) for x, y in points]
        parts.append(text(points[-1][0] + 8, points[-1][1] + 2.5, label, Style(8, bold=True), fill=colour))
    said = "; ".join(
        f"{one.rows:,} rows: median {one.p50:.3f}, 99 of 100 below {one.p99:.3f}" for one in grown
    )
    return drawing(_WIDTH, _HEIGHT, title, f"Milliseconds a query. {said}.", parts)


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where rows and milliseconds lie; ``low`` and ``high``: the powers of ten at the foot and at the top."""

    first: float
    last: float
    low: int
    high: int

    @classmethod
    def over(cls, grown: Sequence[Grown]) -> _Plot:
        rows = [math.log10(one.rows) for one in grown]
        return cls(
            min(rows),
            max(rows),
            math.floor(math.log10(min(one.p50 for one in grown))),
            math.ceil(math.log10(max(one.p99 for one in grown))),
        )

    def x(self, rows: float) -> float:
        """How far to the right so many rows lie."""
        room = _WIDTH - _RIGHT - _LEFT - 40
        return _LEFT + 20 + room * (math.log10(rows) - self.first) / max(self.last - self.first, 1e-9)

    def y(self, milliseconds: float) -> float:
        """How far down so many milliseconds lie."""
        room = _HEIGHT - _FOOT - _TOP
        return _HEIGHT - _FOOT - room * (math.log10(milliseconds) - self.low) / max(self.high - self.low, 1)


if __name__ == "__main__":
    main()
