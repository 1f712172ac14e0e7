"""The encoding of a table is found a piece at a time: where the pieces end changes nothing."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from findspot.records import encoding
from findspot.records.columns import is_known
from findspot.records.delimited import read_delimited
from findspot.records.encoding import encoding_of
from findspot.vocabulary.errors import BadInputError

ENCODED = st.builds(
    lambda text, name: text.encode(name, "ignore"),
    st.text(st.sampled_from("serial,;\r\n0417 Türkçe Iğdır Завод 中 é\x00\x01\x1f"), max_size=60),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1254", "cp1251"]),
)


def told(data: bytes) -> object:
    """The encoding and the note, or the sentence."""
    try:
        return encoding_of(io.BytesIO(data), "t.csv")
    except BadInputError as error:
        return error.sentence


@settings(deadline=None, max_examples=300)
@example(data=b"\xef\xbb\xbf\n", damage=[(4, b"\x80")], size=1)
@given(
    data=ENCODED,
    damage=st.lists(st.tuples(st.integers(0, 200), st.binary(max_size=2)), max_size=2),
    size=st.integers(1, 9),
)
def test_the_size_of_a_piece_changes_nothing(data: bytes, damage: list[tuple[int, bytes]], size: int) -> None:
    """Any bytes, sound or not: the same encoding, note or sentence with its row."""
    for place, more in damage:
        data = data[:place] + more + data[place:]
    whole = told(data)
    with pytest.MonkeyPatch.context() as smaller:
        smaller.setattr(encoding, "_AT_ONCE", size)
        assert told(data) == whole


def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has no line ends is no table, however large: the sentence says in which row it begins."""
    monkeypatch.setattr(encoding, "MAX_LINE", 100)
    monkeypatch.setattr(encoding, "_AT_ONCE", 16)
    fits, exceeds = (b"serial\nS-1\n" + b"x" * length + b"\nS-2\n" for length in (100, 101))
    assert len(next(read_delimited(io.BytesIO(fits), "t.csv", known=is_known))) == 3
    with pytest.raises(BadInputError, match=r"^t\.csv, row 3: a line has more than 100 characters"):
        next(read_delimited(io.BytesIO(exceeds), "t.csv", known=is_known))
