"""What is wrong with tables: the first problem ends a reading, unless it is given a list to put them in.

Whatever checks a table hands each problem to a *report*. ``refuse`` raises it, so that nothing after the
first is looked at; ``Problems`` keeps it, and the reading goes on without the cell, the row or the file that
is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from findspot.records.tables import TableError
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterable

Report: TypeAlias = Callable[[BadInputError], None]

#: So many problems are kept with their sentences; all are counted.
LISTED = 1_000


def refuse(problem: BadInputError) -> None:
    """The report of a reading that ends at the first problem. Raises it."""
    raise problem


class Problems:
    """All problems of one reading, each cell's first one: how many there are, and the first of them."""

    def __init__(self) -> None:
        self._kept: list[TableError] = []
        self._places: set[tuple[str, int | None, str | None]] = set()
        self.count = 0

    def __call__(self, problem: BadInputError) -> None:
        """Take one more; what the same cell was found guilty of already counts once."""
        told = problem if isinstance(problem, TableError) else TableError(problem.sentence)
        # What is no row's is told apart by its words.
        place = (told.file, told.row, told.field if told.row is not None else told.sentence)
        if place in self._places:
            return
        self._places.add(place)
        self.count += 1
        if len(self._kept) < LISTED:
            self._kept.append(told)

    def take(self, problems: Iterable[BadInputError]) -> None:
        """Take all of these."""
        for problem in problems:
            self(problem)

    @property
    def listed(self) -> list[TableError]:
        """Those that were kept, file by file as they were read, and by row."""
        files = list(dict.fromkeys(told.file for told in self._kept))
        return sorted(self._kept, key=lambda told: (files.index(told.file), told.row or 0))

    def refusal(self, how: str) -> BadInputError:
        """The first problem as one sentence, which says how many more there are and ``how`` to see them."""
        first = self.listed[0].sentence
        if self.count == 1:
            return BadInputError(first)
        more = "one more problem" if self.count == 2 else f"{self.count - 1:,} more problems"
        return BadInputError(f"{first.removesuffix('.')} ({more}: {how}).")
