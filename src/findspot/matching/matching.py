"""A reading against a register: ranked candidates and *not in this register*.

Each way of choosing the serial among the texts read is weighed (see ways), persons' readings beside it (see
by_eye); the other fields of the plate raise or lower what comes of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import fold
from findspot.matching.automaton.costs import NEVER
from findspot.matching.by_eye import by_eye_evidence, check_readings, fuse, typed_by, weighed
from findspot.matching.channel import typed_costs
from findspot.matching.ctc import best_free_reading
from findspot.matching.evidence import FieldWeigher
from findspot.matching.exhibits import sources
from findspot.matching.parameters import load_parameters
from findspot.matching.pool import FIELDS, Pool
from findspot.matching.posterior import (
    LARGEST_SET,
    Posterior,
    check_prior,
    credible_set,
    posterior,
    rounded,
)
from findspot.matching.spelling import spelling_evidence
from findspot.matching.ways import Ways, weigh_ways
from findspot.vocabulary.candidates import Candidate, FieldEvidence, Match, SerialColumns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from findspot.matching.index import SerialIndex
    from findspot.matching.parameters import Parameters
    from findspot.matching.typed import Typed
    from findspot.vocabulary.by_eye import ReadByEye
    from findspot.vocabulary.reading import Reading
    from findspot.vocabulary.register import Register

#: Rows whose ratio is this far (natural logarithm) below the best add less than 1e-9 of it and are dropped.
_FIELD_REACH = 30.0
#: Beliefs whose logarithms are the same to so many decimals are equal.
_ALIKE = 6


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """What is believed of each row: the posterior, what speaks for and against, and what reading by eye did.

    ``evidence`` and ``gains`` are by row; a gain is the natural logarithm of the factor that readings by eye
    put on the row's likelihood ratio. There are none where nothing was read by eye.
    """

    posterior: Posterior
    evidence: dict[int, tuple[FieldEvidence, ...]]
    gains: dict[int, float]


def match_reading(
    readings: Sequence[Reading],
    register: Register,
    *,
    by_eye: Sequence[ReadByEye] = (),
    prior: float = 0.7,
    limit: int = 10,
) -> Match:
    """The rows that the item in these exhibits may be; all readings show one item.

    ``by_eye``: what persons read on the exhibits, each of the item's plate as a whole. Where nothing and
    nobody read a serial there are no candidates, and *not in register* keeps its prior: nothing was learnt.
    Raises BadInputError for a prior that is no probability between 0 and 1, and for readings by eye that
    are too many or are no patterns.
    """
    check_prior(prior)
    check_readings(by_eye)
    pool = Pool.of(register)
    ways = weigh_ways(readings, pool.index, load_parameters()) if pool.rows else Ways((), 1.0)
    return match_ways(readings, ways, pool, by_eye=by_eye, prior=prior, limit=limit)


class TableMatcher:
    """The rows of a register, all of them weighed for every reading (see ``Matcher``)."""

    def __init__(self, register: Register) -> None:
        self._register = register

    @property
    def rows(self) -> int:
        """See ``Matcher``."""
        return len(self._register.serials())

    def match(
        self,
        readings: Sequence[Reading],
        *,
        by_eye: Sequence[ReadByEye] = (),
        prior: float = 0.7,
        limit: int = 10,
    ) -> Match:
        """See ``match_reading``."""
        return match_reading(readings, self._register, by_eye=by_eye, prior=prior, limit=limit)


def match_ways(
    readings: Sequence[Reading],
    ways: Ways,
    pool: Pool,
    *,
    by_eye: Sequence[ReadByEye],
    prior: float,
    limit: int,
) -> Match:
    """The same, once the ways of these readings are weighed against the rows of a pool.

    With readings by eye these must be all rows of its register.
    """
    parameters, columns, index = load_parameters(), pool.columns, pool.index
    shown = sources(readings, parameters.hypotheses.same_photograph_bits)
    typed = typed_by(by_eye, index, parameters.by_eye) if len(index) else None
    seen = weighed(by_eye, shown, typed, index.others, parameters.by_eye)
    if not ways.ways and typed is None:
        absent = rounded(1.0 - prior) if pool.rows else 1.0
        return Match((), absent, prior, register_rows=pool.rows, by_eye=seen)
    belief = believed(ways, typed, shown, pool, parameters, prior=prior)

    def said_of(row: int) -> tuple[FieldEvidence, ...]:
        said = belief.evidence.get(row, ())
        if row not in belief.gains:
            return said
        return by_eye_evidence(seen, columns.serial[row], belief.gains[row]), *said

    match = _match(belief.posterior, columns, said_of, prior=prior, limit=limit, best_ratio=ways.best_ratio)
    return replace(match, by_eye=seen, register_rows=pool.rows)


def believed(
    ways: Ways,
    typed: Typed | None,
    shown: Sequence[Reading],
    pool: Pool,
    parameters: Parameters,
    *,
    prior: float,
) -> Belief:
    """What is believed after all readings: ``shown`` are the machine's, one for each photograph.

    There is a way, or something was typed.
    """
    columns = pool.columns
    rows, ratios, elsewhere, gains = _ratios(ways, typed, pool.index, columns, parameters)
    evidence = _weigh_fields(rows, ratios, shown, pool, parameters)
    spelled = spelling_evidence(rows, columns.serial, shown, parameters.lookalikes)
    for place, said in spelled.items():
        evidence[place] = (*evidence.get(place, ()), said)
    log_ratios = np.log(np.maximum(ratios, 1e-300))
    for place, said_of in evidence.items():
        log_ratios[place] += sum(one.log_ratio for one in said_of)
    belief = posterior(rows, log_ratios, prior=prior, total_rows=pool.rows, elsewhere=elsewhere)
    by_row = {int(rows[place]): said_of for place, said_of in evidence.items()}
    by_eye = dict(zip(rows.tolist(), gains.tolist(), strict=True)) if typed is not None else {}
    return Belief(belief, by_row, by_eye)


def _ratios(
    ways: Ways, typed: Typed | None, index: SerialIndex, columns: SerialColumns, parameters: Parameters
) -> tuple[NDArray[np.intp], NDArray[np.float64], float, NDArray[np.float64]]:
    """The rows within reach, ascending, their likelihood ratios, that of all other rows, and the gains."""
    if typed is not None:
        fused = fuse(ways, typed, index, parameters)
        order = np.argsort(index.order[fused.ranks])
        rows = index.order[fused.ranks][order]
        return rows, fused.ratios[order], fused.elsewhere, fused.gains[order]
    ranks = ways.ranks
    none = np.zeros(0)
    if not len(ranks):
        rows = np.array(_nearest(ways, index, columns), dtype=np.intp)
        return rows, np.full(len(rows), ways.unread), ways.unread, none
    order = np.argsort(index.order[ranks])
    return index.order[ranks][order], ways.ratios(ranks)[order], ways.unread, none


def _nearest(ways: Ways, index: SerialIndex, columns: SerialColumns) -> list[int]:
    """The row that is least unlike what was read where none is within reach, so that one can be looked at.

    What speaks for it is no more than for any other row.
    """
    codes, _ = best_free_reading([replace(ways.ways[0].views[0], weight=1.0)])
    if not len(codes):
        return []
    costs = typed_costs(tuple(codes.tolist()), index.codes, index.lengths)
    tied = index.order[np.flatnonzero(costs == costs.min(initial=NEVER))].tolist()
    return sorted(tied, key=lambda row: (columns.serial[row], columns.item[row]))[:1]


def _weigh_fields(
    rows: NDArray[np.intp],
    ratios: NDArray[np.float64],
    readings: Sequence[Reading],
    pool: Pool,
    parameters: Parameters,
) -> dict[int, tuple[FieldEvidence, ...]]:
    """What maker, model and part number say of each row within reach, by its place among ``rows``."""
    columns = pool.columns
    if not len(rows) or not any(any(getattr(columns, name)) for name in FIELDS):
        return {}
    weigher = FieldWeigher(readings, pool, parameters.fields)
    least = math.log(max(float(ratios.max()), 1e-300)) - _FIELD_REACH
    within = np.flatnonzero(np.log(np.maximum(ratios, 1e-300)) >= least)
    return {
        int(place): weigher.weigh(
            columns.maker[rows[place]], columns.model[rows[place]], columns.part_number[rows[place]]
        )
        for place in within
    }


def _match(
    belief: Posterior,
    columns: SerialColumns,
    said_of: Callable[[int], tuple[FieldEvidence, ...]],
    *,
    prior: float,
    limit: int,
    best_ratio: float | None,
) -> Match:
    order = _settled(belief, columns, max(limit, LARGEST_SET))
    named = [_candidate(columns, int(belief.rows[k]), belief.belief[k], said_of) for k in order[:limit]]
    items = [columns.item[belief.rows[k]] for k in order]
    return Match(
        candidates=tuple(named),
        not_in_register=rounded(belief.not_in_register),
        prior=prior,
        credible_set=credible_set(belief.belief[order].tolist(), items, belief.not_in_register),
        tied=belief.tied,
        matched=len(belief.rows),
        best_ratio=best_ratio,
    )


def _settled(belief: Posterior, columns: SerialColumns, count: int) -> list[int]:
    """The places of the likeliest rows by belief, equal ones in the order that ``patterns`` has.

    At least ``count`` where there are so many, and all that tie with the last of them.
    """
    levels = np.round(np.log(np.maximum(belief.belief, 1e-300)), _ALIKE)
    reached = len(levels) if len(levels) <= count else np.count_nonzero(levels >= levels[count - 1])

    def order(k: int) -> tuple[float, int, str, str, str]:
        serial = columns.serial[belief.rows[k]]
        folded = fold(serial)
        return -float(levels[k]), len(folded), folded, serial, columns.item[belief.rows[k]]

    return sorted(range(int(reached)), key=order)


def _candidate(
    columns: SerialColumns, row: int, p: float, said_of: Callable[[int], tuple[FieldEvidence, ...]]
) -> Candidate:
    return Candidate(
        item=columns.item[row],
        serial=columns.serial[row],
        model=columns.model[row],
        maker=columns.maker[row],
        part_number=columns.part_number[row],
        permit=columns.permit[row],
        posterior=rounded(float(p)),
        evidence=said_of(row),
    )
