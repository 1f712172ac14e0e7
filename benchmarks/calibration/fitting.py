"""Fitting the figures by the log score of the truth, lightly held to judgement, and cross-validating them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.calibration.belief import PRIOR, Figures, in_force, joined
from findspot.matching.parameters import load_parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from benchmarks.calibration.belief import Beliefs, Stack

#: Where the figures are drawn to, and how strongly: each squared distance (natural logarithm) costs so much.
JUDGED = replace(
    in_force(load_parameters()), tail=0.25, edited=0.6, free=0.15, none_of_them=0.003, nothing=0.2
)
HELD = 0.002
#: A belief below this counts as this: no single picture decides.
_LEAST = 1e-9
FOLDS = 5
_START, _ROUNDS = 0.7, 400


def log_score(there: Beliefs, absent: Beliefs, prior: float = PRIOR) -> float:
    """The mean logarithm of what was believed of the truth, 0 at best, at the stated prior."""
    of_rows = np.log(np.maximum(there.true, _LEAST)).mean()
    of_absence = np.log(np.maximum(absent.not_in_register, _LEAST)).mean()
    return float(prior * of_rows + (1.0 - prior) * of_absence)


def fit(there: Stack, absent: Stack, which: NDArray[np.intp], held: Figures = JUDGED) -> Figures:
    """The figures with the best log score on these pictures, less what their distance from ``held`` costs."""
    judged = _free(held)

    def cost(point: NDArray[np.float64]) -> float:
        figures = _figures(point, held)
        score = log_score(there.beliefs(figures).of(which), absent.beliefs(figures).of(which))
        return HELD * float(((_free(figures) - judged) ** 2).sum()) - score

    return _figures(minimum(cost, judged), held)


def cross_validated(
    there: Stack, absent: Stack, seed: int, held: Figures = JUDGED
) -> tuple[Beliefs, Beliefs, list[Figures]]:
    """What is believed of every picture with figures fitted without it, and the figures of each fold.

    A picture's answers with its serial there and absent are in one fold. ``held``: as in ``fit``.
    """
    order = np.random.default_rng(seed).permutation(len(there))
    folds = [order[start::FOLDS] for start in range(FOLDS)]
    fitted = [fit(there, absent, np.setdiff1d(order, fold), held) for fold in folds]
    back = np.argsort(np.concatenate(folds))
    beliefs = [
        joined([stack.beliefs(figures).of(fold) for figures, fold in zip(fitted, folds, strict=True)]).of(
            back
        )
        for stack in (there, absent)
    ]
    return beliefs[0], beliefs[1], fitted


def _free(figures: Figures) -> NDArray[np.float64]:
    """The figures as logarithms."""
    return np.log([*figures.shares, figures.none_of_them, figures.nothing])


def _figures(point: NDArray[np.float64], held: Figures) -> Figures:
    """The figures of a point: its first three made to sum to 1, the least doubt kept below a half."""
    tail, edited, free = np.exp(point[:3] - np.logaddexp.reduce(point[:3])).tolist()
    none_of_them = float(np.exp(min(point[3], -0.7)))
    return replace(
        held, tail=tail, edited=edited, free=free, none_of_them=none_of_them, nothing=float(np.exp(point[4]))
    )


def minimum(
    cost: Callable[[NDArray[np.float64]], float], start: NDArray[np.float64], *, rounds: int = _ROUNDS
) -> NDArray[np.float64]:
    """Where ``cost`` is least, by the simplex method of Nelder and Mead (1965), in so many rounds at most."""
    corners = np.vstack([start, start + _START * np.eye(len(start))])
    costs = np.array([cost(corner) for corner in corners])
    for _ in range(rounds):
        order = np.argsort(costs, kind="stable")
        corners, costs = corners[order], costs[order]
        if costs[-1] - costs[0] < 1e-6:
            break
        middle = corners[:-1].mean(axis=0)
        away = middle - corners[-1]
        tried = middle + away
        value = cost(tried)
        if value < costs[0]:
            further = middle + 2.0 * away
            beyond = cost(further)
            tried, value = (further, beyond) if beyond < value else (tried, value)
        elif value >= costs[-2]:
            tried = middle + (0.5 if value < costs[-1] else -0.5) * away
            value = cost(tried)
            if value >= costs[-1]:
                corners[1:] = corners[0] + 0.5 * (corners[1:] - corners[0])
                costs[1:] = [cost(corner) for corner in corners[1:]]
                continue
        corners[-1], costs[-1] = tried, value
    found: NDArray[np.float64] = corners[costs.argmin()]
    return found
