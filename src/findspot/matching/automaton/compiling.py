"""Loops that Numba compiles to machine code, once after installation; the result is kept on disk."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

import numba
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: A whole number in compiled code, which tells 64 bits from Python's.
Whole: TypeAlias = int | np.int64

F = TypeVar("F", bound="Callable[..., Any]")

#: What is said then.
COMPILING = "Compiling the index's loops, once after installation: this takes some seconds."
#: Compiling has been heard of when it takes longer than this, in seconds; loading what is kept takes less.
_PATIENCE = 1.5


#: What no loop here needs takes time to compile: a way in for C, and exceptions where a divisor is 0.
_OPTIONS: dict[str, Any] = {"nogil": True, "no_cfunc_wrapper": True, "error_model": "numpy"}


def compiled(function: F) -> F:
    """The function as machine code, compiled at its first call and kept for later processes.

    It is compiled anew for each set of types: an array that may be written and one that may not are of
    different types, and so are 0 and a number that is known only when the function runs. Where no folder can
    be written to keep it, each process compiles it anew.
    """
    try:
        made: Any = numba.njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:  # Numba found no folder for its cache
        made = numba.njit(**_OPTIONS)(function)
    return cast("F", made)


def inside(function: F) -> F:
    """The function as a part of compiled loops, which alone can call it: they are kept with it."""
    options = {"no_cpython_wrapper": True, **_OPTIONS}
    return cast("F", numba.njit(**options)(function))


@contextmanager
def announced(say: Callable[[str], None] | None) -> Iterator[None]:
    """Call ``say`` with one sentence if what happens inside takes long because it compiles first."""
    if say is None:
        yield
        return
    timer = threading.Timer(_PATIENCE, say, [COMPILING])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
