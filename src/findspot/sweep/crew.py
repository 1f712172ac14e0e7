"""A crew of workers: every file gives one row, whatever becomes of the worker that had it."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import threading
import time
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from findspot.sweep.rows import Row, file_name
from findspot.sweep.worker import Refusal, Task, work
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

#: Seconds after which a picture is given up and its worker replaced.
PATIENCE = 180.0
#: So many workers in a row that die before they are ready end the sweep.
_MOST_STILLBORN = 3


@dataclass(slots=True, eq=False)
class _Worker:
    """One process, the parent's end of its link, and the file that it has in hand since when."""

    process: SpawnProcess
    link: Connection
    ready: bool = False
    index: int | None = None
    since: float = field(default_factory=time.monotonic)


class Crew:
    """So many worker processes, replaced when they die or take too long.

    Raises BadInputError from ``rows`` where the register cannot be used by the workers.
    """

    def __init__(
        self,
        task: Task,
        size: int,
        *,
        patience: float = PATIENCE,
        target: Callable[[Connection, Task], None] = work,
    ) -> None:
        self._task = task
        self._size = size
        self._patience = patience
        self._target = target
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._stillborn = 0

    def rows(self, files: Sequence[Path]) -> Iterator[tuple[int, Row]]:
        """The row of each file with its index, in the order in which they are done."""
        waiting = list(reversed(range(len(files))))
        open_rows = len(files)
        try:
            while open_rows:
                self._fill(min(self._size, open_rows))
                for worker, message in self._news():
                    done = self._hear(worker, message, files)
                    if done is not None:
                        open_rows -= 1
                        yield done
                self._hand_out(waiting, files)
        finally:
            self._dismiss()

    def _fill(self, size: int) -> None:
        while len(self._workers) < size:
            mine, theirs = self._context.Pipe()
            process = self._context.Process(target=self._target, args=(theirs, self._task), daemon=True)
            with _signals_held():
                process.start()
            theirs.close()
            self._workers.append(_Worker(process, mine))

    def _news(self) -> list[tuple[_Worker, Any]]:
        """What the workers said, died of, or have been waited for too long: the message or an exception."""
        by_link: dict[Any, _Worker] = {worker.link: worker for worker in self._workers}
        news: list[tuple[_Worker, Any]] = []
        for link in wait(list(by_link), timeout=1.0):
            worker = by_link[link]
            try:
                news.append((worker, worker.link.recv()))
            except (EOFError, OSError) as gone:
                news.append((worker, gone))
        heard = {id(worker) for worker, _ in news}
        now = time.monotonic()
        news += [
            (worker, TimeoutError())
            for worker in self._workers
            if id(worker) not in heard
            and (worker.index is not None or not worker.ready)
            and now - worker.since > self._patience
        ]
        return news

    def _hear(self, worker: _Worker, message: Any, files: Sequence[Path]) -> tuple[int, Row] | None:  # noqa: ANN401 - a Row, a Refusal, None or an exception
        index = worker.index
        worker.index = None
        if isinstance(message, Refusal):
            raise BadInputError(message.sentence)
        if isinstance(message, Exception):
            self._replace(worker)
            if index is None:
                return None
            return index, Row(file_name(files[index]), prior=self._task.prior, error=self._loss(message))
        worker.ready = True
        self._stillborn = 0
        return None if index is None else (index, message)

    def _loss(self, cause: Exception) -> str:
        if isinstance(cause, TimeoutError):
            return f"The picture was not read within {self._patience:.0f} seconds: make it smaller."
        return "The process that read the picture died, perhaps for want of memory: make the picture smaller."

    def _replace(self, worker: _Worker) -> None:
        """Let a worker go. Raises BadInputError where none ever comes to work."""
        self._workers.remove(worker)
        _end(worker)
        self._stillborn += not worker.ready
        if self._stillborn >= _MOST_STILLBORN:
            raise BadInputError(
                "The worker processes die before they begin, perhaps for want of memory: "
                "use fewer of them with --workers."
            )

    def _hand_out(self, waiting: list[int], files: Sequence[Path]) -> None:
        for worker in self._workers:
            if waiting and worker.ready and worker.index is None:
                with contextlib.suppress(OSError):  # it has just died: _news hears of it, and the row is kept
                    worker.index = waiting.pop()
                    worker.since = time.monotonic()
                    worker.link.send(files[worker.index])

    def _dismiss(self) -> None:
        for worker in self._workers:
            worker.link.close()
        for worker in self._workers:
            _end(worker)
        self._workers.clear()


def _end(worker: _Worker) -> None:
    """End one process; it holds nothing that could be lost."""
    worker.link.close()
    worker.process.terminate()
    worker.process.join(5.0)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()
    worker.process.close()


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    """Hold back what would end us while a process starts, or it would begin with half of its orders.

    The process inherits that Ctrl-C is blocked, and so never prints a traceback.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # A blocked signal may reach another thread, and Python then still answers it in this one.
    caught: list[int] = []
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    callables = {number: handler for number, handler in handlers.items() if callable(handler)}
    for number in callables:
        signal.signal(number, lambda number, _: caught.append(number))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for number, handler in callables.items():
            signal.signal(number, handler)
        for late in dict.fromkeys(caught):
            callables[signal.Signals(late)](late, None)
