"""Keys: serials as words that sort like ranks."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.automaton.registers import registers

from findspot.matching.alphabet import LAST_OTHER, LONGEST, code_of, fold
from findspot.matching.automaton.keys import Coder, order_of, pack, unpack

texts = st.lists(st.text(max_size=90), max_size=20)


@settings(deadline=None)
@given(texts)
def test_a_key_is_the_length_and_the_codes_of_the_folded_serial(shown: list[str]) -> None:
    """Any text at all: what the key holds is what the alphabet says."""
    coder = Coder()
    keys = unpack(coder.keys(pa.array(shown, pa.string())))
    for text, key in zip(shown, keys, strict=True):
        expected = [code_of(c, coder.others) for c in fold(text)[:LONGEST]]
        assert key[0] == len(expected)
        assert key[1 : key[0] + 1].tolist() == expected
        assert not key[key[0] + 1 :].any()


@settings(deadline=None)
@given(registers)
def test_keys_sort_by_length_and_then_by_codes(shown: list[str]) -> None:
    """The order of keys is that of (length, codes), and equal serials keep theirs."""
    keys = Coder().keys(pa.array(shown, pa.string()))
    raw = [bytes(key) for key in unpack(keys)]
    assert order_of(keys).tolist() == sorted(range(len(raw)), key=lambda row: raw[row])


def test_a_part_of_a_column_is_read_as_that_part() -> None:
    """Arrow hands out slices of larger columns: only their own texts count."""
    column = pa.array(["AA", "B-1", "Ж9", "C"], pa.string())
    whole, part = Coder().keys(column), Coder().keys(column.slice(1, 2))
    assert np.array_equal(whole[1:3], part)
    assert len(Coder().keys(column.slice(1, 0))) == 0


def test_characters_beyond_the_code_space_share_the_last_code() -> None:
    """A register with more than 221 foreign characters is still indexed."""
    coder = Coder()
    many = [chr(0x4E00 + k) for k in range(300)]
    keys = unpack(coder.keys(pa.array(many, pa.string())))
    assert len(coder.others) == 221
    assert keys[-1, 1] == LAST_OTHER
    assert len(set(keys[:, 1].tolist())) == 222


def test_packing_is_the_inverse_of_unpacking() -> None:
    """Codes survive the way into words and back."""
    codes = [[1, 2, 3], [], list(range(1, LONGEST + 1))]
    keys = unpack(pack(codes, 9))
    assert [list(key[1 : key[0] + 1]) for key in keys] == codes
