"""The *edited* part of the background: serials that are one character away from a registered one.

The likelihood of all of them is computed together: a text with its character k exchanged is the prefix
before k, any one character, and the rest after it, so that forward and backward vectors (Graves et al. 2006,
section 4.1) of the registered serial serve all of its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alike import look_alikes
from findspot.matching.alphabet import FOLDED_ALPHABET
from findspot.matching.ctc import advance, empty_prefix, entering, logarithm

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from findspot.matching.ctc import Emissions
    from findspot.matching.index import SerialIndex
    from findspot.matching.parameters import BackgroundParameters
    from findspot.matching.search import Found

_DIGITS = 10
_CHARACTERS = len(FOLDED_ALPHABET)
#: Neighbours whose share lies further than this (natural logarithm) below the best one's add nothing.
_MARGIN = 14.0


def edited_likelihood(
    index: SerialIndex, views: Sequence[Emissions], found: Found, parameters: BackgroundParameters
) -> float:
    """The logarithm of the sum of q(s) times the likelihood over the neighbours of the likeliest rows."""
    logs = [shares for _, shares in likely_neighbours(index, views, found, parameters)]
    every = np.concatenate([np.zeros(0), *logs])
    return float(np.logaddexp.reduce(every)) if len(every) else -np.inf


def likely_neighbours(
    index: SerialIndex, views: Sequence[Emissions], found: Found, parameters: BackgroundParameters
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.float64]]]:
    """The neighbours of the likeliest rows, length by length: codes, and log of q(s) times likelihood.

    Neighbours that are registered themselves are left out; one of two rows counts for each of them.
    """
    if found.best == -np.inf:
        return
    first = np.unique(index.same_serial(found.ranks)[0])
    place = np.searchsorted(found.ranks, first)
    likeliest = first[np.argsort(-found.scores[place], kind="stable")[: parameters.edited_serials]]
    for length in np.unique(index.lengths[likeliest]):
        rows = index.codes[likeliest[index.lengths[likeliest] == length], :length]
        scores = sum(view.weight * logarithm(neighbour_likelihoods(view, rows)) for view in views)
        logs = scores + logarithm(exchange_chances(rows, parameters) / index.size)
        where = np.nonzero(logs >= logs.max(initial=-np.inf) - _MARGIN)
        codes = rows[where[0]]
        codes[np.arange(len(codes)), where[1]] = where[2] + 1
        kept = ~index.registered(codes)
        yield codes[kept], logs[where][kept]


def exchange_chances(rows: NDArray[np.uint8], parameters: BackgroundParameters) -> NDArray[np.float64]:
    """The chance of each edit of each row: (rows, places, characters); 0 for the row's own character."""
    chances: NDArray[np.float64] = _exchanges(parameters)[np.minimum(rows, _CHARACTERS + 1)] / rows.shape[1]
    return chances


@cache
def _exchanges(parameters: BackgroundParameters) -> NDArray[np.float64]:
    """The chance that a character (row, by code) is exchanged for another (column, by code less 1).

    The last row is that of characters of other scripts, which have no look-alikes and no class here.
    """
    code = np.arange(1, _CHARACTERS + 1)
    old = np.arange(_CHARACTERS + 2)[:, None]
    other = code != old
    same = other & ((code <= _DIGITS) == (old <= _DIGITS))
    alike = np.pad(look_alikes()[:, 1:], ((0, 1), (0, 0)))
    part = np.where(alike.any(axis=1, keepdims=True), parameters.look_alike, 0.0)
    plain = parameters.same_class * _evenly(same) + (1.0 - parameters.same_class) * _evenly(other & ~same)
    return part * _evenly(alike) + (1.0 - part) * plain


def _evenly(these: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Each row's chance of one, spread evenly over these."""
    spread: NDArray[np.float64] = these / np.maximum(these.sum(axis=1, keepdims=True), 1)
    return spread


@dataclass(frozen=True, slots=True, eq=False)
class _Rests:
    """What may follow: the likelihood of the frames from t on, by frame, place and row.

    ``after_blank[k]``: characters k and after, any blanks first. ``entered[k]``: the same where frame t is
    character k's first.
    """

    after_blank: NDArray[np.float64]
    entered: NDArray[np.float64]


def neighbour_likelihoods(emissions: Emissions, rows: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The likelihood of each row with each character at each place: (rows, places, characters).

    ``rows`` are codes of one length. Where the character is the row's own it is the row's likelihood.
    """
    rests = _rests(emissions, rows)
    code = np.arange(1, _CHARACTERS + 1)
    blank, ended = _begun(emissions, rows)
    before = np.pad(rows[:, :-1], ((0, 0), (1, 0))).T[:, :, None] == code
    after = np.pad(rows[:, 1:], ((0, 0), (0, 1))).T[:, :, None] == code
    held = np.zeros(before.shape)
    total = np.zeros(before.shape)
    # All places together, (places, rows, characters): one step a frame.
    for t, emitted in enumerate(emissions.known):
        begins = (blank[:, t] + ended[:, t])[:, :, None] - before * ended[:, t][:, :, None]
        held += begins
        held *= emitted
        rest = rests.after_blank[1:, t + 1][:, :, None] - after * rests.entered[1:, t + 1][:, :, None]
        total += held * rest
    return total.transpose(1, 0, 2)


def _begun(emissions: Emissions, rows: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The forward vectors ``blank`` and ``ended`` before each place: (places, frames + 1, rows)."""
    count, length = rows.shape
    prefix = empty_prefix(emissions)
    parent, last = np.zeros(count, dtype=np.intp), np.zeros(count, dtype=np.uint8)
    blank, ended = [], []
    for place in range(length):
        blank.append(prefix.blank[:, parent])
        ended.append(prefix.ended[:, parent])
        added = rows[:, place]
        prefix = advance(emissions, entering(emissions, prefix, parent, last, added), added)
        parent, last = np.arange(count), added
    return np.stack(blank), np.stack(ended)


def _rests(emissions: Emissions, rows: NDArray[np.uint8]) -> _Rests:
    count, length = rows.shape
    frames = len(emissions.frames)
    after_blank = np.zeros((length + 1, frames + 1, count))
    entered = np.zeros((length + 1, frames + 1, count))
    after_blank[length] = np.append(np.cumprod(emissions.blank[::-1])[::-1], 1.0)[:, None]
    for place in range(length - 1, -1, -1):
        emitted = emissions.frames[:, rows[:, place]]
        same = rows[:, place + 1] == rows[:, place] if place + 1 < length else np.zeros(count, dtype=bool)
        # What follows once the character has been shown: more of it, or what comes after it.
        shown = after_blank[place + 1, frames]
        for t in range(frames - 1, -1, -1):
            entered[place, t] = emitted[t] * shown
            leaving = after_blank[place + 1, t] - np.where(same, entered[place + 1, t], 0.0)
            shown = entered[place, t] + leaving
            after_blank[place, t] = emissions.blank[t] * after_blank[place, t + 1] + entered[place, t]
    return _Rests(after_blank, entered)
