"""Where a command may write: checked before any work, so that nothing of the user's is written over."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence


def check_output(output: Path, inputs: Sequence[Path], registers: Sequence[Path]) -> None:
    """Refuse a path that cannot be written, or that is an input or a part of the register.

    The folder of a register holds that register alone: nothing is written into it. Links are followed.
    Raises BadInputError.
    """
    _check_name(output)
    folder = output.parent
    # Path.is_dir and Path.exists raise where a name is too long; those of os.path answer.
    if not os.path.isdir(folder):  # noqa: PTH112
        raise BadInputError(f"The folder {folder} for {output.name} does not exist: make it first.")
    if os.path.isdir(output):  # noqa: PTH112
        raise BadInputError(f"The output {output} is a folder: name a file.")
    for one in inputs:
        if _same(output, one):
            raise BadInputError(f"The output {output} is one of the inputs: name another file.")
    for one in registers:
        if any(_same(output, table) for table in _tables(one)):
            raise BadInputError(f"The output {output} is a part of the register {one}: name another file.")
        if _same(output.parent, one) or _same(Path(os.path.realpath(output)).parent, one):
            raise BadInputError(f"The output {output} lies in the register's folder: name a file elsewhere.")
    if not os.access(output if output.exists() else folder, os.W_OK):
        raise BadInputError(f"The output {output} may not be written: choose a folder of your own.")


def _check_name(output: Path) -> None:
    try:
        output.lstat()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise BadInputError(
                f"{str(output)[:60]}… is too long to be a file's name: shorten the output's name."
            ) from None


def _tables(register: Path) -> Sequence[Path]:
    """The files that a register, as it was given, may be read from."""
    try:
        return list(register.iterdir()) if os.path.isdir(register) else [register]  # noqa: PTH112
    except OSError:  # opening the register says what is wrong with it
        return []


def _same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)  # noqa: PTH121 - as above
    except OSError:
        return False
