"""What was typed if its serial is not registered, over tables: the serials that stand for all, weighed.

See ``typed`` for what is weighed, ``families`` for the tree that it is weighed along, and ``outside`` for the
same in an index.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np

from findspot.matching.absence import (
    NOTHING,
    edited_of,
    exchanged_rows,
    mixed,
    open_shares,
    sampled,
    typed_background,
)
from findspot.matching.alphabet import FOLDED_ALPHABET
from findspot.matching.channel import ANY_DIGIT, ANY_LETTER, MIXTURE
from findspot.matching.families import DIGITS, LETTERS, Families, Register, own_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from findspot.matching.index import SerialIndex

    Codes = NDArray[np.uint8]
    Longs = NDArray[np.int64]
    Reals = NDArray[np.float64]


class Likelihoods(Protocol):
    """The logarithm of the likelihood of what was typed for rows of codes (see ``channel.typed_costs``)."""

    def __call__(self, codes: Longs, lengths: Codes, mixtures: Reals | None = None) -> Reals:
        """One for each row."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _Changed:
    """Serials that have one of several characters at this depth, and what each of them weighs."""

    depth: int
    codes: Longs
    lengths: Codes
    mixtures: Reals
    weights: Reals


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Serials that stand for all or for a part.

    ``begin`` (serials, longest): for how many rows the first 0, 1, 2 … codes of each stand where a free end
    follows; ``exchanged``: for how many rows each stands where one of its characters is exchanged.
    """

    families: Families
    begin: Reals
    exchanged: Reals

    @classmethod
    def of_rows(cls, families: Families, rows: Reals, exchanged: Reals) -> Self:
        """Serials that stand for these rows."""
        return cls(families, np.repeat(rows[:, None], families.codes.shape[1], axis=1), exchanged)

    @property
    def open(self) -> float:
        """What all beginnings with free ends weigh."""
        return float(sum(mass.sum() for mass in self._masses()))

    @property
    def spare(self) -> float:
        """For how many rows they stand, of each the unregistered share of its exchanges."""
        return float(
            sum(
                (self.exchanged[some] * shares.sum(axis=1) / others / self.families.lengths[some]).sum()
                for some, shares, others in self._exchanges()
            )
        )

    def tails(self, likelihoods: Likelihoods) -> float:
        """The logarithm of the likelihood of unregistered serials that begin so, times ``open``."""
        return _summed(
            likelihoods, [self._leaving(*one) for one in enumerate(zip(*self._flows(), strict=True))]
        )

    def edits(self, likelihoods: Likelihoods) -> float:
        """The logarithm of the likelihood of serials with one character exchanged, times ``spare``."""
        families, changed = self.families, []
        for depth, (some, shares, others) in enumerate(self._exchanges()):
            weights = self.exchanged[some] * shares.sum(axis=1) / others / families.lengths[some]
            kept = np.flatnonzero(weights > 0.0)
            codes = families.codes[some[kept]].astype(np.int64)
            level = families.tree[depth]
            mixtures = _mixtures(shares[kept], level.size[level.of[some[kept]]])
            changed.append(_Changed(depth, codes, families.lengths[some[kept]], mixtures, weights[kept]))
        return _summed(likelihoods, changed)

    def _masses(self) -> list[Reals]:
        """What each beginning weighs by itself where a free end follows, depth by depth."""
        masses = []
        for level in self.families.tree:
            some, lengths = level.of >= 0, self.families.lengths[level.serial]
            known, place = np.unique(lengths, return_inverse=True)
            shares = np.array([open_shares(int(length))[level.depth] for length in known])[place.ravel()]
            sums = np.bincount(level.of[some], self.begin[some, level.depth], len(level.serial))
            masses.append(np.where(level.alike < level.possible * level.size, sums * shares, 0.0))
        return masses

    def _flows(self) -> tuple[list[Reals], list[Reals]]:
        """What reaches each beginning, depth by depth, and the shares of it that leave the tree there.

        These are (beginnings, letters), by the next character: those with which no serial of these goes on.
        """
        flows: list[Reals] = []
        asides: list[Reals] = []
        for level, mass in zip(self.families.tree, self._masses(), strict=True):
            flow = mass
            if flows:
                before = self.families.tree[level.depth - 1].of[level.serial]
                own = own_place(self.families.codes[level.serial, level.depth - 1])
                known, shares = own >= 0, asides[-1]
                flow = mass + np.where(known, flows[-1][before] * shares[before, own], 0.0)
                shares[before[known], own[known]] = 0.0
            ends = level.unregistered
            whole = ends.sum(axis=1, keepdims=True)
            flows.append(flow)
            asides.append(ends / np.where(whole > 0.0, whole, 1.0))
        return flows, asides

    def _leaving(self, depth: int, flow_aside: tuple[Reals, Reals]) -> _Changed:
        """What leaves the tree at this depth, by the beginning that it has."""
        flow, aside = flow_aside
        families, level, weights = self.families, self.families.tree[depth], flow * aside.sum(axis=1)
        some = np.flatnonzero(weights > 0.0)
        serial = level.serial[some]
        codes = families.codes[serial].astype(np.int64)
        free = np.where(codes <= DIGITS, ANY_DIGIT, ANY_LETTER)
        codes[:, depth:] = np.where(codes[:, depth:] == 0, 0, free[:, depth:])
        mixtures = _mixtures(aside[some], level.size[some])
        return _Changed(depth, codes, families.lengths[serial], mixtures, weights[some])

    def _exchanges(self) -> Iterator[tuple[NDArray[np.intp], Reals, Longs]]:
        """Depth by depth the serials that go on, and what is unregistered if the next character is exchanged.

        Of all ends that go on with each other character of its class the share, and how many others there
        are.
        """
        for level in self.families.tree:
            some = np.flatnonzero((level.of >= 0) & (self.exchanged > 0.0))
            of = level.of[some]
            shares = (level.unregistered / level.possible[:, None])[of]
            own = own_place(self.families.codes[some, level.depth])
            known = np.flatnonzero(own >= 0)
            shares[known, own[known]] = 0.0
            yield some, shares, level.size[of] - (own >= 0)


class TableBackground:
    """The serials that unregistered items may bear, by the families of a register's serials.

    Of the serials that stand for the register an even sample is the same for every pattern: it is gathered
    once.
    """

    def __init__(self, index: SerialIndex) -> None:
        figures = typed_background()
        self.register = register = Register.of(index)
        self._rows = register.rows.astype(np.float64)
        self._sample = sampled(len(register), figures.sample)
        self._even = Families.of(register, self._sample)
        own, fewer = self._rows[self._sample], edited_of(self._sample)
        self._fewer = np.where(np.isin(self._sample, fewer), own, 0.0)
        whole = float(self._rows.sum())
        all_ = Standing.of_rows(self._even, _scaled(own, whole), _scaled(self._fewer, whole))
        # What all beginnings with free ends weigh, and for how many rows unregistered exchanges stand.
        self._open, self._spare = all_.open, all_.spare

    def log_likelihood(self, likelihoods: Likelihoods, free: float, likely: Longs) -> float:
        """The logarithm of the likelihood of what was typed if its serial is not in the register.

        ``free``: the same of any text. ``likely``: all serials within reach, likeliest first.
        """
        standing, open_, spare = self._weighed(likely)
        least = NOTHING * float(self._rows.sum())
        tails = [some.tails(likelihoods) for some in standing] if open_ > least else None
        edits = [some.edits(likelihoods) for some in standing] if spare > least else None
        return mixed(
            None if tails is None else float(np.logaddexp.reduce(tails)) - math.log(open_),
            None if edits is None else float(np.logaddexp.reduce(edits)) - math.log(spare),
            free,
            typed_background(),
        )

    def _weighed(self, likely: Longs) -> tuple[list[Standing], float, float]:
        """The serials that are weighed, and what all beginnings and exchanges weigh, to divide by."""
        figures, register, rows = typed_background(), self.register, self._rows
        alone = len(likely) <= figures.serials and len(self._sample) < len(register)
        likely = likely[: figures.serials]
        order, exchanged = np.argsort(likely), exchanged_rows(rows[likely], figures.exchanged)
        own, families = likely[order], Families.of(register, likely[order])
        if alone:
            begin = families.alike() / families.sharing() * (rows.sum() / len(register))
            return [Standing(families, begin, exchanged[order])], self._open, self._spare
        left = rows.sum() - rows[likely].sum()
        others, fewer = (
            _scaled(np.where(np.isin(self._sample, likely), 0.0, weights), left)
            for weights in (rows[self._sample], self._fewer)
        )
        standing = [
            Standing.of_rows(families, rows[own], exchanged[order]),
            Standing.of_rows(self._even, others, fewer),
        ]
        return standing, sum(some.open for some in standing), sum(some.spare for some in standing)


def _scaled(weights: Reals, whole: float) -> Reals:
    """Weights that come to this, or none."""
    total = float(weights.sum())
    result: Reals = weights * (max(whole, 0.0) / total if total else 0.0)
    return result


def _summed(likelihoods: Likelihoods, changed: Sequence[_Changed]) -> float:
    """The logarithm of the likelihood of all of these, as they weigh."""
    codes, lengths, mixtures, weights = (
        np.concatenate([getattr(one, name) for one in changed])
        for name in ("codes", "lengths", "mixtures", "weights")
    )
    depths = np.concatenate([np.full(len(one.codes), one.depth) for one in changed])
    places = np.arange(len(codes))
    codes[places, depths] = MIXTURE + places
    return float(
        np.logaddexp.reduce(likelihoods(codes, lengths, mixtures) + np.log(weights), initial=-np.inf)
    )


def _mixtures(shares: Reals, size: Longs) -> Reals:
    """Shares of the characters of a class as probabilities of codes."""
    result = np.zeros((len(shares), len(FOLDED_ALPHABET)))
    digits = size == DIGITS
    result[digits, :DIGITS] = shares[digits, :DIGITS]
    result[~digits, DIGITS:] = shares[~digits, :LETTERS]
    result /= result.sum(axis=1, keepdims=True)
    return result
