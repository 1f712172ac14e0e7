"""The likelihood of a lattice if its serial is *not* in the register.

An unregistered serial is most often one of the same families: of the same make, a number that was never
delivered. A background of random text would let every near neighbour pass for the item, so the serial s of
an unregistered item is drawn here from a mixture q(s):

- *tail*: a registered serial up to some place, then characters drawn freely of the classes (digit, letter)
  usual at each place among serials of that length; all of it free is one case of it;
- *edited*: a registered serial with one character exchanged;
- *free*: any text.

The likelihood is the sum of q(s) times the CTC likelihood over all s that are not registered. For *tail* it
is computed exactly, by joining the search's forward vectors of each prefix with the backward vectors of a
free tail and taking off the registered serials; *edited* is summed over the neighbours of the likeliest rows
(see edits).
Over several lattices with weights the tail's sum is replaced by an upper bound (Hölder's inequality), which
errs towards *not in register*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FIRST_OTHER, FOLDED_ALPHABET
from findspot.matching.ctc import logarithm, remainders
from findspot.matching.edits import edited_likelihood

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.matching.ctc import Emissions
    from findspot.matching.index import SerialIndex
    from findspot.matching.parameters import BackgroundParameters
    from findspot.matching.search import Found, Level

_DIGITS = 10
_CHARACTERS = len(FOLDED_ALPHABET)
#: Registered serials that are taken off the tail's sum one by one, likeliest first.
_TAKEN_OFF = 2048
#: Serials from which the registered share of all tails is estimated.
_SAMPLE = 512


def tail_shares(length: int, parameters: BackgroundParameters) -> NDArray[np.float64]:
    """The probability that the last ``1 … length`` characters of an unregistered serial are free."""
    shares = np.zeros(length)
    known = np.asarray(parameters.tail_lengths)[:length]
    shares[: len(known)] = known
    longer = length - len(known)
    if longer:
        shares[len(known) :] = max(0.0, 1.0 - known.sum()) / longer
    result: NDArray[np.float64] = shares / shares.sum()
    return result


def class_prior(digits: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability of each folded character at each place, from the share of digits there."""
    prior = np.empty((len(digits), _CHARACTERS))
    prior[:, :_DIGITS] = digits[:, None] / _DIGITS
    prior[:, _DIGITS:] = (1.0 - digits[:, None]) / (_CHARACTERS - _DIGITS)
    return prior


class TailSum:
    """The tail's sum over all prefixes that a search visits: give ``visit`` to the search."""

    def __init__(
        self, index: SerialIndex, views: Sequence[Emissions], parameters: BackgroundParameters
    ) -> None:
        self._index = index
        self._views = views
        self._priors = {length: class_prior(share) for length, share in index.digits.items()}
        self._shares = {length: tail_shares(length, parameters) for length in index.digits}
        self._entries = [{n: remainders(v, _with_other(p)) for n, p in self._priors.items()} for v in views]
        self._totals = np.zeros(len(views))

    def visit(self, level: Level) -> None:
        """Add what these prefixes contribute."""
        for length, shares in self._shares.items():
            if length <= level.depth:
                continue
            before = self._index.counts[length]
            counts = before[level.high] - before[level.low]
            if not counts.any():
                continue
            factor = counts * (shares[length - level.depth - 1] / len(self._index))
            same = np.minimum(level.last.astype(np.intp), FIRST_OTHER) - 1
            for place, (entries, state) in enumerate(zip(self._entries, level.states, strict=True)):
                entry = entries[length][level.depth]
                joined = entry.sum(axis=1) @ (state.ended[:-1] + state.blank[:-1])
                if level.depth:
                    joined -= np.einsum("tn,tn->n", entry[:, same], state.ended[:-1])
                self._totals[place] += float(factor @ joined)

    def prior_of(self, ranks: NDArray[np.intp]) -> NDArray[np.float64]:
        """q(s) under the tail alone, for registered serials."""
        result = np.zeros(len(ranks))
        for length, prior in self._priors.items():
            which = np.flatnonzero(self._index.lengths[ranks] == length)
            if not len(which):
                continue
            codes = self._index.codes[ranks[which], :length].astype(np.intp)
            known = (codes <= _CHARACTERS).all(axis=1)
            chance = prior[np.arange(length), np.minimum(codes, _CHARACTERS) - 1]
            remainder = np.cumprod(chance[:, ::-1], axis=1)[:, ::-1]
            before = self._index.counts[length]
            for depth in range(length):
                low, high = self._index.block(depth, ranks[which])
                share = self._shares[length][length - depth - 1] / len(self._index)
                result[which] += known * share * (before[high] - before[low]) * remainder[:, depth]
        return result

    def logarithms(self, found: Found) -> NDArray[np.float64]:
        """The logarithm of the sum over unregistered serials, for each view."""
        first = np.unique(self._index.same_serial(found.ranks)[0])
        place = np.searchsorted(found.ranks, first)
        likeliest = np.argsort(-found.scores[place], kind="stable")[:_TAKEN_OFF]
        prior = self.prior_of(first[likeliest])
        registered = np.exp(found.by_view[:, place[likeliest]]) @ prior
        # What rounding may have left of a sum that is registered altogether.
        least = self._totals * 1e-9
        unregistered = max(1e-3, 1.0 - self._registered_share())
        return logarithm(np.maximum(self._totals - registered, least) / unregistered)

    def _registered_share(self) -> float:
        """How much of q falls on registered serials, estimated from serials spread over the register."""
        starts = self._index.starts[-1][:-1]
        sample = starts[:: max(1, len(starts) // _SAMPLE)]
        return float(self.prior_of(sample).mean() * len(starts)) if len(sample) else 0.0


def _with_other(prior: NDArray[np.float64]) -> NDArray[np.float64]:
    """The prior with a last column for codes of other scripts, which free text never has."""
    return np.append(prior, np.zeros((len(prior), 1)), axis=1)


def free_likelihood(emissions: Emissions, end: float) -> float:
    """The likelihood of any text: characters equally likely, each the last with probability ``end``."""
    chance = (1.0 - end) / _CHARACTERS
    blank, empty = 1.0, 1.0
    ended = np.zeros(_CHARACTERS)
    for frame, silent in enumerate(emissions.blank):
        total = float(ended.sum())
        entered = (blank + total - ended) * chance
        blank, ended = silent * (blank + total), emissions.known[frame] * (ended + entered)
        empty *= silent
    return (blank - empty + float(ended.sum())) * end / (1.0 - end)


def free_part(views: Sequence[Emissions], free_reading: float, parameters: BackgroundParameters) -> float:
    """The *free* part of the background: its share and likelihood, as a natural logarithm; see background."""
    total = max(1.0, float(sum(view.weight for view in views)))
    each = logarithm(np.array([free_likelihood(view, parameters.free_end) for view in views]))
    weights = np.array([view.weight for view in views])
    return float(np.log(parameters.free) + weights @ each / total + free_reading * (total - 1.0) / total)


def background(
    views: Sequence[Emissions],
    index: SerialIndex,
    tails: TailSum,
    found: Found,
    free_reading: float,
    parameters: BackgroundParameters,
) -> float:
    """The logarithm of the lattices' likelihood if the serial is not in the register.

    ``free_reading`` is the log-likelihood of the best text of all. With weights that sum to W > 1 (several
    exhibits) the sum over s of q(s) times a product of likelihoods is at most the product of the sums,
    each to the power weight / W, times the best reading's likelihood to the power (W - 1) / W.
    """
    weights = np.array([view.weight for view in views])
    total = max(1.0, float(weights.sum()))
    surplus = free_reading * (total - 1.0) / total
    tail = float(weights @ tails.logarithms(found)) / total + surplus if len(index) else -np.inf
    terms = (
        np.log(parameters.tail) + tail,
        np.log(parameters.edited) + edited_likelihood(index, views, found, parameters),
        free_part(views, free_reading, parameters),
    )
    return float(np.log(parameters.absence) + np.logaddexp.reduce(terms))
