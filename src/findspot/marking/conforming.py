"""What a recogniser believed, brought into line with the standard whose form the text has.

ISO 6346 and ISO 3779 have letters in some places and digits in others. Where a text is given in such a form,
a letter in a digit's place was a digit that is drawn like it: the evidence that goes on to a register should
say so too, and not favour a row that the standard forbids. ISO 3779 also lets makers fill the places of a VIN
that they do not use: Volkswagen and its sister firms outside North America put Z into the fourth to sixth and
then into the ninth, Audi a check digit into the ninth.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from findspot.marking.fields.check_digits import is_container, is_vin
from findspot.marking.fields.formats import TO_DIGIT, TO_LETTER
from findspot.marking.plate.fusion import alignment
from findspot.vocabulary.lattice import SERIAL_ALPHABET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from findspot.vocabulary.lattice import Lattice

#: How much of the belief in a forbidden character goes to the one drawn like it: records may break a rule.
MOVED = 0.9
#: A European VIN whose unused places are filled with Z, Audi's aside: its ninth place is Z too.
_FILLED = re.compile(r"(?!WA|WU|TR)[S-Z]..ZZZ.*")


def conformed(lattices: Sequence[Lattice], text: str) -> tuple[Lattice, ...]:
    """The lattices of a text that is a VIN or a container code, without what its standard forbids there.

    Those of any other text are returned as they are. Each row still sums to 1.
    """
    kinds = _kinds(text)
    if not kinds:
        return tuple(lattices)
    return tuple(_conformed(lattice, text, kinds) for lattice in lattices)


def _kinds(text: str) -> dict[int, Mapping[int, int]]:
    """By place in the text, which class of the lattice becomes which."""
    if is_container(text):
        return {place: _LETTERS if place < 4 else _DIGITS for place in range(len(text))}
    if is_vin(text):
        digits = dict.fromkeys(range(13, 17), _DIGITS)
        return {8: _FILLER, **digits} if _FILLED.fullmatch(text) else {**digits}
    return {}


def _classes(table: Mapping[int, int]) -> dict[int, int]:
    return {SERIAL_ALPHABET.index(chr(a)) + 1: SERIAL_ALPHABET.index(chr(b)) + 1 for a, b in table.items()}


_DIGITS, _LETTERS = _classes(TO_DIGIT), _classes(TO_LETTER)
_FILLER = _classes({ord("2"): ord("Z")})


def _conformed(lattice: Lattice, text: str, kinds: Mapping[int, Mapping[int, int]]) -> Lattice:
    places = alignment(lattice.probabilities, text)
    if places is None:
        return lattice
    frames = lattice.probabilities.copy()
    for place, rows in enumerate(_zones(places, len(frames))):
        for forbidden, meant in kinds.get(place, {}).items():
            moved = MOVED * frames[rows, forbidden]
            frames[rows, meant] += moved
            frames[rows, forbidden] -= moved
    return replace(lattice, probabilities=frames)


def _zones(places: NDArray[np.int64], frames: int) -> Iterator[slice]:
    """The frames of each character: half-way to its neighbours."""
    bounds = [0, *((places[:-1] + places[1:] + 1) // 2), frames]
    return (slice(int(first), int(last)) for first, last in pairwise(bounds))
