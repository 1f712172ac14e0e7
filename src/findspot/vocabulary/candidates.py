"""Candidates: the rows of a register that a reading or a pattern may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from findspot.vocabulary.by_eye import WeighedByEye


@dataclass(frozen=True, slots=True)
class SerialColumns:
    """The register's items as columns, the same length each: all that matching needs.

    One row is one item under one serial, maker, model, part number and permit. Absent values are "".
    """

    item: tuple[str, ...]
    serial: tuple[str, ...]
    model: tuple[str, ...]
    maker: tuple[str, ...]
    part_number: tuple[str, ...]
    permit: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """What one field, or one character, says for or against a candidate.

    ``log_ratio``: natural logarithm of the likelihood ratio against an unknown item; negative lowers belief.
    ``reason`` is one short clause, e.g. "the plate says L3 Wescam, until 2019 a name of L3Harris Wescam".
    """

    field: str
    log_ratio: float
    reason: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of the register with the probability that it is the item."""

    item: str
    serial: str
    model: str
    maker: str
    part_number: str
    permit: str
    posterior: float
    evidence: tuple[FieldEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A reading or pattern against a register.

    ``candidates`` are ordered by posterior, ties by serial and item. All posteriors of the register and
    ``not_in_register`` sum to at most 1. ``prior`` is the stated prior that the item is in the register.
    ``credible_set`` holds the items of the smallest set with 0.95 of all belief (it may include
    "not in this register", written as None). ``tied`` counts the rows that score as high as the first.
    ``matched`` counts the rows considered within reach; ``partial`` says that the search stopped early.
    ``best_ratio`` is the log-likelihood ratio of the best row against the best free reading (≤ 0 in general).
    ``by_eye`` are the persons' readings that took part, as they were weighed.
    """

    candidates: tuple[Candidate, ...]
    not_in_register: float
    prior: float
    credible_set: tuple[str | None, ...] = ()
    tied: int = 0
    matched: int = 0
    partial: bool = False
    best_ratio: float | None = None
    register_rows: int = 0
    by_eye: tuple[WeighedByEye, ...] = ()
