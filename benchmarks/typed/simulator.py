"""Persons who do not exist: what they type of a serial, by the figures of ``simulator.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alike import look_alikes
from findspot.matching.alphabet import FOLDED_ALPHABET

if TYPE_CHECKING:
    from collections.abc import Sequence

_DATA = Path(__file__).with_name("simulator.toml")


@dataclass(frozen=True, slots=True)
class Typing:
    """How often each error is made; see ``simulator.toml``."""

    wrong: float
    alike_share: float
    missed: float
    added: float
    swapped: float
    unreadable: float
    cut: float
    cut_more: float

    def times(self, factor: float) -> Typing:
        """The same with every error so many times as frequent; what kind of character is typed stays."""
        names = ("wrong", "missed", "added", "swapped", "unreadable", "cut")
        return replace(self, **{name: factor * getattr(self, name) for name in names})


@dataclass(frozen=True, slots=True)
class Unregistered:
    """The shares of what serials that are not registered are, and how many numbers follow a run."""

    gap: float
    continued: float
    foreign: float
    next: int


@cache
def typing_figures() -> Typing:
    """How the simulated persons type."""
    return Typing(**tomllib.loads(_DATA.read_text(encoding="utf-8"))["typing"])


@cache
def unregistered_figures() -> Unregistered:
    """What they type where it is not registered."""
    return Unregistered(**tomllib.loads(_DATA.read_text(encoding="utf-8"))["serials"])


class Typist:
    """Types folded serials, always the same from the same random numbers."""

    def __init__(self, typing: Typing, rng: np.random.Generator) -> None:
        self._typing, self._rng = typing, rng
        alike = look_alikes()[1:, 1:]
        signs = np.array(list(FOLDED_ALPHABET))
        self._alike = {c: signs[near] for c, near in zip(signs, alike, strict=True)}
        self._others = {c: signs[~near & (signs != c)] for c, near in zip(signs, alike, strict=True)}

    def __call__(self, serial: str) -> str:
        """What is typed of the serial; ``?`` where nothing would be left."""
        text: list[str] = []
        for character in self._swapped(self._ends_cut(list(serial))):
            if not self._happens(self._typing.missed):
                text.append(self._seen(character))
            if self._happens(self._typing.added):
                text.append(str(self._rng.choice(list(FOLDED_ALPHABET))))
        return "".join(text) or "?"

    def _happens(self, probability: float) -> bool:
        return bool(self._rng.random() < probability)

    def _ends_cut(self, text: list[str]) -> list[str]:
        first, last = self._cut(), self._cut()
        return text[first : max(len(text) - last, first)]

    def _cut(self) -> int:
        cut = int(self._happens(self._typing.cut))
        while cut and self._happens(self._typing.cut_more):
            cut += 1
        return cut

    def _swapped(self, text: list[str]) -> Sequence[str]:
        place = 0
        while place + 1 < len(text):
            if self._happens(self._typing.swapped):
                text[place], text[place + 1] = text[place + 1], text[place]
                place += 1
            place += 1
        return text

    def _seen(self, character: str) -> str:
        if self._happens(self._typing.unreadable):
            return "?"
        if not self._happens(self._typing.wrong):
            return character
        near = self._alike[character]
        if len(near) and self._happens(self._typing.alike_share):
            return str(self._rng.choice(near))
        return str(self._rng.choice(self._others[character]))
