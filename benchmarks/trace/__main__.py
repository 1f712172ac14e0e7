# ruff: noqa: A005 - nobody imports benchmarks.trace as trace
"""Time one trace from a cold start: ``python -m benchmarks.trace [PHOTOGRAPH] [--repeats N]``.

A cold start is a new process; the files are in the system's cache, as they are from the second use on.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.reading import registers
from benchmarks.reading.samples import PHOTOGRAPHS, Sample, photographs, plain_text

_ROOT = Path(__file__).parents[2]
_PHOTOGRAPH = _ROOT / "examples" / "plates" / "vin-005.jpg"
_SERIAL = "YS3EB59C953535739"


def main() -> None:
    """Time findspot and its peer, print the table, write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trace", description=__doc__)
    parser.add_argument("photograph", type=Path, nargs="?", default=_PHOTOGRAPH)
    parser.add_argument("--register-size", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path("out/bench-trace.json"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        register = _register(Path(folder), options.register_size)
        trace = ["trace", str(options.photograph), "--register", str(register), "--json"]
        whole = _repeated([sys.executable, "-m", "findspot", *trace], options.repeats)
        inside = [_inside(trace) for _ in range(options.repeats)]
        peer_command = [sys.executable, "-m", "benchmarks.trace.peer", str(options.photograph), str(register)]
        peer = _repeated(peer_command, options.repeats)
    found = {
        "findspot trace, the whole command": whole,
        "  imports": [run["imports"] for run in inside],
        "  network (loading and running the models)": [run["network"] for run in inside],
        "  everything else": [run["rest"] for run in inside],
        "RapidOCR + RapidFuzz, reading and looking up only": peer,
    }
    _show(found, f"{options.photograph.name}, {options.register_size} rows, {options.repeats} runs")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({name.strip(): runs for name, runs in found.items()}, indent=1))


def _register(folder: Path, size: int) -> Path:
    """The hard register of the photographs, or a plain one around one serial where they are absent."""
    if (PHOTOGRAPHS / "labels.tsv").exists():
        return registers.hard(folder, photographs(PHOTOGRAPHS), size, seed=2020)
    return registers.plain(folder, [Sample(_PHOTOGRAPH, "vin", (plain_text(_SERIAL),))], size, seed=2020)


def _repeated(command: list[str], repeats: int) -> list[float]:
    return [_timed(command)[0] for _ in range(repeats)]


def _inside(arguments: list[str]) -> dict[str, float]:
    _, out = _timed([sys.executable, "-m", "benchmarks.trace.inside", *arguments])
    times: dict[str, float] = json.loads(out.splitlines()[-1])
    assert not times["exit"], "the traced command failed"
    return times


def _timed(command: list[str]) -> tuple[float, str]:
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    began = time.perf_counter()
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=_ROOT, env=env)
    seconds = time.perf_counter() - began
    if result.returncode:
        sys.exit(f"{' '.join(command)} failed: {result.stderr.strip()[-300:]}")
    return seconds, result.stdout


def _show(found: dict[str, list[float]], title: str) -> None:
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    table.add_column("seconds")
    for heading in ("median", "fastest", "slowest"):
        table.add_column(heading, justify="right")
    for name, runs in found.items():
        table.add_row(name, *(f"{pick(runs):.2f}" for pick in (statistics.median, min, max)))
    Console().print(table)


if __name__ == "__main__":
    main()
