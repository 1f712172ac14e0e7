"""Workers for tests: processes that answer, die, hang or refuse at a word in the file's name."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from findspot.sweep.rows import Row
from findspot.sweep.worker import Refusal

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from findspot.sweep.worker import Task


def willing(link: Connection, task: Task) -> None:
    """Answer each file with a row; die at ``die``, and hang at ``hang``."""
    del task
    link.send(None)
    while True:
        try:
            file = link.recv()
        except EOFError:
            return
        if "die" in file.name:
            os._exit(9)
        if "hang" in file.name:
            time.sleep(600)
        link.send(Row(str(file), read=file.stem))


def stillborn(link: Connection, task: Task) -> None:
    """Die before the first word."""
    del link, task
    os._exit(9)


def refusing(link: Connection, task: Task) -> None:
    """Say that the register cannot be used."""
    del task
    link.send(Refusal("The register was changed during the sweep: run it again."))
