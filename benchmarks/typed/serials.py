"""Registers whose runs are known, and serials that are in them or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from benchmarks.matching.registers import sequential
from benchmarks.typed.simulator import unregistered_figures

if TYPE_CHECKING:
    from collections.abc import Iterator

REGISTERED, GAP, CONTINUED, FOREIGN = "registered", "gap", "continued", "foreign"
_DIGITS = "0123456789"
#: Families that are not in the register come from so many numbers of another seed.
_FOREIGN_ROWS, _FOREIGN_SEED = 100_000, 10_007


def unregistered_kind(rng: np.random.Generator) -> str:
    """By chance one of the kinds of serials that are not registered."""
    shares = unregistered_figures()
    kinds = (GAP, CONTINUED, FOREIGN)
    return kinds[int(rng.choice(len(kinds), p=(shares.gap, shares.continued, shares.foreign)))]


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """Numbers of one family, ascending, written with so many digits."""

    family: str
    width: int
    numbers: np.ndarray[tuple[int], np.dtype[np.int64]]

    @classmethod
    def of(cls, table: pa.Table) -> _Run:
        texts = table.column("serial").to_pylist()
        family = texts[0].rstrip(_DIGITS)
        numbers = np.array([int(text[len(family) :]) for text in texts], dtype=np.int64)
        return cls(family, len(texts[0]) - len(family), numbers)

    def written(self, number: int) -> str:
        return f"{self.family}{number:0{self.width}d}"


class Families:
    """Runs of numbers under families of letters, a share of each run ``present``."""

    def __init__(self, size: int, present: float) -> None:
        self._runs: list[_Run] = []
        known: set[tuple[str, int]] = set()
        for table in sequential(size, present):
            run = _Run.of(table)
            # Families are drawn by chance: of two alike only the first is kept, so that serials differ.
            if (run.family, run.width) not in known:
                known.add((run.family, run.width))
                self._runs.append(run)
        families = {family for family, _ in known}
        foreign = (_Run.of(table) for table in sequential(_FOREIGN_ROWS, present, seed=_FOREIGN_SEED))
        self._foreign = [run for run in foreign if run.family not in families]
        sizes = np.array([len(run.numbers) for run in self._runs])
        self._shares = sizes / sizes.sum()

    def tables(self) -> Iterator[pa.Table]:
        """The register's rows, each of another serial."""
        for run in self._runs:
            texts = [run.written(number) for number in run.numbers.tolist()]
            yield pa.table({"serial": pa.array(texts, pa.string())})

    def draw(self, kind: str, rng: np.random.Generator) -> str:
        """A serial of this kind: ``REGISTERED``, or one that is not."""
        if kind == FOREIGN:
            run = self._foreign[int(rng.integers(len(self._foreign)))]
            return run.written(int(rng.choice(run.numbers)))
        while True:
            run = self._runs[int(rng.choice(len(self._runs), p=self._shares))]
            number = _number(run, kind, rng)
            if number is not None:
                return run.written(number)


def _number(run: _Run, kind: str, rng: np.random.Generator) -> int | None:
    """A number of this kind; None where the run has none."""
    numbers, last = run.numbers, int(run.numbers[-1])
    if kind == REGISTERED:
        return int(rng.choice(numbers))
    if kind == CONTINUED:
        number = last + int(rng.integers(1, unregistered_figures().next + 1))
        return number if number < 10**run.width else None
    missing = np.setdiff1d(np.arange(int(numbers[0]), last), numbers, assume_unique=True)
    return int(rng.choice(missing)) if len(missing) else None
