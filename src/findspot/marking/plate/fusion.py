"""Several views of one text, fused: what it says, how surely, and what else it may say.

Views of the same pixels err together, so they share one vote: their log-likelihoods are averaged by the
lattices' weights (a logarithmic opinion pool: Genest & Zidek, 1986). Everything that no candidate covers is
kept as one more outcome of the pool, so a probability here never leaves out what was not thought of.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findspot.vocabulary.lattice import SERIAL_ALPHABET
from findspot.vocabulary.reading import Alternative, Character

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from findspot.vocabulary.lattice import Lattice

#: How many prefixes the search keeps a frame, and how many texts it hands on.
BEAM, KEPT = 12, 12
#: A frame's classes below this are not followed.
FOLLOWED = 2e-3
#: Alternatives are named from this probability on.
NAMED = 1e-3

_CLASS = {character: index + 1 for index, character in enumerate(SERIAL_ALPHABET)}


@dataclass(frozen=True, slots=True)
class Fused:
    """What all views together say. ``p``: the pooled probability of exactly ``text``; see SerialReading."""

    text: str
    p: float
    alternatives: tuple[Alternative, ...]
    characters: tuple[Character, ...]


def log_likelihoods(frames: NDArray[np.float32], texts: Sequence[str]) -> NDArray[np.float64]:
    """The exact log-probability of each text under a lattice's frames: the CTC forward algorithm.

    ``frames`` is [T, 1 + serial alphabet]; texts hold characters of that alphabet only. A text that does
    not fit into T frames has -inf. Formula: Graves et al. 2006, section 4.1.
    """
    if not texts:
        return np.zeros(0)
    longest = max(len(text) for text in texts)
    states = 2 * longest + 1
    classes = np.zeros((len(texts), states), dtype=np.int64)
    for row, text in enumerate(texts):
        classes[row, 1 : 2 * len(text) : 2] = [_CLASS[character] for character in text]
    skips = np.zeros((len(texts), states), dtype=bool)
    skips[:, 2:] = (classes[:, 2:] != 0) & (classes[:, 2:] != classes[:, :-2])
    alive = np.zeros((len(texts), states))
    alive[:, :2] = frames[0][classes[:, :2]]
    scale = np.zeros(len(texts))
    for frame in frames[1:]:
        step = alive.copy()
        step[:, 1:] += alive[:, :-1]
        step[:, 2:] += np.where(skips[:, 2:], alive[:, :-2], 0.0)
        step *= frame[classes]
        total = np.maximum(step.sum(axis=1, keepdims=True), 1e-300)
        alive = step / total
        scale += np.log(total[:, 0])
    ends = np.array([2 * len(text) for text in texts])
    rows = np.arange(len(texts))
    final = alive[rows, ends] + np.where(ends > 0, alive[rows, ends - 1], 0.0)
    with np.errstate(divide="ignore"):
        result: NDArray[np.float64] = np.log(final) + scale
    return result


def likeliest(frames: NDArray[np.float32], *, beam: int = BEAM, kept: int = KEPT) -> list[str]:
    """The likeliest texts of a lattice, by prefix beam search (Hannun et al. 2014), best first."""
    # Per prefix: the probability of all paths that end in a blank, and of those that end in its last class.
    beams: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}
    for frame in frames:
        follow = [(int(i), float(frame[i])) for i in np.flatnonzero(frame > FOLLOWED) if i]
        blank = float(frame[0])
        grown: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for prefix, (ends_blank, ends_class) in beams.items():
            last = _CLASS[prefix[-1]] if prefix else 0
            grown[prefix][0] += (ends_blank + ends_class) * blank
            if last:
                grown[prefix][1] += ends_class * float(frame[last])
            for index, p in follow:
                longer = prefix + SERIAL_ALPHABET[index - 1]
                grown[longer][1] += p * (ends_blank if index == last else ends_blank + ends_class)
        best = sorted(grown.items(), key=lambda entry: -sum(entry[1]))[:beam]
        total = sum(sum(entry[1]) for entry in best) or 1.0
        beams = {prefix: (pair[0] / total, pair[1] / total) for prefix, pair in best}
    return [prefix for prefix, _ in sorted(beams.items(), key=lambda entry: -sum(entry[1]))][:kept]


def fuse(
    lattices: Sequence[Lattice],
    settle: Callable[[str], str],
    favour: Callable[[str], float] = lambda _text: 1.0,
) -> Fused:
    """What the lattices say together.

    ``settle`` maps each text to the form in which it is given (separators at the ends dropped, letters that
    a standard forbids replaced); texts that settle alike are one text, their probabilities added.
    ``favour`` is a likelihood ratio that a text has of its own, such as a check digit that holds.
    """
    texts = sorted({text for lattice in lattices for text in likeliest(lattice.probabilities)} | {""})
    pooled, rest = _pool(lattices, texts)
    shares: defaultdict[str, float] = defaultdict(float)
    first: dict[str, tuple[float, str]] = {}
    for text, share in zip(texts, pooled, strict=True):
        settled = settle(text)
        shares[settled] += float(share) * favour(settled)
        first[settled] = max(first.get(settled, (0.0, text)), (float(share), text))
    total = sum(shares.values()) + rest
    ranked = sorted(((share / total, text) for text, share in shares.items()), key=lambda e: (-e[0], e[1]))
    ranked = [(p, text) for p, text in ranked if text] or [(0.0, "")]
    p, text = ranked[0]
    # Rounded down, so that they sum to at most 1 after rounding too.
    others = tuple(Alternative(other, _down(q)) for q, other in ranked[1:9] if q >= NAMED)
    return Fused(text, _down(p), others, _characters(lattices, text, first.get(text, (0.0, text))[1]))


def _pool(lattices: Sequence[Lattice], texts: Sequence[str]) -> tuple[NDArray[np.float64], float]:
    pooled = np.zeros(len(texts))
    rest = 0.0
    for lattice in lattices:
        logs = log_likelihoods(lattice.probabilities, texts)
        left = max(1.0 - float(np.exp(logs).sum()), 1e-9)
        pooled += lattice.weight * np.maximum(logs, -600.0)
        rest += lattice.weight * float(np.log(left))
    top = max(float(pooled.max()), rest)
    return np.exp(pooled - top), float(np.exp(rest - top))


def _down(p: float) -> float:
    return float(np.floor(min(max(p, 0.0), 1.0) * 1e4) / 1e4)


def _characters(lattices: Sequence[Lattice], shown: str, read: str) -> tuple[Character, ...]:
    """Each shown character with the pooled belief of the frames on which it lies.

    ``read`` is the text before it was settled; where both have one length their characters correspond.
    """
    if not shown:
        return ()
    source = read if len(read) == len(shown) else shown
    belief = np.zeros((len(shown), len(SERIAL_ALPHABET)))
    for lattice in lattices:
        frames = lattice.probabilities
        places = alignment(frames, source)
        if places is not None:
            rows = frames[places][:, 1:].astype(np.float64)
            belief += lattice.weight * np.log(rows / rows.sum(axis=1, keepdims=True))
    belief = np.exp(belief - belief.max(axis=1, keepdims=True))
    belief /= belief.sum(axis=1, keepdims=True)
    if source is not shown:
        _move_settled(belief, source, shown)
    return tuple(_character(row, character) for row, character in zip(belief, shown, strict=True))


def _move_settled(belief: NDArray[np.float64], read: str, shown: str) -> None:
    """What was believed of a forbidden character is believed of the one that stands for it."""
    for row, (old, new) in enumerate(zip(read, shown, strict=True)):
        if old != new:
            belief[row, _CLASS[new] - 1] += belief[row, _CLASS[old] - 1]
            belief[row, _CLASS[old] - 1] = 0.0


def _character(row: NDArray[np.float64], character: str) -> Character:
    own = _CLASS[character] - 1
    order = [int(i) for i in np.argsort(-row) if i != own and row[i] >= 0.01][:4]
    return Character(
        character, _down(row[own]), tuple(Alternative(SERIAL_ALPHABET[i], _down(row[i])) for i in order)
    )


def alignment(frames: NDArray[np.float32], text: str) -> NDArray[np.int64] | None:
    """The surest frame of each character on the likeliest path of ``text``; None where it does not fit.

    ``frames`` is [T, 1 + serial alphabet]; ``text`` holds characters of that alphabet only.
    """
    classes = [0]
    for character in text:
        classes += [_CLASS[character], 0]
    labels = np.array(classes)
    logs = np.log(frames.astype(np.float64))[:, labels]
    skips = np.zeros(len(labels), dtype=bool)
    skips[2:] = (labels[2:] != 0) & (labels[2:] != labels[:-2])
    score = np.full(len(labels), -np.inf)
    score[:2] = logs[0, :2]
    back = np.zeros(logs.shape, dtype=np.int64)
    for t in range(1, len(logs)):
        stay, one = score, np.concatenate(([-np.inf], score[:-1]))
        two = np.where(skips, np.concatenate(([-np.inf, -np.inf], score[:-2])), -np.inf)
        options = np.stack((stay, one, two))
        back[t] = options.argmax(axis=0)
        score = options.max(axis=0) + logs[t]
    state = len(labels) - 1 if score[-1] >= score[-2] else len(labels) - 2
    if not np.isfinite(score[state]):
        return None
    path = np.zeros(len(logs), dtype=np.int64)
    for t in range(len(logs) - 1, -1, -1):
        path[t] = state
        state -= int(back[t, state])
    places = []
    for i in range(len(text)):
        frames_of = np.flatnonzero(path == 2 * i + 1)
        places.append(int(frames_of[logs[frames_of, 2 * i + 1].argmax()]))
    return np.array(places)
