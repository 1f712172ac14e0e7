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
#: The forward algorithm brings its sums back to about 1 after so many frames: long before they are too small.
RESCALED = 8
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
    skips = np.zeros((len(texts), states))
    skips[:, 2:] = (classes[:, 2:] != 0) & (classes[:, 2:] != classes[:, :-2])
    emitted = frames.astype(np.float64)[:, classes]
    # Two states that are never alive stand before the first, so that each state has two before it.
    alive = np.zeros((len(texts), states + 2))
    alive[:, 2:4] = emitted[0, :, :2]
    scale = np.zeros(len(texts))
    for place, emission in enumerate(emitted[1:], start=1):
        step = skips * alive[:, :-2]
        step += alive[:, 1:-1]
        step += alive[:, 2:]
        np.multiply(step, emission, out=alive[:, 2:])
        if place % RESCALED == 0:
            total = np.maximum(alive.sum(axis=1, keepdims=True), 1e-300)
            alive /= total
            scale += np.log(total[:, 0])
    ends = np.array([2 * len(text) for text in texts]) + 2
    rows = np.arange(len(texts))
    final = alive[rows, ends] + alive[rows, ends - 1]
    with np.errstate(divide="ignore"):
        result: NDArray[np.float64] = np.log(final) + scale
    return result


def likeliest(frames: NDArray[np.float32], *, beam: int = BEAM, kept: int = KEPT) -> list[str]:
    """The likeliest texts of a lattice, by prefix beam search (Hannun et al. 2014), best first."""
    # Per prefix: its last class, and the probability of all paths that end in a blank and in that class.
    beams: list[tuple[str, int, float, float]] = [("", 0, 1.0, 0.0)]
    for frame, follow in zip(frames.tolist(), _followed(frames), strict=True):
        blank = frame[0]
        grown: dict[str, list[float]] = {}
        classes: dict[str, int] = {}
        for prefix, last, ends_blank, ends_class in beams:
            either = ends_blank + ends_class
            stays = grown.setdefault(prefix, [0.0, 0.0])
            classes[prefix] = last
            stays[0] += either * blank
            if last:
                stays[1] += ends_class * frame[last]
            for index in follow:
                longer = prefix + SERIAL_ALPHABET[index - 1]
                goes = grown.setdefault(longer, [0.0, 0.0])
                classes[longer] = index
                goes[1] += frame[index] * (ends_blank if index == last else either)
        best = sorted(
            ((pair[0] + pair[1], prefix) for prefix, pair in grown.items()), key=_first, reverse=True
        )
        total = sum(share for share, _ in best[:beam]) or 1.0
        beams = [
            (prefix, classes[prefix], grown[prefix][0] / total, grown[prefix][1] / total)
            for _, prefix in best[:beam]
        ]
    ranked = sorted(((ends[0] + ends[1], prefix) for prefix, _, *ends in beams), key=_first, reverse=True)
    return [prefix for _, prefix in ranked[:kept]]


def _followed(frames: NDArray[np.float32]) -> list[list[int]]:
    """The classes of each frame, the blank aside, that are worth following."""
    followed: list[list[int]] = [[] for _ in frames]
    for frame, index in np.argwhere(frames > FOLLOWED).tolist():
        if index:
            followed[frame].append(index)
    return followed


def _first(pair: tuple[float, str]) -> float:
    return pair[0]


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
    barred = np.full(len(labels), -np.inf)
    barred[2:][(labels[2:] != 0) & (labels[2:] != labels[:-2])] = 0.0
    scores = np.full(logs.shape, -np.inf)
    scores[0, :2] = logs[0, :2]
    for before, score, log in zip(scores, scores[1:], logs[1:], strict=False):
        score[0] = before[0]
        np.maximum(before[1:], before[:-1], out=score[1:])
        np.maximum(score[2:], before[:-2] + barred[2:], out=score[2:])
        np.add(score, log, out=score)
    state = len(labels) - 1 if scores[-1, -1] >= scores[-1, -2] else len(labels) - 2
    if not np.isfinite(scores[-1, state]):
        return None
    path = [state]
    steps, bars = scores.tolist(), barred.tolist()
    for score in steps[-2::-1]:
        here, one = score[state], score[state - 1] if state else -np.inf
        two = score[state - 2] + bars[state] if state > 1 else -np.inf
        state -= 0 if here >= max(one, two) else 1 if one >= two else 2
        path.append(state)
    along = np.array(path[::-1])
    places = []
    for i in range(len(text)):
        frames_of = np.flatnonzero(along == 2 * i + 1)
        places.append(int(frames_of[logs[frames_of, 2 * i + 1].argmax()]))
    return np.array(places)
