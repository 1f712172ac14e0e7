"""Run ``findspot`` in this process and say where its time went: ``python -m benchmarks.trace.inside ARG…``.

The last line of stdout is JSON with the seconds of ``imports`` (every import), ``network`` (loading and
running ONNX sessions), ``rest`` (whole, less the time in which either ran) and ``whole`` (from ``main`` on).
Networks may load in the background while the program imports: such a time is in both of the first two.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import io
import json
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

P = ParamSpec("P")
T = TypeVar("T")
Interval = tuple[float, float]


class Clock:
    """Notes when wrapped calls ran, in any thread; a wrapped call inside another is part of it."""

    def __init__(self) -> None:
        self.intervals: list[Interval] = []
        self._inside = threading.local()

    def around(self, call: Callable[P, T]) -> Callable[P, T]:
        """``call``, timed."""

        def timed(*args: P.args, **kwargs: P.kwargs) -> T:
            if getattr(self._inside, "yes", False):
                return call(*args, **kwargs)
            self._inside.yes = True
            began = time.perf_counter()
            try:
                return call(*args, **kwargs)
            finally:
                self._inside.yes = False
                self.intervals.append((began, time.perf_counter()))

        return timed


def covered(intervals: Iterable[Interval]) -> float:
    """The seconds that lie in at least one of the intervals."""
    total, reached = 0.0, float("-inf")
    for start, end in sorted(intervals):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def main() -> None:
    """Time the command whose arguments follow."""
    began = time.perf_counter()
    imports, network = Clock(), Clock()
    builtins.__import__ = imports.around(builtins.__import__)
    importlib.import_module = imports.around(importlib.import_module)

    import onnxruntime  # noqa: PLC0415 - imported under the clock

    session: Any = onnxruntime.InferenceSession
    session.__init__ = network.around(session.__init__)
    session.run = network.around(session.run)

    from findspot.cli.main import run  # noqa: PLC0415 - imported under the clock

    code: int | str | None = 0
    with contextlib.redirect_stdout(io.StringIO()):
        sys.argv = ["findspot", *sys.argv[1:]]
        try:
            run()
        except SystemExit as end:
            code = end.code
    whole = time.perf_counter() - began
    rest = whole - covered([*imports.intervals, *network.intervals])
    times = {"imports": covered(imports.intervals), "network": covered(network.intervals)}
    print(json.dumps({**times, "rest": rest, "whole": whole, "exit": code}))


if __name__ == "__main__":
    main()
