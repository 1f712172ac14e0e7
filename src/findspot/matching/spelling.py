"""What the frames say of characters that print alike: O against 0 or Q, I against 1.

Serials that fold together score the same. The unfolded lattice tells them apart a little, since the print
does not: its logarithm is tempered and bounded.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import fold, normalise
from findspot.vocabulary.candidates import FieldEvidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.matching.parameters import LookalikeParameters
    from findspot.vocabulary.lattice import Lattice
    from findspot.vocabulary.reading import Reading

#: Rows compared at most: look-alikes of the likeliest readings are few.
_MOST = 200


def spelling_evidence(
    rows: NDArray[np.intp],
    serials: Sequence[str],
    readings: Sequence[Reading],
    parameters: LookalikeParameters,
) -> dict[int, FieldEvidence]:
    """The evidence for rows that fold together but are spelled differently, by place among ``rows``.

    The likeliest spelling of each group has 0, the others a negative logarithm down to the bound.
    """
    groups: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, row in enumerate(rows.tolist()):
        groups[fold(serials[row])][normalise(serials[row])].append(place)
    lattice = _clearest(readings)
    if lattice is None:
        return {}
    result: dict[int, FieldEvidence] = {}
    for spellings in groups.values():
        if len(spellings) < 2 or len(result) >= _MOST:
            continue
        logs = {text: log_likelihood(lattice, text) for text in spellings}
        best = max(logs.values())
        for text, places in spellings.items():
            ratio = max(parameters.temper * (logs[text] - best), -parameters.bound)
            reason = f"of the characters that print alike, the frames speak for {text}"
            if ratio < 0.0:
                reason = f"of the characters that print alike, the frames speak against {text}"
            result.update(dict.fromkeys(places, FieldEvidence("serial", ratio, reason)))
    return result


def log_likelihood(lattice: Lattice, text: str) -> float:
    """The CTC log-likelihood of ``text`` under the unfolded lattice (Graves et al. 2006, section 4.1)."""
    known = [character for character in text if character in lattice.alphabet]
    labels = [0]
    for character in known:
        labels += [lattice.alphabet.index(character) + 1, 0]
    emitted = np.asarray(lattice.probabilities, dtype=np.float64)[:, labels]
    skips = np.array([i >= 2 and labels[i] not in (0, labels[i - 2]) for i in range(len(labels))])
    state = np.zeros(len(labels))
    state[:2] = emitted[0, :2]
    for frame in emitted[1:]:
        moved = state.copy()
        moved[1:] += state[:-1]
        moved[2:] += np.where(skips[2:], state[:-2], 0.0)
        state = moved * frame
    return float(np.log(max(state[-2:].sum(), 1e-300)))


def _clearest(readings: Sequence[Reading]) -> Lattice | None:
    serials = [
        s
        for r in readings
        for m in r.markings
        for s in m.serials
        if s.lattices and len(s.lattices[0].probabilities)
    ]
    return max(serials, key=lambda s: s.p * s.weight).lattices[0] if serials else None
