"""From proposals to hypotheses: each text that may be the serial, read in several views, with its weight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from findspot.marking.conforming import conformed
from findspot.marking.fields.assignment import FORM
from findspot.marking.fields.formats import canonical, check_ratio, serial_odds, settled
from findspot.marking.fields.labels import one_error
from findspot.marking.fields.values import form_ratio
from findspot.marking.plate.fusion import fuse
from findspot.marking.plate.lines import sliced, upright_box
from findspot.marking.plate.views import (
    CROP_VIEWS,
    DOUBT_VIEWS,
    VIEWS,
    extent,
    in_row,
    joined,
    moved,
    narrowed,
    narrowing,
)
from findspot.vocabulary.lattice import SERIAL_ALPHABET, Lattice, certain_lattice
from findspot.vocabulary.reading import SerialReading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from findspot.marking.fields.assignment import Proposal
    from findspot.marking.plate.lines import PlateLine, PlateReader
    from findspot.marking.plate.views import Corners, View
    from findspot.vocabulary.reading import Box, Symbol

#: The odds that nothing proposed is the serial. Fitted by `make calibrate` they come to 0.17, which gains
#: nothing on pictures that were left out.
NOTHING = 0.2
#: How many proposals are kept, the least share of belief that keeps one, and how many are read in all views.
KEPT, LEAST, WORTHY = 8, 0.004, 4
#: The least share that is worth further views.
WORTH_VIEWS = 0.2
#: A text first read with this probability needs no other view; one that has that of several views no further
#: one; and one with that of all usual views none of those for doubt.
CERTAIN, ENOUGH, CLEAR = 0.93, 0.9, 0.5
#: The odds that a serial decoded from a symbol is the item's.
SYMBOL_ODDS = 60.0
#: The odds that a bare barcode is the serial are those of its text's form, times this; and what is left of
#: them for the text without the S that may be its data identifier.
BARE_BARCODE, IDENTIFIED = 2.0, 0.3


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A serial reading with the odds that it is the serial; ``decoded`` where it comes from a symbol."""

    reading: SerialReading
    odds: float
    decoded: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Turned:
    """A picture set upright: its pixels, the quarter turns to the left that did it, and its size before.

    ``back`` leads from ``pixels`` to the upright picture, where they are a plate of it that was straightened:
    a perspective map [3, 3].
    """

    pixels: NDArray[np.uint8]
    quarter_turns: int
    size: tuple[int, int]
    back: NDArray[np.float64] | None = None

    def box(self, corners: Corners) -> Box:
        """Where the corners, in ``pixels``, lie in the picture before it was set upright."""
        upright = corners if self.back is None else moved(corners, self.back)
        return upright_box(upright, self.quarter_turns, self.size)


@dataclass(frozen=True, slots=True, eq=False)
class SerialReader:
    """Reads the serials proposed of one picture. ``check_digits``: whether these count as evidence."""

    reader: PlateReader
    picture: Turned
    lines: Sequence[PlateLine]
    check_digits: bool = True

    def hypotheses(self, proposals: Sequence[Proposal]) -> list[Hypothesis]:
        """The hypotheses of the proposals, doubles united."""
        total = sum(proposal.odds for proposal in proposals) + NOTHING
        made = []
        for rank, proposal in enumerate(proposals[:KEPT]):
            share = proposal.odds / total
            if share < LEAST:
                break
            hypothesis = self._hypothesis(proposal, views=rank < WORTHY and share >= WORTH_VIEWS)
            if hypothesis is not None:
                made.append(hypothesis)
        return united(made, self._favour)

    @property
    def _favour(self) -> Callable[[str], float]:
        return check_ratio if self.check_digits else _indifferent

    def _hypothesis(self, proposal: Proposal, *, views: bool) -> Hypothesis | None:
        pieces = [sliced(self.lines[p.line], p.start, p.end) for p in proposal.pieces]
        reading = self._read(pieces, proposal.why, views=views)
        if reading is None:
            return None
        reading = replace(reading, lattices=conformed(reading.lattices, reading.text))
        corners = pieces[0].corners if len(pieces) == 1 else joined([piece.corners for piece in pieces])
        box = self.picture.box(corners)
        odds = proposal.odds
        if proposal.why.startswith(FORM):
            before = " ".join(piece.text for piece in pieces)
            odds *= form_ratio(before, reading.text, check_digits=self.check_digits)
        return Hypothesis(replace(reading, box=box), odds) if odds > 0 else None

    def _read(self, pieces: Sequence[PlateLine], why: str, *, views: bool) -> SerialReading | None:
        """The pieces read in several views: the usual ones, and more where these leave doubt."""
        read = [(VIEWS[0].name, _chained([piece.recognised.frames for piece in pieces]))]
        if len(pieces) == 1:
            read += [("other pitch", frames) for frames in pieces[0].more]
        whole = not any(piece.downwards or len(piece.text) < 2 for piece in pieces)
        if not views or not whole or _overlap(pieces):
            return serial_of(_sharing(read), why, self._favour)
        reading = serial_of(_sharing(read), why, self._favour)
        if reading is not None and reading.p >= CERTAIN:
            return reading
        outlines = _outlines([piece.corners for piece in pieces])
        closer = narrowing([(piece.corners, len(piece.text)) for piece in pieces])
        for view in VIEWS[1:]:
            read.append(self._view(outlines, narrowed(view, closer)))
            reading = serial_of(_sharing(read), why, self._favour)
            if reading is not None and reading.p >= ENOUGH:
                return reading
        if reading is not None and reading.p >= CLEAR:
            return reading
        read += [self._view(outlines, narrowed(view, closer)) for view in DOUBT_VIEWS]
        return serial_of(_sharing(read), why, self._favour)

    def _view(self, outlines: Sequence[Corners], view: View) -> tuple[str, NDArray[np.float32]]:
        strips = [self.reader.view(self.picture.pixels, outline, view).frames for outline in outlines]
        return view.name, _chained(strips)


def _sharing(read: Sequence[tuple[str, NDArray[np.float32]]]) -> list[Lattice]:
    """The lattices of several views of the same pixels, which share one vote."""
    return [Lattice(frames, weight=1.0 / len(read), view=name) for name, frames in read]


def read_as_serial(
    reader: PlateReader, picture: Turned, corners: Corners, *, check_digits: bool
) -> SerialReading | None:
    """The serial in a picture that is nothing else: one line, read in the views for crops."""
    frames = [(view.name, reader.view(picture.pixels, corners, view).frames) for view in CROP_VIEWS]
    reading = serial_of(_sharing(frames), "given as serial", check_ratio if check_digits else _indifferent)
    if reading is None:
        return None
    return replace(reading, box=picture.box(corners), lattices=conformed(reading.lattices, reading.text))


def serial_of(lattices: Sequence[Lattice], why: str, favour: Callable[[str], float]) -> SerialReading | None:
    """The reading of one text from its lattices; None where they say nothing."""
    fused = fuse(lattices, settled, favour)
    if not fused.text:
        return None
    return SerialReading(fused.text, fused.p, fused.alternatives, fused.characters, tuple(lattices), why=why)


def from_symbols(symbols: Sequence[Symbol]) -> list[Hypothesis]:
    """The hypotheses that decoded symbols give."""
    made = []
    for symbol in symbols:
        if symbol.error:
            continue
        for text, odds in _texts_of(symbol):
            kept = "".join(c for c in text.upper() if c in SERIAL_ALPHABET)
            if not kept or len(kept) > 40:
                continue
            reading = serial_of([certain_lattice(kept)], symbol.kind, _indifferent)
            if reading is not None:
                made.append(Hypothesis(replace(reading, box=symbol.box), odds, decoded=True))
    return made


def _texts_of(symbol: Symbol) -> Iterator[tuple[str, float]]:
    """What of a symbol may be the serial, with the odds: a marked serial, or a bare content as it looks.

    A bare content that begins with S may begin with the data identifier for a serial (ANSI MH10.8.2), which
    is not printed beside it.
    """
    if symbol.serial:
        yield symbol.serial, SYMBOL_ODDS
        return
    text = symbol.text.strip().upper()
    odds = serial_odds(text) * BARE_BARCODE
    if odds < 0.5 or any(c not in SERIAL_ALPHABET for c in text):
        return
    yield text, odds
    if text.startswith("S") and serial_odds(text[1:]) * BARE_BARCODE >= 0.5:
        yield text[1:], odds * IDENTIFIED


def united(hypotheses: Sequence[Hypothesis], favour: Callable[[str], float]) -> list[Hypothesis]:
    """The hypotheses with those of the same text made one, their evidence together.

    A number often stands on a plate more than once, printed or in a symbol: each place is evidence of its
    own. Two printed texts are the same also where one misread character parts them.
    """
    groups: list[list[Hypothesis]] = []
    for hypothesis in sorted(hypotheses, key=lambda h: (-h.odds, h.reading.text)):
        for group in groups:
            if _same(group[0], hypothesis):
                group.append(hypothesis)
                break
        else:
            groups.append([hypothesis])
    made = [_as_one(group, favour) for group in groups]
    return sorted(made, key=lambda h: (-h.odds, h.reading.text))


def _same(one: Hypothesis, other: Hypothesis) -> bool:
    first, second = canonical(one.reading.text), canonical(other.reading.text)
    if first == second:
        return True
    # Decoded texts are exact: one that differs is another text, however near.
    either_decoded = one.decoded or other.decoded
    return not either_decoded and min(len(first), len(second)) >= 8 and one_error(first, second)


def _as_one(group: Sequence[Hypothesis], favour: Callable[[str], float]) -> Hypothesis:
    first = group[0]
    places = [h for i, h in enumerate(group) if all(_apart(h, other) for other in group[:i])]
    if len(places) == 1:
        return first
    lattices = [lattice for hypothesis in places for lattice in hypothesis.reading.lattices]
    whys = list(dict.fromkeys(hypothesis.reading.why for hypothesis in places))
    reading = serial_of(lattices, " and ".join(whys), favour)
    if reading is None:
        return first
    odds = sum(hypothesis.odds for hypothesis in places)
    decoded = any(hypothesis.decoded for hypothesis in places)
    return Hypothesis(replace(reading, box=first.reading.box), odds, decoded)


def _apart(one: Hypothesis, other: Hypothesis) -> bool:
    """Whether two readings stand in different places, so that they are evidence apart."""
    if one.decoded != other.decoded:
        return True
    if one.reading.box is None or other.reading.box is None:
        return one.reading.box is not other.reading.box
    a, b = np.array(one.reading.box), np.array(other.reading.box)
    low, high = np.maximum(a.min(axis=0), b.min(axis=0)), np.minimum(a.max(axis=0), b.max(axis=0))
    return bool((high <= low).any())


def weighted(hypotheses: Sequence[Hypothesis]) -> tuple[SerialReading, ...]:
    """The readings with their weights, likeliest first; what is left of 1 is for *none of these*."""
    total = sum(hypothesis.odds for hypothesis in hypotheses) + NOTHING
    ranked = sorted(hypotheses, key=lambda h: (-h.odds, h.reading.text))
    return tuple(
        replace(hypothesis.reading, weight=float(np.floor(hypothesis.odds / total * 1e4) / 1e4))
        for hypothesis in ranked[:KEPT]
        if hypothesis.odds / total >= LEAST
    )


def _chained(frames: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Frames of several pieces one after another, a blank between, so that doubled characters stay two."""
    blank = np.full((1, frames[0].shape[1]), 1e-3 / (frames[0].shape[1] - 1), dtype=np.float32)
    blank[0, 0] = 1.0 - 1e-3
    parts = [frames[0]]
    for following in frames[1:]:
        parts += [blank, following]
    return np.concatenate(parts)


def _outlines(corners: Sequence[Corners]) -> list[Corners]:
    """One outline around pieces that continue each other in a row, else each its own."""
    outlines = [corners[0]]
    for following in corners[1:]:
        last = outlines[-1]
        _, height = extent(last)
        gap = (following[0] + following[3] - last[1] - last[2]) / 2
        if in_row(last, following) and float(np.linalg.norm(gap)) < 2.0 * height:
            outlines[-1] = joined([last, following])
        else:
            outlines.append(following)
    return outlines


def _overlap(pieces: Sequence[PlateLine]) -> bool:
    """Whether a piece reaches over the next one, which was found by a second look within its box."""
    return any(
        float((right.corners[0] - left.corners[1]) @ (left.corners[1] - left.corners[0])) < 0
        and float(np.linalg.norm(right.corners[0] - left.corners[1])) > 0.3 * extent(left.corners)[1]
        for left, right in pairwise(pieces)
        if in_row(left.corners, right.corners)
    )


def _indifferent(_text: str) -> float:
    return 1.0
