"""A column of labels and the column of their values beside it, paired as a whole.

On a plate around a pipe, or one whose values were stamped askew, a value stands lower or higher than its
label, by up to a row and more. No row tells then which value is whose; all rows together do, and what kind of
text each label asks for. The rows are matched in their order, each label with one value or none. A matching
is the likelier the nearer its values stand to where the plate's bend takes the lines of their labels, the
less that differs from row to row, and the better the values fit their labels. What is told of a pair is the
share of all matchings that hold it, summed by the forward-backward algorithm (Rabiner, Proc. IEEE 77 (1989)
257).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from findspot.marking.fields.layout import OVERLAP, RIGHT
from findspot.marking.fields.values import fit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from findspot.marking.fields.layout import Layout

#: How far the first value stands from where it is expected, one standard deviation in rows, and how far that
#: differs from one row to the next; and what is added to each for a row that the bend moves the value by.
SPREAD, UNEVEN = 0.3, 0.2
SPREAD_BENT, UNEVEN_BENT = 0.35, 0.2
#: No value stands farther than this from where it is expected, in rows.
FARTHEST = 1.6
#: Up to here it stands on its label's row, whatever stands over it.
LEVEL = 0.35
#: What is left of a matching's odds for each label that gets no value, and each value that gets no label.
NO_VALUE, NO_LABEL = 0.1, 0.1
#: A row is no higher than this, in heights of a line, however far apart the labels stand.
TALLEST_ROW = 2.2
#: A value so near under its label, in heights, is rather its own than one beside it.
UNDER = 1.0
#: A pair of a smaller share of the matchings is none.
LEAST = 0.01
#: A longer column is no plate's: it is left to its rows, and so is one of a single label.
FEWEST, MOST = 2, 40


@dataclass(frozen=True, slots=True)
class _Pair:
    """A label and a value by their ranks in their columns, and how well they fit.

    ``bend``: how much lower than the label the value is expected; ``off``: how far it stands from there; both
    in rows.
    """

    label: int
    value: int
    bend: float
    off: float
    fit: float


def paired(
    layout: Layout, texts: Sequence[str], bare: Mapping[int, str], labelled: Sequence[bool]
) -> Mapping[int, Mapping[int, float]]:
    """The values that each label in a column may have: line of the label → line of the value → probability.

    ``texts``: what each line says before any label in it. ``bare``: the field of each line that ends with a
    label without value. ``labelled``: whether a line begins with a label, so that it is no value. A label in
    no column, or in one that has no values beside it, is not told of.
    """
    told: dict[int, Mapping[int, float]] = {}
    for column in _columns(layout, bare):
        if FEWEST <= len(column) <= MOST and not _over_values(layout, column, labelled):
            told.update(_matched(layout, texts, column, bare, labelled))
    return told


def _columns(layout: Layout, bare: Mapping[int, str]) -> list[list[int]]:
    """The labels that stand under each other, from the top; none that is taller than wide."""
    columns: list[list[int]] = []
    for index in sorted(bare, key=lambda index: layout.places[index].middle):
        here = layout.places[index]
        if here.height > here.right - here.left:
            continue
        for column in columns:
            last = layout.places[column[-1]]
            shared = min(here.right, last.right) - max(here.left, last.left)
            if shared > 0.5 * min(here.right - here.left, last.right - last.left):
                column.append(index)
                break
        else:
            columns.append([index])
    return columns


def _over_values(layout: Layout, column: Sequence[int], labelled: Sequence[bool]) -> bool:
    """Whether most labels of a column have their values close under them and not beside them."""
    under = [layout.below(label, within=UNDER)[:1] for label in column]
    return 2 * sum(bool(first) and not labelled[first[0]] for first in under) > len(column)


def _matched(
    layout: Layout,
    texts: Sequence[str],
    column: Sequence[int],
    bare: Mapping[int, str],
    labelled: Sequence[bool],
) -> Mapping[int, Mapping[int, float]]:
    row = _row(layout, column)
    if row <= 0:
        return {}
    near: dict[tuple[int, int], tuple[float, float]] = {}
    for label in column:
        for value in range(len(texts)):
            if labelled[value] or not texts[value] or not _beside(layout, label, value):
                continue
            bend = layout.bend(label, value) / row
            off = (layout.places[value].middle - layout.places[label].middle) / row - bend
            if abs(off) > FARTHEST or not _is_next(layout, label, value, labelled):
                continue
            if abs(off) <= LEVEL or not _is_under(layout, value, set(bare) - set(column)):
                near[label, value] = (bend, off)
    values = sorted({value for _, value in near}, key=lambda value: layout.places[value].middle)
    pairs = [
        _Pair(i, j, *near[label, value], fit(bare[label], texts[value]))
        for i, label in enumerate(column)
        for j, value in enumerate(values)
        if (label, value) in near
    ]
    told: dict[int, dict[int, float]] = {label: {} for label in column} if pairs else {}
    for pair, share in zip(pairs, _shares(pairs, len(column), len(values)), strict=True):
        if share >= LEAST:
            told[column[pair.label]][values[pair.value]] = share
    return told


def _row(layout: Layout, column: Sequence[int]) -> float:
    """How far the column's rows are apart."""
    places = [layout.places[index] for index in column]
    apart = median(below.middle - above.middle for above, below in pairwise(places))
    return min(apart, TALLEST_ROW * median(place.height for place in places))


def _beside(layout: Layout, label: int, value: int) -> bool:
    """Whether a line begins to the right of a label, within reach."""
    here, there = layout.places[label], layout.places[value]
    larger = max(here.height, there.height)
    gap = there.left - here.right
    behind = there.left > (here.left + here.right) / 2
    return value != label and behind and -OVERLAP * larger <= gap <= RIGHT * larger


def _is_next(layout: Layout, label: int, value: int, labelled: Sequence[bool]) -> bool:
    """Whether nothing in a value's row stands between a label's column and the value."""
    edge, there = layout.places[label], layout.places[value]
    for other, place in enumerate(layout.places):
        before = place.right <= there.left + 0.5 * there.height
        level = abs(place.middle - there.middle) <= 0.6 * there.height
        beyond = place.left > edge.right if labelled[other] else place.right > edge.left
        if other not in (label, value) and before and level and beyond:
            return False
    return True


def _is_under(layout: Layout, value: int, labels: set[int]) -> bool:
    """Whether a value stands directly under one of these labels, whose own it is then rather."""
    return any(layout.below(other)[:1] == [value] for other in labels)


def _shares(pairs: Sequence[_Pair], labels: int, values: int) -> list[float]:
    """Of all matchings that keep the order, by their odds, the share that holds each pair."""
    before = [0.0] * len(pairs)
    after = [0.0] * len(pairs)
    for at, pair in enumerate(pairs):
        reached = _skipped(pair.label, pair.value) * _bell(pair.off / (SPREAD + SPREAD_BENT * abs(pair.bend)))
        reached += sum(before[i] * _step(earlier, pair) for i, earlier in enumerate(pairs[:at]))
        before[at] = reached * pair.fit
    for at in reversed(range(len(pairs))):
        pair = pairs[at]
        left = _skipped(labels - 1 - pair.label, values - 1 - pair.value)
        for i in range(at + 1, len(pairs)):
            left += _step(pair, pairs[i]) * pairs[i].fit * after[i]
        after[at] = left
    total = _skipped(labels, values) + sum(
        reached * _skipped(labels - 1 - pair.label, values - 1 - pair.value)
        for pair, reached in zip(pairs, before, strict=True)
    )
    return [min(1.0, one * other / total) for one, other in zip(before, after, strict=True)]


def _step(one: _Pair, other: _Pair) -> float:
    """The odds of a pair after another, its fit apart; 0 where that breaks the order."""
    labels, values = other.label - one.label - 1, other.value - one.value - 1
    if labels < 0 or values < 0:
        return 0.0
    uneven = UNEVEN + UNEVEN_BENT * max(abs(one.bend), abs(other.bend))
    return _skipped(labels, values) * _bell((other.off - one.off) / uneven)


def _skipped(labels: int, values: int) -> float:
    return float(NO_VALUE**labels * NO_LABEL**values)


def _bell(deviation: float) -> float:
    return math.exp(-0.5 * deviation * deviation)
