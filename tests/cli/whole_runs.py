"""Whole runs of findspot that several tests look at: both streams kept, standard input barred."""

from __future__ import annotations

import io
import sys
from typing import NoReturn

import pytest
from tests.cli.running import Ended

from findspot.cli.main import run
from findspot.matching.automaton.compiling import COMPILING


class _Barred(io.StringIO):
    """A standard input that is no terminal and that nobody may ask."""

    def isatty(self) -> bool:
        """No terminal."""
        return False

    def read(self, *_: object) -> NoReturn:
        """Whoever reads would have prompted."""
        raise AssertionError("standard input was read")

    def readline(self, *_: object) -> NoReturn:
        """Whoever reads would have prompted."""
        raise AssertionError("standard input was read")


def ran(
    *arguments: object, columns: int = 80, encoding: str = "utf-8", stdin: io.StringIO | None = None
) -> Ended:
    """Findspot run with these arguments into streams of an encoding; a look at standard input fails it.

    What is said while the index's loops compile, which the first run after installation alone says, is left
    out.
    """
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    err = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", stdin or _Barred())
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        patch.setenv("COLUMNS", str(columns))
        for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "NO_COLOR"):
            patch.delenv(name, raising=False)
        code = run([str(argument) for argument in arguments])
        out.flush()
        err.flush()
    return Ended(code, _text(out), _text(err).replace(f"{COMPILING}\n", ""))


def _text(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode(stream.encoding)
