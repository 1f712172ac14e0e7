"""What is thought of the serials of unregistered items where something was typed: figures and shares.

They are the same for the rows of tables (``standing``) and for an index (``outside``).
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
from findspot.matching.background import tail_shares
from findspot.matching.channel import RUN
from findspot.matching.parameters import load_parameters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.matching.channel import Tokens

#: At most so many of the sample stand for others where one character is exchanged.
_FEWER = 250
#: Shares below this are what rounding leaves of nothing.
NOTHING = 1e-12


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
    exchanged: int
    sample: int


@cache
def typed_background() -> TypedBackground:
    """The figures in force."""
    text = resources.files("findspot.matching").joinpath("channel.toml").read_text(encoding="utf-8")
    return TypedBackground(**tomllib.loads(text)["background"])


def sampled(serials: int, most: int) -> NDArray[np.int64]:
    """At most so many ranks, evenly spread over all."""
    kept = min(most, serials)
    ranks: NDArray[np.int64] = (np.arange(kept) * 2 + 1) * serials // (2 * max(kept, 1))
    return ranks


def edited_of(sample: NDArray[np.int64]) -> NDArray[np.int64]:
    """The serials of the sample that stand for all others where one character is exchanged.

    What is exchanged in a serial unlike what was typed weighs little, so fewer do, if there are many.
    """
    return sample[:: max(1, -(-len(sample) // _FEWER))]


def exchanged_rows(rows: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    """For how many rows each serial stands where one character is exchanged, serials being likeliest first.

    At most so many do: half of them, the likeliest, for their own, and an even choice of the others for all
    the rest.
    """
    if len(rows) <= most:
        return rows
    own = most // 2
    others = own + sampled(len(rows) - own, most - own)
    weights = np.zeros(len(rows))
    weights[:own] = rows[:own]
    weights[others] = rows[others] * (rows[own:].sum() / rows[others].sum())
    return weights


def mixed(tails: float | None, edits: float | None, free: float, figures: TypedBackground) -> float:
    """The logarithm of the mixture of the three parts' likelihoods; None where a part is empty."""
    parts = ((figures.tail, tails), (figures.edited, edits), (figures.free, free))
    possible = [(share, part) for share, part in parts if part is not None]
    top = max(part for _, part in possible)
    whole = sum(share * math.exp(part - top) for share, part in possible)
    return top + math.log(whole / sum(share for share, _ in possible))


def open_shares(length: int) -> NDArray[np.float64]:
    """The probability that an unregistered serial of this length is free from place 0, 1, 2 … on."""
    return tail_shares(length, load_parameters().background)[::-1]


def free_text(texts: Sequence[Tokens], exponents: Sequence[float], figures: TypedBackground) -> float:
    """Any text: each readable character by chance, each place as likely the last."""
    each = zip(texts, exponents, strict=True)
    return sum(exponent * _free_text(tokens, figures.free_end) for tokens, exponent in each)


def _free_text(tokens: Tokens, end: float) -> float:
    written = sum(token > 0 for token in tokens)
    places = sum(token != RUN for token in tokens)
    stops = 0.0 if RUN in tokens else math.log(end)
    return -written * math.log(len(FOLDED_ALPHABET)) + max(places - 1, 0) * math.log(1.0 - end) + stops
