"""What persons read beside what the machine read: laws, agreement, contradiction, and either alone."""

from __future__ import annotations

import dataclasses
import itertools
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import reading
from tests.matching.lattices import any_lattices, doubtful, read_as, with_serials
from tests.matching.registers import of, opened, rows_of

from findspot.matching.alphabet import LONGEST, fold
from findspot.matching.by_eye import MOST_READINGS, reads_as
from findspot.matching.matching import match_reading
from findspot.matching.parameters import load_parameters
from findspot.matching.patterns import match_pattern
from findspot.vocabulary.by_eye import ReadByEye, Stands
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.reading import SerialReading

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from findspot.vocabulary.candidates import Match
    from findspot.vocabulary.lattice import Lattice
    from findspot.vocabulary.reading import Reading
    from findspot.vocabulary.register import Register

_ALL = 10**6
serials = st.text("0O1I2A8B-", min_size=1, max_size=7).filter(fold)
registers = st.lists(serials, min_size=1, max_size=12)
patterns = st.text("0O1I2A8B-?*", min_size=1, max_size=8).filter(lambda p: p.strip("-"))
priors = st.sampled_from((1e-6, 0.3, 0.7, 0.95))

_TRUE, _RIVAL, _OTHER = "MX15D-00417", "MX15D-00411", "WES-77120"
_EXPONENT = load_parameters().by_eye.beside_machine


@cache
def _register() -> Register:
    return of(*(f"MX15D-{n:05}" for n in range(400, 440)), _OTHER)


def _eyes(*typed: str) -> list[ReadByEye]:
    return [ReadByEye(pattern) for pattern in typed]


def _matched(read: Reading, *typed: str) -> Match:
    return match_reading([read], _register(), by_eye=_eyes(*typed), limit=100)


def _belief(match: Match, serial: str) -> float:
    return sum(c.posterior for c in match.candidates if c.serial == serial)


def _masked(serial: str, shuffler: random.Random) -> str:
    text = "".join("?" if shuffler.random() < 0.3 else c for c in serial if c != "-")
    start, end = sorted((shuffler.randint(0, len(text)), shuffler.randint(0, len(text))))
    return text[:start] + "*" + text[end:] if shuffler.random() < 0.4 else text


# What the machine makes of the true serial: two of its digits in doubt, the last one towards its rival.
_doubted = read_as(doubtful(_TRUE, {8: {"4": 0.6, "9": 0.4}, 10: {"7": 0.4, "1": 0.5, "2": 0.1}}))


@settings(max_examples=60, deadline=None)
@given(registers, any_lattices(), st.lists(patterns, min_size=1, max_size=3), priors)
def test_all_belief_sums_to_at_most_one(
    rows: list[str], lattice: Lattice, typed: list[str], prior: float
) -> None:
    """For any register, lattice, prior and readings by eye: candidates and absence share 1."""
    match = match_reading([read_as(lattice)], of(*rows), by_eye=_eyes(*typed), prior=prior, limit=_ALL)
    printed = [match.not_in_register, *(c.posterior for c in match.candidates)]
    assert all(0.0 <= p <= 1.0 for p in printed)
    assert 0 < sum(round(p * 1e6) for p in printed) <= 10**6


@settings(max_examples=40, deadline=None)
@given(registers, any_lattices(), st.sampled_from(("*", "**", "-*", " * ")))
def test_an_unknown_run_changes_nothing(rows: list[str], lattice: Lattice, wild: str) -> None:
    """Whoever types ``*`` has said nothing: the match is the machine's, to the last figure."""
    register, read = of(*rows), [read_as(lattice)]
    plain = match_reading(read, register, limit=_ALL)
    match = match_reading(read, register, by_eye=_eyes(wild), limit=_ALL)
    assert dataclasses.replace(match, by_eye=()) == plain
    assert [(one.stands, one.exponent) for one in match.by_eye] == [(Stands.SAYS_NOTHING, 0.0)]


@settings(max_examples=40, deadline=None)
@given(registers, any_lattices(), patterns)
def test_an_unknown_run_changes_nothing_beside_another_reading(
    rows: list[str], lattice: Lattice, typed: str
) -> None:
    """The other person's reading counts as if ``*`` had not been typed."""
    register, read = of(*rows), [read_as(lattice)]
    one = match_reading(read, register, by_eye=_eyes(typed), limit=_ALL)
    both = match_reading(read, register, by_eye=_eyes("*", typed), limit=_ALL)
    assert [(c.item, c.posterior) for c in both.candidates] == [(c.item, c.posterior) for c in one.candidates]
    assert both.not_in_register == one.not_in_register


@settings(max_examples=80, deadline=None)
@given(registers, any_lattices(), st.randoms(use_true_random=False))
def test_a_reading_that_fits_a_row_never_lowers_it(
    rows: list[str], lattice: Lattice, shuffler: random.Random
) -> None:
    """Typed in full, or with unreadable characters: the row that was read is believed no less than before."""
    row = shuffler.choice(rows)
    register, read = of(*rows), [read_as(lattice)]
    before = match_reading(read, register, limit=_ALL)
    floor = (1.0 - before.not_in_register - sum(c.posterior for c in before.candidates)) / len(rows)
    for typed in (row, _masked(row, shuffler)):
        after = match_reading(read, register, by_eye=_eyes(typed), limit=_ALL)
        named = {c.item: c.posterior for c in before.candidates}
        for candidate in after.candidates:
            if candidate.serial == row:
                assert candidate.posterior >= named.get(candidate.item, max(floor, 0.0)) - 1e-4


@settings(max_examples=40, deadline=None)
@given(
    registers, any_lattices(), st.lists(patterns, min_size=2, max_size=3), st.randoms(use_true_random=False)
)
def test_neither_the_order_of_readings_nor_of_rows_matters(
    rows: list[str], lattice: Lattice, typed: list[str], shuffler: random.Random
) -> None:
    """The same persons in another order, over the same rows in another order: the same candidates."""
    written = rows_of(rows)
    other_rows, other_typed = list(written), list(typed)
    shuffler.shuffle(other_rows)
    shuffler.shuffle(other_typed)
    read = [read_as(lattice)]
    one = match_reading(read, opened(written), by_eye=_eyes(*typed), limit=_ALL)
    two = match_reading(read, opened(other_rows), by_eye=_eyes(*other_typed), limit=_ALL)
    assert [c.item for c in one.candidates] == [c.item for c in two.candidates]
    assert [c.posterior for c in one.candidates] == pytest.approx(
        [c.posterior for c in two.candidates], abs=2e-6
    )
    assert one.not_in_register == pytest.approx(two.not_in_register, abs=2e-6)
    assert {w.pattern: w.exponent for w in one.by_eye} == pytest.approx(
        {w.pattern: w.exponent for w in two.by_eye}
    )


@settings(max_examples=30, deadline=None)
@given(registers, patterns, priors)
def test_where_the_machine_read_nothing_it_is_as_find_says(rows: list[str], typed: str, prior: float) -> None:
    """A picture without a plate and a pattern: the candidates of the pattern alone, at the same prior."""
    register = of(*rows)
    found = match_pattern(typed, register, prior=prior, limit=_ALL)
    match = match_reading([reading(None)], register, by_eye=_eyes(typed), prior=prior, limit=_ALL)
    if set(typed) <= {"*", "-"}:
        assert match.candidates == ()
        return
    assert [c.item for c in match.candidates] == [c.item for c in found.candidates]
    assert [c.posterior for c in match.candidates] == pytest.approx(
        [c.posterior for c in found.candidates], abs=2e-6
    )
    assert match.not_in_register == pytest.approx(found.not_in_register, abs=2e-6)
    assert (match.by_eye[0].stands, match.by_eye[0].exponent) == (Stands.ALONE, 1.0)


@pytest.mark.parametrize("typed", [_TRUE, "mx15d 0O417", "MX15D-00?17", "MX15D-*417", "*17"])
def test_agreement_sharpens(typed: str) -> None:
    """What a person could make out of the true serial settles what the machine left in doubt."""
    alone, both = _matched(_doubted), _matched(_doubted, typed)
    assert _belief(alone, _TRUE) < 0.7
    assert _belief(both, _TRUE) > _belief(alone, _TRUE) + 0.1
    assert both.candidates[0].serial == _TRUE


def test_contradiction_widens() -> None:
    """A person who reads another row than the machine takes belief from it, and neither row is dropped."""
    clear = read_as(doubtful(_TRUE, {10: {"7": 0.93, "1": 0.07}}))
    alone, both = _matched(clear), _matched(clear, _RIVAL)
    assert _belief(alone, _TRUE) > 0.85
    assert _belief(both, _TRUE) < _belief(alone, _TRUE)
    assert _belief(both, _RIVAL) > _belief(alone, _RIVAL)
    assert min(_belief(both, _TRUE), _belief(both, _RIVAL)) > 0.1
    (said,) = both.by_eye
    assert (said.stands, said.pattern, said.exponent) == (Stands.CONTRADICTS, _RIVAL, _EXPONENT)


def test_two_different_serials_leave_both_in_play() -> None:
    """The machine reads one registered serial, the person quite another: both are named, and it is said."""
    register = of(_TRUE, _OTHER, *(f"QL{n}" for n in range(100, 160)))
    alone, both = (match_reading([reading(_TRUE)], register, by_eye=e, limit=99) for e in ([], _eyes(_OTHER)))
    assert [c.serial for c in both.candidates[:2]] == [_TRUE, _OTHER]
    assert _belief(both, _TRUE) < _belief(alone, _TRUE)
    assert _belief(both, _OTHER) > 100 * _belief(alone, _OTHER)
    assert both.by_eye[0].stands is Stands.CONTRADICTS


def test_what_is_typed_of_no_row_leaves_the_machines_row_first() -> None:
    """A person who types another text of the plate by mistake lowers belief, and does not end it."""
    clear = read_as(doubtful(_TRUE))
    alone, both = _matched(clear), _matched(clear, "ZK88123W")
    assert both.candidates[0].serial == _TRUE
    assert 0.3 < _belief(both, _TRUE) < _belief(alone, _TRUE)


def test_an_unregistered_serial_that_both_read_is_surer_not_registered() -> None:
    """Both read a neighbour that the register lacks: its registered neighbours lose, absence gains."""
    absent = "MX15D-00447"
    read = read_as(doubtful(absent, {9: {"4": 0.8, "1": 0.2}}))
    alone, both = _matched(read), _matched(read, absent)
    assert both.not_in_register > alone.not_in_register
    assert both.not_in_register > 0.5
    assert all(_belief(both, c.serial) <= c.posterior + 1e-6 for c in alone.candidates)


def test_a_reading_far_from_every_row_raises_none() -> None:
    """Machine and person agree on a serial of no family here: the register gains nothing from the person."""
    read = reading("ZK88123W")
    alone, both = _matched(read), _matched(read, "ZK88123W")
    assert both.not_in_register > 0.95
    assert both.not_in_register >= alone.not_in_register


def test_persons_who_agree_say_more_than_one_and_less_than_as_many_times() -> None:
    """A second office that reads the same adds to the first; the same office's text counts once."""
    ratios = []
    for by_eye in (
        [ReadByEye(_TRUE, "desk 1")],
        [ReadByEye(_TRUE, "desk 1"), ReadByEye(_TRUE, "desk 1")],
        [ReadByEye(_TRUE, "desk 1"), ReadByEye(_TRUE, "desk 2")],
    ):
        match = match_reading([_doubted], _register(), by_eye=by_eye, limit=100)
        ratios.append(_belief(match, _TRUE) / _belief(match, _RIVAL))
    once, again, two = ratios
    plain = _matched(_doubted)
    alone = _belief(plain, _TRUE) / _belief(plain, _RIVAL)
    assert again == pytest.approx(once)
    assert once < two < once * once / alone


def test_a_vaguer_reading_that_agrees_never_weakens_a_sharper_one() -> None:
    """A person who saw only a few characters takes nothing from one who saw them all."""
    sharp = _matched(_doubted, _TRUE)
    for vague in ("MX*", "*7", "MX15D-0????", "??????????"):
        both = _matched(_doubted, _TRUE, vague)
        assert _belief(both, _TRUE) >= _belief(sharp, _TRUE) - 0.01, vague


def test_one_reading_is_of_the_plate_that_several_photographs_show() -> None:
    """Two photographs and a person: what was typed counts once, whichever picture it was read from."""
    other = read_as(
        doubtful(_TRUE, {10: {"7": 0.5, "1": 0.5}}), file="second.png", likeness="fedcba9876543210"
    )
    one = match_reading([_doubted, other], _register(), by_eye=_eyes(_TRUE), limit=100)
    two = match_reading([other, _doubted], _register(), by_eye=_eyes(_TRUE), limit=100)
    assert _belief(one, _TRUE) > 0.9
    assert one == two


def test_the_machines_text_that_fits_is_the_one_that_is_named() -> None:
    """Of several texts of the plate the one that the person read as well is said to agree."""
    (said,) = _matched(reading(_TRUE), "MX15D-0?417").by_eye
    assert (said.stands, said.machine) == (Stands.AGREES, _TRUE)
    (said,) = _matched(reading(_TRUE), _RIVAL).by_eye
    assert (said.stands, said.machine) == (Stands.CONTRADICTS, _TRUE)


def test_each_candidate_says_what_the_reading_by_eye_did_to_it() -> None:
    """The evidence of a row names the text, whether it fits, and the factor it put on the row."""
    plain, both = _matched(_doubted), _matched(_doubted, "MX15D-0041?")
    evidence = {c.serial: next(e for e in c.evidence if e.field == "by_eye") for c in both.candidates}
    assert all(not any(e.field == "by_eye" for e in c.evidence) for c in plain.candidates)
    assert "MX15D-0041?, which fits" in evidence[_TRUE].reason
    assert "only with an error" in evidence["MX15D-00422"].reason
    assert evidence[_TRUE].log_ratio > 0.0 > evidence["MX15D-00422"].log_ratio
    odds = [_belief(m, _TRUE) / m.not_in_register for m in (plain, both)]
    assert odds[1] / odds[0] == pytest.approx(2.718281828 ** evidence[_TRUE].log_ratio, rel=0.01)


def test_other_scripts_are_told_apart() -> None:
    """A character of another script agrees with itself alone, in register, plate and what was typed."""
    rows = of("ЖЖ-417", "ЖД-417", "AB-417")
    match = match_reading([reading(None)], rows, by_eye=_eyes("ЖД417"))
    assert match.candidates[0].serial == "ЖД-417"
    evidence = {c.serial: c.evidence[0].reason for c in match.candidates}
    assert "as the register does" in evidence["ЖД-417"]
    assert "as the register does" not in evidence["ЖЖ-417"]


def test_offices_that_read_the_same_are_counted() -> None:
    """The evidence of a row says of how many persons each text is."""
    seen = [ReadByEye(_TRUE, "desk 1"), ReadByEye(_TRUE, "desk 2"), ReadByEye(_TRUE, "desk 2")]
    match = match_reading([reading(_TRUE)], _register(), by_eye=seen)
    assert match.candidates[0].evidence[0].reason == f"2 persons read {_TRUE}, as the register does"


@pytest.mark.parametrize(
    ("pattern", "serial", "fitting"),
    [
        ("MX15D-0O417", _TRUE, True), ("mx?5d*17", _TRUE, True), ("*", _TRUE, True), ("*", "-", False),
        ("MX15D-0041", _TRUE, False), ("MX15D-004177", _TRUE, False), ("MX15D-00471", _TRUE, False),
        ("ЖЖ*17", "ЖЖ-417", True), ("ЖД*17", "ЖЖ-417", False),
        ("?" * 10, _TRUE, True), ("?" * 11, _TRUE, False), ("?" * 9, _TRUE, False),
    ],
)  # fmt: skip
def test_whether_a_serial_is_what_a_pattern_describes(pattern: str, serial: str, fitting: bool) -> None:
    """``?`` is one character, ``*`` any run; case, separators and O for 0 make no difference."""
    assert reads_as(pattern, serial) is fitting


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["7" * (LONGEST + 1)], "at most"), ([""], "no letter"), (["A\x07B"], "control"),
        (["A\ud800"], "no text"), (["A*"] * (MOST_READINGS + 1), "more than are weighed"),
    ],
    ids=["too long", "empty", "control characters", "no text", "too many"],
)  # fmt: skip
def test_what_cannot_be_weighed_is_refused_in_one_sentence(typed: Sequence[str], said: str) -> None:
    """The same limits as of ``find``, and not more persons than a plate has readers."""
    with pytest.raises(BadInputError, match=said) as refused:
        match_reading([reading(_TRUE)], _register(), by_eye=_eyes(*typed))
    assert refused.value.sentence.endswith(".")
    assert "\n" not in refused.value.sentence


def test_a_register_without_a_serial_has_no_row_for_a_reading() -> None:
    """Nothing can be found in it, by the machine or by eye, and that is no error."""
    match = match_reading([reading(_TRUE)], of("-", "--"), by_eye=_eyes(_TRUE))
    assert match.candidates == ()
    assert match.by_eye[0].stands is Stands.AGREES


def test_belief_follows_the_exponent_between_rows() -> None:
    """Between two rows the typed text weighs its likelihood ratio to the exponent in force, and no more."""
    plain, both = _matched(_doubted), _matched(_doubted, _TRUE)
    before, after = (_belief(m, _TRUE) / _belief(m, _RIVAL) for m in (plain, both))
    typed = [_belief(match_pattern(_TRUE, _register(), limit=100), row) for row in (_TRUE, _RIVAL)]
    assert after / before == pytest.approx((typed[0] / typed[1]) ** _EXPONENT, rel=0.1)
    assert all(a.posterior >= b.posterior for a, b in itertools.pairwise(both.candidates))


@pytest.mark.parametrize("weight", [0.5, 0.9])
@pytest.mark.parametrize("seen", ["another text", "hardly anything"])
def test_where_the_machine_fails_the_person_is_believed(weight: float, seen: str) -> None:
    """Another text taken for the serial, or a strip of noise: belief comes near to that of ``find``."""
    noise = doubtful("?" * 10, {n: dict.fromkeys("0123456789MXWESD", 1 / 16) for n in range(10)})
    lattice = doubtful("QQ88ZZ") if seen == "another text" else noise
    text = SerialReading("?", 0.1, (), (), (lattice,), weight=weight, why="test")
    match = match_reading([with_serials(text)], _register(), by_eye=_eyes(_TRUE), limit=100)
    found = match_pattern(_TRUE, _register()).candidates[0]
    assert match.candidates[0].serial == found.serial == _TRUE
    assert 0.75 * found.posterior < match.candidates[0].posterior
