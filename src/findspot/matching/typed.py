"""What was typed, against a register: every row's likelihood ratio to a serial that is not registered.

One text is weighed, or several persons' texts of one serial, each with an exponent on its likelihood.

The serial of an unregistered item is mostly of the same families (see background), here a mixture of

- *tail*: begins like a registered serial and ends freely, in the classes (digit, letter) of that row's end;
- *edited*: a registered serial with one character exchanged for another of its class;
- *free*: any text.

The likeliest rows have their share of *tail* and *edited* written out one by one, all others by an even
sample of them, so that a pattern that fits the whole register is weighed against all that it fits. Over
several texts, sums over unknown characters are replaced by an upper bound (Hölder's inequality), which errs
towards *not in register*.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FOLDED_ALPHABET
from findspot.matching.background import tail_shares
from findspot.matching.channel import (
    ANY_DIGIT,
    ANY_LETTER,
    BUT,
    RUN,
    parse_pattern,
    typed_exactly,
    typed_log_likelihoods,
)
from findspot.matching.parameters import load_parameters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.channel import Tokens
    from findspot.matching.index import SerialIndex

_DIGITS = 10
_SIZE = len(FOLDED_ALPHABET)
#: Rows that lie further below the best (natural logarithm) are not named; all together they weigh little.
_REACH = 18.0


@dataclass(frozen=True, slots=True)
class TypedBackground:
    """The serials of unregistered items, as a typed pattern is weighed against them; see ``channel.toml``.

    ``rows``: how many of the likeliest rows are written out, and how many of all others at most.
    """

    tail: float
    edited: float
    free: float
    free_end: float
    rows: int


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed of one serial: texts as tokens, each with its exponent; these sum to 1 or more."""

    texts: tuple[Tokens, ...]
    exponents: tuple[float, ...] = (1.0,)

    def log_likelihoods(
        self, codes: NDArray[np.uint8 | np.int16], lengths: NDArray[np.uint8]
    ) -> NDArray[np.float64]:
        """The logarithm of the likelihood for each row of codes."""
        total = np.zeros(len(codes))
        for tokens, exponent in zip(self.texts, self.exponents, strict=True):
            total += exponent * typed_log_likelihoods(tokens, codes, lengths)
        return total

    @property
    def best(self) -> float:
        """The logarithm of the likelihood of the serial that fits best, for each text its own."""
        each = zip(self.texts, self.exponents, strict=True)
        return sum(exponent * typed_exactly(tokens) for tokens, exponent in each)


@dataclass(frozen=True, slots=True, eq=False)
class TypedScores:
    """What was typed, against a register: the log-likelihood for each rank, and if it is not registered."""

    scores: NDArray[np.float64]
    outside: float

    @property
    def ratios(self) -> NDArray[np.float64]:
        """The log-likelihood ratio of each rank."""
        return self.scores - self.outside


@cache
def _figures() -> TypedBackground:
    text = resources.files("findspot.matching").joinpath("channel.toml").read_text(encoding="utf-8")
    return TypedBackground(**tomllib.loads(text)["background"])


def pattern_ratios(pattern: str, index: SerialIndex) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The rows within reach of the pattern, and the log-ratio of each to an unregistered serial."""
    tokens = parse_pattern(pattern, index.others)
    if not len(index):
        return np.zeros(0, dtype=np.intp), np.zeros(0)
    typed = typed_scores(Typed((tokens,)), index)
    ranks = within_reach(typed)
    order = np.argsort(index.order[ranks])
    return index.order[ranks][order], typed.ratios[ranks][order]


def within_reach(typed: TypedScores) -> NDArray[np.intp]:
    """The ranks that are named, ascending."""
    return np.flatnonzero(typed.scores >= typed.scores.max() - _REACH)


def typed_scores(typed: Typed, index: SerialIndex) -> TypedScores:
    """What was typed, against a register of at least one serial."""
    scores = typed.log_likelihoods(index.codes, index.lengths)
    whole = sum(typed.exponents)
    shared = Typed(typed.texts, tuple(exponent / whole for exponent in typed.exponents))
    # What exceeds exponents of 1 in all counts as at the serial that fits best.
    return TypedScores(scores, _outside(shared, index, scores) + (whole - 1.0) * shared.best)


def _outside(typed: Typed, index: SerialIndex, scores: NDArray[np.float64]) -> float:
    """The logarithm of the likelihood if the serial is not in the register."""
    figures = _figures()
    ranks, weights = _spread(scores, figures.rows)
    parts = (
        (figures.tail, _tails(typed, index, ranks, weights)),
        (figures.edited, _edits(typed, index, ranks, weights)),
        (figures.free, _free(typed, figures.free_end)),
    )
    possible = [(share, part) for share, part in parts if part is not None]
    whole = np.logaddexp.reduce([np.log(share) + part for share, part in possible])
    return float(whole - np.log(sum(share for share, _ in possible)))


def _spread(scores: NDArray[np.float64], most: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The ranks that stand for all and what share of them each stands for: the likeliest for themselves."""
    order = np.argsort(-scores, kind="stable")
    likeliest, others = order[:most], np.sort(order[most:])
    kept = min(most, len(others))
    sample = others[(np.arange(kept) * 2 + 1) * len(others) // (2 * kept)] if kept else others
    weights = np.repeat([1.0, len(others) / max(kept, 1)], [len(likeliest), kept]) / len(scores)
    return np.concatenate([likeliest, sample]), weights


def _edits(typed: Typed, index: SerialIndex, ranks: NDArray[np.intp], weights: NDArray[np.float64]) -> float:
    """Unregistered serials one character away from a registered one."""
    lengths = index.lengths[ranks].astype(np.intp)
    row = np.repeat(np.arange(len(ranks)), lengths)
    spot = np.concatenate([np.arange(n) for n in lengths])
    codes = index.codes[ranks][row].astype(np.int16)
    old = np.minimum(codes[np.arange(len(row)), spot], _SIZE)
    codes[np.arange(len(row)), spot] = BUT + old
    logs = typed.log_likelihoods(codes, index.lengths[ranks][row])
    return float(np.logaddexp.reduce(logs + np.log(weights / lengths)[row]))


def _tails(
    typed: Typed, index: SerialIndex, ranks: NDArray[np.intp], weights: NDArray[np.float64]
) -> float | None:
    """Unregistered serials that begin like a registered one and end freely; None where there are none.

    Of all ends that a beginning could have, the share that is registered is left out.
    """
    codes, shares, lengths = _open_ends(index, ranks, weights)
    if not len(codes):
        return None
    logs = typed.log_likelihoods(codes, lengths)
    return float(np.logaddexp.reduce(logs + np.log(shares / shares.sum())))


def _open_ends(
    index: SerialIndex, ranks: NDArray[np.intp], weights: NDArray[np.float64]
) -> tuple[NDArray[np.int16], NDArray[np.float64], NDArray[np.uint8]]:
    """Every beginning with a free end, once: its codes, its share and its length."""
    parameters = load_parameters().background
    every: list[NDArray[np.int16]] = [np.zeros((0, index.codes.shape[1]), dtype=np.int16)]
    shares: list[NDArray[np.float64]] = [np.zeros(0)]
    for length in np.unique(index.lengths[ranks]):
        which = index.lengths[ranks] == length
        rows, of_row = index.codes[ranks[which]].astype(np.int16), weights[which]
        digits = rows[:, :length] <= _DIGITS
        classes = np.where(digits, ANY_DIGIT, ANY_LETTER).astype(np.int16)
        possible = np.where(digits, float(_DIGITS), float(_SIZE - _DIGITS))[:, ::-1].cumprod(axis=1)[:, ::-1]
        for depth, share in enumerate(tail_shares(int(length), parameters)[::-1]):
            low, high = index.block(depth, ranks[which])
            unregistered = np.maximum(1.0 - (high - low) / possible[:, depth], 0.0)
            codes = rows.copy()
            codes[:, depth:length] = classes[:, depth:]
            distinct, place = np.unique(codes, axis=0, return_inverse=True)
            every.append(distinct)
            summed = np.bincount(place.ravel(), of_row * share * unregistered, len(distinct))
            shares.append(summed.astype(np.float64))
    codes, share = np.concatenate(every), np.concatenate(shares)
    kept = share > 0.0
    return codes[kept], share[kept], (codes[kept] != 0).sum(axis=1).astype(np.uint8)


def _free(typed: Typed, end: float) -> float:
    """Any text: each readable character by chance, each place as likely the last."""
    each = zip(typed.texts, typed.exponents, strict=True)
    return sum(exponent * _free_text(tokens, end) for tokens, exponent in each)


def _free_text(tokens: Tokens, end: float) -> float:
    written = sum(token > 0 for token in tokens)
    places = sum(token != RUN for token in tokens)
    stops = 0.0 if RUN in tokens else np.log(end)
    return float(-written * np.log(_SIZE) + max(places - 1, 0) * np.log(1.0 - end) + stops)
