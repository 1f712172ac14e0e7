"""Serials one character away from registered ones: weighed together as if each were weighed by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.lattices import any_lattices, doubtful

from findspot.matching.alphabet import FOLDED_ALPHABET, encode_all
from findspot.matching.ctc import log_likelihoods, prepare
from findspot.matching.edits import edited_likelihood, exchange_chances, neighbour_likelihoods
from findspot.matching.index import index_serials
from findspot.matching.parameters import load_parameters
from findspot.matching.search import search

if TYPE_CHECKING:
    from findspot.vocabulary.lattice import Lattice

_SERIALS = st.text(st.sampled_from("01AB8"), min_size=4, max_size=4)


@settings(max_examples=40, deadline=None)
@given(any_lattices(), st.lists(_SERIALS, min_size=1, max_size=4, unique=True))
def test_every_exchange_has_the_likelihood_of_its_text(lattice: Lattice, serials: list[str]) -> None:
    """With any one character exchanged, doubled ones included, the likelihood is that of the text itself."""
    emissions = prepare(lattice, floor=0.001)
    rows = encode_all(serials).codes
    together = neighbour_likelihoods(emissions, rows)
    for row, codes in enumerate(rows):
        for place in range(len(codes)):
            texts = np.repeat(codes[None], len(FOLDED_ALPHABET), axis=0)
            texts[:, place] = np.arange(1, len(FOLDED_ALPHABET) + 1)
            alone = np.exp(log_likelihoods(emissions, texts))
            np.testing.assert_allclose(together[row, place], alone, rtol=1e-6, atol=1e-14)


def test_registered_neighbours_are_left_out() -> None:
    """Where every digit in the last place is registered, only letters remain as neighbours there."""
    parameters = load_parameters().background
    views = [prepare(doubtful("AB17"), floor=0.001)]
    shares = []
    for rows in ([f"AB1{n}" for n in range(10)], ["AB11"]):
        index = index_serials(rows)
        found = search(index, views, margin=20.0)
        shares.append(edited_likelihood(index, views, found, parameters))
    assert shares[0] < shares[1] - 3.0, "AB17 is a neighbour of AB11 that is not registered"


def test_two_neighbours_of_one_text_count_twice() -> None:
    """A text one character from two registered serials is as likely again as from one, for its share."""
    parameters = load_parameters().background
    views = [prepare(doubtful("AB17"), floor=0.001)]
    shares = []
    for rows in (["AB11", "XXXX"], ["AB11", "AB12"]):
        index = index_serials(rows)
        found = search(index, views, margin=40.0)
        shares.append(edited_likelihood(index, views, found, parameters))
    assert 0.5 < shares[1] - shares[0] < 0.9


def test_a_neighbour_that_looks_like_its_row_is_likelier_than_another() -> None:
    """An exchange of 8 for B, which deceives, has a larger share than one of 8 for the letter K."""
    parameters = load_parameters().background
    index = index_serials(["ZZ8Z"])
    shares = {}
    for letter in "BK":
        views = [prepare(doubtful(f"ZZ{letter}Z"), floor=0.001)]
        found = search(index, views, margin=60.0)
        shares[letter] = edited_likelihood(index, views, found, parameters)
    assert shares["B"] > shares["K"] + 2.0


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_exchanges_of_one_serial_share_all_of_its_chance(look_alike: float, same_class: float) -> None:
    """Whatever the shares, the chances of all exchanges of a serial sum to one, other scripts included."""
    parameters = replace(load_parameters().background, look_alike=look_alike, same_class=same_class)
    rows = encode_all(["8K0Ж", "11Z1"]).codes
    chances = exchange_chances(rows, parameters)
    np.testing.assert_allclose(chances.sum(axis=(1, 2)), 1.0)
