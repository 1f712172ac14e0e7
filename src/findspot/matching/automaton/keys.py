"""Serials as sort keys: 64-bit words that compare in the order of ranks.

The first byte of a key is the folded serial's length, the following ones its codes (see ``alphabet``), filled
up with 0; eight bytes a word, the first the most significant. Keys of one length compare like their texts,
and a shorter serial comes before every longer one. A serial without a letter or digit has length 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FIRST_OTHER, FOLDED_ALPHABET, LAST_OTHER, LONGEST, code_of, fold
from findspot.matching.automaton.compiling import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    Keys = NDArray[np.uint64]

_DROPPED = 255
#: Marks a text that is not plain ASCII, which is folded one by one.
_FOREIGN = 254


def _ascii_codes() -> NDArray[np.uint8]:
    table = np.full(256, _DROPPED, dtype=np.uint8)
    for byte in range(128):
        folded = fold(chr(byte))
        if folded:
            table[byte] = FOLDED_ALPHABET.index(folded) + 1
    table[128:] = _FOREIGN
    return table


_ASCII_CODES = _ascii_codes()


class Coder:
    """Numbers the characters of a register as they come; ``others`` are those beyond the folded alphabet.

    The first 221 get codes of their own, further ones share ``LAST_OTHER``.
    """

    def __init__(self, others: str = "") -> None:
        self.others = others

    def keys(self, serials: pa.StringArray) -> Keys:
        """The keys of these texts: (texts, words)."""
        starts, data = _buffers(serials)
        lengths = np.empty(len(serials), dtype=np.uint8)
        _measure(starts, data, _ASCII_CODES, lengths)
        foreign = np.flatnonzero(lengths == _FOREIGN)
        texts = [self._codes(serials[int(row)].as_py()) for row in foreign]
        if len(foreign):
            lengths[foreign] = [len(codes) for codes in texts]
        keys = np.zeros((len(serials), words_of(int(lengths.max(initial=0)))), dtype=np.uint64)
        _fill(starts, data, _ASCII_CODES, lengths, keys)
        if len(foreign):
            keys[foreign] = pack(texts, keys.shape[1])
        return keys

    def _codes(self, text: str) -> list[int]:
        folded = fold(text)[:LONGEST]
        for character in folded:
            new = code_of(character, self.others) == LAST_OTHER
            if new and len(self.others) < LAST_OTHER - FIRST_OTHER:
                self.others += character
        return [code_of(character, self.others) for character in folded]


def words_of(length: int) -> int:
    """How many words hold the key of a serial of this length."""
    return length // 8 + 1


def pack(texts: Sequence[Sequence[int]], words: int) -> Keys:
    """The keys of texts that are codes already, in so many words."""
    raw = np.zeros((len(texts), 8 * words), dtype=np.uint8)
    for row, codes in enumerate(texts):
        raw[row, 0] = len(codes)
        raw[row, 1 : len(codes) + 1] = codes
    return raw.view(">u8").astype(np.uint64)


def unpack(keys: Keys) -> NDArray[np.uint8]:
    """The keys as bytes: the length, then the codes; uint8 (keys, 8 * words)."""
    return np.ascontiguousarray(keys).astype(">u8").view(np.uint8).reshape(len(keys), 8 * keys.shape[1])


def _buffers(serials: pa.StringArray) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    _, offsets, data = serials.buffers()
    if not len(serials):
        return np.zeros(1, dtype=np.int32), np.zeros(0, dtype=np.uint8)
    starts = np.frombuffer(offsets, dtype=np.int32)[serials.offset : serials.offset + len(serials) + 1]
    return starts, np.frombuffer(data or b"", dtype=np.uint8)


@compiled
def _measure(
    starts: NDArray[np.int32], data: NDArray[np.uint8], table: NDArray[np.uint8], lengths: NDArray[np.uint8]
) -> None:
    for row in range(len(lengths)):
        length = 0
        for place in range(starts[row], starts[row + 1]):
            code = table[data[place]]
            if code == _FOREIGN:
                length = _FOREIGN
                break
            if code != _DROPPED and length < LONGEST:
                length += 1
        lengths[row] = length


@compiled
def _fill(
    starts: NDArray[np.int32],
    data: NDArray[np.uint8],
    table: NDArray[np.uint8],
    lengths: NDArray[np.uint8],
    keys: Keys,
) -> None:
    for row in range(len(lengths)):
        keys[row, 0] = np.uint64(lengths[row]) << np.uint64(56)
        byte = 1
        for place in range(starts[row], starts[row + 1]):
            code = table[data[place]]
            if code < _FOREIGN and byte <= lengths[row]:
                keys[row, byte // 8] |= np.uint64(code) << np.uint64(56 - 8 * (byte % 8))
                byte += 1


@compiled
def ascending(keys: Keys) -> bool:
    """Whether no key is below the one before it."""
    for row in range(1, len(keys)):
        for word in range(keys.shape[1]):
            if keys[row, word] != keys[row - 1, word]:
                if keys[row, word] < keys[row - 1, word]:
                    return False
                break
    return True


def order_of(keys: Keys) -> NDArray[np.intp]:
    """The order that sorts the keys; equal ones keep theirs."""
    if ascending(keys):
        return np.arange(len(keys))
    return np.lexsort(keys.T[::-1])
