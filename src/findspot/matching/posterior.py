"""From scores to belief: the posterior over all rows and *not in this register*, at the stated prior.

The prior that the item is in the register is spread evenly over its rows. Each row weighs its prior times
its likelihood ratio against an item that is not registered; *not in register* weighs what is left of the
prior times 1. Rows beyond reach keep their share of the belief that none of the texts read is the serial.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Posteriors are given to this many decimals.
DECIMALS = 6
#: Rows whose logarithms differ by less score the same.
_TIE = 1e-9
#: A credible set of more items than this helps nobody and is not listed.
LARGEST_SET = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Belief over rows: ``rows`` within reach in the order of ``belief``, ties in the order given.

    ``elsewhere`` is the belief in all other rows together. With ``not_in_register`` all sums to 1.
    """

    rows: NDArray[np.intp]
    belief: NDArray[np.float64]
    log_ratios: NDArray[np.float64]
    not_in_register: float
    elsewhere: float

    @property
    def tied(self) -> int:
        """How many rows score as high as the first."""
        if not len(self.rows):
            return 0
        return int(np.count_nonzero(self.log_ratios >= self.log_ratios[0] - _TIE))


def posterior(
    rows: NDArray[np.intp],
    log_ratios: NDArray[np.float64],
    *,
    prior: float,
    total_rows: int,
    elsewhere: float = 0.0,
) -> Posterior:
    """The posterior of ``rows`` with these natural log-likelihood ratios against an unregistered item.

    ``elsewhere`` is the likelihood ratio of every row that is not among ``rows``. Raises ValueError for a
    prior outside 0 … 1.
    """
    if not 0.0 <= prior <= 1.0:
        raise ValueError(f"a prior of {prior} is no probability")
    order = np.argsort(-log_ratios, kind="stable")
    rows, log_ratios = rows[order], log_ratios[order]
    if not total_rows:
        return Posterior(rows, np.zeros(0), log_ratios, 1.0, 0.0)
    top = max(0.0, float(log_ratios.max(initial=0.0)))
    each = prior / total_rows
    weights = each * np.exp(log_ratios - top)
    rest = each * elsewhere * (total_rows - len(rows)) * math.exp(-top)
    outside = (1.0 - prior) * math.exp(-top)
    whole = float(weights.sum()) + rest + outside
    if whole <= 0.0:  # a prior of 1 and no row that can be: nothing is known
        return Posterior(rows, weights, log_ratios, 0.0, 1.0)
    return Posterior(rows, weights / whole, log_ratios, outside / whole, rest / whole)


def check_prior(prior: float) -> None:
    """Raises BadInputError, one sentence, for a prior that is no probability between 0 and 1."""
    if not 0.0 < prior < 1.0:
        raise BadInputError(f"The prior {prior:g} is not between 0 and 1: give the probability as 0.7.")


def rounded(probability: float) -> float:
    """The probability to six decimals, rounded down: what sums to at most 1 still does."""
    scale = float(10**DECIMALS)
    return float(math.floor(probability * scale)) / scale


def credible_set(
    shares: Sequence[float], items: Sequence[str], not_in_register: float, level: float = 0.95
) -> tuple[str | None, ...]:
    """The items of the smallest set that holds ``level`` of all belief; None is *not in this register*.

    ``shares[i]`` is the belief in ``items[i]``, likeliest first. Empty where no set of at most 1 000 holds so
    much.
    """
    entries: list[tuple[float, str | None]] = list(
        zip(shares[:LARGEST_SET], items[:LARGEST_SET], strict=True)
    )
    entries.append((not_in_register, None))
    entries.sort(key=lambda entry: -entry[0])
    held = 0.0
    members: dict[str | None, None] = {}
    for p, item in entries[:LARGEST_SET]:
        members[item] = None
        held += p
        if held >= level:
            return tuple(members)
    return ()
