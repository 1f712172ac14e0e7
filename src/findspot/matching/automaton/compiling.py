"""Loops that Numba compiles to machine code, once after installation; the result is kept on disk."""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
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
    if not is_kept():
        return cast("F", numba.njit(**_OPTIONS)(function))
    made = numba.njit(cache=True, **_OPTIONS)(function)
    _outdate(made)
    return cast("F", made)


@cache
def is_kept() -> bool:
    """Whether there is a folder in which what was compiled can be kept for later processes."""
    try:
        numba.njit(cache=True)(is_kept.__wrapped__)
    except RuntimeError:  # Numba found none
        return False
    return True


def _outdate(made: Any) -> None:  # noqa: ANN401 - Numba's dispatcher
    """Let what is kept of a loop count only while no file of ``matching`` has changed.

    Numba looks at the loop's own file: after an update it would run what it kept of a function that is part
    of the loop and lies in another file.
    """
    with suppress(AttributeError):  # where a later Numba keeps the stamp is not promised
        file = made._cache._cache_file  # noqa: SLF001 - there is no other way in
        file._source_stamp = (file._source_stamp, sources())  # noqa: SLF001 - the same


@cache
def sources() -> str:
    """The SHA-256 of all files in which loops are written, and of those beside them; hexadecimal."""
    digest = hashlib.sha256()
    room = Path(__file__).parents[1]
    for path in sorted(room.rglob("*.py")):
        digest.update(f"{path.relative_to(room)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


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
