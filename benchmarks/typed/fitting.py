"""Fitting the channel and the background of typed queries by the log score of the truth, in few figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.calibration.fitting import HELD, log_score, minimum
from benchmarks.typed.asking import ask, parted
from findspot.matching.absence import typed_background
from findspot.matching.channel import channel_figures
from findspot.matching.indexed import IndexFinder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from benchmarks.calibration.belief import Beliefs
    from benchmarks.typed.asking import Query
    from findspot.matching.absence import TypedBackground
    from findspot.matching.channel import Channel
    from findspot.matching.indexing.index import RegisterIndex

#: The search ends after so many rounds, each of one or two passes over all queries.
_ROUNDS = 30
#: No probability is tried beyond this.
_MOST = 0.3


@dataclass(frozen=True, slots=True)
class Figures:
    """What is fitted: how a person types, and what the serials of unregistered items are like."""

    channel: Channel
    background: TypedBackground

    def finder(self, index: RegisterIndex) -> IndexFinder:
        """The index as these figures answer from it."""
        return IndexFinder(index, channel=self.channel, background=self.background)


def in_force() -> Figures:
    """The figures that findspot reasons with."""
    return Figures(channel_figures(), typed_background())


def judged() -> Figures:
    """What was judged by hand: where fitting starts and is drawn to.

    *edited* is judged to be rare since *tail* holds the registered serials' neighbours in a run.
    """
    now = in_force()
    channel = replace(
        now.channel, wrong=0.02, alike_share=0.6, missed=0.008, added=0.004, swapped=0.004, cut=0.01
    )
    return Figures(channel, replace(now.background, tail=0.7, edited=0.02, free=0.28))


def believed(
    figures: Figures, asked: Sequence[tuple[RegisterIndex, Sequence[Query]]]
) -> list[tuple[Beliefs, Beliefs]]:
    """Of each register's queries, what is believed of registered serials and of others."""
    return [parted(ask(figures.finder(index), queries), queries) for index, queries in asked]


def fit(
    asked: Sequence[tuple[RegisterIndex, Sequence[Query]]], start: Figures, *, rounds: int = _ROUNDS
) -> Figures:
    """The figures with the best mean log score, less what their distance from ``start`` costs.

    Six are free: characters wrong, the odds that a wrong one is a look-alike, slips (left out, added,
    swapped) and cuts together with their ratios as they are, and two shares of the background.
    """
    held = _free(start)

    def cost(point: NDArray[np.float64]) -> float:
        scores = [log_score(*pair) for pair in believed(_figures(point, start), asked)]
        return HELD * float(((point - held) ** 2).sum()) - float(np.mean(scores))

    return _figures(minimum(cost, held, rounds=rounds), start)


def _free(figures: Figures) -> NDArray[np.float64]:
    """The free figures as logarithms; shares as odds against *tail*."""
    channel, shares = figures.channel, figures.background
    return np.log(
        [
            channel.wrong,
            channel.alike_share / (1.0 - channel.alike_share),
            channel.swapped,
            channel.cut,
            shares.edited / shares.tail,
            shares.free / shares.tail,
        ]
    )


def _figures(point: NDArray[np.float64], start: Figures) -> Figures:
    """The figures of a point, what is not free as in ``start``."""
    wrong, odds, swapped, cut, edited, free = np.exp(np.clip(point, -12.0, 12.0)).tolist()
    slips = swapped / start.channel.swapped
    whole = 1.0 + edited + free
    channel = replace(
        start.channel,
        wrong=min(wrong, _MOST),
        alike_share=odds / (1.0 + odds),
        missed=min(slips * start.channel.missed, _MOST),
        added=min(slips * start.channel.added, _MOST),
        swapped=min(swapped, _MOST),
        cut=min(cut, _MOST),
    )
    background = replace(start.background, tail=1.0 / whole, edited=edited / whole, free=free / whole)
    return Figures(channel, background)
