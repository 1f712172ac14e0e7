"""The pictures that a sweep looks at."""

from __future__ import annotations

import glob
import os
from pathlib import Path
from typing import TYPE_CHECKING

from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence


def expand(patterns: Sequence[str], *, without: Path | None = None) -> tuple[Path, ...]:
    """The files that the patterns name, sorted by path, each once.

    ``*``, ``?`` and ``[…]`` match within a folder, ``**`` any number of folders; hidden files are left out.
    A pattern that is itself the path of a file is that file. ``without`` (the output) is never among them.
    Raises BadInputError where a pattern names no file.
    """
    found: set[str] = set()
    for pattern in patterns:
        named = _named(pattern)
        if not named:
            raise BadInputError(_no_file(pattern))
        found.update(named)
    files = tuple(Path(name) for name in sorted(found) if not _is(name, without))
    if not files:
        raise BadInputError(f"The pattern {patterns[0]!r} names no picture but the output: check it.")
    return files


# Path.is_file, is_dir and exists raise where a name is too long; those of os.path answer.


def _named(pattern: str) -> list[str]:
    if os.path.isfile(pattern):  # noqa: PTH113
        return [pattern]
    try:
        names = glob.iglob(pattern, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
        return [name for name in names if os.path.isfile(name)]  # noqa: PTH113
    except (OSError, ValueError):  # a name too long for the file system, or with a zero byte
        return []


def _is(name: str, other: Path | None) -> bool:
    return other is not None and os.path.exists(other) and other.samefile(name)  # noqa: PTH110


def _no_file(pattern: str) -> str:
    if os.path.isdir(pattern):  # noqa: PTH112
        return f"{pattern!r} is a folder: name the pictures in it, such as '{pattern.rstrip('/')}/**/*.jpg'."
    return f"The pattern {pattern[:200]!r} names no file: check it, and keep it in quotes."
