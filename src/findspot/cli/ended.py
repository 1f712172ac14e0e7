"""Ended from outside: a request to end is an exception, so that what was begun is cleaned up."""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

#: Requests to end that would otherwise end the process where it stands; Windows has no SIGHUP.
_REQUESTS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class EndedError(BaseException):
    """Somebody asked the process to end, by the signal ``number``. No handler of defects catches it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextlib.contextmanager
def requests_to_end() -> Iterator[None]:
    """Turn the first request to end into ``EndedError``; those that follow it change nothing.

    A request that the parent had us ignore, as ``nohup`` does, stays ignored.
    """
    if threading.current_thread() is not threading.main_thread():  # only the main one hears signals
        yield
        return
    heard = [number for number in _REQUESTS if signal.getsignal(number) is signal.SIG_DFL]
    for number in heard:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    for request in _REQUESTS:
        if signal.getsignal(request) is _end:
            signal.signal(request, _ignore)
    raise EndedError(number)


def _ignore(number: int, frame: FrameType | None) -> None:
    del number, frame
