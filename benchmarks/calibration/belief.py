"""The fitted figures put into the parts of a match: what is believed of many pictures at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.calibration.components import PARTS
from findspot.marking.serials import NOTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from benchmarks.calibration.components import Answer
    from findspot.matching.parameters import Parameters

#: The stated prior that the item is in the register: the default of every command.
PRIOR = 0.7


@dataclass(frozen=True, slots=True)
class Figures:
    """What is fitted: the shares of the background, the least doubt in all texts, the odds of *nothing*.

    Held as they are: how much likelier than the shares say an unregistered item is, and the most that it
    counts for a text to be of the register's own kind.
    """

    tail: float
    edited: float
    free: float
    none_of_them: float
    nothing: float
    absence: float
    own_kind: float

    @property
    def shares(self) -> tuple[float, float, float]:
        """The shares of the background in the order of ``PARTS``."""
        return self.tail, self.edited, self.free


def in_force(parameters: Parameters) -> Figures:
    """The figures that findspot reasons with."""
    shares, texts = parameters.background, parameters.hypotheses
    return Figures(
        tail=shares.tail,
        edited=shares.edited,
        free=shares.free,
        none_of_them=texts.none_of_them,
        nothing=NOTHING,
        absence=shares.absence,
        own_kind=texts.own_kind,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Beliefs:
    """Of each answer: the best row's posterior, whether it is the item, the true rows', *not in register*."""

    best: NDArray[np.float64]
    right: NDArray[np.bool_]
    true: NDArray[np.float64]
    not_in_register: NDArray[np.float64]

    def of(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> Beliefs:
        """Those of some answers."""
        return Beliefs(self.best[which], self.right[which], self.true[which], self.not_in_register[which])


def joined(parts: Sequence[Beliefs]) -> Beliefs:
    """Beliefs one after another."""
    return Beliefs(
        np.concatenate([part.best for part in parts]),
        np.concatenate([part.right for part in parts]),
        np.concatenate([part.true for part in parts]),
        np.concatenate([part.not_in_register for part in parts]),
    )


class Stack:
    """Answers side by side in arrays, filled up with texts of no weight and rows of no likelihood.

    ``nothing``: the odds of *nothing proposed is the serial* with which the texts' weights were read.
    """

    def __init__(self, answers: Sequence[Answer], *, nothing: float = NOTHING) -> None:
        count = len(answers)
        texts = max((len(a.weights) for a in answers), default=0)
        rows = max((len(a.true) for a in answers), default=0) or 1
        self._nothing_read = nothing
        self._weights = np.zeros((count, texts))
        self._parts = np.zeros((count, texts, len(PARTS)))
        self._sums = np.full((count, texts), -np.inf)
        self._scores = np.full((count, texts, rows), -np.inf)
        self._evidence = np.zeros((count, rows))
        self._true = np.zeros((count, rows), dtype=bool)
        self._real = np.zeros((count, rows), dtype=bool)
        for place, a in enumerate(answers):
            read, kept = a.scores.shape
            self._weights[place, :read] = a.weights
            self._parts[place, :read] = a.parts
            self._sums[place, :read] = a.sums
            self._scores[place, :read, :kept] = a.scores
            self._evidence[place, :kept] = a.evidence
            self._true[place, :kept] = a.true
            self._real[place, :kept] = True
        self._nothing = np.array([a.nothing for a in answers])
        self._within = np.array([a.within for a in answers], dtype=float)
        self._spelled = np.array([a.spelled for a in answers])
        self._missed = np.array([a.missed for a in answers], dtype=float)
        self._rows = np.array([a.rows for a in answers], dtype=float)

    def __len__(self) -> int:
        return len(self._rows)

    def beliefs(self, figures: Figures, *, prior: float = PRIOR) -> Beliefs:
        """What ``match_reading`` believes with these figures."""
        outside = np.logaddexp.reduce(self._parts + np.log(figures.shares), axis=2) + np.log(figures.absence)
        weights, unread = self._weighed_texts(figures, outside)
        ratios = np.exp(np.minimum(self._scores - outside[:, :, None], 300.0))
        within = np.einsum("at,atr->ar", weights, ratios) + unread[:, None]
        kept = np.where(self._real, within * np.exp(self._evidence), 0.0)
        summed = (weights * np.exp(np.minimum(self._sums - outside, 300.0))).sum(axis=1)
        each = prior / self._rows
        whole = each * (summed + unread * (self._spelled + self._rows - self._within)) + (1.0 - prior)
        best = np.arange(len(self)), kept.argmax(axis=1)
        true = np.where(self._true, kept, 0.0).sum(axis=1) + self._missed * unread
        return Beliefs(
            best=each * kept[best] / whole,
            right=self._true[best],
            true=each * true / whole,
            not_in_register=(1.0 - prior) / whole,
        )

    def _weighed_texts(
        self, figures: Figures, outside: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Each text's weight, by its being of the register's kind too, and what none of them has."""
        weights = self._text_weights(figures)
        unread = np.maximum(0.0, 1.0 - weights.sum(axis=1))
        likelier = outside - self._parts[:, :, PARTS.index("free")]
        grown = weights * np.exp(np.clip(likelier, 0.0, np.log(figures.own_kind)))
        whole = np.maximum(grown.sum(axis=1) + unread, 1e-300)
        return grown / whole[:, None], unread / whole

    def _text_weights(self, figures: Figures) -> NDArray[np.float64]:
        """Each text's weight: other odds of *nothing* scale all of them, the least doubt caps their sum."""
        grown = 1.0 + self._nothing * (figures.nothing / self._nothing_read - 1.0)
        weights = self._weights / grown[:, None]
        most = 1.0 - figures.none_of_them
        scaled: NDArray[np.float64] = weights * (most / np.maximum(most, weights.sum(axis=1)))[:, None]
        return scaled
