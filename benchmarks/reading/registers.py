"""The registers that readings are looked up in: the true serials among many that are not."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks.reading.samples import PHOTOGRAPHS, folded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.reading.samples import Sample

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_DIGITS = "0123456789"


def hard(folder: Path, samples: Sequence[Sample], size: int, seed: int, *, absent: bool = False) -> Path:
    """A register of near neighbours, written to ``folder`` by ``make_register.py`` of the photographs.

    Half of its rows share a family with a true serial, a quarter are one or two characters away. With
    ``absent`` the true serials are left out. Raises FileNotFoundError where the script is absent.
    """
    script = PHOTOGRAPHS / "make_register.py"
    if not script.exists():
        raise FileNotFoundError(script)
    labels, out = folder / "labels.tsv", folder / ("absent.csv" if absent else "hard.csv")
    with labels.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")
        table.writerow(["file", "set", "serials"])
        table.writerows([s.path.name, s.kind, " ".join(s.serials)] for s in samples)
    command = [sys.executable, str(script), str(labels), str(out), str(size), str(seed)]
    subprocess.run([*command, "--absent"] if absent else command, check=True)
    return out


def plain(folder: Path, samples: Sequence[Sample], size: int, seed: int) -> Path:
    """A register of the same formats at random: each row has letters and digits where a true serial has."""
    rng = random.Random(seed)
    truths = sorted({serial for sample in samples for serial in sample.serials})
    kept_out = {folded(serial) for serial in truths}
    rows = set(truths)
    for _ in range(20 * size):  # short formats may have fewer serials than rows are wanted
        if len(rows) >= size:
            break
        row = "".join(rng.choice(_DIGITS if c.isdigit() else _LETTERS) for c in rng.choice(truths))
        if folded(row) not in kept_out:
            rows.add(row)
    order = sorted(rows)
    rng.shuffle(order)
    out = folder / "plain.csv"
    with out.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["item", "serial"])
        table.writerows([f"I{place:07d}", serial] for place, serial in enumerate(order))
    return out
