"""Fusion: the exact arithmetic of lattices, and what several views say together."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from findspot.marking.fields.formats import check_ratio, settled
from findspot.marking.plate.fusion import Fused, fuse, likeliest, log_likelihoods
from findspot.vocabulary.lattice import SERIAL_ALPHABET, Lattice, certain_lattice

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIZE = len(SERIAL_ALPHABET) + 1
_TEXTS = st.text(SERIAL_ALPHABET, min_size=1, max_size=12)


def _as_read(text: str) -> str:
    return text


@st.composite
def _frames(draw: st.DrawFn, longest: int = 10) -> NDArray[np.float32]:
    """Frames like a recogniser's: most of the belief on one class, the rest spread."""
    count = draw(st.integers(1, longest))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    frames = rng.dirichlet(np.full(_SIZE, 0.05), count) * 0.99 + 0.01 / _SIZE
    return np.asarray(frames / frames.sum(axis=1, keepdims=True), dtype=np.float32)


def _lattices(most: int = 3) -> st.SearchStrategy[list[Lattice]]:
    return st.lists(_frames(), min_size=1, max_size=most).map(
        lambda views: [Lattice(frames, weight=1 / len(views)) for frames in views]
    )


def _doubtful(text: str, place: int, other: str, share: float) -> Lattice:
    """A certain lattice in which one character is another one with that share of the belief."""
    frames = certain_lattice(text).probabilities.copy()
    row = frames[2 * place + 1]
    mine, its = SERIAL_ALPHABET.index(text[place]) + 1, SERIAL_ALPHABET.index(other) + 1
    row[mine], row[its] = row[mine] * (1 - share), row[mine] * share
    return Lattice(frames)


def _assert_proper(fused: Fused) -> None:
    assert 0.0 <= fused.p <= 1.0
    assert fused.p + sum(other.p for other in fused.alternatives) <= 1.0
    assert [other.p for other in fused.alternatives] == sorted(
        (other.p for other in fused.alternatives), reverse=True
    )
    texts = [fused.text, *(other.text for other in fused.alternatives)]
    assert len(set(texts)) == len(texts)
    for character in fused.characters:
        assert character.p + sum(other.p for other in character.alternatives) <= 1.0


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_the_texts_of_a_lattice_share_all_belief(seed: int) -> None:
    """Over every text that fits into its frames, a lattice's probabilities sum to 1."""
    frames = np.zeros((3, _SIZE), dtype=np.float32)
    frames[:, :4] = np.random.default_rng(seed).dirichlet(np.ones(4), 3)
    texts = ["".join(letters) for count in range(4) for letters in product("012", repeat=count)]
    assert np.exp(log_likelihoods(frames, texts)).sum() == pytest.approx(1.0, abs=1e-5)


@settings(max_examples=50)
@given(_frames(), st.lists(_TEXTS, min_size=1, max_size=5, unique=True))
def test_a_likelihood_is_a_probability_and_needs_no_company(
    frames: NDArray[np.float32], texts: list[str]
) -> None:
    """No text has more than probability 1, and which others are asked for along with it does not count."""
    together = log_likelihoods(frames, texts)
    assert (together <= 1e-6).all()
    for text, value in zip(texts, together, strict=True):
        assert np.isclose(log_likelihoods(frames, [text])[0], value) or value < -200


def test_a_text_longer_than_its_frames_is_impossible() -> None:
    """Three characters do not fit into two frames, nor do two equal ones without a blank between."""
    frames = np.full((2, _SIZE), 1 / _SIZE, dtype=np.float32)
    long, doubled, fitting = np.exp(log_likelihoods(frames, ["ABC", "AA", "AB"]))
    assert long == doubled == 0.0 < fitting
    assert log_likelihoods(frames, []).shape == (0,)


@settings(max_examples=10)
@given(st.integers(1, 300), st.integers(0, 2**32 - 1))
def test_a_long_line_is_as_exact_as_a_short_one(count: int, seed: int) -> None:
    """However many frames, and however unlikely a text, its likelihood is that of sums of logarithms."""
    rng = np.random.default_rng(seed)
    frames = rng.dirichlet(np.full(_SIZE, 0.02), count) * 0.999 + 0.001 / _SIZE
    texts = ["", "7", "AABB", "SN-417006", "0000000000000000"]
    expected = [_summed(frames.astype(np.float32).astype(np.float64), text) for text in texts]
    assert np.allclose(log_likelihoods(frames.astype(np.float32), texts), expected, rtol=1e-9)


def _summed(frames: NDArray[np.float64], text: str) -> float:
    """The forward algorithm written out, in logarithms: slow and plain."""
    labels = [0]
    for character in text:
        labels += [SERIAL_ALPHABET.index(character) + 1, 0]
    logs = np.log(frames)
    alive = [-np.inf] * len(labels)
    for state in range(min(2, len(labels))):
        alive[state] = logs[0, labels[state]]
    for row in logs[1:]:
        alive = [
            float(np.logaddexp.reduce([alive[s] for s in _before(labels, state)])) + row[label]
            for state, label in enumerate(labels)
        ]
    return float(np.logaddexp.reduce(alive[-2:]))


def _before(labels: list[int], state: int) -> list[int]:
    skips = state > 1 and labels[state] and labels[state] != labels[state - 2]
    return list(range(max(state - (2 if skips else 1), 0), state + 1))


@given(_TEXTS)
def test_a_decoded_text_is_the_likeliest_of_its_lattice(text: str) -> None:
    """What a symbol said comes first out of its lattice, doubled characters included."""
    frames = certain_lattice(text).probabilities
    assert np.allclose(frames.sum(axis=1), 1.0, atol=1e-5)
    assert likeliest(frames)[0] == text
    assert np.exp(log_likelihoods(frames, [text])[0]) > 0.95


@settings(max_examples=50)
@given(st.integers(0, 2**32 - 1))
def test_a_wide_search_finds_the_likeliest_text(seed: int) -> None:
    """Where the search keeps every prefix, its texts are all that there are, in order of their likelihood."""
    frames = np.zeros((3, _SIZE), dtype=np.float32)
    frames[:, :3] = np.random.default_rng(seed).dirichlet(np.ones(3), 3) * 0.9 + 0.1 / 3
    possible = {"".join(letters) for count in range(4) for letters in product("01", repeat=count)}
    texts = likeliest(frames, beam=50, kept=50)
    shares = np.exp(log_likelihoods(frames, texts))
    assert len(set(texts)) == len(texts)
    assert set(texts) <= possible
    assert np.isclose(shares.sum(), 1.0, atol=1e-5)
    assert (np.diff(shares) <= 1e-5).all()


@given(_TEXTS)
def test_a_certain_lattice_gives_its_text(text: str) -> None:
    """One lattice without doubt gives its text, nearly surely, character by character."""
    fused = fuse([certain_lattice(text)], _as_read)
    assert fused.text == text
    assert fused.p > 0.9
    assert "".join(character.text for character in fused.characters) == text
    _assert_proper(fused)


@settings(max_examples=60, deadline=None)
@given(_lattices(), st.sampled_from([_as_read, settled]), st.sampled_from([check_ratio, lambda _text: 1.0]))
def test_what_views_say_together_is_proper(lattices: list[Lattice], settle: object, favour: object) -> None:
    """Best and alternatives sum to at most 1, likeliest first, no text twice; so does each character."""
    assert callable(settle)
    assert callable(favour)
    _assert_proper(fuse(lattices, settle, favour))


@settings(max_examples=40, deadline=None)
@given(_lattices(4))
def test_the_order_of_views_does_not_count(lattices: list[Lattice]) -> None:
    """Views have no rank: in reverse they say the same."""
    one, other = fuse(lattices, _as_read), fuse(lattices[::-1], _as_read)
    assert one.p == pytest.approx(other.p, abs=2e-4)
    assert one.text == other.text or one.p < 0.5


@settings(max_examples=40, deadline=None)
@given(_frames())
def test_the_same_view_twice_is_one_view(frames: NDArray[np.float32]) -> None:
    """Two copies of a view share its one vote: they add no evidence."""
    once = fuse([Lattice(frames)], _as_read)
    twice = fuse([Lattice(frames, weight=0.5), Lattice(frames, weight=0.5)], _as_read)
    assert once.text == twice.text
    assert once.p == pytest.approx(twice.p, abs=2e-4)


def test_another_place_is_evidence_of_its_own() -> None:
    """A serial that stands on the plate twice is surer than the same one in two views of one place."""
    doubtful = _doubtful("4417228", 2, "7", 0.3)
    once, twice = fuse([doubtful], _as_read), fuse([doubtful, doubtful], _as_read)
    assert once.text == twice.text == "4417228"
    assert once.p < twice.p


def test_a_doubtful_character_is_named_as_such() -> None:
    """The character in doubt names its rival, the text that differs there is the alternative."""
    fused = fuse([_doubtful("4417228", 2, "7", 0.3)], _as_read)
    assert [other.text for other in fused.alternatives][:1] == ["4477228"]
    doubted = fused.characters[2]
    assert (doubted.text, [other.text for other in doubted.alternatives]) == ("1", ["7"])
    assert doubted.p == pytest.approx(0.7, abs=0.01)
    assert all(not character.alternatives for character in (*fused.characters[:2], *fused.characters[3:]))


@given(st.floats(0.05, 0.45), st.floats(1.5, 50))
def test_evidence_for_a_text_raises_it(share: float, ratio: float) -> None:
    """A likelihood ratio in favour of one text raises its probability and lowers the others'."""
    lattice = _doubtful("4417228", 2, "7", share)
    plain = fuse([lattice], _as_read)
    favoured = fuse([lattice], _as_read, lambda text: ratio if text == "4417228" else 1.0)
    assert favoured.text == plain.text == "4417228"
    assert favoured.p >= plain.p


def test_a_check_digit_decides_between_look_alikes() -> None:
    """Of two nearly equally likely last digits of a container code, the one that checks is read."""
    lattice = _doubtful("CSQU3054388", 10, "3", 0.45)
    assert fuse([lattice], settled).text == "CSQU3054388"
    assert fuse([lattice], settled, check_ratio).text == "CSQU3054383"


def test_texts_that_settle_alike_are_one() -> None:
    """A container code read with 0 or with O is one code, its probability that of both."""
    lattice = _doubtful("CSQU3054383", 5, "O", 0.4)
    apart, together = fuse([lattice], _as_read), fuse([lattice], settled)
    assert apart.text == together.text == "CSQU3054383"
    assert apart.p < 0.7
    assert together.p > 0.95
    assert together.alternatives == ()


@given(st.sampled_from(["", "A", "417"]), st.integers(1, 4))
def test_views_that_say_nothing_give_no_text(text: str, count: int) -> None:
    """Lattices of blanks alone give the empty text, without characters; a text appears only where one is."""
    lattices = [certain_lattice(text)] * count
    fused = fuse(lattices, _as_read)
    assert fused.text == text
    assume(not text)
    assert (fused.p, fused.characters, fused.alternatives) == (0.0, (), ())


def test_what_was_not_thought_of_keeps_its_belief() -> None:
    """Frames that know nothing leave the likeliest text nearly impossible: no few candidates share it all."""
    frames = np.full((10, _SIZE), 1 / _SIZE, dtype=np.float32)
    fused = fuse([Lattice(frames)], _as_read)
    assert fused.p + sum(other.p for other in fused.alternatives) < 0.01
