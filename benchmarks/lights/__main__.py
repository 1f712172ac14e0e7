"""Measure looking at several lights together: ``python -m benchmarks.lights [--count N] [--seed S]``.

Each plate is photographed under three lights. Its serial is looked up in a hard register by the clearest
photograph alone, by the lattices of the first two and of all three, and by the same after they were looked at
together. Beside each plate another one is given as if it were the same: of the same form with other digits,
and of another form.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OMP_NUM_THREADS", "1")

import cv2
from PIL import Image
from rich.progress import track

from benchmarks.lights.plates import KINDS, under_lights
from benchmarks.reading import registers
from benchmarks.reading.__main__ import pin
from benchmarks.reading.measuring import SURE
from benchmarks.reading.samples import Sample, plain_text
from benchmarks.reading.scores import wilson
from findspot.marking.read import Reader
from findspot.marking.together import worth_a_look
from findspot.matching.matching import match_reading
from findspot.records.opening import open_register

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from findspot.vocabulary.reading import Reading
    from findspot.vocabulary.register import Register

LIGHTS = 3
ALONE, FUSED, TOGETHER = "the clearest alone", "{} photographs fused", "{} looked at together"
BOTH = "both kinds"
TWIN, STRANGER = "same form, other digits", "another plate"


class Run:
    """The figures of a run: per kind and way, the belief in the true row and in the best wrong one."""

    def __init__(self, reader: Reader, folder: Path) -> None:
        self.reader, self._folder = reader, folder
        self.beliefs: dict[str, defaultdict[str, list[tuple[float, float]]]] = {
            name: defaultdict(list) for name in (*KINDS, BOTH)
        }
        self.laid: defaultdict[str, list[bool]] = defaultdict(list)
        self.reading = self.looking = 0.0

    def read(self, name: str, pixels: NDArray[np.uint8]) -> Reading:
        """The reading of a picture, which is kept under that name."""
        path = self._folder / f"{name}.png"
        Image.fromarray(pixels).save(path, compress_level=1)
        began = time.process_time()
        reading = self.reader.read(path)
        self.reading += time.process_time() - began
        return reading

    def together(self, readings: Sequence[Reading]) -> tuple[Reading, ...]:
        """The readings looked at together."""
        began = time.process_time()
        seen = self.reader.read_together(readings)
        self.looking += time.process_time() - began
        return seen

    def ranked(self, kind: str, readings: Sequence[Reading], serial: str, register: Register) -> None:
        """Count the ways of using a plate's photographs."""
        clearest = max(readings, key=_clarity)
        self._count(kind, ALONE, [clearest], serial, register)
        for count in range(2, len(readings) + 1):
            some = readings[:count]
            self._count(kind, FUSED.format(count), some, serial, register)
            self._count(kind, TOGETHER.format(count), self.together(some), serial, register)

    def _count(
        self, kind: str, way: str, readings: Sequence[Reading], serial: str, register: Register
    ) -> None:
        match = match_reading(readings, register, limit=50)
        beliefs = {plain_text(one.serial): one.posterior for one in match.candidates}
        true = beliefs.pop(plain_text(serial), 0.0)
        for name in (kind, BOTH):
            self.beliefs[name][way].append((true, max(beliefs.values(), default=0.0)))

    def tried(self, what: str, readings: Sequence[Reading]) -> None:
        """Count whether photographs of two plates were laid over each other, where they leave doubt."""
        if not worth_a_look(readings):
            return
        seen = self.reader.read_together(readings)
        self.laid[what].append(any(one is not other for one, other in zip(readings, seen, strict=True)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, read, look together, rank, and print the table."""
    options = _options(arguments)
    pin()
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as name:
        run = _measured(options, Path(name))
    print("| plates | true serial first | mean belief in it | a wrong row ≥ 0.95 |")
    print("| --- | ---: | ---: | ---: |")
    for kind in (*KINDS, BOTH):
        for way, beliefs in run.beliefs[kind].items():
            print(_row(f"{kind}, {way}", beliefs))
    print()
    for what, laid in run.laid.items():
        print(f"Wrongly laid over each other, of pairs in doubt ({what}): {sum(laid)} of {len(laid)}.")
    print(f"Looking together took {run.looking / run.reading:.0%} of the time of reading.")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    found = {"count": options.count, "seed": options.seed, "beliefs": run.beliefs, "laid": run.laid}
    options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def _measured(options: argparse.Namespace, folder: Path) -> Run:
    run = Run(Reader(threads=1), folder)
    plates = [(kind, options.seed + n) for kind in KINDS for n in range(options.count)]
    read = []
    for kind, seed in track(plates, "reading", transient=True):
        pictures, serial = under_lights(kind, seed, LIGHTS)
        twins, _ = under_lights(kind, seed, LIGHTS, other_serial=True)
        readings = [run.read(f"{kind}-{seed}-{n}", pixels) for n, pixels in enumerate(pictures)]
        read.append((kind, serial, readings, run.read(f"{kind}-{seed}-twin", twins[1])))
    samples = [Sample(folder, kind, (plain_text(serial),)) for kind, serial, _, _ in read]
    register = open_register([registers.hard(folder, samples, options.register_size, options.seed)])
    for place, (kind, serial, readings, twin) in enumerate(track(read, "ranking", transient=True)):
        run.ranked(kind, readings, serial, register)
        run.tried(TWIN, [readings[0], twin])
        run.tried(STRANGER, [readings[0], read[place - 1][2][1]])
    return run


def _row(way: str, beliefs: Sequence[tuple[float, float]]) -> str:
    count = len(beliefs)
    first = sum(true > wrong for true, wrong in beliefs)
    low, high = wilson(first, count)
    mean = sum(true for true, _ in beliefs) / count
    sure = sum(wrong >= SURE for _, wrong in beliefs)
    return (
        f"| {way} | {first} of {count}, {first / count:.0%} ({low:.0%} to {high:.0%}) | {mean:.2f} | {sure} |"
    )


def _clarity(reading: Reading) -> float:
    return max((s.p * s.weight for marking in reading.markings for s in marking.serials), default=0.0)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lights", description=__doc__)
    parser.add_argument("--count", type=int, default=12, help="plates of each kind")
    parser.add_argument("--seed", type=int, default=0, help="the first seed, and that of the register")
    parser.add_argument("--register-size", type=int, default=4000, help="rows of the register")
    parser.add_argument("--out", type=Path, default=Path("out/bench-lights.json"))
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
