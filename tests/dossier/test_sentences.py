from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import reading
from tests.tracing.founding import GRADED, founding

from findspot.dossier import sentences
from findspot.dossier.claims import trace_claims
from findspot.pictures.shares import percent

FOUNDING = trace_claims(founding(GRADED))
PLATELESS = trace_claims(founding(read=(reading(None),)))


def claims(**changed: Any) -> dict[str, Any]:
    """The claims of the founding case with some of them changed."""
    return {**FOUNDING, **changed}


@given(st.floats(1e-300, 1e300))
def test_a_ratio_has_two_figures_and_bounds(ratio: float) -> None:
    """A likelihood ratio is never given to more figures than it has, nor beyond a million either way."""
    words = sentences.ratio_words(ratio)
    digits = [character for character in words.split("/")[-1] if character.isdigit()]
    if ratio > 1e6:
        assert words == "more than 1 000 000"
    elif ratio < 1e-6:
        assert words == "less than 1 / 1 000 000"
    else:
        assert "about" in words
        assert len("".join(digits).strip("0")) <= 2


def test_no_ratio_is_said() -> None:
    """Where nothing was compared the paper says so."""
    assert sentences.ratio_words(None) == "not computed"


@pytest.mark.parametrize("grade", [None, "", "G1", "A7", "A", "A12", "1A"])
def test_what_is_no_grade_is_not_graded(grade: str | None) -> None:
    """No half grade is put into words."""
    assert sentences.grade_words(grade) == "not graded"


def test_every_grade_has_its_words() -> None:
    """The two halves of each of the 36 Admiralty grades are said, each grade differently."""
    said = {sentences.grade_words(f"{a}{n}") for a in "ABCDEF" for n in range(1, 7)}
    assert len(said) == 36
    assert sentences.grade_words("F6") == (
        "F6: source whose reliability cannot be judged; truth cannot be judged"
    )


@given(st.floats(0, 1), st.floats(0, 1))
def test_no_share_is_shown_as_certain_or_impossible(one: float, other: float) -> None:
    """Percentages are never 0 or 100, and a larger share never reads as a smaller one."""
    small, large = (
        float(percent(p).lstrip("<> ").rstrip(" %").replace(",", "")) for p in sorted((one, other))
    )
    assert 0 < small <= large < 100


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "< 0.1 %"), (0.0007, "< 0.1 %"), (0.001, "0.1 %"), (0.5, "50.0 %"), (0.999, "99.9 %"),
        (0.9991, "> 99.9 %"), (1.0, "> 99.9 %"),
    ],
)  # fmt: skip
def test_a_bound_is_never_rounded_to(share: float, words: str) -> None:
    """What lies beyond a bound is said to lie beyond it, never on it."""
    assert percent(share) == words


def test_the_subtitle_says_what_leads() -> None:
    """What was read and the first item, each with its own probability."""
    said = sentences.subtitle(FOUNDING)
    assert "15D-20417" in said
    assert "EX-ITEM-0417" in said


def test_no_row_leads_where_none_is_likelier_than_not_in_the_register() -> None:
    """A first candidate below *not in this register* is not named as the item."""
    first = {**FOUNDING["candidates"][0], "posterior": 0.4}
    doubtful = claims(candidates=[first], not_in_register=0.5)
    assert sentences.leading(doubtful) is None
    assert "EX-ITEM-0417" not in sentences.subtitle(doubtful)
    assert sentences.leading(claims(candidates=[first], not_in_register=0.4)) is None


def test_a_trace_without_a_serial_says_so() -> None:
    """No serial, no ratio and no posterior are said."""
    assert sentences.subtitle(PLATELESS) == "No serial number was read"
    said = " ".join(sentences.sure(PLATELESS))
    assert "no comparison was possible" in said
    assert "probability" not in said
    assert "insufficient" in said


BY_EYE = {"pattern": "15D-2041?", "by": "", "stands": "agrees", "machine": "15D-20417", "exponent": 0.5}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "A person read 15D-2041?, the machine 15D-20417: they agree."),
        ({"by": "permits desk, 3"}, "A person (permits desk, 3) read 15D-2041?"),
        ({"stands": "contradicts"}, "they contradict each other, and neither is preferred."),
        ({"stands": "alone", "machine": "", "exponent": 1.0}, "the machine read no serial number."),
        ({"stands": "says nothing", "pattern": "*", "exponent": 0.0}, "fits every serial number"),
    ],
)
def test_a_reading_by_eye_is_said_with_how_it_was_weighed(changed: dict[str, Any], said: str) -> None:
    """Who read what, how it stands to the machine's reading, and the exponent with which it counts."""
    one = {**BY_EYE, **changed}
    read = claims(reading={**FOUNDING["reading"], "by_eye": [one]})
    (sentence,) = sentences.by_eye(read)
    assert said in sentence
    assert ("exponent" in sentence) is (one["exponent"] > 0)
    assert f"{one['exponent']:.2g}" in sentence or not one["exponent"]
    assert any(sentence in sure for sure in sentences.sure(read))
    assert not any("by eye" in sure for sure in sentences.sure(FOUNDING))


def test_what_a_person_alone_read_heads_the_paper() -> None:
    """Where the machine read nothing the first line says that the serial was read by eye alone."""
    one = {**BY_EYE, "stands": "alone", "machine": "", "exponent": 1.0}
    alone = {**FOUNDING, "reading": {**PLATELESS["reading"], "by_eye": [one]}}
    assert sentences.subtitle(alone).startswith(
        "Plate read by eye alone, as 15D-2041?. First in the register"
    )


def test_how_sure_it_is_names_the_prior_and_the_limit() -> None:
    """Beside the posterior stands the prior it rests on, and the strength names what caps it."""
    said = " ".join(sentences.sure(FOUNDING))
    assert "prior of 70.0 %" in said
    assert f"limited by {FOUNDING['finding']['strength']['capped_by']}" in said
    assert "not in this register" in said


def test_tied_rows_are_counted() -> None:
    """Where several rows score alike, the belief in the first says how many."""
    assert "3 rows scoring as high" in sentences.belief(claims(tied=3))
    assert "scoring" not in sentences.belief(claims(tied=1))


def test_what_is_possible_leaves_out_the_contradicted_only() -> None:
    """Every explanation that is not contradicted is named, the innocent ones apart."""
    said = " ".join(sentences.possible(FOUNDING))
    for one in FOUNDING["finding"]["explanations"]:
        assert (one["kind"].casefold() in said.casefold()) == (one["support"] != "contradicted"), one["kind"]
    assert "and no diversion" in said


@given(st.randoms(use_true_random=False))
def test_innocent_explanations_come_first_whatever_their_order(random: Any) -> None:
    """Innocent before diversions; within each the supported before the others."""
    shuffled = list(FOUNDING["finding"]["explanations"])
    random.shuffle(shuffled)
    order = {"supported": 0, "not excluded": 1, "contradicted": 2}
    keys = [(not one["innocent"], order[one["support"]]) for one in sentences.by_innocence(shuffled)]
    assert all(first <= second for first, second in pairwise(keys))
    assert len(keys) == len(shuffled)


def test_a_proposed_finding_is_decided_by_nobody() -> None:
    """Only a decided finding says anything else."""
    assert "decided by nobody" in sentences.decided(FOUNDING)
    decided = claims(finding={**FOUNDING["finding"], "status": "decided by two officers"})
    assert "decided by two officers" in sentences.decided(decided)
