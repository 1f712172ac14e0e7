"""Persons who do not exist: what they would type of a serial, in the typed channel's own errors.

No readings by people are at hand. A person here makes out most characters, leaves ``?`` for some, and errs
as ``channel.toml`` says. Where a person's errors hang together with the machine's, a share of the characters
is drawn from what the machine believed of them: the same dirt, the same look-alikes.
"""

from __future__ import annotations

import random
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from findspot.matching.alike import look_alikes
from findspot.matching.alphabet import FOLDED_ALPHABET, fold
from findspot.matching.channel import channel_figures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from findspot.matching.channel import Channel
    from findspot.vocabulary.reading import Character, Reading, SerialReading

#: The share of characters that a person cannot make out.
UNREADABLE = 0.08


def typed(truth: str, reading: Reading, alike: float, seed: str) -> str:
    """What one person, drawn from the seed, types of a plate whose serial is ``truth``; never nothing.

    ``alike``: the share of characters that the person sees as the machine did.
    """
    chance = random.Random(seed)
    seen = list(_seen(fold(truth), _nearest(fold(truth), reading), alike, chance))
    channel = channel_figures()
    kept = [c for c in seen if chance.random() >= channel.missed]
    if len(kept) > 3 and chance.random() < channel.cut:
        kept = kept[1:] if chance.random() < 0.5 else kept[:-1]
    text = [_written(c, channel, chance) for c in kept]
    for place in range(len(text) - 1):
        if chance.random() < channel.swapped:
            text[place], text[place + 1] = text[place + 1], text[place]
    if chance.random() < channel.added * len(text):
        text.insert(chance.randrange(len(text) + 1), chance.choice(FOLDED_ALPHABET))
    return "".join(text) or "?"


def _written(character: str, channel: Channel, chance: random.Random) -> str:
    if chance.random() < UNREADABLE:
        return "?"
    if chance.random() >= channel.wrong or character not in FOLDED_ALPHABET:
        return character
    alike = look_alikes()[FOLDED_ALPHABET.index(character) + 1, 1:]
    near = [c for c, so in zip(FOLDED_ALPHABET, alike, strict=True) if so]
    if near and chance.random() < channel.alike_share:
        return chance.choice(near)
    return chance.choice([c for c in FOLDED_ALPHABET if c not in near and c != character])


def _nearest(truth: str, reading: Reading) -> SerialReading | None:
    """The machine's text that is most like the truth; None where none is like it."""
    texts = [s for marking in reading.markings for s in marking.serials if s.characters]
    likeness = [SequenceMatcher(None, truth, fold(s.text), autojunk=False).ratio() for s in texts]
    best = max(zip(likeness, range(len(texts)), strict=True), default=(0.0, -1))
    return texts[best[1]] if best[0] >= 0.5 else None


def _seen(truth: str, machine: SerialReading | None, alike: float, chance: random.Random) -> Iterator[str]:
    """The characters that the person sees: true ones, or where both are deceived alike, the machine's."""
    if machine is None:
        yield from truth
        return
    known = [c for c in machine.characters if fold(c.text)]
    read = "".join(fold(c.text)[:1] for c in known)
    for tag, start, end, first, last in SequenceMatcher(None, truth, read, autojunk=False).get_opcodes():
        for place in range(max(end - start, last - first)):
            true = truth[start + place] if start + place < end else ""
            other = known[first + place] if first + place < last else None
            if chance.random() < alike:
                yield from _drawn(other, chance) if other is not None else ""
            else:
                yield from true
        assert tag in ("equal", "replace", "delete", "insert")


def _drawn(character: Character, chance: random.Random) -> str:
    """One character drawn from what the machine believed of this place."""
    options = [(character.text, character.p), *((o.text, o.p) for o in character.alternatives)]
    texts, weights = zip(*options, strict=True)
    return fold(chance.choices(texts, weights)[0])[:1]
