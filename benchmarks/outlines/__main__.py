"""Measure the outlines of plates: ``python -m benchmarks.outlines [--count N] [--seed S]``.

Plates of every kind are drawn, read and outlined. Paint on a wall has no plate: an outline there is wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import defaultdict
from typing import TYPE_CHECKING

os.environ.setdefault("OMP_NUM_THREADS", "1")

import cv2
import numpy as np
from rich.progress import track

from benchmarks.drawn import KINDS, draw
from benchmarks.reading.__main__ import pin
from findspot.marking.looks import look_at, plate_around
from findspot.marking.plate.lines import PlateReader
from findspot.marking.plate.models import Models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: From which share of common area on an outline is right.
RIGHT = 0.8


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, read, outline and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outlines", description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="pictures of each kind")
    parser.add_argument("--seed", type=int, default=1000, help="the first seed")
    parser.add_argument("--kind", action="append", choices=KINDS)
    options = parser.parse_args(arguments)
    pin()
    cv2.setNumThreads(1)
    reader = PlateReader(Models(threads=1))
    shares: defaultdict[str, list[float | None]] = defaultdict(list)
    looking = outlining = 0.0
    seeds = range(options.seed, options.seed + options.count)
    pictures = [(kind, seed) for kind in options.kind or KINDS for seed in seeds]
    for kind, seed in track(pictures, transient=True):
        pixels, truth = draw(kind, seed)
        began = time.process_time()
        seen = look_at(reader, pixels)
        between = time.process_time()
        found = plate_around(seen)
        looking, outlining = looking + between - began, outlining + time.process_time() - between
        if truth.plate is None:
            shares[kind].append(None if found is None else 0.0)
        else:
            upright = turned(truth.plate, seen.picture.quarter_turns, seen.picture.size)
            shares[kind].append(0.0 if found is None else overlap(found.corners, upright))
    print("| kind | pictures | outlined rightly | mean overlap |\n| --- | ---: | ---: | ---: |")
    for kind, found_of in shares.items():
        print(row(kind, found_of))
    print(f"\nOutlining takes {outlining / looking:.1%} of the time of looking for text.")
    return 0


def row(kind: str, shares: Sequence[float | None]) -> str:
    """One row of the table; None stands for a picture without a plate in which none was outlined."""
    right = sum(share is None or share >= RIGHT for share in shares)
    mean = [share for share in shares if share]
    said = f"{np.mean(mean):.2f}" if mean else "no plate"
    return f"| {kind} | {len(shares)} | {right / len(shares):.0%} | {said} |"


def overlap(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """The area that two convex outlines share, as a share of the area that either covers."""
    common, _ = cv2.intersectConvexConvex(one.astype(np.float32), other.astype(np.float32))
    either = cv2.contourArea(one.astype(np.float32)) + cv2.contourArea(other.astype(np.float32)) - common
    return float(common / either) if either > 0 else 0.0


def turned(corners: NDArray[np.float32], turns: int, size: tuple[int, int]) -> NDArray[np.float32]:
    """The corners after so many quarter turns to the left of the picture of that size (width, height)."""
    width, height = size
    for _ in range(turns):
        corners = np.stack((corners[:, 1], width - corners[:, 0]), axis=1)
        width, height = height, width
    return corners


if __name__ == "__main__":
    sys.exit(main())
