"""Several exhibits of one item: which are one source, and what their texts are together.

Exhibits that are the same photograph (the same bytes, or pictures alike to within a few bits of their
perceptual hash) are one source: the better reading of them counts and the others add nothing. Different
photographs of one plate still share its dirt, its light and the recogniser's habits, so that only the
clearest counts in full and each further one with a fixed exponent below 1.
"""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from findspot.matching.parameters import HypothesisParameters
    from findspot.vocabulary.lattice import Lattice
    from findspot.vocabulary.reading import Marking, Reading, SerialReading

#: Texts of one exhibit that are weighed, likeliest first.
_TEXTS = 4
#: A text with less weight than this is not weighed.
_LEAST_WEIGHT = 0.01


@dataclass(frozen=True, slots=True)
class WeighedLattice:
    """A lattice with what it counts, as an exponent on its likelihood."""

    lattice: Lattice
    exponent: float


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One choice of a text, or of none, from every source, with its prior weight."""

    weight: float
    lattices: tuple[WeighedLattice, ...]


def sources(readings: Sequence[Reading], same_bits: int) -> tuple[Reading, ...]:
    """One reading for each photograph, the clearest first: reposts of a photograph are left out."""
    ranked = sorted(readings, key=lambda reading: (-_clarity(reading), reading.sha256, reading.file))
    kept: list[Reading] = []
    for reading in ranked:
        if not any(same_photograph(reading, other, same_bits) for other in kept):
            kept.append(reading)
    return tuple(kept)


def same_photograph(one: Reading, other: Reading, same_bits: int) -> bool:
    """Whether two exhibits are the same photograph: equal bytes, or likenesses within ``same_bits`` bits."""
    if one.sha256 == other.sha256:
        return True
    return (int(one.likeness, 16) ^ int(other.likeness, 16)).bit_count() <= same_bits


def hypotheses(readings: Sequence[Reading], parameters: HypothesisParameters) -> tuple[Hypothesis, ...]:
    """What the serial's texts may be together, likeliest first; weights sum to at most 1.

    From each source one of its texts, or none of them, is the serial. Of all combinations the likeliest
    are kept and the weight of the others goes to the combination in which none is.
    """
    read = [r for r in sources(readings, parameters.same_photograph_bits) if any(_texts(r))]
    if not read:
        return ()
    choices: list[list[tuple[float, tuple[WeighedLattice, ...]]]] = []
    for place, reading in enumerate(read):
        exponent = 1.0 if place == 0 else parameters.further_exhibit
        texts = _texts(reading)
        scale = (1.0 - parameters.none_of_them) / max(
            1.0 - parameters.none_of_them, sum(t.weight for t in texts)
        )
        options = [(t.weight * scale, _weighed(t, exponent)) for t in texts]
        options.append((1.0 - sum(weight for weight, _ in options), ()))
        choices.append(options)
    kept = _likeliest(choices, parameters.combinations)
    without = 1.0 - sum(h.weight for h in kept if h.lattices)
    return (*(h for h in kept if h.lattices), Hypothesis(max(0.0, without), ()))


def _likeliest(choices: list[list[tuple[float, tuple[WeighedLattice, ...]]]], most: int) -> list[Hypothesis]:
    """The likeliest combinations; joined source by source, so that many sources stay cheap."""
    joined = [Hypothesis(1.0, ())]
    for options in choices:
        grown = (
            Hypothesis(h.weight * weight, h.lattices + lattices)
            for h, (weight, lattices) in itertools.product(joined, options)
        )
        joined = heapq.nlargest(most, grown, key=lambda h: h.weight)
    return joined


def _weighed(text: SerialReading, exponent: float) -> tuple[WeighedLattice, ...]:
    return tuple(WeighedLattice(lattice, lattice.weight * exponent) for lattice in text.lattices)


def _texts(reading: Reading) -> list[SerialReading]:
    texts = [s for s in _serials(reading.markings) if s.weight >= _LEAST_WEIGHT and _has_frames(s)]
    return heapq.nlargest(_TEXTS, texts, key=lambda s: s.weight)


def _serials(markings: Iterable[Marking]) -> Iterable[SerialReading]:
    return itertools.chain.from_iterable(marking.serials for marking in markings)


def _has_frames(text: SerialReading) -> bool:
    return bool(text.lattices) and all(len(lattice.probabilities) for lattice in text.lattices)


def _clarity(reading: Reading) -> float:
    return max((s.p * s.weight for s in _serials(reading.markings)), default=0.0)
