"""What persons read on an exhibit with their own eyes, beside the machine's reading."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ReadByEye:
    """A serial number as one person makes it out.

    ``pattern``: as typed, with ``?`` for one unreadable character and ``*`` for an unknown run. ``by``: the
    office that read it and a reference, never the name of a person; "" where nothing is said.
    """

    pattern: str
    by: str = ""


class Stands(StrEnum):
    """How a person's reading stands to the machine's."""

    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    ALONE = "alone"  # the machine read no serial number
    SAYS_NOTHING = "says nothing"  # it fits every serial number


@dataclass(frozen=True, slots=True)
class WeighedByEye:
    """A person's reading as it was weighed.

    ``machine``: the serial number as the machine read it, "" where it read none; of several texts the one
    that the person's reading fits, else the likeliest. ``exponent``: what the reading counts, as an exponent
    on its likelihood: 1 in full, 0 nothing.
    """

    pattern: str
    by: str
    stands: Stands
    machine: str
    exponent: float
