"""Counting rows of ranks and serials that begin alike, against counting them one by one."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.automaton.registers import columns, mixed

from findspot.matching.alphabet import FOLDED_ALPHABET, fold
from findspot.matching.automaton.walking import spell
from findspot.matching.indexing.building import build_index
from findspot.matching.indexing.counting import branches, living_rows
from findspot.matching.indexing.index import RegisterIndex, add_rows, withdraw_rows
from findspot.matching.outside.weighing import class_keys, rooted
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from findspot.matching.indexing.index import Part

_DIGITS = 10
_OF_DIGITS = range(1, _DIGITS + 1)
_OF_LETTERS = range(_DIGITS + 1, len(FOLDED_ALPHABET) + 1)
_serials = st.text("0128AB-", min_size=1, max_size=6).filter(fold)


def _changed(folder: Path, shown: list[str], added: list[str], gone: str | None) -> RegisterIndex:
    path = folder / "an.index"
    build_index(path, [columns(shown)])
    if added:
        add_rows(path, columns(added))
    if gone is not None:
        withdraw_rows(path, serial=gone)
    return RegisterIndex.open(path)


def _along(parts: Sequence[Part], texts: list[tuple[int, ...]], living: list[tuple[int, ...]]) -> None:
    """What is counted along these texts, by length and classes, is as counted one by one."""
    texts = sorted(texts, key=lambda text: (len(text), [code > _DIGITS for code in text], text))
    codes = np.zeros((len(texts), max(map(len, texts))), dtype=np.uint8)
    for row, text in enumerate(texts):
        codes[row, : len(text)] = text
    lengths = np.array([len(text) for text in texts], dtype=np.uint8)
    assert not len(class_keys(codes, lengths))
    begun, slots, size = rooted(codes, lengths)
    counted = branches(parts, codes, lengths, begun, slots, size)
    beginnings: Counter[tuple[int, ...]] = Counter()
    for text in living:
        beginnings.update((len(text), *text[:depth]) for depth in range(len(text) + 1))
    for row, text in enumerate(texts):
        for depth, code in enumerate(text):
            begin = (len(text), *text[:depth])
            assert counted.alike[row, depth] == beginnings[begin]
            some = _OF_DIGITS if code <= _DIGITS else _OF_LETTERS
            own = counted.next[slots[row, depth] :][: len(some)].tolist()
            assert own == [beginnings[*begin, one] for one in some]


def _texts(part: Part) -> list[tuple[int, ...]]:
    codes, lengths = spell(part.automaton, np.arange(len(part.automaton)))
    return [tuple(row[:n]) for row, n in zip(codes.tolist(), lengths.tolist(), strict=True)]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_rows_and_beginnings_are_counted_as_one_by_one(data: st.DataObject) -> None:
    """For any register, with rows that came and went: rows of ranges, and living serials that begin alike."""
    shown = data.draw(st.lists(_serials, min_size=1, max_size=20))
    added = data.draw(st.lists(_serials, max_size=4))
    gone = data.draw(st.none() | st.sampled_from(shown))
    with tempfile.TemporaryDirectory() as name:
        parts = _changed(Path(name), shown, added, gone).parts
    for part in parts:
        rows = [len(part.rows_of(rank)) for rank in range(len(part.automaton))]
        low = np.arange(len(rows), dtype=np.int64)
        for size in range(len(rows) + 1):
            some = low[: len(rows) - size + 1]
            expected = [sum(rows[at : at + size]) for at in some.tolist()]
            assert living_rows(part, some, np.full_like(some, size)).tolist() == expected
    living = [
        text
        for part in parts
        for rank, text in enumerate(_texts(part))
        if rank not in set(part.dead.tolist())
    ]
    _along(parts, [text for part in parts for text in _texts(part)], living)


def test_beginnings_are_counted_among_serials_without_pattern_too(tmp_path: Path) -> None:
    """In a register of runs and of serials by chance, which lie in two parts."""
    parts = _changed(tmp_path, mixed(), [], None).parts
    assert len(parts) == 2
    texts = [text for part in parts for text in _texts(part)]
    _along(parts, texts, texts)


@settings(max_examples=20, deadline=None)
@given(st.lists(_serials, min_size=1, max_size=30))
def test_rows_are_read_one_by_one_and_together(shown: list[str]) -> None:
    """A row's texts are those of the table, and items come in the order asked for."""
    with tempfile.TemporaryDirectory() as name:
        (part,) = _changed(Path(name), shown, [], None).parts
        whole = [tuple(row.values()) for row in part.rows.table(range(len(part.rows))).to_pylist()]
        assert [part.rows.texts(row) for row in range(len(whole))] == whole
        asked = [*range(0, len(whole), 2), *range(len(whole) - 1, -1, -1)]
        assert part.rows.items(asked) == [whole[row][0] for row in asked]


def test_rows_of_several_blocks_are_found(tmp_path: Path) -> None:
    """Over 10 000 rows, of which each tenth serial has three."""
    shown = [f"{n:05}" for n in range(10_000) for _ in range(3 if n % 10 == 0 else 1)]
    (part,) = _changed(tmp_path, shown, [], None).parts
    ranks = np.arange(10_001)
    starts = part.rows.firsts(ranks).tolist()
    assert starts == [n + 2 * ((n + 9) // 10) for n in ranks.tolist()]
    asked = [0, 11_999, 5000, 4096, 4095]
    assert part.rows.items(asked) == [part.rows.texts(row)[0] for row in asked]


def test_rows_that_are_altered_while_open_are_a_sentence(tmp_path: Path) -> None:
    """Where the bytes of a block are no longer those that were written, reading it is refused."""
    random = np.random.default_rng(4)
    shown = ["".join(random.choice(list("0123456789"), 12)) for _ in range(9000)]
    (part,) = _changed(tmp_path, shown, [], None).parts
    with (tmp_path / "an.index").open("r+b") as stream:
        stream.seek(192)
        stream.write(bytes(20_000))
    for read in (lambda: part.rows.texts(0), lambda: part.rows.items([0])):
        with pytest.raises(BadInputError, match="altered"):
            read()
