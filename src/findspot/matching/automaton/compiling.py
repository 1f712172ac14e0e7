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


def compiled(function: F) -> F:
    """The function as machine code, compiled at its first call and kept for later processes.

    Where no folder can be written to keep it, each process compiles it anew.
    """
    try:
        made: Any = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # Numba found no folder for its cache
        made = numba.njit(nogil=True)(function)
    return cast("F", made)


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
