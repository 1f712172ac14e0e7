"""Characters that look alike: which are taken for one another, by people and by recognisers."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FOLDED_ALPHABET, fold

if TYPE_CHECKING:
    from numpy.typing import NDArray


@cache
def look_alikes() -> NDArray[np.bool_]:
    """Whether two folded characters look alike, by their codes; see ``channel.toml``.

    bool (1 + characters, 1 + characters), symmetric; no character is its own look-alike, code 0 is none.
    """
    text = resources.files("findspot.matching").joinpath("channel.toml").read_text(encoding="utf-8")
    groups = [fold(group) for group in tomllib.loads(text)["alike"]["groups"]]
    size = len(FOLDED_ALPHABET)
    alike = np.zeros((size + 1, size + 1), dtype=bool)
    for group in groups:
        codes = [FOLDED_ALPHABET.index(character) + 1 for character in group]
        alike[np.ix_(codes, codes)] = True
    np.fill_diagonal(alike, val=False)
    return alike
