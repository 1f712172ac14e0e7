"""A reading, or a typed pattern, against a register: ranked candidates and *not in this register*.

Each way of choosing the serial among the texts read is weighed by the exact likelihood of every row's serial
against that of an unregistered one (see background); the other fields of the plate raise or lower it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import decode
from findspot.matching.background import TailSum, background, free_part
from findspot.matching.ctc import best_free_reading, prepare
from findspot.matching.evidence import FieldWeigher
from findspot.matching.exhibits import hypotheses, sources
from findspot.matching.index import SerialIndex, index_serials
from findspot.matching.parameters import Parameters, load_parameters
from findspot.matching.posterior import DECIMALS, LARGEST_SET, Posterior, credible_set, posterior, rounded
from findspot.matching.search import search
from findspot.matching.spelling import spelling_evidence
from findspot.matching.typed import pattern_ratios
from findspot.vocabulary.candidates import Candidate, FieldEvidence, Match, SerialColumns
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.matching.ctc import Emissions
    from findspot.matching.exhibits import Hypothesis
    from findspot.vocabulary.reading import Reading
    from findspot.vocabulary.register import Register

#: Rows whose ratio is this far (natural logarithm) below the best add less than 1e-9 of it and are dropped.
_FIELD_REACH = 30.0
#: A row this much (natural logarithm) less likely than any text at all is not what was read.
_HOPELESS = 7.0


def match_reading(
    readings: Sequence[Reading], register: Register, *, prior: float = 0.7, limit: int = 10
) -> Match:
    """The rows that the item in these exhibits may be; all readings show one item.

    Where no serial was read there are no candidates, and *not in register* keeps its prior: nothing was
    learnt. Raises BadInputError for a prior that is no probability between 0 and 1.
    """
    _check_prior(prior)
    parameters = load_parameters()
    columns = register.serials()
    ways = hypotheses(readings, parameters.hypotheses)
    if not ways or not len(columns):
        return Match((), rounded(1.0 - prior) if len(columns) else 1.0, prior, register_rows=len(columns))
    index = index_serials(columns.serial)
    rows, ratios, unread, best_ratio = _weigh_serials(ways, index, columns, parameters)
    shown = sources(readings, parameters.hypotheses.same_photograph_bits)
    evidence = _weigh_fields(rows, ratios, shown, register, columns, parameters)
    spelled = spelling_evidence(rows, columns.serial, shown, parameters.lookalikes)
    for place, said in spelled.items():
        evidence[place] = (*evidence.get(place, ()), said)
    log_ratios = np.log(np.maximum(ratios, 1e-300))
    for place, said_of in evidence.items():
        log_ratios[place] += sum(one.log_ratio for one in said_of)
    belief = posterior(rows, log_ratios, prior=prior, total_rows=len(columns), elsewhere=unread)
    by_row = {int(rows[place]): said_of for place, said_of in evidence.items()}
    return _match(belief, columns, by_row, prior=prior, limit=limit, best_ratio=best_ratio)


def match_pattern(pattern: str, register: Register, *, prior: float = 0.7, limit: int = 10) -> Match:
    """The rows that a typed pattern may be: ``?`` one unreadable character, ``*`` an unknown run.

    Raises BadInputError, one sentence, for a pattern without a letter, digit, ``?`` or ``*``, for one that
    is too long, and for a prior that is no probability between 0 and 1.
    """
    _check_prior(prior)
    columns = register.serials()
    index = index_serials(columns.serial)
    rows, log_ratios = pattern_ratios(pattern, index)
    belief = posterior(rows, log_ratios, prior=prior, total_rows=len(columns))
    return _match(belief, columns, {}, prior=prior, limit=limit, best_ratio=None)


def _check_prior(prior: float) -> None:
    if not 0.0 < prior < 1.0:
        raise BadInputError(f"The prior {prior:g} is not between 0 and 1: give the probability as 0.7.")


@dataclass(frozen=True, slots=True, eq=False)
class _Weighed:
    """One way of choosing the serial: the ranks within reach, each with its ratio to an unregistered serial.

    ``own_kind``: how much the text's being like the register's serials makes it likelier to be the serial.
    ``against_free``: the best row against the best free reading (natural logarithm).
    """

    ranks: NDArray[np.intp]
    ratios: NDArray[np.float64]
    own_kind: float
    against_free: float


def _weigh_serials(
    ways: Sequence[Hypothesis], index: SerialIndex, columns: SerialColumns, parameters: Parameters
) -> tuple[NDArray[np.intp], NDArray[np.float64], float, float | None]:
    """The rows within reach, ascending, each with its likelihood ratio, and the ratio of all other rows.

    Last, the best row of the likeliest way against the best free reading (natural logarithm).
    """
    read = [way for way in ways if way.lattices]
    weighed = [_weigh(_views(way, parameters), index, parameters) for way in read]
    weights = [way.weight * each.own_kind for way, each in zip(read, weighed, strict=True)]
    none = sum(way.weight for way in ways if not way.lattices)
    whole = sum(weights) + none
    found: dict[int, float] = {}
    for weight, each in zip(weights, weighed, strict=True):
        for row, ratio in zip(index.order[each.ranks].tolist(), each.ratios.tolist(), strict=True):
            found[row] = found.get(row, 0.0) + weight / whole * ratio
    if not found:
        found = dict.fromkeys(_nearest(ways, index, columns), 0.0)
    rows = np.array(sorted(found), dtype=np.intp)
    unread = none / whole
    best_ratio = weighed[0].against_free if weighed else None
    return rows, np.array([found[int(row)] for row in rows]) + unread, unread, best_ratio


def _nearest(ways: Sequence[Hypothesis], index: SerialIndex, columns: SerialColumns) -> list[int]:
    """The row that is least unlike what was read where none is within reach, so that one can be looked at.

    What speaks for it is no more than for any other row.
    """
    if not ways[0].lattices:
        return []
    codes, _ = best_free_reading([prepare(ways[0].lattices[0].lattice)])
    if not len(codes):
        return []
    rows, log_ratios = pattern_ratios(decode(codes), index)
    tied = rows[log_ratios >= log_ratios.max(initial=-np.inf) - 1e-9].tolist()
    return sorted(tied, key=lambda row: (columns.serial[row], columns.item[row]))[:1]


def _views(way: Hypothesis, parameters: Parameters) -> list[Emissions]:
    figures = parameters.lattice
    return [
        replace(
            prepare(weighed.lattice, temper=figures.temper, floor=figures.floor, thin=True),
            weight=weighed.exponent,
        )
        for weighed in way.lattices
    ]


def _weigh(views: list[Emissions], index: SerialIndex, parameters: Parameters) -> _Weighed:
    margin = math.log(max(len(index), 1) / parameters.search.left_out)
    tails = TailSum(index, views, parameters.background)
    _, free = best_free_reading(views)
    any_text = free_part(views, free, parameters.background)
    found = search(index, views, margin=margin, least=any_text - _HOPELESS, visit=tails.visit)
    outside = background(views, index, tails, found, free, parameters.background)
    ratios = np.exp(np.minimum(found.scores - outside, 300.0))
    likelier = outside - (any_text - math.log(parameters.background.free))
    own_kind = math.exp(min(max(likelier, 0.0), math.log(parameters.hypotheses.own_kind)))
    return _Weighed(found.ranks, ratios, own_kind, found.best - free)


def _weigh_fields(
    rows: NDArray[np.intp],
    ratios: NDArray[np.float64],
    readings: Sequence[Reading],
    register: Register,
    columns: SerialColumns,
    parameters: Parameters,
) -> dict[int, tuple[FieldEvidence, ...]]:
    """What maker, model and part number say of each row within reach, by its place among ``rows``."""
    by_name: dict[str, Sequence[str]] = {
        "maker": columns.maker,
        "model": columns.model,
        "part_number": columns.part_number,
    }
    if not len(rows) or not any(any(column) for column in by_name.values()):
        return {}
    weigher = FieldWeigher(readings, register, by_name, parameters.fields)
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
    evidence: dict[int, tuple[FieldEvidence, ...]],
    *,
    prior: float,
    limit: int,
    best_ratio: float | None,
) -> Match:
    order = _settled(belief, columns, max(limit, LARGEST_SET))
    named = [_candidate(columns, int(belief.rows[k]), belief.belief[k], evidence) for k in order[:limit]]
    items = [columns.item[belief.rows[k]] for k in order]
    return Match(
        candidates=tuple(named),
        not_in_register=rounded(belief.not_in_register),
        prior=prior,
        credible_set=credible_set(belief.belief[order].tolist(), items, belief.not_in_register),
        tied=belief.tied,
        matched=len(belief.rows),
        best_ratio=best_ratio,
        register_rows=len(columns),
    )


def _settled(belief: Posterior, columns: SerialColumns, count: int) -> list[int]:
    """The places of the likeliest rows by belief, equal ones by serial and item whatever the order of rows.

    At least ``count`` where there are so many, and all that tie with the last of them.
    """
    shares = np.floor(belief.belief * 10**DECIMALS)
    reached = len(shares) if len(shares) <= count else np.count_nonzero(shares >= shares[count - 1])
    return sorted(
        range(int(reached)),
        key=lambda k: (-shares[k], columns.serial[belief.rows[k]], columns.item[belief.rows[k]]),
    )


def _candidate(
    columns: SerialColumns, row: int, p: float, evidence: dict[int, tuple[FieldEvidence, ...]]
) -> Candidate:
    return Candidate(
        item=columns.item[row],
        serial=columns.serial[row],
        model=columns.model[row],
        maker=columns.maker[row],
        part_number=columns.part_number[row],
        permit=columns.permit[row],
        posterior=rounded(float(p)),
        evidence=evidence.get(row, ()),
    )
