"""Simulated queries and what is believed of them, at the stated prior."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.calibration.belief import PRIOR, Beliefs
from benchmarks.typed.serials import REGISTERED, unregistered_kind
from benchmarks.typed.simulator import Typist

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.typed.serials import Families
    from benchmarks.typed.simulator import Typing
    from findspot.matching.patterns import Finder

#: So many rows are asked for. A true row that is not among them counts with the least posterior written.
_LISTED = 200
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, of which serial, and of what kind that is."""

    typed: str
    serial: str
    kind: str


def draw(serials: Families, typing: Typing, count: int, seed: int) -> list[Query]:
    """So many queries; the share that the prior says is of registered serials."""
    rng = np.random.default_rng(seed)
    typist = Typist(typing, rng)
    registered = round(PRIOR * count)
    queries = []
    for place in range(count):
        kind = REGISTERED if place < registered else unregistered_kind(rng)
        serial = serials.draw(kind, rng)
        queries.append(Query(typist(serial), serial, kind))
    return queries


def ask(finder: Finder, queries: Sequence[Query]) -> Beliefs:
    """What the finder believes, query by query."""
    best, right = np.zeros(len(queries)), np.zeros(len(queries), dtype=bool)
    true, absent = np.zeros(len(queries)), np.zeros(len(queries))
    for place, query in enumerate(queries):
        match = finder.find(query.typed, prior=PRIOR, limit=_LISTED)
        absent[place] = match.not_in_register
        if match.candidates:
            first = match.candidates[0]
            best[place], right[place] = first.posterior, first.serial == query.serial
        listed = (one.posterior for one in match.candidates if one.serial == query.serial)
        true[place] = max(next(listed, 0.0), _LEAST)
    return Beliefs(best, right, true, absent)


def parted(beliefs: Beliefs, queries: Sequence[Query]) -> tuple[Beliefs, Beliefs]:
    """Those of registered serials, and those of others."""
    there = np.array([query.kind == REGISTERED for query in queries])
    return beliefs.of(there), beliefs.of(~there)
