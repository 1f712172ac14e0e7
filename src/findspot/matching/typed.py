"""What was typed, against a register: every row's likelihood ratio to a serial that is not registered.

One text is weighed, or several persons' texts of one serial, each with an exponent on its likelihood.

The serial of an unregistered item is mostly of the same families (see background), here a mixture of

- *tail*: begins like a registered serial and ends freely, in the classes (digit, letter) of that row's end.
  Registered ones are none of these, and of a beginning's unregistered ends each counts alike;
- *edited*: a registered serial with one character exchanged for another of its class. As many of these count
  as registered as of all serials that begin so up to that character: with the last one exchanged, none does;
- *free*: any text.

The serials within reach, if they are not too many, have their share of *tail* and *edited* written out one by
one: a beginning of theirs stands for all serials that begin so, and what is near no serial within reach is
near nothing that was typed. Where more are within reach, as of a pattern that fits the whole register, the
likeliest stand for themselves, and all others are weighed by an even sample of the register's ranks. A
register that is no larger than the sample is written out altogether. Where a character is exchanged, fewer
serials stand for all, chosen evenly but for the likeliest. Over several texts, sums over unknown characters
are replaced by an upper bound (Hölder's inequality), which errs towards *not in register*.

Here this is worked out for the rows of tables (see ``standing``); ``indexed`` does the same in an index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from findspot.matching.absence import free_text, typed_background
from findspot.matching.automaton.costs import SCALE
from findspot.matching.channel import typed_costs, typed_exactly
from findspot.matching.standing import TableBackground

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.channel import Tokens
    from findspot.matching.index import SerialIndex

#: Rows that lie further below the best (thousandths of a natural logarithm) than a factor of 100 000 are not
#: named; all together they weigh little.
REACH = 11_513
#: Rows that lie further than this below a text without an error are not named, whatever the best.
FURTHEST = 65_000
#: Half of the least difference between two costs, in natural logarithms.
_ROUNDING = 0.5 / SCALE


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed of one serial: texts as tokens, each with its exponent; these sum to 1 or more."""

    texts: tuple[Tokens, ...]
    exponents: tuple[float, ...] = (1.0,)

    def log_likelihoods(
        self, codes: NDArray[Any], lengths: NDArray[np.uint8], mixtures: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """The logarithm of the likelihood for each row of codes; of ``mixtures`` see ``typed_costs``."""
        total = np.zeros(len(codes))
        for tokens, exponent in zip(self.texts, self.exponents, strict=True):
            total -= exponent / SCALE * typed_costs(tokens, codes, lengths, mixtures)
        return total

    @property
    def best(self) -> float:
        """The logarithm of the likelihood of the serial that fits best, for each text its own."""
        each = zip(self.texts, self.exponents, strict=True)
        return sum(exponent * typed_exactly(tokens) for tokens, exponent in each)


@dataclass(frozen=True, slots=True, eq=False)
class TypedScores:
    """What was typed, against a register: the log-likelihood for each rank, and if it is not registered."""

    scores: NDArray[np.float64]
    outside: float

    @property
    def ratios(self) -> NDArray[np.float64]:
        """The log-likelihood ratio of each rank."""
        return self.scores - self.outside


def within_reach(typed: TypedScores) -> NDArray[np.intp]:
    """The ranks that are named, ascending."""
    least = max(float(typed.scores.max()) - REACH / SCALE, -FURTHEST / SCALE)
    return np.flatnonzero(typed.scores >= least - _ROUNDING)


def typed_scores(typed: Typed, index: SerialIndex, background: TableBackground | None = None) -> TypedScores:
    """What was typed, against a register of at least one serial; ``background``: made ready for it."""
    background = background or TableBackground(index)
    scores = typed.log_likelihoods(index.codes, index.lengths)
    whole = sum(typed.exponents)
    shared = Typed(typed.texts, tuple(exponent / whole for exponent in typed.exponents))
    ranks = background.register.ranks
    near = np.flatnonzero(np.isin(ranks, within_reach(TypedScores(scores, 0.0)), assume_unique=True))
    likely = near[np.argsort(-np.round(scores[ranks[near]], 6), kind="stable")]
    free = free_text(shared.texts, shared.exponents, typed_background())
    outside = background.log_likelihood(shared.log_likelihoods, free, likely)
    # What exceeds exponents of 1 in all counts as at the serial that fits best.
    return TypedScores(scores, outside + (whole - 1.0) * shared.best)
