"""The calibration: what it takes apart it puts together again, and it fits and counts right."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from benchmarks.calibration import __main__ as command
from benchmarks.calibration import report, tables
from benchmarks.calibration.belief import Beliefs, Stack, in_force, joined
from benchmarks.calibration.components import KEPT, Answer, answer
from benchmarks.calibration.fitting import JUDGED, cross_validated, fit, log_score, minimum
from benchmarks.calibration.measures import (
    Claims,
    binned,
    calibration_error,
    gain,
    measured,
    of_absence,
    of_best_row,
    separation,
)
from benchmarks.reading import samples
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.lattices import any_lattices, doubtful, text, with_serials
from tests.matching.registers import of

from findspot.matching.matching import match_reading
from findspot.matching.parameters import load_parameters

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.vocabulary.lattice import Lattice

PARAMETERS = load_parameters()
NOW = in_force(PARAMETERS)
REGISTERS = st.lists(st.text("01OI2AB8", min_size=1, max_size=7), min_size=1, max_size=12, unique=True)


def drawn(component: int, *, row: bool) -> Answer:
    """One clear text that only one part of the background explains; ``row``: as well as the one true row."""
    parts = np.full((1, 3), -40.0)
    parts[0, component] = 0.0
    scores = np.log(np.array([[(0.2, 0.7, 0.1)[component]]]))
    return Answer(
        weights=np.ones(1),
        nothing=0.0,
        parts=parts,
        sums=scores[0],
        scores=scores,
        true=np.array([row]),
        evidence=np.zeros(1),
        within=1,
        spelled=1.0,
        missed=0,
        rows=1,
    )


def stacks(shares: tuple[float, float, float], count: int = 1000) -> tuple[Stack, Stack]:
    """As many pictures whose absent serials come from the background in these shares."""
    there = np.repeat(np.arange(3), np.rint(np.array([0.2, 0.7, 0.1]) * count).astype(int))
    absent = np.repeat(np.arange(3), np.rint(np.array(shares) * count).astype(int))
    return (
        Stack([drawn(int(component), row=True) for component in there]),
        Stack([drawn(int(component), row=False) for component in absent]),
    )


def beliefs(best: list[float], right: list[bool], absent: list[float] | None = None) -> Beliefs:
    """Beliefs in the best row; what it leaves is *not in register* unless given."""
    stated = np.array(best)
    not_in_register = 1.0 - stated if absent is None else np.array(absent)
    return Beliefs(stated, np.array(right), np.where(right, stated, 1e-3), not_in_register)


@settings(max_examples=60, deadline=None)
@given(REGISTERS, any_lattices("01OI2AB8"), any_lattices("01OI2AB8"), st.sampled_from((0.3, 0.6)))
def test_what_is_taken_apart_is_put_together_again(
    rows: list[str], one: Lattice, other: Lattice, weight: float
) -> None:
    """With the figures in force the parts give the beliefs that ``match_reading`` gives.

    Where no row is within reach it still names the nearest, which is believed no more than any other row.
    """
    register, reading = of(*rows), with_serials(text(one, weight), text(other, 0.3))
    apart = answer(reading, register, [0], PARAMETERS)
    found = Stack([apart]).beliefs(NOW)
    match = match_reading([reading], register, limit=len(rows))
    by_serial = {candidate.serial: candidate.posterior for candidate in match.candidates}

    assert found.not_in_register[0] == pytest.approx(match.not_in_register, abs=3e-6)
    if apart.within:
        assert found.best[0] == pytest.approx(match.candidates[0].posterior, abs=3e-6)
    if rows[0] in by_serial:
        assert found.true[0] == pytest.approx(by_serial[rows[0]], abs=3e-6)


def test_rows_that_are_not_kept_still_count() -> None:
    """A text that fits hundreds of rows alike is believed of none of them, nor of their absence."""
    rows = [f"A1{first}{second}{third}" for first in "234" for second in "23456789" for third in "2345"]
    assert len(rows) > KEPT
    doubt = dict.fromkeys("23456789", 1 / 8)
    reading = with_serials(text(doubtful("A1222", {2: doubt, 3: doubt, 4: doubt}), 0.9))
    found = Stack([answer(reading, of(*rows), [5], PARAMETERS)]).beliefs(NOW)
    match = match_reading([reading], of(*rows))

    assert found.not_in_register[0] == pytest.approx(match.not_in_register, abs=3e-6)
    assert found.best[0] == pytest.approx(match.candidates[0].posterior, abs=3e-6)


def test_a_reading_without_texts_teaches_nothing() -> None:
    """Where no serial was read, *not in register* keeps its prior and a true row its share of the rest."""
    found = Stack([answer(with_serials(), of("A12", "B34"), [1], PARAMETERS)]).beliefs(NOW)

    assert found.not_in_register[0] == pytest.approx(0.3)
    assert found.true[0] == pytest.approx(0.35)
    assert found.best[0] == pytest.approx(0.0)
    assert not found.right[0]


def test_greater_odds_of_nothing_leave_less_to_every_row() -> None:
    """Doubt in all texts moves belief from the row that fits to those that were not read."""
    reading = with_serials(text(doubtful("A1234"), 0.8))
    stack = Stack([answer(reading, of("A1234", "B9876"), [0], PARAMETERS)])
    clear, doubted = (
        stack.beliefs(replace(NOW, none_of_them=0.001, nothing=nothing)) for nothing in (0.1, 5.0)
    )

    assert doubted.best[0] < clear.best[0]


@pytest.mark.parametrize("shares", [(0.25, 0.6, 0.15), (0.1, 0.3, 0.6), (0.7, 0.2, 0.1)])
def test_the_fit_recovers_the_shares_that_absent_serials_come_from(
    shares: tuple[float, float, float],
) -> None:
    """From answers whose unregistered serials are drawn with known shares, the fit finds these."""
    there, absent = stacks(shares)
    held = replace(JUDGED, absence=1.0, own_kind=1.0)
    fitted = fit(there, absent, np.arange(len(there)), held)

    assert fitted.shares == pytest.approx(shares, abs=0.03)
    assert sum(fitted.shares) == pytest.approx(1.0)


def test_without_evidence_the_figures_stay_as_judged() -> None:
    """Pictures in which nothing was read leave every figure where judgement put it."""
    nothing = answer(with_serials(), of("A12", "B34"), [1], PARAMETERS)
    fitted = fit(Stack([nothing] * 10), Stack([nothing] * 10), np.arange(10))

    assert fitted.shares == pytest.approx(JUDGED.shares, rel=0.1)
    assert fitted.nothing == pytest.approx(JUDGED.nothing, rel=0.1)


def test_every_picture_is_judged_by_figures_fitted_without_it() -> None:
    """Cross-validation gives one belief a picture, in the order of pictures, the same for the same seed."""
    there, absent = stacks((0.25, 0.6, 0.15), count=40)
    held = replace(JUDGED, absence=1.0)  # as these pictures are made
    first = cross_validated(there, absent, 7, held)
    again = cross_validated(there, absent, 7, held)

    assert len(first[2]) == 5
    assert len(first[0].best) == len(there)
    assert first[2] == again[2]
    whole = there.beliefs(fit(there, absent, np.arange(len(there)), held))
    assert np.corrcoef(first[0].best, whole.best)[0, 1] > 0.9


def test_the_minimum_of_a_valley_is_found() -> None:
    """The search finds the least of a bent valley in two dimensions."""
    found = minimum(lambda x: float(5 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2), np.zeros(2))

    assert found == pytest.approx([1.0, 1.0], abs=0.02)


def test_the_log_score_weighs_both_answers_by_the_prior() -> None:
    """Seven tenths for the true row where it is there, three tenths for absence where it is not."""
    there, absent = beliefs([0.5], [True]), beliefs([0.75], [False], [0.25])

    assert log_score(there, absent) == pytest.approx(0.7 * np.log(0.5) + 0.3 * np.log(0.25))


def test_the_calibration_error_is_the_mean_gap() -> None:
    """Half of what was stated at 0.8 came true and all of what was stated at 0.3: gaps of 0.3 and 0.7."""
    claims = Claims(np.array([0.8, 0.8, 0.3]), np.array([True, False, True]), np.ones(3))

    assert calibration_error(claims) == pytest.approx((2 * 0.3 + 0.7) / 3)


def test_claims_of_certainty_fall_into_the_last_bin() -> None:
    """A stated 1 is in the tenth bin, beside 0.95; empty bins say no more than that they are empty."""
    bins = binned(Claims(np.array([1.0, 0.95]), np.array([True, True]), np.ones(2)))

    assert [one.count for one in bins] == [0] * 9 + [2]
    assert bins[0].true is None
    assert bins[9].stated == pytest.approx(0.975)
    assert bins[9].low == pytest.approx(0.3424, abs=1e-4)
    assert bins[9].high == pytest.approx(1.0)


def test_claims_count_by_their_weights() -> None:
    """A right answer of weight 0.7 and a wrong one of 0.3 are right by 0.7."""
    there, absent = beliefs([0.65], [True]), beliefs([0.65], [False])

    assert binned(of_best_row(there, absent))[6].true == pytest.approx(0.7)
    assert binned(of_absence(there, absent))[3].true == pytest.approx(0.3)


def test_separation_counts_ties_by_half() -> None:
    """Two of four pairs are won and one is tied."""
    there, absent = beliefs([0.9, 0.5], [True, True]), beliefs([0.5, 0.3], [False, False])
    assert separation(there, absent) == pytest.approx((2 + 1 + 0.5) / 4)


def test_sure_answers_and_wrong_ones_are_counted() -> None:
    """Of three answers of 0.99 or more one is wrong with the serial there, and one with it absent."""
    there = beliefs([0.995, 0.991, 0.5], [True, False, True])
    absent = beliefs([0.999, 0.96, 0.1], [False, False, False])
    figures = measured(there, absent, seed=1)

    assert figures["answers sure"] == 3
    assert figures["sure and wrong, there"] == 1
    assert figures["sure and wrong, absent"] == 1
    assert figures["sure"] == pytest.approx(2 / 3)
    assert figures["absent nearly sure"] == pytest.approx(2 / 3)
    interval = figures["auc interval"]
    assert isinstance(interval, list)
    assert interval[0] <= separation(there, absent) <= interval[1]


def test_a_gain_has_its_interval() -> None:
    """The same beliefs gain nothing, better ones gain, and the interval holds the gain."""
    worse = (beliefs([0.5, 0.4], [True, True]), beliefs([0.5, 0.6], [False, False]))
    better = (beliefs([0.9, 0.8], [True, True]), beliefs([0.1, 0.2], [False, False]))

    assert gain(worse, worse, seed=1) == pytest.approx([0.0, 0.0, 0.0])
    middle, low, high = gain(worse, better, seed=1)
    assert 0.0 < low <= middle <= high


def test_beliefs_are_joined_in_order() -> None:
    """What is taken apart by picture and joined again is as before."""
    whole = beliefs([0.1, 0.2, 0.3], [True, False, True])
    again = joined([whole.of(np.array([0])), whole.of(np.array([1, 2]))])

    assert again.best.tolist() == whole.best.tolist()
    assert again.right.tolist() == whole.right.tolist()


def test_a_likelier_background_leaves_more_to_absence() -> None:
    """Four times as likely, an unregistered item takes belief from rows, and the figures say so."""
    there, absent = stacks((0.25, 0.6, 0.15), count=40)
    once, four = (report.louder(there, absent, NOW, times * NOW.absence) for times in (1, 4))

    assert once.log_score == pytest.approx(log_score(there.beliefs(NOW), absent.beliefs(NOW)))
    assert four.mean_absence > once.mean_absence


def test_the_report_is_printed_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sets stand apart and together, in the tables, the JSON and the diagram."""
    pair = (
        beliefs([0.995, 0.7, 0.6, 0.9], [True, True, False, True]),
        beliefs([0.2, 0.4, 0.1, 0.3], [False] * 4),
    )
    run = report.Run(
        ("photographs", "photographs", "drawings", "drawings"), NOW, JUDGED, [NOW, JUDGED], pair, pair
    )
    grid = [report.Cell(1.0, 0.001, 48, 0.7, -0.5, -0.4, 0.6, 0)]
    found = report.results(run, 1)
    tables.show(run, found, grid)
    report.write(tmp_path / "out" / "figures.json", run, found, grid, {"seed": 1})
    written = json.loads((tmp_path / "out" / "figures.json").read_text(encoding="utf-8"))

    assert list(written["results"]) == ["photographs", "drawings", "both"]
    assert written["results"]["both"]["in force"]["pictures"] == 4
    assert written["figures"]["fitted"]["edited"] == pytest.approx(JUDGED.edited)
    printed = capsys.readouterr().out
    assert "none_of_them" in printed
    assert "Gain in log score +0.000" in printed
    assert report.diagram(pair) == report.diagram(pair)


def test_the_command_says_when_the_photographs_are_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the photographs it says so in a sentence and ends well."""
    monkeypatch.setattr(samples, "PHOTOGRAPHS", tmp_path / "nowhere")

    assert command.main([]) == 0
    assert "not here" in capsys.readouterr().out


@pytest.mark.skipif(not (samples.PHOTOGRAPHS / "labels.tsv").exists(), reason="the photographs are not here")
def test_the_command_fits_to_a_few_photographs(tmp_path: Path) -> None:
    """On five photographs and small registers it writes the figures and the diagram where it is told."""
    out, diagram = tmp_path / "calibration.json", tmp_path / "reliability.svg"
    asked = ["--limit", "5", "--drawn", "0", "--register-size", "300", "--no-grid"]

    assert command.main([*asked, "--out", str(out), "--diagram", str(diagram)]) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["pictures"] == {"photographs": 5}
    assert diagram.read_text(encoding="utf-8").startswith("<svg")
