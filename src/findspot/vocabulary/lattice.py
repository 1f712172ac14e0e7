"""A lattice: what the recogniser believed of each frame of a line of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The characters that serials use. Class 0 of a lattice is the blank, class i the character i - 1 of this.
SERIAL_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-/."


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Per-frame probabilities of a CTC recogniser over the characters that serials use.

    ``probabilities``: float32 of shape (frames, 1 + len(alphabet)); each row sums to 1; class 0 is the blank.
    ``weight``: how much this lattice counts as evidence of its own. Several views of the same pixels
    share a total weight of 1, because their errors are correlated; views of another marking add theirs.
    ``view``: how the line was prepared (``as is``, ``trimmed``, ``stretched``, ``symbol`` …).
    """

    probabilities: NDArray[np.float32]
    alphabet: str = SERIAL_ALPHABET
    weight: float = 1.0
    view: str = "as is"

    def __post_init__(self) -> None:
        assert self.probabilities.ndim == 2, "a lattice is frames by classes"
        assert self.probabilities.shape[1] == len(self.alphabet) + 1, "one class a character, and the blank"


def certain_lattice(text: str, *, error: float = 1e-3, view: str = "symbol") -> Lattice:
    """The lattice of a text that was decoded, not recognised: each character holds but for ``error``.

    Characters outside the serial alphabet are left out. Two frames a character, the second blank, so
    that doubled characters stay two.
    """
    classes = [SERIAL_ALPHABET.index(c) + 1 for c in text.upper() if c in SERIAL_ALPHABET]
    size = len(SERIAL_ALPHABET) + 1
    frames = np.full((2 * len(classes) + 1, size), error / (size - 1), dtype=np.float32)
    wanted = [0] * len(frames)
    wanted[1::2] = classes
    frames[np.arange(len(frames)), wanted] = 1.0 - error
    return Lattice(frames, view=view)
