"""Standard output and standard error: what goes where, in which encoding, and when a reader goes away."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TYPE_CHECKING, Any, TextIO

from findspot.cli.text import json_text, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console


def prepare() -> None:
    """Make both streams write whatever text comes: characters that they cannot show become ``?``."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # the shell closed it
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - lives as long as we do
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def abandon_stdout() -> None:
    """Send what is still buffered nowhere: the reader of our output has gone (``| head``)."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def speaks_unicode(stream: TextIO) -> bool:
    """Whether the stream can carry every character."""
    return (getattr(stream, "encoding", None) or "").lower().replace("-", "").replace("_", "") in (
        "utf8",
        "utf16",
        "utf8sig",
    )


def put_json(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Write ``value`` as one line of JSON on standard output, at once."""
    sys.stdout.write(json_text(value, ascii_only=not speaks_unicode(sys.stdout)) + "\n")
    sys.stdout.flush()


def say(sentence: str) -> None:
    """Write one sentence for people on standard error."""
    sys.stderr.write(plain(sentence) + "\n")
    sys.stderr.flush()


@contextlib.contextmanager
def progress(words: str) -> Iterator[Any]:
    """A moving sign of life on standard error, if that is a terminal; yields ``tell(words)``."""
    if not sys.stderr.isatty():
        yield _tell_nobody
        return
    with _error_console().status(plain(words), spinner="line") as status:
        yield lambda text: status.update(plain(text))


def _tell_nobody(_: str) -> None:
    """Say nothing: no terminal is watching."""


def _error_console() -> Console:
    from rich.console import Console  # noqa: PLC0415 - rich is loaded only where a terminal watches

    return Console(stderr=True, markup=False, highlight=False, emoji=False)
