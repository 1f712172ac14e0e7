"""Measure the reading of barcodes: ``python -m benchmarks.symbols [--count N] [--seed S] [--peer NAME]``.

Every picture is drawn from the seed, its kind, level and number; every reader sees the same ones, one after
the other, on one core.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OMP_NUM_THREADS", "1")

import cv2
import numpy as np
from PIL import Image
from rich.progress import track

from benchmarks.reading.samples import PHOTOGRAPHS
from benchmarks.symbols import contents, looks, report
from benchmarks.symbols.drawing import draw
from benchmarks.symbols.peers import Findspot, Libdmtx, Zxing, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from benchmarks.symbols.peers import Peer

_PEERS: dict[str, Callable[[], Peer]] = {"zxing": Zxing, "libdmtx": Libdmtx, "findspot": Findspot}


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, read, print the tables, write the JSON."""
    options = _options(arguments)
    cv2.setNumThreads(1)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    peers = _present(options.peer or list(_PEERS))
    _time_photographs(peers)
    if not options.count:
        return 0
    rows = []
    total = sum(len(levels) for levels in _levels().values()) * options.count
    for kind, level, truth, pixels in track(_drawn(options), "Reading", total, transient=True):
        asked = [peer for peer in peers if kind in looks.DATA_MATRIX or not peer.only_matrix]
        rows.append(report.Row(kind, level, truth, {peer.name: _read(peer, pixels) for peer in asked}))
    report.show(rows, [peer.name for peer in peers], f"{options.count} pictures of each level")
    report.write(rows, options.out, {"count": options.count, "seed": options.seed})
    print(f"Every picture's result: {options.out}")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.symbols", description=__doc__)
    parser.add_argument("--count", type=int, default=10, help="pictures of each kind and level; 0 for none")
    parser.add_argument("--seed", type=int, default=130, help="seed of all pictures")
    parser.add_argument("--peer", action="append", choices=list(_PEERS), help="only this reader; repeatable")
    parser.add_argument("--out", type=Path, default=Path("out/bench-symbols.json"))
    return parser.parse_args(arguments)


def _present(names: Sequence[str]) -> list[Peer]:
    found = []
    for name in names:
        try:
            found.append(_PEERS[name]())
        except ImportError:
            print(f"{name} is left out: its package or its system library is not installed.", file=sys.stderr)
    return found


def _levels() -> dict[str, dict[str, looks.Look]]:
    others = {f"{kind}, print": looks.OTHERS for kind in contents.OTHERS}
    return {**looks.DATA_MATRIX, **others}


def _drawn(options: argparse.Namespace) -> Iterator[tuple[str, str, str, NDArray[np.uint8]]]:
    """Kind, level, the text in truth, and the picture."""
    for place, (kind, levels) in enumerate(_levels().items()):
        for step, (level, look) in enumerate(levels.items()):
            for number in range(options.count):
                rng = np.random.default_rng([options.seed, place, step, number])
                if kind in looks.DATA_MATRIX:
                    content = contents.message(rng)
                    modules = contents.matrix(content)
                else:
                    text = contents.serial_text(rng)
                    content, modules = text.encode(), contents.other(kind.removesuffix(", print"), text)
                yield kind, level, shown(content), draw(modules, look, rng)


def _time_photographs(peers: Sequence[Peer]) -> None:
    """Print what looking costs where there is little to find: few of the real photographs bear a barcode."""
    pictures = [np.asarray(Image.open(path).convert("RGB")) for path in sorted(PHOTOGRAPHS.glob("vin-*.jpg"))]
    if not pictures:
        print("The development photographs are not here (../shared/plates): looking at them is not timed.")
        return
    for peer in peers:
        began = time.process_time()
        for picture in pictures:
            peer.read(picture)
        mean = 1000 * (time.process_time() - began) / len(pictures)
        print(f"{peer.name}: {mean:.1f} ms of processor time a photograph, mean of {len(pictures)}")


def _read(peer: Peer, pixels: NDArray[np.uint8]) -> report.Read:
    began = time.perf_counter()
    texts = peer.read(pixels)
    return report.Read(tuple(sorted(texts)), time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())
