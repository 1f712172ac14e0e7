"""How a search from both ends shares its budget, so that the two directions together have the least to do.

Each place at which a way may come to the split has shares of its own: a way that comes there early or late
has paid for the difference on one side, and must pay for it once more on the other. How much a direction has
to do is reckoned roughly: how many beginnings there are at each cost as far as the split, thinned out as the
register is. Any shares give the same serials.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import LONGEST
from findspot.matching.automaton.compiling import Whole, compiled
from findspot.matching.automaton.costs import ADDED, MISSED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs
    from findspot.matching.ends.asking import Asked

    Longs = NDArray[np.int64]
    Reals = NDArray[np.float64]

#: Costs are reckoned in steps of this size, as far as there are.
_STEP = 256
_MOST_STEPS = 256
#: Budgets up to this much beyond what any serial costs are shared evenly if every place tells something of
#: what stands there: what they meet is soon read.
_SOON = 20_000
#: What thinner beginnings add is left out.
_THIN = 1e-3


class Sharer:
    """Shares budgets between the two directions.

    ``counts``: how many serials there are of each length; ``splits``: how many characters each direction
    reads up to the split; ``widths``: see ``widths_of``.
    """

    def __init__(self, counts: Longs, splits: Longs, widths: tuple[Longs, Longs]) -> None:
        self._counts, self._splits, self._widths = counts, splits, widths
        self._lengths = np.flatnonzero(counts)
        self._ways = np.empty((2, LONGEST + 1, _MOST_STEPS))

    def shares(self, most: int, lowest: int, ways: Sequence[Asked]) -> Longs:
        """What each direction may spend of this budget before the split: (directions, lengths, places + 1).

        Of serials of each length, for ways that come to the split at each place. A place is counted from the
        end from which a direction reads. ``lowest``: what any serial costs at least.
        """
        places = len(ways[0].costs)
        shares = np.full((2, len(self._counts), places + 1), most // 2, dtype=np.int64)
        if most - lowest > _SOON or not ways[0].less.all():
            shares[0, self._lengths] = self._reckoned(most, ways)
        shares[1] = most - shares[0, :, ::-1] - 1
        return shares

    def _reckoned(self, most: int, ways: Sequence[Asked]) -> Longs:
        """The first direction's shares with which both have the least to do: (lengths, places + 1)."""
        size = min(max(most, 0) // _STEP + 1, _MOST_STEPS)
        places = len(ways[0].costs)
        met = np.zeros((2, len(self._lengths), places + 1, size))
        for end, asked in enumerate(ways):
            # Texts that are all alike from here on go as a range in their own order, else one by one.
            reckon(
                most, self._lengths, self._counts, self._splits[end], asked.costs, asked.steps, asked.gaps,
                int(asked.cuts[1]), asked.rest, asked.flat, self._widths[end], end > 0, self._ways, met[end],
            )  # fmt: skip
        if not ways[0].gaps[:2].all():
            # An unknown run leads to any place.
            met[:] = met.sum(axis=2, keepdims=True)
        before = np.zeros((2, len(self._lengths), places + 1, size + 1))
        np.cumsum(met, axis=3, out=before[:, :, :, 1:])
        steps = np.arange(size, -2, -1)
        # The middle of a step: costs were rounded to whole ones.
        each = steps * _STEP + _STEP // 2
        left = np.clip((most - each) // _STEP + 1, 0, size)
        sums = before[0][:, :, np.minimum(steps + 1, size)] + before[1][:, ::-1, left]
        best: Longs = each[np.argmin(sums, axis=2)]
        return best


@compiled
def reckon(  # noqa: C901, PLR0912 - one loop, in machine code
    most: Whole, lengths: Longs, counts: Longs, splits: Longs, costs: Costs, steps: Longs, gaps: Costs,
    cut: Whole, rest: Costs, flat: NDArray[np.bool_], widths: Longs, single: bool, ways: Reals, met: Reals,
) -> None:  # fmt: skip
    """About how many beginnings a direction meets before the split: ``met[length, place, step]``.

    They cost so much, and lead to the split at this place if nothing more is amiss. ``costs``, ``steps``: see
    ``halves``; ``cut``: what cutting one character off costs. Where all further places are even it goes no
    further, but notes the texts, ``single`` or as a range. ``ways``: room.
    """
    places, size = len(costs), met.shape[2]
    for at in range(len(lengths)):
        n = lengths[at]
        if rest[n, 0, n] > most:
            continue
        for place in range(places + 1):
            for step in range(size):
                ways[0, place, step] = 0.0
        ways[0, 0, 0] = 1.0
        share, left = 1.0, float(counts[n])
        for depth in range(splits[n] + 1):
            now, then = depth % 2, 1 - depth % 2
            for place in range(places + 1):
                to_place = min(place + splits[n] - depth, np.int64(places))
                for step in range(size):
                    some = ways[now, place, step]
                    if some == 0.0:
                        continue
                    if step * _STEP + rest[n, place, n - depth] > most:
                        ways[now, place, step] = 0.0
                        continue
                    thin = some * share
                    met[at, to_place, step] += thin
                    if flat[place]:
                        if single:
                            met[at, to_place, step] += thin * max(left, 1.0)
                        ways[now, place, step] = 0.0
                        continue
                    to = step + gaps[ADDED, place] // _STEP
                    if place < places and to < size:
                        ways[now, place + 1, to] += some
            if depth == splits[n] or share < _THIN:
                break
            width = float(widths[n, depth])
            for place in range(places + 1):
                for step in range(size):
                    ways[then, place, step] = 0.0
            if depth == 0 and cut // _STEP < size:
                ways[then, 0, cut // _STEP] = width
            for place in range(places + 1):
                missed = gaps[MISSED, place] // _STEP
                for step in range(size):
                    some = ways[now, place, step]
                    if some == 0.0:
                        continue
                    if step + missed < size:
                        ways[then, place, step + missed] += some * width
                    if place < places:
                        cheap = step + steps[place, 0] // _STEP
                        dear = step + costs[place, 0] // _STEP
                        if cheap < size:
                            ways[then, place + 1, cheap] += some
                        if dear < size:
                            ways[then, place + 1, dear] += some * width
            left /= width
            share = min(left, 1.0)


def widths_of(labels_at: NDArray[np.bool_]) -> tuple[Longs, Longs]:
    """How many characters stand at each place of the serials of each length, from either end."""
    widths = np.ones((len(labels_at), LONGEST), dtype=np.int64)
    turned = np.ones_like(widths)
    for n in range(1, len(widths)):
        widths[n, :n] = np.maximum(labels_at[n, :n].sum(axis=1), 1)
        turned[n, :n] = widths[n, :n][::-1]
    return widths, turned
