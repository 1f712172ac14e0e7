"""The likelihood of a serial under a recogniser's lattice: connectionist temporal classification, exactly.

A lattice gives for each frame the probability of the blank and of each character. A text's likelihood is
the sum over all ways of laying it over the frames, with repeats and blanks collapsed (Graves et al. 2006,
"Connectionist temporal classification", section 4.1). It is computed here by prefixes, so that texts that
begin alike share the work: a prefix holds two vectors over the frames, ``ended`` (the last frame shows its
last character) and ``blank`` (the last frame shows the blank).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FIRST_OTHER, FOLDED_ALPHABET, LAST_OTHER, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.vocabulary.lattice import Lattice


@dataclass(frozen=True, slots=True, eq=False)
class Emissions:
    """A lattice made ready: float64 of shape (frames, 256), indexed by code; code 0 is the blank here.

    Over the blank and the folded characters each frame sums to 1. Codes of other scripts, which the
    recogniser does not know, have the floor as their probability.
    """

    frames: NDArray[np.float64]
    weight: float = 1.0

    @property
    def blank(self) -> NDArray[np.float64]:
        """The probability of the blank in each frame."""
        return self.frames[:, 0]

    @property
    def known(self) -> NDArray[np.float64]:
        """The probabilities of the folded characters: (frames, characters)."""
        return self.frames[:, 1:FIRST_OTHER]


@dataclass(frozen=True, slots=True, eq=False)
class Prefixes:
    """The forward vectors of many prefixes: both of shape (frames + 1, prefixes); row t is after t frames."""

    ended: NDArray[np.float64]
    blank: NDArray[np.float64]

    @property
    def complete(self) -> NDArray[np.float64]:
        """The likelihood of each prefix as the whole text."""
        total: NDArray[np.float64] = self.ended[-1] + self.blank[-1]
        return total


#: Frames whose blank is likelier than this may be joined with a neighbour of the same kind.
_SILENT = 0.98


def prepare(lattice: Lattice, *, temper: float = 1.0, floor: float = 0.0, thin: bool = False) -> Emissions:
    """The lattice over folded characters.

    Classes that fold together are added up, separators count as blank. ``temper`` is an exponent on each
    frame's probabilities (below 1: the recogniser is surer of itself than it is right); ``floor`` is the
    share of each frame that is spread over all classes, so that no character is impossible. ``thin``
    joins neighbouring blank frames, which halves the work.
    """
    given = np.asarray(lattice.probabilities, dtype=np.float64)
    frames = np.zeros((len(given), LAST_OTHER + 1))
    frames[:, 0] = given[:, 0]
    for place, character in enumerate(lattice.alphabet, start=1):
        folded = fold(character)
        code = FOLDED_ALPHABET.find(folded) + 1 if folded else 0
        frames[:, code] += given[:, place]
    known = frames[:, :FIRST_OTHER]
    np.power(known, temper, out=known)
    known /= np.maximum(known.sum(axis=1, keepdims=True), 1e-300)
    known *= 1.0 - floor
    known += floor / FIRST_OTHER
    frames[:, FIRST_OTHER:] = floor / FIRST_OTHER
    return Emissions(_thinned(frames) if thin else frames, lattice.weight)


def _thinned(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    """The frames with neighbours joined, two by two, where both are all but certainly blank.

    A joined frame is blank when both are, and shows a character when either or both show it: the
    likelihood of every text stays what it was but for the paths, below the floor squared, that put two
    different characters into the two frames. Recognisers give three or four blank frames a character.
    """
    silent = frames[:, 0] > _SILENT
    joined = np.zeros(len(frames), dtype=bool)
    for place in range(len(frames) - 1):
        joined[place] = silent[place] and silent[place + 1] and not (place and joined[place - 1])
    first = np.flatnonzero(joined)
    one, two = frames[first], frames[first + 1]
    both = one * two + one * two[:, :1] + one[:, :1] * two
    both[:, 0] = one[:, 0] * two[:, 0]
    both[:, :FIRST_OTHER] /= both[:, :FIRST_OTHER].sum(axis=1, keepdims=True)
    result = frames.copy()
    result[first] = both
    return np.delete(result, first + 1, axis=0)


def empty_prefix(emissions: Emissions) -> Prefixes:
    """The prefix of no character, from which all others grow."""
    blank = np.concatenate([[1.0], np.cumprod(emissions.blank)])
    return Prefixes(np.zeros((len(blank), 1)), blank[:, None])


def entering(
    emissions: Emissions,
    prefixes: Prefixes,
    parent: NDArray[np.intp],
    last: NDArray[np.uint8],
    added: NDArray[np.uint8],
) -> NDArray[np.float64]:
    """The probability that prefix ``parent[i]`` gets its next character ``added[i]`` at each frame.

    ``last[i]`` is that prefix's last code (0 for the empty one): the same character again needs a blank
    between.
    """
    state = prefixes.blank[:-1, parent]
    fresh = np.flatnonzero(added != last)
    if len(fresh) == len(added):
        state += prefixes.ended[:-1, parent]
    else:
        state[:, fresh] += prefixes.ended[:-1, parent[fresh]]
    state *= emissions.frames[:, added]
    return state


def remainders(emissions: Emissions, prior: NDArray[np.float64]) -> NDArray[np.float64]:
    """The likelihood of a text's remainder, whatever it says: float64 (places, frames, characters).

    ``prior`` (places, characters) weighs each folded character at each place, the last column all codes of
    other scripts. ``[k, t, c]``: the sum over all texts of that many places, so weighed, of emitting frames
    t and after by their places k and after, where place k is character c and frame t is its first.
    """
    places, characters = prior.shape
    frames = len(emissions.frames)
    emissions_of = emissions.frames[:, 1 : characters + 1]
    result = np.zeros((places + 1, frames, characters))
    ended = np.zeros((places, characters))
    blank = np.zeros(places)
    ended[-1], blank[-1] = 1.0, 1.0
    for frame in range(frames - 1, -1, -1):
        emitted = emissions_of[frame]
        result[:-1, frame] = prior * emitted * ended
        following = result[1:, frame]
        total = following.sum(axis=1)
        silent = emissions.blank[frame]
        # A character is not followed by itself without a blank; of other scripts nobody knows. What
        # rounding takes too much off is put back: as bounds these must not fall short.
        others = np.repeat(total[:, None], characters, axis=1)
        others[:, :-1] = np.maximum(others[:, :-1] - following[:, :-1], others[:, :-1] * 1e-14)
        ended = emitted * ended + others + (silent * blank)[:, None]
        blank = silent * blank + total
    return result[:-1]


def prefix_likelihoods(
    prefixes: Prefixes,
    rest: NDArray[np.float64],
    last: NDArray[np.uint8],
    parent: NDArray[np.intp],
    added: NDArray[np.uint8],
) -> NDArray[np.float64]:
    """The likelihood of all texts together that begin with prefix ``parent[i]`` and then ``added[i]``.

    No single one of them exceeds it. ``rest`` (frames, characters) is the likelihood of what begins at each
    frame with each character: of the ``remainders`` of one length, those of this place. ``last`` holds the
    prefixes' own last codes.
    """
    begun = (prefixes.blank[:-1] + prefixes.ended[:-1]).T @ rest
    column = np.minimum(added, FIRST_OTHER).astype(np.intp) - 1
    result: NDArray[np.float64] = begun[parent, column]
    same = np.flatnonzero(added == last[parent])
    if len(same):
        held = np.einsum("tn,tn->n", prefixes.ended[:-1, parent[same]], rest[:, column[same]])
        # Rounding may take too much off: a bound must stay one.
        result[same] = np.maximum(result[same] - held, result[same] * 1e-14)
    return result


def advance(emissions: Emissions, entered: NDArray[np.float64], added: NDArray[np.uint8]) -> Prefixes:
    """The forward vectors of the prefixes that ``entering`` described."""
    emitted = emissions.frames[:, added]
    shape = (len(entered) + 1, entered.shape[1])
    ended, blank = np.zeros(shape), np.zeros(shape)
    for frame, silent in enumerate(emissions.blank):
        np.multiply(emitted[frame], ended[frame], out=ended[frame + 1])
        ended[frame + 1] += entered[frame]
        np.add(blank[frame], ended[frame], out=blank[frame + 1])
        blank[frame + 1] *= silent
    return Prefixes(ended, blank)


def log_likelihoods(emissions: Emissions, codes: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The natural logarithm of each row's likelihood; rows are codes filled up with 0 at the end."""
    prefixes = empty_prefix(emissions)
    lengths = np.count_nonzero(codes, axis=1)
    total = np.where(lengths == 0, prefixes.complete[0], 0.0)
    parent = np.zeros(len(codes), dtype=np.intp)
    last = np.zeros(len(codes), dtype=np.uint8)
    for depth in range(codes.shape[1]):
        added = codes[:, depth]
        prefixes = advance(emissions, entering(emissions, prefixes, parent, last, added), added)
        parent, last = np.arange(len(codes)), added
        total = np.where(lengths == depth + 1, prefixes.complete, total)
    return logarithm(total)


def best_free_reading(
    views: Sequence[Emissions], *, width: int = 12, longest: int = 64
) -> tuple[NDArray[np.uint8], float]:
    """The likeliest text of all, registered or not, and its log-likelihood weighted over the views.

    A search by prefixes that keeps the ``width`` best of each length: what it returns is never above the
    true maximum, and stops only when no kept prefix can exceed the best text found.
    """
    letters = np.arange(1, FIRST_OTHER, dtype=np.uint8)
    states = [empty_prefix(view) for view in views]
    texts = np.zeros((1, 0), dtype=np.uint8)
    best_text = texts[0]
    best = float(weighted([state.complete for state in states], views)[0])
    for depth in range(longest):
        parent = np.repeat(np.arange(len(texts)), len(letters))
        added = np.tile(letters, len(texts))
        last = texts[parent, -1] if depth else np.zeros(len(parent), dtype=np.uint8)
        entered = [entering(v, s, parent, last, added) for v, s in zip(views, states, strict=True)]
        bound = weighted([e.sum(axis=0) for e in entered], views)
        kept = np.argsort(-bound, kind="stable")[:width]
        kept = kept[bound[kept] > best]
        if not len(kept):
            break
        states = [advance(v, e[:, kept], added[kept]) for v, e in zip(views, entered, strict=True)]
        texts = np.concatenate([texts[parent[kept]], added[kept, None]], axis=1)
        scores = weighted([state.complete for state in states], views)
        first = int(scores.argmax())
        if scores[first] > best:
            best, best_text = float(scores[first]), texts[first]
    return best_text, best


def weighted(values: Sequence[NDArray[np.float64]], views: Sequence[Emissions]) -> NDArray[np.float64]:
    """The weighted sum over the views of the logarithms of ``values``."""
    total = np.zeros(len(values[0]))
    for value, view in zip(values, views, strict=True):
        total += view.weight * logarithm(value)
    return total


def logarithm(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The natural logarithm, minus infinity for 0 without a warning."""
    with np.errstate(divide="ignore"):
        result: NDArray[np.float64] = np.log(values)
    return result
