"""What was typed, against a register: every row's likelihood ratio to a serial that is not registered.

One text is weighed, or several persons' texts of one serial, each with an exponent on its likelihood.

The serial of an unregistered item is mostly of the same families (see background), here a mixture of

- *tail*: begins like a registered serial and ends freely, in the classes (digit, letter) of that row's end;
- *edited*: a registered serial with one character exchanged for another of its class;
- *free*: any text.

The serials within reach, if they are not too many, have their share of *tail* and *edited* written out one by
one: a beginning of theirs stands for all serials that begin so, and what is near no serial within reach is
near nothing that was typed. Where more are within reach, as of a pattern that fits the whole register, the
likeliest stand for themselves, and all others are weighed by an even sample of the register's ranks. A
register that is no larger than the sample is written out altogether. Over several texts, sums over unknown
characters are replaced by an upper bound (Hölder's inequality), which errs towards *not in register*.

Here this is worked out for the rows of tables, in arrays; ``indexed`` does the same in an index.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FOLDED_ALPHABET
from findspot.matching.automaton.costs import SCALE
from findspot.matching.background import tail_shares
from findspot.matching.channel import ANY_DIGIT, ANY_LETTER, BUT, RUN, typed_costs, typed_exactly
from findspot.matching.parameters import load_parameters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.channel import Tokens
    from findspot.matching.index import SerialIndex

_DIGITS = 10
_SIZE = len(FOLDED_ALPHABET)
#: Rows that lie further below the best (thousandths of a natural logarithm) are not named; all together they
#: weigh little.
REACH = 12_000
#: Rows that lie further than this below a text without an error are not named, whatever the best.
FURTHEST = 65_000
#: Half of the least difference between two costs, in natural logarithms.
_ROUNDING = 0.5 / SCALE
#: One in so many of the sample stands for others where one character is exchanged.
_FEWER = 2
#: Shares below this are what rounding leaves of nothing.
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class TypedBackground:
    """The serials of unregistered items, as a typed pattern is weighed against them; see ``channel.toml``.

    ``serials``: how many of the likeliest are written out one by one; ``sample``: how many of all others.
    """

    tail: float
    edited: float
    free: float
    free_end: float
    serials: int
    sample: int


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
            total -= exponent / SCALE * typed_costs(tokens, codes, lengths)
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


@dataclass(frozen=True, slots=True, eq=False)
class Families:
    """Serials that stand for a whole register where the families of unregistered ones are weighed.

    ``codes``: (serials, longest), filled up with 0. ``alike[i, d]``: how many different registered serials of
    its length begin with its first d codes. ``begin[i, d]``: the share of the register that these codes stand
    for, and ``edited[i]`` the serial itself, where one character is exchanged. ``open``: what all beginnings
    with free ends weigh.
    """

    codes: NDArray[np.uint8]
    lengths: NDArray[np.uint8]
    alike: NDArray[np.int64]
    begin: NDArray[np.float64]
    edited: NDArray[np.float64]
    open: float


@cache
def typed_background() -> TypedBackground:
    """The figures in force."""
    text = resources.files("findspot.matching").joinpath("channel.toml").read_text(encoding="utf-8")
    return TypedBackground(**tomllib.loads(text)["background"])


def within_reach(typed: TypedScores) -> NDArray[np.intp]:
    """The ranks that are named, ascending."""
    least = max(float(typed.scores.max()) - REACH / SCALE, -FURTHEST / SCALE)
    return np.flatnonzero(typed.scores >= least - _ROUNDING)


def typed_scores(typed: Typed, index: SerialIndex) -> TypedScores:
    """What was typed, against a register of at least one serial."""
    scores = typed.log_likelihoods(index.codes, index.lengths)
    whole = sum(typed.exponents)
    shared = Typed(typed.texts, tuple(exponent / whole for exponent in typed.exponents))
    families = _families(index, scores)
    # What exceeds exponents of 1 in all counts as at the serial that fits best.
    return TypedScores(scores, _outside(shared, families) + (whole - 1.0) * shared.best)


def sampled(serials: int, most: int) -> NDArray[np.int64]:
    """At most so many ranks, evenly spread over all."""
    kept = min(most, serials)
    ranks: NDArray[np.int64] = (np.arange(kept) * 2 + 1) * serials // (2 * max(kept, 1))
    return ranks


def edited_of(sample: NDArray[np.int64], serials: int) -> NDArray[np.int64]:
    """The serials of the sample that stand for all others where one character is exchanged.

    What is exchanged in a serial unlike what was typed weighs little, so fewer do, if there are many.
    """
    return sample if len(sample) == serials else sample[::_FEWER]


def shared_out(rows: NDArray[np.int64], likeliest: int, register_rows: int) -> NDArray[np.float64]:
    """What share of the register each serial stands for, given the rows that it has.

    The first ones, the ``likeliest``, stand for themselves, the others for all the rest.
    """
    own, others = rows[:likeliest], rows[likeliest:]
    rest = (register_rows - own.sum()) / max(others.sum(), 1)
    weights: NDArray[np.float64] = np.concatenate([own.astype(np.float64), others * rest])
    return weights / float(weights.sum())


def mixed(tails: float | None, edits: float, free: float, figures: TypedBackground) -> float:
    """The logarithm of the mixture of the three parts' likelihoods; None where a part is empty."""
    parts = ((figures.tail, tails), (figures.edited, edits), (figures.free, free))
    possible = [(share, part) for share, part in parts if part is not None]
    top = max(part for _, part in possible)
    whole = sum(share * math.exp(part - top) for share, part in possible)
    return top + math.log(whole / sum(share for share, _ in possible))


def _families(index: SerialIndex, scores: NDArray[np.float64]) -> Families:
    """The likeliest serials within reach, and an even sample of all others where these do not suffice."""
    figures = typed_background()
    # Different serials in the order of an index: by length, then by codes.
    starts = index.starts[-1][:-1]
    order = np.argsort(index.lengths[starts], kind="stable")
    serial, rows = starts[order], np.diff(index.starts[-1])[order]
    codes, lengths = index.codes[serial], index.lengths[serial]
    near = np.flatnonzero(np.isin(serial, within_reach(TypedScores(scores, 0.0)), assume_unique=True))
    sample = sampled(len(serial), figures.sample)
    if len(near) <= figures.serials and len(sample) < len(serial):
        alike, sampled_alike = _alike(codes, lengths, near), _alike(codes, lengths, sample)
        begin = alike / _alike(codes[near], lengths[near], np.arange(len(near))) / len(serial)
        evenly = np.repeat(rows[sample][:, None] / rows[sample].sum(), codes.shape[1], axis=1)
        open_ = float((evenly * _open_share(codes[sample], lengths[sample], sampled_alike)).sum())
        return Families(codes[near], lengths[near], alike, begin, rows[near] / len(index), open_)
    likely = near[np.argsort(-np.round(scores[serial[near]], 6), kind="stable")[: figures.serials]]
    chosen = np.concatenate([likely, np.setdiff1d(sample, likely, assume_unique=True)])
    fewer = np.isin(chosen, edited_of(sample, len(serial)), assume_unique=True)
    fewer[: len(likely)] = True
    weights = shared_out(rows[chosen], len(likely), len(index))
    edited = shared_out(np.where(fewer, rows[chosen], 0), len(likely), len(index))
    codes, lengths, alike = codes[chosen], lengths[chosen], _alike(codes, lengths, chosen)
    begin = np.repeat(weights[:, None], codes.shape[1], axis=1)
    open_ = float((begin * _open_share(codes, lengths, alike)).sum())
    return Families(codes, lengths, alike, begin, edited, open_)


def _open_share(
    codes: NDArray[np.uint8], lengths: NDArray[np.uint8], alike: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The chance that a serial is free from each place on, times the share of such ends that is unregistered.

    0 beyond its length.
    """
    possible = np.where(codes == 0, 1.0, np.where(codes <= _DIGITS, float(_DIGITS), float(_SIZE - _DIGITS)))
    possible = possible[:, ::-1].cumprod(axis=1)[:, ::-1]
    shares = np.zeros((int(lengths.max(initial=0)) + 1, codes.shape[1]))
    for length in np.unique(lengths):
        shares[length, :length] = open_shares(int(length))
    result: NDArray[np.float64] = shares[lengths] * np.maximum(1.0 - alike / possible, 0.0)
    return result


def _alike(
    codes: NDArray[np.uint8], lengths: NDArray[np.uint8], chosen: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How many serials of each chosen one's length begin like it; all are in the order of an index."""
    width = codes.shape[1]
    shared = np.full(len(codes), -1, dtype=np.int64)
    if len(codes) > 1:
        differs = codes[1:] != codes[:-1]
        shared[1:] = np.where(differs.any(axis=1), differs.argmax(axis=1), width)
        shared[1:][lengths[1:] != lengths[:-1]] = -1
    counts = np.empty((len(chosen), width), dtype=np.int64)
    for depth in range(width):
        starts = np.append(np.flatnonzero(shared < depth), len(codes))
        node = np.searchsorted(starts, chosen, side="right") - 1
        counts[:, depth] = starts[node + 1] - starts[node]
    return counts


def _outside(typed: Typed, families: Families) -> float:
    """The logarithm of the likelihood if the serial is not in the register."""
    figures = typed_background()
    free = free_text(typed, figures)
    return mixed(_tails(typed, families), _edits(typed, families), free, figures)


def _edits(typed: Typed, families: Families) -> float:
    """Unregistered serials one character away from a registered one."""
    some = np.flatnonzero(families.edited)
    lengths = families.lengths[some].astype(np.intp)
    row = np.repeat(np.arange(len(lengths)), lengths)
    spot = np.concatenate([np.arange(n) for n in lengths], dtype=np.intp) if len(some) else row
    codes = families.codes[some[row]].astype(np.int16)
    old = np.minimum(codes[np.arange(len(row)), spot], _SIZE)
    codes[np.arange(len(row)), spot] = BUT + old
    logs = typed.log_likelihoods(codes, families.lengths[some[row]])
    return float(np.logaddexp.reduce(logs + np.log(families.edited[some] / lengths)[row], initial=-np.inf))


def _tails(typed: Typed, families: Families) -> float | None:
    """Unregistered serials that begin like a registered one and end freely; None where there are none.

    Of all ends that a beginning could have, the share that is registered is left out.
    """
    if families.open <= _NOTHING:
        return None
    codes, shares, lengths = _open_ends(families)
    logs = typed.log_likelihoods(codes, lengths)
    return float(np.logaddexp.reduce(logs + np.log(shares / families.open), initial=-np.inf))


def _open_ends(
    families: Families,
) -> tuple[NDArray[np.int16], NDArray[np.float64], NDArray[np.uint8]]:
    """Every beginning with a free end, once: its codes, its share and its length."""
    every: list[NDArray[np.int16]] = [np.zeros((0, families.codes.shape[1]), dtype=np.int16)]
    shares: list[NDArray[np.float64]] = [np.zeros(0)]
    weights = families.begin * _open_share(families.codes, families.lengths, families.alike)
    for length in np.unique(families.lengths):
        which = families.lengths == length
        rows = families.codes[which].astype(np.int16)
        classes = np.where(rows <= _DIGITS, ANY_DIGIT, ANY_LETTER).astype(np.int16)
        for depth in range(length):
            codes = rows.copy()
            codes[:, depth:length] = classes[:, depth:length]
            distinct, place = np.unique(codes, axis=0, return_inverse=True)
            every.append(distinct)
            shares.append(np.bincount(place.ravel(), weights[which, depth], len(distinct)).astype(np.float64))
    codes, share = np.concatenate(every), np.concatenate(shares)
    kept = share > 0.0
    return codes[kept], share[kept], (codes[kept] != 0).sum(axis=1).astype(np.uint8)


def open_shares(length: int) -> NDArray[np.float64]:
    """The probability that an unregistered serial of this length is free from place 0, 1, 2 … on."""
    return tail_shares(length, load_parameters().background)[::-1]


def free_text(typed: Typed, figures: TypedBackground) -> float:
    """Any text: each readable character by chance, each place as likely the last."""
    each = zip(typed.texts, typed.exponents, strict=True)
    return sum(exponent * _free_text(tokens, figures.free_end) for tokens, exponent in each)


def _free_text(tokens: Tokens, end: float) -> float:
    written = sum(token > 0 for token in tokens)
    places = sum(token != RUN for token in tokens)
    stops = 0.0 if RUN in tokens else math.log(end)
    return -written * math.log(_SIZE) + max(places - 1, 0) * math.log(1.0 - end) + stops
