"""What a reading says of a register, taken apart so that the fitted figures can be put in afterwards.

A match is slow and its figures are many. Everything in it that does not depend on the fitted figures is kept
here: of every text that may be the serial, the rows' log-likelihoods and those of the three parts of the
background without their shares. ``belief`` puts them together again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.background import TailSum, free_part
from findspot.matching.ctc import Emissions, best_free_reading, prepare
from findspot.matching.edits import edited_likelihood
from findspot.matching.exhibits import hypotheses, sources
from findspot.matching.index import index_serials
from findspot.matching.search import search
from findspot.matching.spelling import spelling_evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.matching.exhibits import Hypothesis
    from findspot.matching.index import SerialIndex
    from findspot.matching.parameters import Parameters
    from findspot.vocabulary.reading import Reading
    from findspot.vocabulary.register import Register

#: The rows of each text that are kept one by one, likeliest first; the others count in the sums.
KEPT = 24
#: A row this much (natural logarithm) below any text at all is out of reach, as in ``matching``.
_HOPELESS = 7.0

#: The parts of the background, in this order wherever they are arrays.
PARTS = ("tail", "edited", "free")


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """One reading against one register.

    ``weights`` (texts): each text's, as read; ``nothing``: what is left of 1 for *nothing proposed is it*.
    ``parts`` (texts, 3): log-likelihoods of tail, edited and free, without their shares. ``sums`` (texts):
    log of the rows' likelihoods, summed. ``scores`` (texts, kept rows): log-likelihoods, minus infinity
    where a row is out of that text's reach; ``true`` (kept rows): whether the row is the item.
    ``within``: how many rows are within reach, ``spelled``: the same, each weighed by how it is spelled.
    ``missed``: true rows out of reach. ``rows``: rows of the register.
    """

    weights: NDArray[np.float64]
    nothing: float
    parts: NDArray[np.float64]
    sums: NDArray[np.float64]
    scores: NDArray[np.float64]
    true: NDArray[np.bool_]
    evidence: NDArray[np.float64]
    within: int
    spelled: float
    missed: int
    rows: int


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    rows: NDArray[np.intp]
    scores: NDArray[np.float64]
    parts: tuple[float, float, float]


def answer(reading: Reading, register: Register, true_rows: Sequence[int], parameters: Parameters) -> Answer:
    """The parts of ``match_reading``, maker, model and part number aside, at this temper and floor.

    ``true_rows``: the register's rows that are the item.
    """
    columns = register.serials()
    index = index_serials(columns.serial)
    texts = replace(parameters.hypotheses, none_of_them=0.0)
    ways = [way for way in hypotheses([reading], texts) if way.lattices]
    weighed = [_weighed(way, index, parameters) for way in ways]
    rows = np.unique(np.concatenate([np.zeros(0, np.intp), *(way.rows for way in weighed)]))
    evidence = np.zeros(len(rows))
    shown = sources([reading], parameters.hypotheses.same_photograph_bits)
    for place, said in spelling_evidence(rows, columns.serial, shown, parameters.lookalikes).items():
        evidence[place] = said.log_ratio
    scores = np.full((len(ways), len(rows)), -np.inf)
    for place, way in enumerate(weighed):
        scores[place, np.searchsorted(rows, way.rows)] = way.scores
    true = np.isin(rows, true_rows)
    kept = _kept(scores + evidence, true)
    serials = [serial for marking in reading.markings for serial in marking.serials]
    return Answer(
        weights=np.array([way.weight for way in ways]),
        nothing=max(0.0, 1.0 - sum(serial.weight for serial in serials)),
        parts=np.array([way.parts for way in weighed]).reshape(-1, len(PARTS)),
        sums=np.array([np.logaddexp.reduce(each) for each in scores + evidence]),
        scores=scores[:, kept],
        true=true[kept],
        evidence=evidence[kept],
        within=len(rows),
        spelled=float(np.exp(evidence).sum()),
        missed=len(true_rows) - int(np.count_nonzero(true)),
        rows=len(columns),
    )


def _kept(scores: NDArray[np.float64], true: NDArray[np.bool_]) -> NDArray[np.intp]:
    best = [np.argsort(-each, kind="stable")[:KEPT] for each in scores]
    return np.unique(np.concatenate([np.flatnonzero(true), *best]))


def _weighed(way: Hypothesis, index: SerialIndex, parameters: Parameters) -> _Way:
    figures = parameters.lattice
    views = []
    for weighed in way.lattices:
        ready = prepare(weighed.lattice, temper=figures.temper, floor=figures.floor, thin=True)
        views.append(Emissions(ready.frames, weighed.exponent))
    tails = TailSum(index, views, parameters.background)
    _, reading = best_free_reading(views)
    free = free_part(views, reading, parameters.background)
    margin = math.log(len(index) / parameters.search.left_out)
    found = search(index, views, margin=margin, least=free - _HOPELESS, visit=tails.visit)
    weights = np.array([view.weight for view in views])
    total = max(1.0, float(weights.sum()))
    tail = float(weights @ tails.logarithms(found)) / total + reading * (total - 1.0) / total
    edited = edited_likelihood(index, views, found, parameters.background)
    order = np.argsort(index.order[found.ranks])
    rows = index.order[found.ranks][order]
    return _Way(rows, found.scores[order], (tail, edited, free - math.log(parameters.background.free)))
