"""Queries from what a person typed: characters, ``?`` for an unreadable one and ``*`` for an unknown run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.automaton.compiling import Whole, compiled
from findspot.matching.automaton.costs import ADDED, CODES, MISSED, NEVER, SWAPPED, Query, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs

#: Tokens that are no codes.
UNREADABLE, RUN = -1, -2


@dataclass(frozen=True, slots=True, eq=False)
class TypedCosts:
    """What typing costs, as data; build it with ``of``.

    ``table`` has a sign for each code, one for ``?`` and one for ``*``. Of the others see ``Query``; they are
    the same wherever they happen in a text, but that nothing is missed before its first place: there the
    beginning was cut.
    """

    table: Table
    added: int
    missed: int
    swapped: int
    cuts: Costs

    @classmethod
    def of(
        cls,
        exchange: Costs,
        unreadable: Costs,
        *,
        added: int,
        missed: int,
        swapped: int,
        begin: Costs,
        end: Costs,
    ) -> TypedCosts:
        """The costs of typing the first code for the second, ``exchange`` (256, 256), and ``?`` for each."""
        assert exchange.shape == (CODES, CODES), "one cost for each pair of codes"
        run = np.full((1, CODES), NEVER, dtype=np.int32)
        table = Table.of(np.concatenate([exchange, unreadable[None], run]))
        return cls(table, added, missed, swapped, np.stack((begin, end)))

    def query(self, tokens: Sequence[int]) -> Query:
        """The query of these tokens: codes, ``UNREADABLE`` or ``RUN``."""
        signs = np.array(tokens, dtype=np.int32)
        gaps = np.full((3, len(signs) + 1), NEVER, dtype=np.int32)
        _fill(signs, gaps, self.added, self.missed, self.swapped)
        return Query(self.table, signs, gaps, self.cuts)


@compiled
def _fill(signs: NDArray[np.int32], gaps: Costs, added: Whole, missed: Whole, swapped: Whole) -> None:
    """Turn tokens into signs, and give the costs of their gaps, which are impossible before."""
    last: Whole = np.int64(UNREADABLE)
    for place in range(len(signs)):
        token = np.int64(signs[place])
        gaps[ADDED, place] = 0 if token == RUN else added
        gaps[MISSED, place + 1] = 0 if token == RUN else missed
        if token > 0 and last > 0:
            gaps[SWAPPED, place - 1] = swapped
        last = token
        if token == UNREADABLE:
            signs[place] = CODES
        elif token == RUN:
            signs[place] = CODES + 1


def any_code(cost: int = 0) -> Costs:
    """The costs of a sign that costs the same for every code, as ``?`` does."""
    costs: NDArray[np.int32] = np.full(CODES, cost, dtype=np.int32)
    return costs
