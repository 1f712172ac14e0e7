"""The names of states, so that *Azerbaijan* is known to be one where no register says so.

Short names after ISO 3166-1, with the common other names beside them; a line is one state.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources


def is_state(name: str, other: str | None = None) -> bool:
    """Whether a name is that of a state; with ``other``, whether both are names of the same one."""
    number = _names().get(_folded(name))
    return number is not None and (other is None or number == _names().get(_folded(other)))


@cache
def _names() -> dict[str, int]:
    text = resources.files("findspot.tracing").joinpath("facts", "states.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return {_folded(name): number for number, line in enumerate(lines) for name in line.split(";")}


def _folded(name: str) -> str:
    """The name without case, accents and the dotless i."""
    plain = unicodedata.normalize("NFKD", name.replace("\u0131", "i"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().strip()
