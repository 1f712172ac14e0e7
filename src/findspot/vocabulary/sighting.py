"""A sighting: an item seen at a place and time, in somebody's hands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from findspot.vocabulary.dates import Span

_GRADE = re.compile(r"([A-F])\s*([1-6])$")


@dataclass(frozen=True, slots=True)
class Grade:
    """The Admiralty grade: ``reliability`` of the source A to F, ``credibility`` of the information 1 to 6.

    A is the best source and 1 confirmed information; F and 6 mean *cannot be judged*.
    """

    reliability: str
    credibility: int

    def __str__(self) -> str:
        return f"{self.reliability}{self.credibility}"


def parse_grade(text: str) -> Grade:
    """The grade that ``text`` states, e.g. C3. Raises BadInputError, one sentence, for anything else."""
    form = _GRADE.match(text.strip().upper())
    if not form:
        raise BadInputError(
            f"The grade {text[:20]!r} is not an Admiralty grade: write a letter A to F and a digit 1 to 6, "
            "such as C3."
        )
    return Grade(form[1], int(form[2]))


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where, when and in whose hands the exhibits show the item, as whoever reports it says.

    ``used_by`` operated it before it was recovered, ``recovered_by`` took it. ``exhibits`` are SHA-256
    digests: two sightings with an exhibit in common have one source between them.
    """

    found_on: Span | None = None
    found_at: str = ""
    country: str = ""
    used_by: str = ""
    recovered_by: str = ""
    platform: str = ""
    source: str = ""
    grade: Grade | None = None
    exhibits: tuple[str, ...] = ()
