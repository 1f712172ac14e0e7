"""Many pictures through the core, one row each, in the order of their paths."""

from __future__ import annotations

import os
import pkgutil
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.sweep.crew import Crew
from findspot.sweep.files import expand
from findspot.sweep.outputs import check_form, writer_for
from findspot.sweep.whole import whole_file
from findspot.sweep.worker import TABLES, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from findspot.matching.registers import Opened
    from findspot.sweep.rows import Row


#: Rows that a tally keeps, so that a small sweep can be looked at as a whole.
FIRST = 40


@dataclass(frozen=True, slots=True)
class Tally:
    """What a sweep came to, in files.

    ``read``: those with a serial. ``registered``: those whose first candidate is likelier than *not in this
    register*. ``errors``: those that could not be used. ``first``: the first rows, at most ``FIRST``.
    ``notice``: what whoever is shown the register's identifiers must be told; "" where there is nothing.
    """

    files: int
    read: int
    registered: int
    errors: int
    first: tuple[Row, ...] = ()
    notice: str = ""


def sweep(
    patterns: Sequence[str],
    registers: Sequence[Path],
    output: Path,
    *,
    opener: str = TABLES,
    prior: float = 0.7,
    workers: int | None = None,
    each: Callable[[int, int], None] | None = None,
) -> Tally:
    """Read every picture that the patterns name, look each up, and write one row a file to ``output``.

    ``opener`` names what opens the register, here and in every process (see ``worker.Task``). ``workers``
    processes share the work, one a core where None. ``each`` is told the rows done and in all.
    ``output`` (.jsonl or .parquet) is replaced when everything is done, and left alone otherwise. A bad
    picture is a row with its ``error``. Raises BadInputError for a bad register, a pattern without files or
    an output that cannot be written.
    """
    check_form(output)
    files = expand(patterns, without=output)
    # Opened here once, so that a bad register is refused before any process starts.
    opened: Opened = pkgutil.resolve_name(opener)(registers)
    notice = opened.register.notice
    task = Task(tuple(registers), opened.register.sha256, prior, opener)
    del opened  # each process opens its own
    size = min(workers or cores(), len(files))
    tally: Counter[str] = Counter()
    with whole_file(output) as file:
        writer = writer_for(output, file)
        early: dict[int, Row] = {}
        first: list[Row] = []
        written = 0
        for done, (index, row) in enumerate(Crew(task, size).rows(files), 1):
            early[index] = row
            tally.update(_marks(row))
            while written in early:
                first += [early[written]] if written < FIRST else []
                writer.add(early.pop(written))
                written += 1
            if each is not None:
                each(done, len(files))
        writer.finish()
    return Tally(len(files), tally["read"], tally["registered"], tally["errors"], tuple(first), notice)


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _marks(row: Row) -> list[str]:
    marks = ["read"] if row.read is not None else []
    if row.posterior is not None and row.posterior > (row.not_in_register or 0.0):
        marks.append("registered")
    return [*marks, "errors"] if row.error is not None else marks
