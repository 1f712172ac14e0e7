"""Building, changing and compacting an index, killed at random: the last good one has to answer.

Each time a process adds a row, compacts the index, and builds a second one anew, over and over, and says what
it has finished; it is killed (SIGKILL) after a random time. Then both indexes must open, verify, and hold
every row whose adding was finished. `python -m benchmarks.matching.killing` does it 200 times.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

from findspot.matching.indexing.building import build_index
from findspot.matching.indexing.compacting import compact
from findspot.matching.indexing.index import RegisterIndex, add_rows

_ROWS = 20_000
_LONGEST_SECONDS = 0.6


def _columns(stamp: int) -> dict[str, list[str]]:
    serials = [f"MX-{n:06}" for n in range(_ROWS)]
    return {"serial": [*serials, "STAMP"], "item": [*serials, str(stamp)]}


def work(folder: Path, first: int) -> None:
    """Add, compact and build without end, saying each number when its row is added or its index built."""
    for number in count(first):
        add_rows(folder / "changed", {"serial": [f"NEW-{number}"], "item": [str(number)]})
        print("added", number, flush=True)
        if number % 2:
            compact(folder / "changed")
        build_index(folder / "built", [_columns(number)])
        print("built", number, flush=True)


def kill(times: int, seed: int) -> dict[str, int]:
    """Kill it so many times; what was killed and found. Raises AssertionError where something was lost."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for index in ("changed", "built"):
            build_index(folder / index, [_columns(-1)])
        added: set[int] = set()
        built = -1
        for _ in range(times):
            said = _killed(folder, max(added, default=-1) + 1, chance.uniform(0.0, _LONGEST_SECONDS))
            added |= {number for what, number in said if what == "added"}
            built = max([built, *(number for what, number in said if what == "built")])
            changed = _checked(folder / "changed")
            for number in added:
                assert changed.rows_with(f"NEW-{number}"), f"the row {number} was lost"
            assert changed.rows_with(f"MX-{chance.randrange(_ROWS):06}")
            # What it was doing when it was killed may have been finished without its saying so.
            unsaid = max(added, default=-1) + 1
            if changed.rows_with(f"NEW-{unsaid}"):
                added.add(unsaid)
            assert len(changed) == _ROWS + 1 + len(added)
            (stamp,) = _checked(folder / "built").rows_with("STAMP")
            assert built <= int(stamp["item"]) <= max([built + 1, *added])
        left = len(list(folder.glob(".*")))
    return {"killed": times, "rows added": len(added), "files left of the last": left}


def _checked(path: Path) -> RegisterIndex:
    index = RegisterIndex.open(path)
    index.verify()
    return index


def _killed(folder: Path, first: int, seconds: float) -> list[tuple[str, int]]:
    """What the process said before it was killed, so long after its first word."""
    command = [sys.executable, "-m", "benchmarks.matching.killing", "--work", str(folder), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        head = process.stdout.readline()
        time.sleep(seconds)
        process.kill()
        said = [head, *process.stdout]
    # The last line may be cut like everything else.
    whole = [line.split() for line in said if line.endswith("\n")]
    return [(what, int(number)) for what, number in whole]


def main() -> None:
    """Do it and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(Path(options.work[0]), int(options.work[1]))
    for what, number in kill(options.times, options.seed).items():
        print(f"{what}: {number}")


if __name__ == "__main__":
    main()
