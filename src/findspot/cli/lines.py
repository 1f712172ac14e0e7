"""The lines of a list that people or programs hand in, each bounded, whatever its encoding."""

from __future__ import annotations

import codecs
import io
import os
import sys
from typing import TYPE_CHECKING

from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The longest line that is taken, in characters; the rest of a longer one is passed over.
LONGEST_LINE = 1_000
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a text file in UTF-8, or in UTF-16 with its mark; ``-`` is standard input.

    Line ends (LF or CR LF) are taken off. Bytes that are no text come as lone surrogates; a line longer
    than LONGEST_LINE comes with one character more than that, so that it can be refused. Raises
    BadInputError where the file cannot be opened.
    """
    with _opened(path) as raw:
        start = raw.peek(4)
        encoding = next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")
        text = io.TextIOWrapper(raw, encoding=encoding, errors="surrogateescape", newline="\n")
        while line := text.readline(LONGEST_LINE + 2):
            ended = line.endswith("\n")
            yield line.removesuffix("\n").removesuffix("\r")
            while not ended:
                rest = text.readline(1 << 16)
                ended = not rest or rest.endswith("\n")


def _opened(path: Path) -> io.BufferedReader:
    if str(path) == "-":
        if sys.stdin is None or sys.stdin.isatty():
            raise BadInputError("Nothing was piped in: give --from a file, or pipe the lines into it.")
        return io.BufferedReader(io.FileIO(os.dup(sys.stdin.fileno())))
    try:
        return path.open("rb")
    except OSError:
        raise BadInputError(f"The list {path} cannot be opened: check the path given to --from.") from None
