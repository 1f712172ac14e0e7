"""The automaton: all texts, each with its rank, in as few nodes as there can be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from tests.matching.automaton.registers import folded, registers

from findspot.matching.automaton.growing import Grower
from findspot.matching.automaton.keys import Coder, order_of, pack, unpack
from findspot.matching.automaton.packed import pack_edges
from findspot.matching.automaton.walking import block_of, rank_of, spell

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.packed import Automaton


def _grown(shown: list[str]) -> tuple[Automaton, NDArray[np.uint8]]:
    """The automaton, and the different keys as bytes in the order of ranks."""
    keys = Coder().keys(pa.array(shown, pa.string()))
    keys = keys[order_of(keys)]
    keys = keys[keys[:, 0] >> np.uint64(56) > 0]
    grower = Grower()
    begins = grower.take(keys)
    return grower.finish(), unpack(keys[begins])


def _languages(texts: list[bytes]) -> set[frozenset[bytes]]:
    """What may follow each beginning: texts that share it share a node, and no others do."""
    roots = {frozenset(t for t in texts if len(t) == n) for n in {len(t) for t in texts}}
    found: set[frozenset[bytes]] = set()
    pending = list(roots)
    while pending:
        one = pending.pop()
        if one in found or b"" in one:
            continue
        found.add(one)
        pending += [frozenset(t[1:] for t in one if t[0] == c) for c in {t[0] for t in one}]
    return found


@settings(deadline=None)
@given(registers)
def test_every_text_has_its_place_in_the_order_as_rank(shown: list[str]) -> None:
    """Rank and text lead to each other, for all texts and no others."""
    automaton, keys = _grown(shown)
    assert len(automaton) == len(keys) == len(folded(shown))
    codes, lengths = spell(automaton, np.arange(len(keys)))
    for rank, key in enumerate(keys):
        text = key[1 : key[0] + 1]
        assert rank_of(automaton, text) == rank
        assert lengths[rank] == key[0]
        assert np.array_equal(codes[rank, : key[0]], text)
    assert rank_of(automaton, np.array([99], dtype=np.uint8)) is None


@settings(deadline=None)
@given(registers)
def test_no_two_nodes_say_the_same(shown: list[str]) -> None:
    """The automaton is minimal: one node for each different set of endings."""
    automaton, keys = _grown(shown)
    assert automaton.nodes == len(_languages([bytes(key[1 : key[0] + 1]) for key in keys]))


@settings(deadline=None)
@given(registers)
def test_texts_that_begin_alike_are_one_block_of_ranks(shown: list[str]) -> None:
    """Of each length, the texts with a prefix are counted and numbered without a gap."""
    automaton, keys = _grown(shown)
    for key in keys:
        length = int(key[0])
        for depth in range(length + 1):
            prefix = key[1 : depth + 1]
            same = [
                r for r, k in enumerate(keys) if k[0] == length and np.array_equal(k[1 : depth + 1], prefix)
            ]
            assert block_of(automaton, prefix, length) == (same[0], same[-1] + 1)
    assert block_of(automaton, np.array([99], dtype=np.uint8), 3) == (0, 0)


@settings(deadline=None)
@given(registers)
def test_digits_are_counted_and_characters_known_by_length_and_place(shown: list[str]) -> None:
    """The background takes from here how often a place holds a digit, the search what can stand there."""
    automaton, keys = _grown(shown)
    for length in {int(key[0]) for key in keys}:
        some = keys[keys[:, 0] == length][:, 1 : length + 1]
        assert automaton.digits[length, :length].tolist() == (some <= 10).sum(axis=0).tolist()
        at = np.unpackbits(automaton.labels_at[length], axis=1, bitorder="little")
        for place in range(length):
            assert np.flatnonzero(at[place]).tolist() == np.unique(some[:, place]).tolist()


def test_keys_may_come_in_blocks_of_any_size() -> None:
    """What is given at once or one by one makes the same automaton, through all growing of its arrays."""
    rng = np.random.default_rng(7)
    shown = ["".join(row) for row in rng.choice(list("0123456789ABCDEFGH"), (40_000, 8))]
    keys = Coder().keys(pa.array(shown))
    keys = keys[order_of(keys)]
    one, many = Grower(), Grower()
    one.take(keys)
    for start in range(0, len(keys), 977):
        many.take(keys[start : start + 977])
    assert np.array_equal(one.finish().edges, many.finish().edges)


def test_offsets_that_do_not_fit_beside_targets_lie_apart() -> None:
    """An automaton beyond 55 bits keeps its offsets in an array of their own and spells the same."""
    automaton, keys = _grown([f"AB{n:05}" for n in range(0, 9000, 7)])
    assert not len(automaton.offsets)
    bits = automaton.target_bits
    labels = (automaton.edges & np.uint64(255)).astype(np.uint8)
    last = ((automaton.edges >> np.uint64(8)) & np.uint64(1)).astype(np.uint32) << np.uint32(31)
    targets = ((automaton.edges >> np.uint64(9)) & np.uint64((1 << bits) - 1)).astype(np.uint32) | last
    offsets = (automaton.edges >> np.uint64(9 + bits)).astype(np.uint32)
    edges, apart, bits = pack_edges(labels, targets, offsets, 1 << 56)
    wide = replace(automaton, edges=edges, offsets=apart, target_bits=bits)
    assert len(apart) == len(edges)
    for rank in (0, 1, 500, len(keys) - 1):
        assert rank_of(wide, keys[rank, 1:8]) == rank
    assert np.array_equal(spell(wide, np.arange(len(keys)))[0], keys[:, 1:8])


def test_a_bounded_table_of_nodes_loses_no_text() -> None:
    """Where memory for merging nodes runs out, the automaton is larger but holds the same texts."""
    rng = np.random.default_rng(3)
    shown = ["".join(row) for row in rng.choice(list("0123456789ABCDEFGH"), (200_000, 7))]
    full, keys = _grown(shown)
    grower = Grower(most_slots=1 << 16)
    grower.take(pack([key[1:8] for key in keys], 1))
    bounded = grower.finish()
    assert bounded.nodes > full.nodes
    assert np.array_equal(spell(bounded, np.arange(len(keys)))[0], keys[:, 1:8])
