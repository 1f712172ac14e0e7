"""How a search from both ends shares its budget, so that the two directions together have the least to do.

How much a direction has to do is reckoned roughly: how many beginnings there are at each cost as far as the
split, thinned out as the register is. Any shares give the same serials.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import LONGEST
from findspot.matching.automaton.compiling import Whole, compiled
from findspot.matching.automaton.costs import ADDED, MISSED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs

    Longs = NDArray[np.int64]
    Reals = NDArray[np.float64]

#: Costs are reckoned in steps of this size, as far as there are.
_STEP = 512
_MOST_STEPS = 160
#: What thinner beginnings add is left out.
_THIN = 1e-3


@compiled
def _reckon(  # noqa: C901, PLR0912 - one loop, in machine code
    n: Whole, split: Whole, most: Whole, count: Whole, costs: Costs, steps: Longs, gaps: Costs, cut: Whole,
    rest: Costs, flat: NDArray[np.bool_], widths: Longs, single: Whole, met: Reals,
) -> None:  # fmt: skip
    """About how many beginnings a direction meets before the split that cost so much: ``met[step]``.

    Where all further places are even it goes no further, but notes the texts, ``single`` or as a range.
    """
    places, size = len(costs), len(met)
    met[:] = 0.0
    ways = np.zeros((2, places + 1, size))
    ways[0, 0, 0] = 1.0
    share, left = 1.0, float(count)
    for depth in range(split + 1):
        now = ways[depth % 2]
        for place in range(places + 1):
            for step in range(size):
                some = now[place, step]
                if some == 0.0:
                    continue
                if step * _STEP + rest[n, place, n - depth] > most:
                    now[place, step] = 0.0
                    continue
                met[step] += some * min(share, 1.0)
                if flat[place]:
                    if single:
                        met[step] += some * min(share, 1.0) * max(left, 1.0)
                    now[place, step] = 0.0
                    continue
                to = step + (gaps[ADDED, place] + _STEP // 2) // _STEP
                if place < places and to < size:
                    now[place + 1, to] += some
        if depth == split or share < _THIN:
            break
        width = float(widths[n, depth])
        after = ways[1 - depth % 2]
        after[:] = 0.0
        if depth == 0 and cut // _STEP < size:
            after[0, cut // _STEP] = width
        for place in range(places + 1):
            missed = (gaps[MISSED, place] + _STEP // 2) // _STEP
            for step in range(size):
                some = now[place, step]
                if some == 0.0:
                    continue
                if step + missed < size:
                    after[place, step + missed] += some * width
                if place < places:
                    cheap = step + steps[place, 0] // _STEP
                    dear = step + (costs[place, 0] + _STEP // 2) // _STEP
                    if cheap < size:
                        after[place + 1, cheap] += some
                    if dear < size:
                        after[place + 1, dear] += some * width
        left /= width
        share = left


@compiled
def share_out(
    most: Whole, counts: Longs, splits: Longs, shares: Longs,
    costs: Costs, steps: Longs, gaps: Costs, cut: Whole, rest: Costs, flat: NDArray[np.bool_],
    widths: Longs,
    costs_turned: Costs, steps_turned: Longs, gaps_turned: Costs, cut_turned: Whole, rest_turned: Costs,
    flat_turned: NDArray[np.bool_], widths_turned: Longs,
) -> None:  # fmt: skip
    """Write the shares of the two directions of this budget for serials of each length.

    ``costs``, ``steps``: see ``halves``; ``cut``: what cutting one character off costs; ``widths``: how many
    characters stand at each place of each length.
    """
    size = min(max(most, 0) // _STEP + 1, _MOST_STEPS)
    met, met_turned = np.zeros(size), np.zeros(size)
    for n in range(1, len(counts)):
        shares[0, n] = most // 2
        if counts[n] and rest[n, 0, n] <= most:
            _reckon(n, splits[0, n], most, counts[n], costs, steps, gaps, cut, rest, flat, widths, 0, met)
            _reckon(
                n, splits[1, n], most, counts[n], costs_turned, steps_turned, gaps_turned, cut_turned,
                rest_turned, flat_turned, widths_turned, 1, met_turned,
            )  # fmt: skip
            least = np.inf
            for step in range(size, -2, -1):
                # The middle of a step: costs were rounded to whole ones.
                share = step * _STEP + _STEP // 2
                left = max((most - share) // _STEP + 1, 0)
                sum_ = met[: step + 1].sum() + met_turned[:left].sum()
                if sum_ < least:
                    least, shares[0, n] = sum_, share
        shares[1, n] = most - shares[0, n] - 1


def widths_of(labels_at: NDArray[np.bool_]) -> tuple[Longs, Longs]:
    """How many characters stand at each place of the serials of each length, from either end."""
    widths = np.ones((len(labels_at), LONGEST), dtype=np.int64)
    turned = np.ones_like(widths)
    for n in range(1, len(widths)):
        widths[n, :n] = np.maximum(labels_at[n, :n].sum(axis=1), 1)
        turned[n, :n] = widths[n, :n][::-1]
    return widths, turned
