"""A worker of a sweep: one process that reads pictures with its own models, one thread each."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pkgutil
import signal
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.vocabulary.errors import FindspotError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

    from findspot.matching.registers import Opened

#: What opens tables, or an index with its tables.
TABLES = "findspot.matching.registers:open_tables"


@dataclass(frozen=True, slots=True)
class Task:
    """What every worker needs to know: the register's paths, its digest as first seen, and the prior.

    ``opener`` names the function that opens the register, as ``module:function``: it is loaded only where
    the limits of a worker hold.
    """

    registers: tuple[Path, ...]
    digest: str
    prior: float
    opener: str = TABLES


@dataclass(frozen=True, slots=True)
class Refusal:
    """The sentence of a worker that cannot work at all."""

    sentence: str


def work(link: Connection, task: Task) -> None:
    """Answer each path that comes over ``link`` with its row, until the other end closes.

    The first message is None, or a Refusal where the register cannot be used or has changed. When the
    parent is gone the work ends at once and in silence.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):  # the other end has closed
        _work(link, task)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _work(link: Connection, task: Task) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C and ends its workers itself
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    # Imported here so that the thread limits hold when the libraries start.
    from findspot.marking.read import Reader  # noqa: PLC0415
    from findspot.sweep.rows import Row, file_name, row_of  # noqa: PLC0415

    try:
        found: Opened = pkgutil.resolve_name(task.opener)(task.registers)
    except FindspotError as error:
        link.send(Refusal(error.sentence))
        return
    if found.register.sha256 != task.digest:
        link.send(Refusal(f"The register {found.register.name} was changed during the sweep: run it again."))
        return
    reader = Reader()
    link.send(None)
    while True:
        file = link.recv()
        try:
            row = row_of(file, found, prior=task.prior, reader=reader)
        except Exception as defect:  # noqa: BLE001 - a defect costs its row, not the run
            row = Row(file_name(file), prior=task.prior, error=_defect(defect))
        link.send(row)


def _defect(error: Exception) -> str:
    return f"findspot itself failed on this picture ({type(error).__name__}): report it with the picture."
