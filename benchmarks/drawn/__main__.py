"""Write drawn plates to a folder: ``python -m benchmarks.drawn OUT [--count N] [--seed S] [--kind K]…``.

The folder gets one PNG a picture and a ``labels.tsv`` with the columns file, set and serials.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from PIL import Image

from benchmarks.drawn import KINDS, draw


def main() -> None:
    """Draw and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drawn", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=10, help="pictures of each kind")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--kind", action="append", choices=KINDS)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with (options.out / "labels.tsv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")
        table.writerow(["file", "set", "serials"])
        for kind in options.kind or KINDS:
            for seed in range(options.seed, options.seed + options.count):
                pixels, truth = draw(kind, seed)
                name = f"{kind}-{seed:04d}.png"
                Image.fromarray(pixels).save(options.out / name)
                table.writerow([name, kind, truth.serial.replace(" ", "")])


if __name__ == "__main__":
    main()
