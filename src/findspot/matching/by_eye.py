"""A person's reading of the serial, weighed together with the machine's.

The person looked at the same pixels: the dirt that deceives one deceives the other. Three cases are weighed.

- Both read the serial. Which serial it is then follows from the machine's lattice and, with an exponent
  below 1 for what the two have in common, from what was typed. How well the two agree at all counts in full.
- The machine's text is not the serial (see ``exhibits``): what was typed stands alone, in full.
- What was typed is not the serial but something else: the machine's reading stands alone.

Both are weighed against the same unregistered serials (see ``unregistered``): an unregistered serial that the
machine may have read is asked how likely a person would have typed it so, as every row is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FIRST_OTHER, FOLDED_ALPHABET, LONGEST, code_of, fold
from findspot.matching.automaton.costs import SCALE
from findspot.matching.channel import RUN, parse_pattern, typed_costs, typed_exactly
from findspot.matching.standing import TableBackground
from findspot.matching.typed import Typed, typed_scores, within_reach
from findspot.matching.unregistered import unregistered
from findspot.vocabulary.by_eye import ReadByEye, Stands, WeighedByEye
from findspot.vocabulary.candidates import FieldEvidence
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from findspot.matching.channel import Tokens
    from findspot.matching.index import SerialIndex
    from findspot.matching.parameters import ByEyeParameters, Parameters
    from findspot.matching.typed import TypedScores
    from findspot.matching.ways import Way, Ways
    from findspot.vocabulary.reading import Reading

#: Readings of one plate that are taken.
MOST_READINGS = 8
#: How much more than others a sharper text counts: the power of what it tells (natural logarithm).
_SHARPER = 4
#: The least weight of a text of the machine's, beside its likeliest, that a reading by eye may agree with.
_WORTH_NAMING = 0.05
#: A likelihood this near (natural logarithm) to the best there can be is that of a text without an error.
_WITHOUT_ERROR = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Fused:
    """Both readings together: ranks within reach, ascending, their likelihood ratios, and all others'.

    ``gains``: the natural logarithm of what the persons' readings make of each ratio.
    """

    ranks: NDArray[np.intp]
    ratios: NDArray[np.float64]
    elsewhere: float
    gains: NDArray[np.float64]


def check_readings(by_eye: Sequence[ReadByEye]) -> None:
    """Raises BadInputError, one sentence, for readings that cannot be weighed."""
    if len(by_eye) > MOST_READINGS:
        raise BadInputError(
            f"{len(by_eye)} readings by eye are more than are weighed of one plate: "
            f"give at most {MOST_READINGS}."
        )
    for one in by_eye:
        if any("\ud800" <= character <= "\udfff" for character in one.pattern):
            raise BadInputError("The pattern holds bytes that are no text: type it in UTF-8.")
        parse_pattern(one.pattern)


def typed_by(by_eye: Sequence[ReadByEye], index: SerialIndex, parameters: ByEyeParameters) -> Typed | None:
    """What was typed, made ready for a register of at least one serial; None where it says nothing.

    The same text of the same office counts once. Of several the exponents sum to 1 and ``further_reading``
    for each but one: equal for texts that say as much, nearly 1 for one that says much more than the others,
    so that a vague text takes nothing from a sharp one.
    """
    texts = _telling(by_eye, index)
    if not texts:
        return None
    if len(texts) == 1:
        return Typed(texts)
    background = TableBackground(index)
    outside = [typed_scores(Typed((one,)), index, background).outside for one in texts]
    told = np.array([typed_exactly(one) for one in texts]) - outside
    powers = np.maximum(told / max(told.max(), 1e-9), 1e-3) ** _SHARPER
    shares = powers / powers.sum()
    further = parameters.further_reading
    return Typed(texts, tuple(float(further + (1.0 - further) * share) for share in shares))


def _telling(by_eye: Sequence[ReadByEye], index: SerialIndex) -> tuple[Tokens, ...]:
    """The texts that exclude anything, the same one of the same office once, in an order of their own."""
    parsed = {(parse_pattern(one.pattern, index.others), one.by) for one in by_eye}
    return tuple(sorted(tokens for tokens, _ in parsed if set(tokens) != {RUN}))


def _whole_texts(typed: Typed) -> Iterator[NDArray[np.uint8]]:
    """The codes of the texts in which everything could be read, in the characters that machines read."""
    for tokens in dict.fromkeys(typed.texts):
        if all(0 < token < FIRST_OTHER for token in tokens):
            yield np.array(tokens, dtype=np.uint8)


def fuse(ways: Ways, typed: Typed, index: SerialIndex, parameters: Parameters) -> Fused:
    """Both readings together, against a register of at least one serial."""
    scores = typed_scores(typed, index)
    if not ways.ways:
        return _alone(scores)
    ranks = np.union1d(ways.ranks, within_reach(scores))
    before = ways.ratios(ranks)
    other = parameters.by_eye.something_else
    told = ways.unread * ((1.0 - other) * np.exp(scores.ratios[ranks]) + other)
    outside = ways.unread
    for way in ways.ways:
        full, relative = _given(way, typed, scores, index, parameters)
        place = np.searchsorted(ranks, way.found.ranks)
        told[place] += way.weight * way.ratios * ((1.0 - other) * full * relative + other)
        outside += way.weight * ((1.0 - other) * full + other)
    rest = ways.unread * ((1.0 - other) * _mean_of_others(scores, ranks) + other)
    ratios = told / outside
    gains = np.log(np.maximum(ratios, 1e-300)) - np.log(np.maximum(before, 1e-300))
    return Fused(ranks, ratios, rest / outside, gains)


def _alone(scores: TypedScores) -> Fused:
    """What was typed by itself: rows beyond reach do not count, as they do not where a pattern is found."""
    ranks = within_reach(scores)
    ratios = scores.ratios[ranks]
    return Fused(ranks, np.exp(ratios), 0.0, ratios)


def _given(
    way: Way, typed: Typed, scores: TypedScores, index: SerialIndex, parameters: Parameters
) -> tuple[float, NDArray[np.float64]]:
    """How likely what was typed is where the machine read the serial, and how much likelier for each rank.

    The first is the mean ratio over the unregistered serials that the machine may have read, in full; the
    second, of the way's ranks, is relative to these, with the exponent.
    """
    serials = unregistered(
        index, way.views, way.found, way.outside, parameters.background, tuple(_whole_texts(typed))
    )
    if not len(serials.logs):
        return 1.0, np.ones(len(way.found.ranks))
    exponent = parameters.by_eye.beside_machine
    logs = typed.log_likelihoods(serials.codes, serials.lengths)
    full = float(np.logaddexp.reduce(serials.logs + logs)) - scores.outside
    shared = float(np.logaddexp.reduce(serials.logs + exponent * logs))
    relative = np.exp(np.minimum(exponent * scores.scores[way.found.ranks] - shared, 300.0))
    return float(np.exp(full)), relative


def _mean_of_others(scores: TypedScores, ranks: NDArray[np.intp]) -> float:
    """The mean ratio of the ranks that are not among these; 0 where there is none."""
    others = np.ones(len(scores.scores), dtype=bool)
    others[ranks] = False
    return float(np.exp(scores.ratios[others]).mean()) if others.any() else 0.0


def weighed(
    by_eye: Sequence[ReadByEye],
    readings: Sequence[Reading],
    typed: Typed | None,
    others: str,
    parameters: ByEyeParameters,
) -> tuple[WeighedByEye, ...]:
    """Each reading as it was weighed, in the order given.

    ``readings`` are the machine's, clearest first; ``typed`` is what ``typed_by`` made of ``by_eye``;
    ``others`` are the register's characters of other scripts.
    """
    exponents = dict(zip(typed.texts, typed.exponents, strict=True)) if typed else {}
    serials = [s for reading in readings for marking in reading.markings for s in marking.serials]
    read = [s.text for n, s in enumerate(serials) if not n or s.weight >= _WORTH_NAMING]
    share = parameters.beside_machine if read else 1.0
    result = []
    for one in by_eye:
        tokens = parse_pattern(one.pattern, others)
        fitting = next((text for text in read if _fits(tokens, text, others)), None)
        if set(tokens) == {RUN}:
            stands = Stands.SAYS_NOTHING
        elif not read:
            stands = Stands.ALONE
        else:
            stands = Stands.CONTRADICTS if fitting is None else Stands.AGREES
        machine = fitting if fitting is not None else (read[0] if read else "")
        result.append(WeighedByEye(one.pattern, one.by, stands, machine, share * exponents.get(tokens, 0.0)))
    return tuple(result)


def reads_as(pattern: str, serial: str) -> bool:
    """Whether a serial number is what the pattern describes, without an error."""
    others = "".join(sorted(set(fold(pattern + serial)) - set(FOLDED_ALPHABET)))
    return _fits(parse_pattern(pattern, others), serial, others)


def _fits(tokens: Tokens, serial: str, others: str) -> bool:
    codes = np.array([[code_of(character, others) for character in fold(serial)[:LONGEST]]], dtype=np.int16)
    if not codes.size:
        return False
    lengths = np.array([codes.shape[1]], dtype=np.uint8)
    return bool(-typed_costs(tokens, codes, lengths)[0] / SCALE >= typed_exactly(tokens) - _WITHOUT_ERROR)


def by_eye_evidence(by_eye: Sequence[WeighedByEye], serial: str, gain: float) -> FieldEvidence:
    """What the readings say of one row with this serial number, against an item that is not registered."""
    telling = Counter(one.pattern for one in dict.fromkeys(by_eye) if one.stands is not Stands.SAYS_NOTHING)
    said = "; ".join(
        f"{f'{count} persons' if count > 1 else 'a person'} read {pattern}, {_standing(pattern, serial)}"
        for pattern, count in telling.items()
    )
    if gain > 0.0 and not any(reads_as(pattern, serial) for pattern in telling):
        said += ", and that of an item that is not registered less likely still"
    return FieldEvidence("by_eye", gain, said)


def _standing(pattern: str, serial: str) -> str:
    if not reads_as(pattern, serial):
        return "which is this serial number only with an error"
    return "which fits this serial number" if set("?*") & set(pattern) else "as the register does"
