"""Every photograph asked with the machine's reading alone, with persons' beside it, and with theirs alone."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.by_eye.persons import typed
from benchmarks.calibration.belief import PRIOR, Beliefs, joined
from findspot.matching.by_eye import typed_by
from findspot.matching.matching import believed
from findspot.matching.pool import Pool
from findspot.matching.ways import Ways, weigh_ways
from findspot.vocabulary.by_eye import ReadByEye

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.calibration.pictures import Picture, Table
    from findspot.matching.parameters import Parameters

    Pair = tuple[Beliefs, Beliefs]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who reads: so many persons, and whether the machine does.

    ``alike``: the share of characters that a person sees as the machine does. ``exponent``: what readings by
    eye count beside the machine's, None as in force.
    """

    said: str
    persons: int = 0
    alike: float = 0.0
    machine: bool = True
    exponent: float | None = None


def askings(exponents: Sequence[float | None]) -> list[Asking]:
    """The rows of the table."""
    every = [Asking("the machine alone"), Asking("a person alone", 1, machine=False)]
    for exponent in exponents:
        at = "" if exponent is None else f" ({exponent:g})"
        every += [
            Asking(f"both, errors apart{at}", 1, 0.0, exponent=exponent),
            Asking(f"both, half of the characters seen alike{at}", 1, 0.5, exponent=exponent),
            Asking(f"both, all characters seen alike{at}", 1, 1.0, exponent=exponent),
            Asking(f"two persons and the machine, half seen alike{at}", 2, 0.5, exponent=exponent),
        ]
    return every


def ask(
    pictures: Sequence[Picture],
    every: Sequence[Asking],
    parameters: Parameters,
    *,
    draws: int,
    step: Callable[[], None],
) -> list[Pair]:
    """The beliefs of each asking, with the serial in the register and without it.

    Every picture is asked ``draws`` times, by as many different persons; with the machine alone as often, so
    that all rows count the same.
    """
    pools: dict[int, Pool] = {}
    rows: list[tuple[list[Beliefs], list[Beliefs]]] = [([], []) for _ in every]
    for picture in pictures:
        for side, table in enumerate((picture.there, picture.absent)):
            pool = pools.setdefault(id(table), Pool.of(table.register))
            ways = weigh_ways([picture.reading], pool.index, parameters)
            for asking, beliefs in zip(every, rows, strict=True):
                beliefs[side].extend(
                    _asked(picture, table, pool, ways, asking, parameters, draw)
                    for draw in range(draws if asking.persons else 1)
                )
                if not asking.persons:
                    beliefs[side].extend(beliefs[side][-1:] * (draws - 1))
        step()
    return [(joined(there), joined(absent)) for there, absent in rows]


def _asked(
    picture: Picture,
    table: Table,
    pool: Pool,
    ways: Ways,
    asking: Asking,
    parameters: Parameters,
    draw: int,
) -> Beliefs:
    """One answer. The same picture and draw give the same persons, whoever else reads and in any register."""
    truth = picture.sample.serials[0]
    seeds = (f"{picture.sample.path.name} {draw} {person}" for person in range(asking.persons))
    by_eye = [
        ReadByEye(typed(truth, picture.reading, asking.alike, seed), f"person {number}")
        for number, seed in enumerate(seeds)
    ]
    if asking.exponent is not None:
        figures = dataclasses.replace(parameters.by_eye, beside_machine=asking.exponent)
        parameters = dataclasses.replace(parameters, by_eye=figures)
    given = typed_by(by_eye, pool.index, parameters.by_eye) if by_eye else None
    used = ways if asking.machine else Ways((), 1.0)
    if given is None and not used.ways:
        return _nothing(table)
    shown = [picture.reading] if asking.machine else []
    belief = believed(used, given, shown, pool, parameters, prior=PRIOR).posterior
    true = {row for serial in picture.sample.serials for row in table.rows.get(serial, ())}
    right = np.isin(belief.rows, sorted(true))
    missed = len(true) - int(np.count_nonzero(right))
    others = max(len(table.register.serials()) - len(belief.rows), 1)
    return Beliefs(
        best=belief.belief[:1],
        right=right[:1],
        true=np.array([float(belief.belief[right].sum()) + missed * belief.elsewhere / others]),
        not_in_register=np.array([belief.not_in_register]),
    )


def _nothing(table: Table) -> Beliefs:
    """Nothing was read: every row has its share of the prior."""
    each = np.array([PRIOR / len(table.register.serials())])
    return Beliefs(each, np.array([False]), each, np.array([1.0 - PRIOR]))
