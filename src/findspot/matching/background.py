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

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FIRST_OTHER, FOLDED_ALPHABET
from findspot.matching.ctc import logarithm, remainders
from findspot.matching.edits import edited_likelihood

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


class TailPrior:
    """q(s) under *tail* alone, for registered serials.

    ``digits``: for each length the share of digits at each place; ``total``: how many serials begin it all.
    """

    def __init__(
        self, digits: Mapping[int, NDArray[np.float64]], total: int, parameters: BackgroundParameters
    ) -> None:
        self.priors = {length: class_prior(share) for length, share in digits.items()}
        #: By length, what a beginning of 0, 1, 2 … characters weighs for each serial that begins so.
        self.shares = {length: tail_shares(length, parameters)[::-1] / max(total, 1) for length in digits}

    def of(
        self, codes: NDArray[np.uint8], lengths: NDArray[np.uint8], alike: NDArray[np.integer]
    ) -> NDArray[np.float64]:
        """The prior of each row of codes; ``alike``: how many serials of its length begin so."""
        result = np.zeros(len(codes))
        for length, prior in self.priors.items():
            which = np.flatnonzero(lengths == length)
            if not len(which):
                continue
            some = codes[which, :length].astype(np.intp)
            known = (some <= _CHARACTERS).all(axis=1)
            chance = prior[np.arange(length), np.minimum(some, _CHARACTERS) - 1]
            remainder = np.cumprod(chance[:, ::-1], axis=1)[:, ::-1]
            result[which] = known * ((alike[which, :length] * remainder) @ self.shares[length])
        return result


class Tails(ABC):
    """The tail's sum over a register's prefixes, of which the registered serials are then taken off.

    ``index``: a register, or the serials of one that are within reach; ``totals``: the sum for each view.
    """

    def __init__(self, index: SerialIndex, views: int) -> None:
        self.index = index
        self.totals = np.zeros(views)

    @abstractmethod
    def prior_of(self, ranks: NDArray[np.intp]) -> NDArray[np.float64]:
        """q(s) under the tail alone, for registered serials."""

    @abstractmethod
    def registered_share(self) -> float:
        """How much of q falls on registered serials."""

    def logarithms(self, found: Found) -> NDArray[np.float64]:
        """The logarithm of the sum over unregistered serials, for each view."""
        first = np.unique(self.index.same_serial(found.ranks)[0])
        place = np.searchsorted(found.ranks, first)
        likeliest = np.argsort(-found.scores[place], kind="stable")[:_TAKEN_OFF]
        prior = self.prior_of(first[likeliest])
        registered = np.exp(found.by_view[:, place[likeliest]]) @ prior
        # What rounding may have left of a sum that is registered altogether.
        least = self.totals * 1e-9
        unregistered = max(1e-3, 1.0 - self.registered_share())
        return logarithm(np.maximum(self.totals - registered, least) / unregistered)


class TailSum(Tails):
    """The tail's sum over all prefixes that a search visits: give ``visit`` to the search."""

    def __init__(
        self, index: SerialIndex, views: Sequence[Emissions], parameters: BackgroundParameters
    ) -> None:
        super().__init__(index, len(views))
        self._views = views
        self._prior = TailPrior(index.digits, len(index), parameters)
        self._entries = [
            {n: remainders(v, with_other(p)) for n, p in self._prior.priors.items()} for v in views
        ]

    def visit(self, level: Level) -> None:
        """Add what these prefixes contribute."""
        for length, shares in self._prior.shares.items():
            if length <= level.depth:
                continue
            before = self.index.counts[length]
            counts = before[level.high] - before[level.low]
            if not counts.any():
                continue
            factor = counts * shares[level.depth]
            same = np.minimum(level.last.astype(np.intp), FIRST_OTHER) - 1
            for place, (entries, state) in enumerate(zip(self._entries, level.states, strict=True)):
                entry = entries[length][level.depth]
                joined = entry.sum(axis=1) @ (state.ended[:-1] + state.blank[:-1])
                if level.depth:
                    joined -= np.einsum("tn,tn->n", entry[:, same], state.ended[:-1])
                self.totals[place] += float(factor @ joined)

    def prior_of(self, ranks: NDArray[np.intp]) -> NDArray[np.float64]:
        """q(s) under the tail alone, for registered serials."""
        index, lengths = self.index, self.index.lengths[ranks]
        alike = np.zeros((len(ranks), index.codes.shape[1]), dtype=np.intp)
        for depth in range(alike.shape[1]):
            low, high = index.block(depth, ranks)
            for length in self._prior.priors:
                before, which = index.counts[length], lengths == length
                alike[which, depth] = before[high[which]] - before[low[which]]
        return self._prior.of(index.codes[ranks], lengths, alike)

    def registered_share(self) -> float:
        """How much of q falls on registered serials, estimated from serials spread over the register."""
        starts = self.index.starts[-1][:-1]
        # In the order of an index: by length, then characters.
        starts = starts[np.argsort(self.index.lengths[starts], kind="stable")]
        sample = starts[:: spread_over(len(starts))]
        return float(self.prior_of(sample).mean() * len(starts)) if len(sample) else 0.0


def spread_over(serials: int) -> int:
    """Of so many serials every how many-th is looked at to estimate the registered share of all tails."""
    return max(1, serials // _SAMPLE)


def with_other(prior: NDArray[np.float64]) -> NDArray[np.float64]:
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
    tails: Tails,
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
    tail = float(weights @ tails.logarithms(found)) / total + surplus if tails.index.size else -np.inf
    terms = (
        np.log(parameters.tail) + tail,
        np.log(parameters.edited) + edited_likelihood(tails.index, views, found, parameters),
        free_part(views, free_reading, parameters),
    )
    return float(np.log(parameters.absence) + np.logaddexp.reduce(terms))
