"""How a picture is looked at: as usual, and again, harder or closer, where that left the serial in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from findspot.marking.fields.assignment import TWO_LINES, Assignment, assign
from findspot.marking.fields.labels import find_labels
from findspot.marking.plate.detection import KEEN, MOST_PIXELS, TILED, USUAL
from findspot.marking.plate.lines import PlateLine, PlateReader, covers, lies_on, sliced, upright_box, worth
from findspot.marking.plate.outline import find_outline
from findspot.marking.plate.second_look import SecondLook
from findspot.marking.plate.views import in_row, joined
from findspot.marking.serials import Turned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.marking.fields.assignment import Proposal
    from findspot.marking.plate.detection import Look
    from findspot.marking.plate.outline import Outline
    from findspot.marking.plate.views import Corners
    from findspot.vocabulary.reading import Line

#: A picture whose best proposal has lower odds is looked at once more, keenly.
POOR = 0.3
#: Where the best proposal has lower odds it is looked at more closely.
DOUBTFUL = 1.5
#: How far to the right of a label its value is looked for again, and of a container code its check digit, in
#: heights of the line; and how many lines get such a look.
REACH, CHECK_DIGIT_REACH, MOST_SECOND_LOOKS = 14.0, 3.5, 4


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What was seen of a picture: set upright, with its lines and the fields that they may be.

    ``lines`` are ``plate_lines`` as a reading has them, in the picture's own pixels. ``check_digits``: do
    they count as evidence that a text is a serial?
    """

    picture: Turned
    plate_lines: tuple[PlateLine, ...]
    lines: tuple[Line, ...]
    fields: Assignment
    check_digits: bool = True

    @property
    def odds(self) -> float:
        """The odds of the best proposal for the serial; 0 where there is none.

        That a text goes on in the next line is a guess, which makes no look clearer.
        """
        return max((p.odds for p in self.fields.serials if not p.why.endswith(TWO_LINES)), default=0.0)


def look_at(reader: PlateReader, pixels: NDArray[np.uint8], *, check_digits: bool = True) -> Seen:
    """What stands in a picture: a usual look; a keen one, or tiles, if that finds no serial; a close one."""
    best = _look(reader, pixels, USUAL, check_digits)
    if best.odds < POOR:
        large = pixels.shape[0] * pixels.shape[1] > 2 * MOST_PIXELS
        best = max(best, _look(reader, pixels, TILED if large else KEEN, check_digits), key=_odds)
    if best.odds < DOUBTFUL:
        best = _closer(reader, best)
    return best


def look_closely(reader: PlateReader, picture: Turned, found: list[PlateLine], check_digits: bool) -> Seen:
    """What the lines found in an upright picture are; a close look where that leaves doubt."""
    seen = _seen(picture, SecondLook(reader, picture.pixels), found, check_digits)
    return _closer(reader, seen) if seen.odds < DOUBTFUL else seen


def plate_around(seen: Seen, rank: int = 0) -> Outline | None:
    """The plate that bears the likeliest serial, or else the line that says most; None where none is seen.

    ``rank`` takes another line for the one that the plate bears: the first, second … after that one.
    """
    rows = [i for i, line in enumerate(seen.plate_lines) if not line.downwards and not line.sideways]
    said = {row: worth([seen.plate_lines[row]], 1) + 1.0 for row in rows}
    first = [p.pieces[0].line for p in seen.fields.serials if p.pieces[0].line in said][:1]
    mains = [*first, *(row for row in sorted(rows, key=lambda row: -said[row]) if row not in first)]
    if rank >= len(mains):
        return None
    texts = [seen.plate_lines[row].corners for row in rows]
    return find_outline(seen.picture.pixels, texts, list(said.values()), rows.index(mains[rank]))


def _look(reader: PlateReader, pixels: NDArray[np.uint8], look: Look, check_digits: bool) -> Seen:
    height, width = pixels.shape[:2]
    turns, found = reader.read(pixels, look)
    upright = np.ascontiguousarray(np.rot90(pixels, turns)) if turns else pixels
    picture = Turned(upright, turns, (width, height))
    return _seen(picture, SecondLook(reader, upright), found, check_digits)


def _seen(picture: Turned, second: SecondLook, found: list[PlateLine], check_digits: bool) -> Seen:
    plate_lines, fields = _assigned(second, found, check_digits)
    lines = tuple(line.line(picture.box(line.corners)) for line in plate_lines)
    return Seen(picture, tuple(plate_lines), lines, fields, check_digits)


def _assign(plate_lines: Sequence[PlateLine], pixels: NDArray[np.uint8], check_digits: bool) -> Assignment:
    size = (pixels.shape[1], pixels.shape[0])
    lines = [line.line(upright_box(line.corners, 0, size)) for line in plate_lines]
    return assign(lines, check_digits=check_digits)


def _assigned(
    second: SecondLook, plate_lines: list[PlateLine], check_digits: bool
) -> tuple[list[PlateLine], Assignment]:
    """The fields of an upright picture's lines; what they lack is looked for beside them."""
    fields = _assign(plate_lines, second.pixels, check_digits)
    more: list[PlateLine] = []
    for index in fields.unanswered[:MOST_SECOND_LOOKS]:
        line = plate_lines[index]
        if line.downwards:
            more += second.below(line)
        else:
            more += second.beyond(line, REACH if find_labels(line.text) else CHECK_DIGIT_REACH)
    fresh = [
        line for line in more if not any(lies_on(line, other) for other in plate_lines if not other.downwards)
    ]
    if not fresh:
        return plate_lines, fields
    lines = [*plate_lines, *fresh]
    return lines, _assign(lines, second.pixels, check_digits)


def _closer(reader: PlateReader, seen: Seen) -> Seen:
    """The same with the surroundings of the likeliest serial read anew, where that makes one more likely.

    A first look cuts lines short where light or dirt changes, and takes close rows for one.
    """
    second = SecondLook(reader, seen.picture.pixels)
    best = seen
    for proposal in _rows(seen)[:1]:
        best = max(best, _with(second, best, second.around(_outline(seen, proposal))), key=_odds)
    for proposal in _rows(best)[:1]:
        longer = second.longer(_outline(best, proposal))
        best = max([best, *(_with(second, best, [line]) for line in longer)], key=_odds)
    return best


def _odds(seen: Seen) -> float:
    return seen.odds


def _rows(seen: Seen) -> list[Proposal]:
    """The proposals that stand in one row: neither a column nor two rows have ends to look at."""
    return [proposal for proposal in seen.fields.serials if _stands_in_a_row(seen, proposal)]


def _stands_in_a_row(seen: Seen, proposal: Proposal) -> bool:
    lines = [seen.plate_lines[piece.line] for piece in proposal.pieces]
    level = all(in_row(left.corners, right.corners) for left, right in pairwise(lines))
    return level and not any(line.downwards for line in lines)


def _with(second: SecondLook, seen: Seen, fresh: Sequence[PlateLine]) -> Seen:
    """The same with fresh lines in the place of those that they cover."""
    kept = [
        line
        for line in seen.plate_lines
        if line.downwards or not any(covers(other.corners, line.corners) for other in fresh)
    ]
    return _seen(seen.picture, second, [*kept, *fresh], seen.check_digits)


def _outline(seen: Seen, proposal: Proposal) -> Corners:
    pieces = [sliced(seen.plate_lines[piece.line], piece.start, piece.end) for piece in proposal.pieces]
    return joined([piece.corners for piece in pieces])
