"""The figures of a run of ``benchmarks.matching``: as tables, and as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.matching.measuring import Taken
from benchmarks.matching.registers import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from benchmarks.matching.measuring import Levels


@dataclass
class Engine:
    """What one engine took: at each level of damage and on drawn lines, and to build.

    ``rows_per_second``, ``bytes_per_serial`` and ``opened`` (milliseconds) are None where it builds nothing,
    or does not tell.
    """

    name: str
    levels: Levels = field(default_factory=dict)
    lines: Taken = field(default_factory=Taken)
    rows_per_second: float | None = None
    bytes_per_serial: float | None = None
    opened: float | None = None


def figures(taken: Taken) -> dict[str, float]:
    """Milliseconds a query, queries a second, and recall in percent."""
    median, slow = np.percentile(taken.times, (50, 99))
    return {
        "queries": len(taken.times),
        "p50_ms": float(median),
        "p99_ms": float(slow),
        "per_second": float(1000 / np.mean(taken.times)),
        "first_percent": float(100 * np.mean(taken.first)),
        "ten_percent": float(100 * np.mean(taken.ten)),
    }


def together(levels: Levels) -> Taken:
    """All levels' queries as one."""
    whole = Taken()
    for taken in levels.values():
        whole.add(taken)
    return whole


def print_tables(engines: list[Engine], same: Iterable[int]) -> None:
    """Building, all levels together, level by level, and drawn lines.

    ``same``: how many queries a level engines are compared by, each number with all that were asked so many.
    """
    _print(
        ("built", "rows/s", "bytes a serial", "opened, ms"),
        map(_built, (one for one in engines if one.rows_per_second)),
    )
    leveled = [engine for engine in engines if engine.levels]
    heads = ("queries", "p50 ms", "p99 ms", "queries/s", "true first %", "in the first ten %")
    _print(("typed, all damages", *heads), (_row(one.name, together(one.levels)) for one in leveled))
    names = tuple(f"{level}: {what}" for level, what in LEVELS.items())
    _print(("p50 / p99 ms", *names), ([one.name, *map(_times, one.levels.values())] for one in leveled))
    for count in sorted(same):
        _print(
            (f"in the first ten %, the same {count} a level", *names, "all"),
            ([one.name, *_same(one.levels, count)] for one in leveled if _asked(one.levels) >= count),
        )
    lined = [engine for engine in engines if engine.lines.times]
    few = min((len(engine.lines.ten) for engine in lined), default=0)
    _print(
        ("drawn lines", *heads, f"in the first ten %, the same {few}"),
        ([*_row(one.name, one.lines), _percent(one.lines.ten[:few])] for one in lined),
    )


def write_json(path: Path, about: dict[str, Any], engines: list[Engine]) -> None:
    """All figures of all engines."""
    content = [
        {
            "name": engine.name,
            "rows_per_second": engine.rows_per_second,
            "bytes_per_serial": engine.bytes_per_serial,
            "opened_ms": engine.opened,
            "levels": {level: figures(taken) for level, taken in engine.levels.items()},
            "lines": figures(engine.lines) if engine.lines.times else None,
        }
        for engine in engines
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**about, "engines": content}, indent=1), encoding="utf-8")


def _built(engine: Engine) -> list[str]:
    rate, size, opened = engine.rows_per_second, engine.bytes_per_serial, engine.opened
    return [
        engine.name,
        "" if rate is None else f"{rate:,.0f}",
        "" if size is None else f"{size:.2f}",
        "" if opened is None else f"{opened:.1f}",
    ]


def _row(name: str, taken: Taken) -> list[str]:
    known = figures(taken)
    return [
        name,
        f"{known['queries']:,.0f}",
        f"{known['p50_ms']:.3f}",
        f"{known['p99_ms']:.3f}",
        f"{known['per_second']:,.0f}",
        f"{known['first_percent']:.1f}",
        f"{known['ten_percent']:.1f}",
    ]


def _times(taken: Taken) -> str:
    median, slow = np.percentile(taken.times, (50, 99))
    return f"{_short(median)} / {_short(slow)}"


def _short(milliseconds: float) -> str:
    return f"{milliseconds:,.0f}" if milliseconds >= 100 else f"{milliseconds:.2g}"


def _asked(levels: Levels) -> int:
    return min(len(taken.ten) for taken in levels.values())


def _same(levels: Levels, count: int) -> list[str]:
    each = [taken.ten[:count] for taken in levels.values()]
    return [_percent(ten) for ten in (*each, list(chain(*each)))]


def _percent(shares: list[float]) -> str:
    return f"{100 * np.mean(shares):.1f}"


def _print(heads: tuple[str, ...], rows: Iterable[list[str]]) -> None:
    print(f"\n| {' | '.join(heads)} |\n| --- |{' ---: |' * (len(heads) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")
