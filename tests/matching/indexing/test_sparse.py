"""Serials that are written out from both ends: which they are, how they lie in the file and are read."""

from __future__ import annotations

import json
import struct
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.automaton.registers import columns, folded, mixed, registers, without_pattern

from findspot.matching.alphabet import fold
from findspot.matching.automaton.keys import Coder, order_of, pack, unpack
from findspot.matching.automaton.packed import Automaton
from findspot.matching.automaton.sparse import Sparse
from findspot.matching.automaton.walking import block_of, rank_of, spell
from findspot.matching.indexing.building import build_index
from findspot.matching.indexing.dividing import Divider
from findspot.matching.indexing.index import RegisterIndex
from findspot.matching.indexing.listing import Lister

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from findspot.matching.automaton.keys import Keys


def _keys(shown: list[str]) -> Keys:
    keys = Coder().keys(pa.array(shown, pa.string()))
    return keys[order_of(keys)]


def test_runs_are_dense_and_chance_is_sparse() -> None:
    """Runs with nine numbers in ten absent, and with a check digit, stay dense; texts by chance are not."""
    chance = np.random.default_rng(1)
    run = [f"AB{n:06}" for n in np.flatnonzero(chance.random(40_000) < 0.1)]
    checked = [f"C{n:05}{n * 7 % 10}" for n in range(3000)]
    for shown, expected in ((run, 0.0), (checked, 0.0), (without_pattern(5000, 9), 1.0)):
        assert Divider().divide(_keys(shown)).mean() == expected


@settings(deadline=None, max_examples=100)
@given(shown=registers.filter(folded), sizes=st.lists(st.integers(1, 9), min_size=60, max_size=60))
def test_rows_of_one_serial_stay_together(shown: list[str], sizes: list[int]) -> None:
    """However the rows are cut into blocks, all rows of a serial are of one kind, and one begins it."""
    keys = _keys([one for one in shown if fold(one)])
    divider, done = Divider(), 0
    kinds: dict[bytes, set[bool]] = {}
    begun = 0
    for size in sizes:
        some = keys[done : done + size]
        if not len(some):
            break
        done += size
        for key, kind in zip(some, divider.divide(some), strict=True):
            kinds.setdefault(key.tobytes(), set()).add(bool(kind))
        begun += int(divider.begins.sum())
    assert all(len(kind) == 1 for kind in kinds.values())
    assert begun == len(kinds)


@settings(deadline=None, max_examples=40)
@given(shown=registers.filter(folded))
def test_ranks_and_texts_lead_to_each_other(
    tmp_path_factory: pytest.TempPathFactory, shown: list[str]
) -> None:
    """Any register: what is written out spells its serials in order, and finds each, and each beginning."""
    path = tmp_path_factory.mktemp("listed") / "an.index"
    build_index(path, [columns(shown)])
    for part in RegisterIndex.open(path).parts:
        serials = part.automaton
        rows, lengths = spell(serials, np.arange(len(serials)))
        texts = [row[:length] for row, length in zip(rows, lengths, strict=True)]
        for rank, text in enumerate(texts):
            assert rank_of(serials, text) == rank
            for cut in range(len(text) + 1):
                like = [place for place, one in enumerate(texts) if _begins(one, text, cut)]
                assert block_of(serials, text[:cut], len(text)) == (like[0], like[-1] + 1)
        assert rank_of(serials, np.array([33, 33, 33], dtype=np.uint8)) is None
        with pytest.raises(IndexError):
            spell(serials, np.array([len(serials)]))


def _begins(one: NDArray[np.uint8], text: NDArray[np.uint8], cut: int) -> bool:
    return len(one) == len(text) and one[:cut].tolist() == text[:cut].tolist()


def test_both_orders_hold_the_same_serials(tmp_path: Path) -> None:
    """The reversed texts are in order, their ranks lead to the same serials, and both tries reach each."""
    build_index(tmp_path / "an.index", [columns(without_pattern(4000, 7) + without_pattern(900, 10))])
    serials = RegisterIndex.open(tmp_path / "an.index").parts[0].automaton
    assert isinstance(serials, Sparse)
    assert sorted(serials.ranks.tolist()) == list(range(4900))
    for length in (7, 10):
        start, count = int(serials.starts[length]), int(serials.counts[length])
        forward, backward = (
            trie.texts[start : start + length * count].reshape(-1, length)
            for trie in (serials.forward, serials.backward)
        )
        base = int(serials.bases[length])
        ranks = serials.ranks[base : base + count].astype(np.int64) - base
        assert (backward[:, ::-1] == forward[ranks]).all()
        for texts in (forward, backward):
            listed = [row.tobytes() for row in texts]
            assert listed == sorted(listed)
    bits = np.unpackbits(serials.labels_at, axis=2, bitorder="little")
    assert bits[7, :7].sum(axis=1).tolist() == [33] * 7


def test_memory_does_not_change_what_is_sparse(tmp_path: Path) -> None:
    """Sorted in memory or in many runs on disk: the same file, byte for byte, and nothing left beside it."""
    shown = mixed() + without_pattern(6000, 9)
    build_index(tmp_path / "a", [columns(shown)])
    build_index(tmp_path / "b", [columns(shown)], memory=100_000)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a", "b"]
    index = RegisterIndex.open(tmp_path / "a")
    assert [type(part.automaton) for part in index.parts] == [Automaton, Sparse]
    rows = [row for part in index.parts for table in part.rows.tables() for row in table.to_pylist()]
    assert sorted(int(row["item"][2:]) for row in rows) == list(range(len(shown)))
    for row in rows[:: len(rows) // 50]:
        assert row in index.rows_with(row["serial"])


def test_a_lister_takes_keys_block_by_block(tmp_path: Path) -> None:
    """How keys are cut into blocks changes nothing of what is counted."""
    keys = _keys(without_pattern(700, 5) + without_pattern(50, 8))
    with Lister(tmp_path, 1 << 20) as one, Lister(tmp_path, 1 << 10) as other:
        one.take(keys)
        for start in range(0, len(keys), 97):
            other.take(keys[start : start + 97])
        assert one.serials == other.serials == 750


def test_an_index_of_the_version_before_still_opens(tmp_path: Path) -> None:
    """Version 1 had no sparse serials and did not say so; it is read as it was."""
    path = tmp_path / "an.index"
    shown = [f"MX{n:05}" for n in range(600)]
    build_index(path, [columns(shown)])
    data = bytearray(path.read_bytes())
    header = struct.Struct("<8sI4xQQQ32s")
    magic, version, size, start, length, _ = header.unpack(data[: header.size])
    directory = json.loads(data[start : start + length])
    del directory["about"]["sparse"]
    text = json.dumps(directory, ensure_ascii=False).encode()
    assert version == 2
    size = start + len(text)
    data[start:] = text
    data[: header.size] = header.pack(magic, 1, size, start, len(text), sha256(text).digest())
    path.write_bytes(data)
    index = RegisterIndex.open(path)
    index.verify()
    assert [row["item"] for row in index.rows_with("MX00017")] == ["I-17"]


def test_keys_survive_the_way_through_their_bytes() -> None:
    """What is sorted from the end is unpacked to the texts that were packed."""
    texts = [[1, 2, 3], [4, 5, 6]]
    assert unpack(pack(texts, 1))[:, 1:4].tolist() == texts
