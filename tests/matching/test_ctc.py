"""The likelihood of a text under a lattice: exact by every path written out."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.lattices import any_lattices, doubtful, enumerated, small_lattices

from findspot.matching.alphabet import FOLDED_ALPHABET, decode, encode_all, fold
from findspot.matching.ctc import best_free_reading, log_likelihoods, prepare
from findspot.matching.spelling import log_likelihood
from findspot.vocabulary.lattice import Lattice, certain_lattice


def _folded(lattice: Lattice) -> dict[str, float]:
    """Every folded text's likelihood by brute force: alike classes added up, separators blank."""
    meanings = ["", *(fold(c) for c in lattice.alphabet)]
    characters = sorted({"", *meanings})
    given_frames = np.asarray(lattice.probabilities, dtype=np.float64)
    frames = np.stack(
        [given_frames[:, [m == c for m in meanings]].sum(axis=1) for c in characters],
        axis=1,
    )
    return enumerated(frames / frames.sum(axis=1, keepdims=True), characters)


def _scores(lattice: Lattice, texts: list[str], **options: float) -> list[float]:
    logs = log_likelihoods(prepare(lattice, **options), encode_all(texts).codes)  # type: ignore[arg-type]
    return [math.exp(one) for one in logs]


@settings(max_examples=80, deadline=None)
@given(small_lattices())
def test_a_likelihood_is_the_sum_over_all_paths(lattice: Lattice) -> None:
    """Each text's likelihood is that of all ways to lay it over the frames, O and 0 being one character."""
    expected = _folded(lattice)
    texts = [*expected, "Z", "0A0A0A0A"]
    assert _scores(lattice, texts) == pytest.approx([expected.get(text, 0.0) for text in texts], abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(small_lattices())
def test_the_likelihoods_of_all_texts_sum_to_one(lattice: Lattice) -> None:
    """Exactly one text stands there: the likelihoods of all that fit the frames share 1 between them."""
    assert sum(_scores(lattice, list(_folded(lattice)))) == pytest.approx(1.0)


@settings(max_examples=60, deadline=None)
@given(small_lattices(alphabet="0OAI1"))
def test_the_unfolded_likelihood_is_the_sum_over_all_paths(lattice: Lattice) -> None:
    """Told apart as written, each text has the likelihood of all its paths too."""
    expected = enumerated(np.asarray(lattice.probabilities, dtype=np.float64), ["", *lattice.alphabet])
    for text, p in expected.items():
        assert math.exp(log_likelihood(lattice, text)) == pytest.approx(p, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(any_lattices(), st.floats(0.3, 1.0), st.floats(0.0, 0.2), st.booleans())
def test_frames_stay_probabilities(lattice: Lattice, temper: float, floor: float, thin: bool) -> None:
    """However far the recogniser is believed, the blank and the folded characters share 1 in each frame."""
    ready = prepare(lattice, temper=temper, floor=floor, thin=thin)
    assert ready.blank + ready.known.sum(axis=1) == pytest.approx(np.ones(len(ready.frames)))
    assert ready.known.min() >= floor / (len(FOLDED_ALPHABET) + 1) / 2


@settings(max_examples=40, deadline=None)
@given(any_lattices(longest=6), st.integers(0, 3), st.integers(0, 3))
def test_blank_margins_change_nothing(lattice: Lattice, before: int, after: int) -> None:
    """An empty strip before or after the text leaves every likelihood as it is."""
    blank = np.zeros((1, lattice.probabilities.shape[1]), dtype=np.float32)
    blank[0, 0] = 1.0
    wide = Lattice(np.concatenate([blank.repeat(before, 0), lattice.probabilities, blank.repeat(after, 0)]))
    texts = ["", "0", "A1", "0A0", "BB"]
    assert _scores(wide, texts) == pytest.approx(_scores(lattice, texts))


def test_a_separator_counts_as_blank() -> None:
    """A hyphen on the plate parts characters and is none: two equal ones beside it stay two."""
    scores = _scores(certain_lattice("MX-10-0"), ["MX100", "MX10", "MX-1-0-0"], floor=0.001)
    assert scores[0] == pytest.approx(scores[2])
    assert scores[0] > 1000 * scores[1]


@pytest.mark.parametrize("text", ["AA", "0417", "MX15D00417", "8000008", "Q1I0O"])
def test_a_certain_lattice_reads_as_its_text(text: str) -> None:
    """The best text of all is the one that the lattice was made of, folded, doubled characters included."""
    codes, score = best_free_reading([prepare(certain_lattice(text), floor=0.001)])
    assert decode(codes) == fold(text)
    assert math.exp(score) > 0.8


@settings(max_examples=60, deadline=None)
@given(small_lattices(longest=3))
def test_the_best_reading_is_the_best_of_all_texts(lattice: Lattice) -> None:
    """No text that fits the frames is likelier than the best free reading, where few texts are possible."""
    codes, score = best_free_reading([prepare(lattice)])
    expected = _folded(lattice)
    assert math.exp(score) == pytest.approx(max(expected.values()))
    assert expected[decode(codes)] == pytest.approx(max(expected.values()))


@settings(max_examples=40, deadline=None)
@given(st.lists(any_lattices(), min_size=1, max_size=3))
def test_the_best_reading_has_the_score_it_says(lattices: list[Lattice]) -> None:
    """Over several views the score is the weighted sum of what each view gives that text."""
    views = [prepare(lattice, floor=0.01) for lattice in lattices]
    codes, score = best_free_reading(views)
    assert score == pytest.approx(sum(float(log_likelihoods(v, codes[None, :])[0]) for v in views))


@settings(max_examples=40, deadline=None)
@given(any_lattices(longest=6), st.sampled_from(["0", "A", "ZZZ", "B8A", "Ж", "0Ж"]))
def test_no_character_is_impossible_above_a_floor(lattice: Lattice, text: str) -> None:
    """With a floor every text that the frames have room for is possible, in any script."""
    room = len(text) + sum(a == b for a, b in itertools.pairwise(text))
    (score,) = _scores(lattice, [text], floor=0.001)
    assert (score > 0.0) is (room <= len(lattice.probabilities))


@settings(max_examples=40, deadline=None)
@given(
    st.text(st.sampled_from("0A8BM"), min_size=1, max_size=6),
    st.lists(st.integers(0, 6), min_size=7, max_size=7),
    st.integers(0, 5),
)
def test_joining_blank_frames_keeps_the_likelihoods(text: str, pauses: list[int], wrong: int) -> None:
    """Thinning spares work where the recogniser saw nothing; no reading becomes likelier or less so."""
    narrow = doubtful(text, {wrong: {"8": 0.6, "B": 0.4}}, sure=0.995)
    rows = []
    for place, row in enumerate(narrow.probabilities):
        again = 1 if place % 2 else 1 + pauses[min(place // 2, 6)]
        rows += [row] * again
    lattice = Lattice(np.stack(rows))
    full = prepare(lattice, temper=0.8, floor=0.001)
    thin = prepare(lattice, temper=0.8, floor=0.001, thin=True)
    assert len(thin.frames) <= len(full.frames)
    other = text[:wrong] + "B" + text[wrong + 1 :]
    codes = encode_all([text, other, text[1:], text + "3"]).codes
    assert log_likelihoods(thin, codes) == pytest.approx(log_likelihoods(full, codes), abs=0.05)
