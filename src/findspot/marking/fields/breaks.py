"""Texts that are too long for their place and go on in the line below.

That they do is a guess: it is proposed beside the text without it, and whoever compares both with a register
finds out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.marking.fields.check_digits import is_container
from findspot.marking.fields.formats import (
    canonical,
    date_in,
    is_measure,
    nsn_in,
    standard_form,
    vin_holds,
)
from findspot.marking.plate.letters import serial_character

if TYPE_CHECKING:
    from collections.abc import Sequence

    from findspot.marking.fields.layout import Layout, Place
    from findspot.vocabulary.reading import Line

#: How much likelier a text that ends in a hyphen is to go on below than to end there; the same where only the
#: place of both lines says so, and where the lower line is the longer one, so that the upper one had room.
HYPHEN, WRAPPED, ROOM_LEFT = 3.0, 0.6, 0.05
#: How far below, from middle to middle, and how far out of line the next one may begin, in heights.
PITCH, SHIFT = 2.1, 0.9
#: The same below a value that follows its label in the line, as a share of the line: where it begins is
#: only known from the number of characters before it.
UNSURE = 0.12
#: How much taller one of the two may be.
TALLER = 1.4
#: The longest text of two lines, in characters.
LONGEST = 25

_PART = re.compile(r"[A-Z0-9][A-Z0-9./-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Continuation:
    """The line in which a text may go on, and how much likelier that is than that the text ends before it.

    ``end``: where the text ends in its own line, its hyphen included.
    """

    line: int
    end: int
    ratio: float


def continuations(
    lines: Sequence[Line], layout: Layout, piece: tuple[int, int, int], labelled_at: int | None = None
) -> list[Continuation]:
    """Where the text that ``piece`` (line, start, end) covers may go on, the nearest first.

    Only a text that ends its line goes on, in a line of about its height that begins below it, below the
    beginning of its line, or below the label in the line ``labelled_at``.
    """
    index, start, end = piece
    text = lines[index].text
    rest = text[end:].rstrip()
    if end <= start or any(character.isalnum() for character in rest):
        return []
    hyphen = bool(rest) and all(serial_character(character) in ("-", "/") for character in rest.lstrip())
    here = layout.places[index]
    # Each with how far from it the next line may begin.
    edges = [(here.left, SHIFT * here.height)]
    if start:
        unsure = max(SHIFT * here.height, UNSURE * (here.right - here.left))
        edges.append((_left_of(here, text, start), unsure))
    under = layout.below(index, within=PITCH)
    if labelled_at is not None and labelled_at != index:
        edges.append((layout.places[labelled_at].left, SHIFT * here.height))
        under += [other for other in layout.below(labelled_at, within=PITCH) if other not in (index, *under)]
    found = []
    for other in under:
        there = layout.places[other]
        if not _follows(here, there, edges) or not _is_part(lines[other].text):
            continue
        ratio = _ratio(text[start:end], lines[other].text, hyphen=hyphen, full=_is_full(here, there))
        found.append(Continuation(other, end + len(rest) if hyphen else end, ratio))
    return found[:1]


def _left_of(place: Place, text: str, start: int) -> float:
    """Where the character ``start`` of a line stands, all taken for equally wide."""
    return place.left + (place.right - place.left) * start / max(len(text), 1)


def _follows(here: Place, there: Place, edges: Sequence[tuple[float, float]]) -> bool:
    low, high = sorted((here.height, there.height))
    pitch = there.middle - here.middle
    near = 0.6 * high < pitch < PITCH * high
    return high < TALLER * low and near and any(abs(there.left - edge) < reach for edge, reach in edges)


def _is_part(text: str) -> bool:
    """Whether a line may be the rest of a serial: one word with a digit, no date, measure or stock number."""
    text = text.strip(" *:;,")
    if not _PART.fullmatch(text) or not any(c.isdigit() for c in text) or len(canonical(text)) < 2:
        return False
    return not (date_in(text) or is_measure(text) or nsn_in(text))


def _is_full(here: Place, there: Place) -> bool:
    """Whether the upper line reaches as far as the lower one: a text is broken where its line is full."""
    return here.right > there.right - 0.7 * here.height


def _ratio(first: str, second: str, *, hyphen: bool, full: bool) -> float:
    one, other = canonical(first), canonical(second)
    whole = one + other
    if not one or one == other or len(whole) > LONGEST:
        return 0.0
    standard = standard_form(whole)
    if standard is not None and (is_container(standard) or vin_holds(standard)):
        return HYPHEN
    if standard_form(one) or standard_form(other):
        return 0.02
    if hyphen:
        return HYPHEN
    return WRAPPED if full else ROOM_LEFT
