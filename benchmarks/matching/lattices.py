"""Lattices of drawn lines searched in an index, beside what the one text that was read finds."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.matching.exhaustive import among
from benchmarks.matching.measuring import Taken, timed
from findspot.matching.ctc import prepare
from findspot.matching.indexing.laying import LIKELIEST, NODES, lay_lattices
from findspot.matching.parameters import load_parameters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.matching.exhaustive import Serials
    from benchmarks.matching.lines import Line
    from findspot.matching.ctc import Emissions
    from findspot.matching.indexing.index import RegisterIndex
    from findspot.matching.indexing.laying import Laid


def laid(index: RegisterIndex, lines: Sequence[Line]) -> Taken:
    """Each lattice searched for all but a share of 0.0001, as far as a bounded search comes."""
    share = load_parameters().search.left_out
    margin = math.log(len(index) / share)

    def search(line: Line) -> Laid:
        return lay_lattices(index, [_ready(line)], margin=margin, share=share, most=LIKELIEST, nodes=NODES)

    search(lines[0])
    taken = Taken()
    for line in lines:
        found, milliseconds = timed(partial(search, line))
        taken.times.append(milliseconds)
        true = (found.rank == line.asked.rank).nonzero()[0]
        taken.count(among(found.scores, int(true[0])) if len(true) else (0.0, 0.0))
    return taken


def weighed(serials: Serials, lines: Sequence[Line]) -> Taken:
    """Brute force: the exact likelihood of every serial under each lattice."""
    taken = Taken()
    for line in lines:
        scores, milliseconds = timed(partial(serials.likelihoods, _ready(line)))
        taken.times.append(milliseconds)
        taken.count(among(scores, line.asked.rank))
    return taken


def _ready(line: Line) -> Emissions:
    figures = load_parameters().lattice
    return prepare(line.lattice, temper=figures.temper, floor=figures.floor, thin=True)
