"""Which serial an item that is not in the register may bear, given the pictures: texts with their shares.

The background (see there) sums over all unregistered serials. Where something else is known of the serial,
such as what a person typed, each of them must be asked: here stand those that hold nearly all of that sum.
The *edited* ones are the neighbours that its sum is made of. What *tail* and *free* add is shared out among
the likeliest text of all, its neighbours, and the neighbours of texts that others read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FOLDED_ALPHABET
from findspot.matching.background import class_prior, tail_shares
from findspot.matching.ctc import best_free_reading, logarithm
from findspot.matching.edits import likely_neighbours, neighbour_likelihoods

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.matching.ctc import Emissions
    from findspot.matching.index import SerialIndex
    from findspot.matching.parameters import BackgroundParameters
    from findspot.matching.search import Found

    #: Codes of texts of one length, and the logarithm of what each weighs.
    _Texts = tuple[NDArray[np.uint8], NDArray[np.float64]]

#: Texts whose share lies further than this (natural logarithm) below the largest are left out.
_MARGIN = 25.0


@dataclass(frozen=True, slots=True, eq=False)
class Unregistered:
    """Texts that the serial may be: codes (texts, longest) filled up with 0, and logs of their shares.

    The shares sum to 1; there may be no text.
    """

    codes: NDArray[np.uint8]
    logs: NDArray[np.float64]

    @property
    def lengths(self) -> NDArray[np.uint8]:
        """Characters of each text."""
        counted: NDArray[np.uint8] = np.count_nonzero(self.codes, axis=1).astype(np.uint8)
        return counted


def unregistered(
    index: SerialIndex,
    views: Sequence[Emissions],
    found: Found,
    outside: float,
    parameters: BackgroundParameters,
    also: Sequence[NDArray[np.uint8]] = (),
) -> Unregistered:
    """The texts, given what the search found and its background ``outside``.

    ``also``: codes of texts that others read; their neighbours are asked as well.
    """
    edited = [
        (codes, logs + np.log(parameters.edited))
        for codes, logs in likely_neighbours(index, views, found, parameters)
    ]
    read, _ = best_free_reading(views)
    near = [_near(index, views, codes, parameters) for codes in (read, *also) if len(codes)]
    held = float(np.logaddexp.reduce(np.concatenate([np.full(1, -np.inf), *(logs for _, logs in edited)])))
    # What is left of the background for tail and free; rounding may leave a little less than nothing.
    outside -= math.log(parameters.absence)
    rest = outside + float(logarithm(np.array(max(1.0 - np.exp(min(held - outside, 0.0)), 1e-9))))
    return _joined([*edited, *_sharing(_distinct(near), rest)])


def _near(
    index: SerialIndex, views: Sequence[Emissions], codes: NDArray[np.uint8], parameters: BackgroundParameters
) -> _Texts:
    """The text and all with one other character, none of them registered: codes, log of q(s) x likelihood."""
    scores = sum(view.weight * logarithm(neighbour_likelihoods(view, codes[None]))[0] for view in views)
    texts = np.repeat(codes[None], len(codes) * len(FOLDED_ALPHABET), axis=0)
    places, characters = np.divmod(np.arange(len(texts)), len(FOLDED_ALPHABET))
    texts[np.arange(len(texts)), places] = characters + 1
    logs = np.asarray(scores).reshape(-1)
    kept = np.flatnonzero((logs >= logs.max() - _MARGIN) & ~index.registered(texts))
    prior = np.array([_prior(index, text, parameters) for text in texts[kept]])
    return texts[kept], logs[kept] + logarithm(prior)


def _prior(index: SerialIndex, text: NDArray[np.uint8], parameters: BackgroundParameters) -> float:
    """q(s) of one text under *tail* and *free*."""
    length = len(text)
    end = parameters.free_end
    free = end * math.pow(1.0 - end, length - 1) * math.pow(len(FOLDED_ALPHABET), -length)
    return parameters.free * free + parameters.tail * _tail_prior(index, text, parameters)


def _tail_prior(index: SerialIndex, text: NDArray[np.uint8], parameters: BackgroundParameters) -> float:
    length = len(text)
    if length not in index.digits:
        return 0.0
    chance = class_prior(index.digits[length])[np.arange(length), text.astype(np.intp) - 1]
    rest = chance[::-1].cumprod()[::-1]
    shares, before = tail_shares(length, parameters), index.counts[length]
    low, high = 0, len(index)
    total = 0.0
    for depth in range(length):
        within = int(before[high] - before[low])
        total += float(shares[length - depth - 1]) * within * float(rest[depth])
        column = index.codes[low:high, depth]
        low, high = (low + int(np.searchsorted(column, text[depth], side)) for side in ("left", "right"))
        if low == high:
            break
    return total / len(index)


def _distinct(parts: Sequence[_Texts]) -> list[_Texts]:
    """The parts without what an earlier one holds."""
    seen: set[bytes] = set()
    kept = []
    for codes, logs in parts:
        keys = [text.tobytes() for text in codes]
        new = np.array([key not in seen for key in keys], dtype=bool)
        first = np.zeros(len(keys), dtype=bool)
        first[np.unique(codes, axis=0, return_index=True)[1]] = True
        kept.append((codes[new & first], logs[new & first]))
        seen |= set(keys)
    return kept


def _sharing(parts: Sequence[_Texts], whole: float) -> list[_Texts]:
    """The parts scaled so that their sum has this logarithm."""
    total = float(np.logaddexp.reduce(np.concatenate([np.full(1, -np.inf), *(logs for _, logs in parts)])))
    return [(codes, logs - total + whole) for codes, logs in parts] if total > -np.inf else []


def _joined(parts: Sequence[_Texts]) -> Unregistered:
    if not parts:
        return Unregistered(np.zeros((0, 1), dtype=np.uint8), np.zeros(0))
    width = max(codes.shape[1] for codes, _ in parts)
    padded = [np.pad(codes, ((0, 0), (0, width - codes.shape[1]))) for codes, _ in parts]
    codes, logs = np.concatenate(padded), np.concatenate([logs for _, logs in parts])
    kept = logs >= logs.max(initial=-np.inf) - _MARGIN
    return Unregistered(codes[kept], logs[kept] - float(np.logaddexp.reduce(logs[kept])))
