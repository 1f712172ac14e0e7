"""From scores to belief: laws of probability at any prior, for any register."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.matching.posterior import Posterior, credible_set, posterior, rounded

log_ratios = st.lists(st.floats(-800.0, 800.0) | st.sampled_from((0.0, 5.0)), max_size=30)
priors = st.floats(0.0, 1.0)
shares = st.floats(0.0, 1.0)


def _posterior(ratios: list[float], prior: float = 0.7, more: int = 0, elsewhere: float = 0.0) -> Posterior:
    rows = np.arange(len(ratios), dtype=np.intp)
    total = len(ratios) + more
    return posterior(rows, np.array(ratios), prior=prior, total_rows=total, elsewhere=elsewhere)


@settings(max_examples=150)
@given(log_ratios, priors, st.integers(0, 1000), shares)
def test_all_belief_sums_to_one(ratios: list[float], prior: float, more: int, elsewhere: float) -> None:
    """Rows within reach, the rows beyond and *not in this register* share 1, and no share is negative."""
    belief = _posterior(ratios, prior, more, elsewhere)
    parts = [*belief.belief, belief.not_in_register, belief.elsewhere]
    assert sum(parts) == pytest.approx(1.0)
    assert min(parts) >= 0.0


@settings(max_examples=150)
@given(log_ratios, priors, st.integers(0, 1000), shares)
def test_rounded_beliefs_sum_to_at_most_one(
    ratios: list[float], prior: float, more: int, elsewhere: float
) -> None:
    """What is printed never adds up to more than 1."""
    belief = _posterior(ratios, prior, more, elsewhere)
    printed = [rounded(float(p)) for p in (*belief.belief, belief.not_in_register)]
    assert sum(round(p * 1e6) for p in printed) <= 10**6


@given(st.floats(0.0, 1.0))
def test_rounding_takes_off_less_than_a_millionth(p: float) -> None:
    """A printed probability is never above the true one and lies within a millionth of it."""
    assert p - 1.000001e-6 < rounded(p) <= p


@given(log_ratios, priors, shares)
def test_a_likelier_row_has_no_less_belief(ratios: list[float], prior: float, elsewhere: float) -> None:
    """The rows stand in the order of their ratios, and belief falls along it."""
    belief = _posterior(ratios, prior, elsewhere=elsewhere)
    assert [ratios[row] for row in belief.rows] == sorted(ratios, reverse=True)
    assert all(a >= b for a, b in itertools.pairwise(belief.belief))


@given(log_ratios.filter(bool), st.integers(0, 99), shares)
def test_odds_against_an_unregistered_item_are_prior_odds_times_the_ratio(
    ratios: list[float], more: int, elsewhere: float
) -> None:
    """Bayes' rule, row by row: belief in a row over belief in none is prior odds times likelihood ratio."""
    tame = [max(-20.0, min(20.0, r)) for r in ratios]
    belief = _posterior(tame, 0.6, more, elsewhere)
    odds = 0.6 / (len(tame) + more) / 0.4
    for p, ratio in zip(belief.belief, belief.log_ratios, strict=True):
        assert p == pytest.approx(odds * np.exp(ratio) * belief.not_in_register)


@given(log_ratios, st.tuples(priors, priors))
def test_a_higher_prior_never_raises_not_in_register(ratios: list[float], pair: tuple[float, float]) -> None:
    """Whoever holds it likelier beforehand that the register has the item does so afterwards."""
    low, high = sorted(pair)
    assert _posterior(ratios, high).not_in_register <= _posterior(ratios, low).not_in_register + 1e-12


@pytest.mark.parametrize("prior", [0.0, 0.3, 0.7, 1.0])
def test_evidence_that_says_nothing_keeps_the_prior(prior: float) -> None:
    """Rows no likelier than an unregistered item keep their even share of the prior."""
    belief = _posterior([0.0] * 8, prior)
    assert belief.not_in_register == pytest.approx(1.0 - prior)
    assert belief.belief == pytest.approx([prior / 8] * 8)
    assert belief.tied == 8


@given(st.integers(1, 20), st.lists(st.floats(-9.0, -0.001), max_size=10))
def test_ties_share_alike_and_are_counted(tied: int, worse: list[float]) -> None:
    """Rows of equal ratio have equal belief, and ``tied`` counts those at the top."""
    belief = _posterior([*worse, *[2.0] * tied])
    assert belief.tied == tied
    assert len(set(belief.belief[:tied].tolist())) == 1


def test_an_empty_register_cannot_have_it() -> None:
    """Where nothing is registered the item is surely not in the register."""
    belief = _posterior([])
    assert belief.not_in_register == 1.0
    assert belief.tied == 0


@pytest.mark.parametrize("prior", [-0.1, 1.1, float("nan")])
def test_a_prior_is_a_probability(prior: float) -> None:
    """No belief is computed from what is no probability."""
    with pytest.raises(ValueError, match="no probability"):
        _posterior([0.0], prior)


@settings(max_examples=100)
@given(st.lists(st.floats(-12.0, 12.0), min_size=1, max_size=20), st.floats(0.05, 0.95))
def test_the_credible_set_is_the_smallest_that_holds_its_level(ratios: list[float], prior: float) -> None:
    """Its members hold 0.95 of all belief, and no smaller set does."""
    belief = _posterior(ratios, prior)
    items = [f"I-{row}" for row in belief.rows]
    p = dict(zip([*items, None], [*belief.belief, belief.not_in_register], strict=True))
    members = credible_set(belief.belief.tolist(), items, belief.not_in_register)
    assert len(set(members)) == len(members)
    assert sum(p[member] for member in members) >= 0.95 - 1e-9
    larger = sorted(p.values(), reverse=True)
    assert sum(larger[: len(members) - 1]) < 0.95 + 1e-9


def test_a_credible_set_that_helps_nobody_is_not_listed() -> None:
    """Where thousands of rows are as likely as each other no set is named."""
    belief = _posterior([0.0] * 5000)
    items = [f"I-{row}" for row in belief.rows]
    assert credible_set(belief.belief.tolist(), items, belief.not_in_register) == ()
