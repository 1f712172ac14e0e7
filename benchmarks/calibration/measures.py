"""What is counted of beliefs: how sure, how often wrong, and whether they mean what they say.

Every picture is asked twice, with its serial in the register and without it. The two answers count with the
weights of the stated prior, 0.7 and 0.3, as if that prior were true.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.calibration.belief import PRIOR
from benchmarks.calibration.fitting import log_score
from benchmarks.reading.scores import wilson

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from benchmarks.calibration.belief import Beliefs

BINS = 10
SURE, NEARLY_SURE = 0.99, 0.95
_DRAWS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """Probabilities that were stated, whether each came true, and what each counts."""

    stated: NDArray[np.float64]
    came_true: NDArray[np.bool_]
    weights: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BinOf:
    """The claims between two probabilities: means of what was stated and what came true, and how many.

    ``count`` is the number of answers; ``low`` and ``high`` are Wilson's 95 % interval of their share that
    came true, for as many answers of equal weight as theirs are worth (Kish 1965). None where there are none.
    """

    start: float
    end: float
    count: int
    stated: float | None = None
    true: float | None = None
    low: float | None = None
    high: float | None = None


def of_best_row(there: Beliefs, absent: Beliefs) -> Claims:
    """That the best row is the item; where the serial is absent it never is."""
    stated = np.concatenate([there.best, absent.best])
    came_true = np.concatenate([there.right, np.zeros(len(absent.best), dtype=bool)])
    return Claims(stated, came_true, _weights(there, absent))


def of_absence(there: Beliefs, absent: Beliefs) -> Claims:
    """That the register does not have the item."""
    stated = np.concatenate([there.not_in_register, absent.not_in_register])
    came_true = np.repeat([False, True], [len(there.best), len(absent.best)])
    return Claims(stated, came_true, _weights(there, absent))


def _weights(there: Beliefs, absent: Beliefs) -> NDArray[np.float64]:
    """What each answer counts: all with the serial there as much as the prior, however many they are."""
    counts = len(there.best), len(absent.best)
    each = [share / max(count, 1) for share, count in zip((PRIOR, 1.0 - PRIOR), counts, strict=True)]
    return np.repeat(each, counts)


def binned(claims: Claims) -> list[BinOf]:
    """The claims in ten bins of equal width."""
    place = _places(claims.stated)
    return [_bin(claims, np.flatnonzero(place == n), n) for n in range(BINS)]


def _bin(claims: Claims, which: NDArray[np.intp], number: int) -> BinOf:
    start, end = number / BINS, (number + 1) / BINS
    if not len(which):
        return BinOf(start, end, 0)
    weights = claims.weights[which]
    total = float(weights.sum())
    true = float(weights @ claims.came_true[which]) / total
    worth = max(1, round(total**2 / float((weights**2).sum())))
    low, high = wilson(true * worth, worth)
    return BinOf(start, end, len(which), float(weights @ claims.stated[which]) / total, true, low, high)


def _places(stated: NDArray[np.float64]) -> NDArray[np.intp]:
    return np.minimum((stated * BINS).astype(np.intp), BINS - 1)


def calibration_error(claims: Claims) -> float:
    """The mean distance between stated and true over ten bins of equal width, weighed by what they hold."""
    gaps = claims.weights * (claims.stated - claims.came_true)
    return float(np.abs(np.bincount(_places(claims.stated), gaps, BINS)).sum() / claims.weights.sum())


def separation(there: Beliefs, absent: Beliefs) -> float:
    """The chance that *not in register* is believed more of an absent serial than of one that is there."""
    low, high = np.sort(there.not_in_register), absent.not_in_register
    wins = np.searchsorted(low, high, "left") + np.searchsorted(low, high, "right")
    return float(wins.mean() / 2.0 / len(low))


def mean_absence(there: Beliefs, absent: Beliefs) -> float:
    """The mean belief in absence: calibrated, it is what the prior leaves."""
    return float(PRIOR * there.not_in_register.mean() + (1.0 - PRIOR) * absent.not_in_register.mean())


def measured(there: Beliefs, absent: Beliefs, *, seed: int) -> dict[str, float | int | list[float]]:
    """All figures of these pictures; intervals are of 95 %, from pictures drawn again with replacement."""

    def error(a: Beliefs, b: Beliefs) -> float:
        return calibration_error(of_best_row(a, b))

    sure_there, sure_absent = there.best >= SURE, absent.best >= SURE
    return {
        "pictures": len(there.best),
        "first": float(there.right.mean()),
        "sure": float(sure_there.mean()),
        "answers sure": int(sure_there.sum() + sure_absent.sum()),
        "sure and wrong, there": int((sure_there & ~there.right).sum()),
        "sure and wrong, absent": int(sure_absent.sum()),
        "absent nearly sure": float((absent.best >= NEARLY_SURE).mean()),
        "ece": error(there, absent),
        "ece interval": _interval(error, there, absent, seed),
        "ece of absence": calibration_error(of_absence(there, absent)),
        "mean absence": mean_absence(there, absent),
        "auc": separation(there, absent),
        "auc interval": _interval(separation, there, absent, seed),
        "log score": log_score(there, absent),
    }


def gain(before: tuple[Beliefs, Beliefs], after: tuple[Beliefs, Beliefs], *, seed: int) -> list[float]:
    """How much the log score is better after than before, and the 95 % interval of that."""
    rng, count = np.random.default_rng(seed), len(before[0].best)
    draws = [np.arange(count), *(rng.integers(0, count, count) for _ in range(_DRAWS))]
    gains = [
        log_score(after[0].of(which), after[1].of(which))
        - log_score(before[0].of(which), before[1].of(which))
        for which in draws
    ]
    return [gains[0], *(float(value) for value in np.quantile(gains[1:], (0.025, 0.975)))]


def _interval(
    figure: Callable[[Beliefs, Beliefs], float], there: Beliefs, absent: Beliefs, seed: int
) -> list[float]:
    rng, count = np.random.default_rng(seed), len(there.best)
    drawn = (rng.integers(0, count, count) for _ in range(_DRAWS))
    values = [figure(there.of(which), absent.of(which)) for which in drawn]
    return [float(value) for value in np.quantile(values, (0.025, 0.975))]
