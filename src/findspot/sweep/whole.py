"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import secrets
from typing import IO, TYPE_CHECKING

from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def whole_file(output: Path) -> Iterator[IO[bytes]]:
    """A file to write into, which becomes ``output`` when the block ends without an exception.

    Until then it stands beside it under a hidden name, and an earlier ``output`` stays as it was; when the
    block fails or is interrupted nothing is left. Raises BadInputError where the file cannot be written.
    """
    # A character may be four bytes, and a name has 255 at most.
    part = output.with_name(f".{output.name[:50]}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            yield file
        part.replace(output)
    except OSError:
        raise BadInputError(
            f"The file {output} could not be written: check the room and the rights in its folder."
        ) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
