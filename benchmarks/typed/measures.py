"""What is counted of simulated queries, beside what the reading's calibration counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.calibration.fitting import log_score
from benchmarks.calibration.measures import (
    SURE,
    calibration_error,
    mean_absence,
    of_absence,
    of_best_row,
    separation,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.calibration.belief import Beliefs

    Figure = Callable[[Beliefs, Beliefs], float]

_DRAWS = 300


def ece(there: Beliefs, absent: Beliefs) -> float:
    """The calibration error of the best row's posterior."""
    return calibration_error(of_best_row(there, absent))


def ece_of_absence(there: Beliefs, absent: Beliefs) -> float:
    """The calibration error of *not in this register*."""
    return calibration_error(of_absence(there, absent))


_FIGURES: dict[str, Figure] = {
    "ece": ece,
    "ece of absence": ece_of_absence,
    "auc": separation,
    "log score": log_score,
}


def measured(
    there: Beliefs, absent: Beliefs, kinds: Sequence[str], *, seed: int
) -> dict[str, float | int | list[float]]:
    """All figures of one register's queries; ``kinds``: of each serial that is not registered.

    Intervals are of 95 %, from queries drawn again with replacement, those of registered serials and the
    others each among themselves.
    """
    sure_there, sure_absent = there.best >= SURE, absent.best >= SURE
    result: dict[str, float | int | list[float]] = {
        "queries": len(there.best) + len(absent.best),
        "first": float(there.right.mean()),
        "sure": float(np.concatenate([sure_there, sure_absent]).mean()),
        "answers sure": int(sure_there.sum() + sure_absent.sum()),
        "sure and wrong, there": int((sure_there & ~there.right).sum()),
        "sure and wrong, absent": int(sure_absent.sum()),
        "mean absence": mean_absence(there, absent),
    }
    for name, figure in _FIGURES.items():
        result[name] = figure(there, absent)
        result[f"{name} interval"] = _interval(figure, there, absent, seed)
    for kind in dict.fromkeys(kinds):
        which = np.array([one == kind for one in kinds])
        result[f"auc, {kind}"] = separation(there, absent.of(which))
    return result


def _interval(figure: Figure, there: Beliefs, absent: Beliefs, seed: int) -> list[float]:
    rng = np.random.default_rng(seed)
    values = []
    for _ in range(_DRAWS):
        some, others = (rng.integers(0, len(part.best), len(part.best)) for part in (there, absent))
        values.append(figure(there.of(some), absent.of(others)))
    return [float(value) for value in np.quantile(values, (0.025, 0.975))]
