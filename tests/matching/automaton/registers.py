"""Registers for the tests of the index, and what they answer by looking at every row."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from findspot.matching.alphabet import FOLDED_ALPHABET, LONGEST, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Few characters, so that serials share beginnings and ends, with some that fold together and some foreign.
serials = st.text(st.sampled_from("01OAB8-Жシ"), max_size=7)
registers = st.lists(serials, max_size=60)


def columns(shown: Sequence[str]) -> dict[str, list[str]]:
    """Rows with these serials; items are numbered."""
    return {"serial": list(shown), "item": [f"I-{row}" for row in range(len(shown))]}


def folded(shown: Iterable[str]) -> list[str]:
    """The different folded serials, those without a letter or digit left out."""
    return sorted({fold(one)[:LONGEST] for one in shown} - {""})


def items(rows: Iterable[dict[str, str]]) -> list[str]:
    """The items of these rows, in order."""
    return sorted(row["item"] for row in rows)


def without_pattern(count: int, length: int, seed: int = 1) -> list[str]:
    """Different texts of letters and digits by chance, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - any texts
    shown: dict[str, None] = {}
    while len(shown) < count:
        shown["".join(chance.choices(FOLDED_ALPHABET, k=length))] = None
    return list(shown)


def mixed() -> list[str]:
    """Two runs of numbers with gaps, and texts by chance of few characters, which share beginnings."""
    chance = random.Random(3)  # noqa: S311 - any texts
    shown = [f"A{n:04}" for n in range(1, 700) if n % 7] + [f"8B{n:03}" for n in range(400)]
    loose = ["".join(chance.choices("01A8B2YZ", k=chance.randint(3, 7))) for _ in range(500)]
    return list(dict.fromkeys([*shown, *without_pattern(300, 6, seed=2), *loose]))
