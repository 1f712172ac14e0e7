"""Simulated typed queries: they are what they are said to be, and what is counted of them holds."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from benchmarks.calibration.belief import Beliefs
from benchmarks.calibration.fitting import log_score
from benchmarks.calibration.measures import calibration_error, of_absence, of_best_row
from benchmarks.typed import __main__ as command
from benchmarks.typed.asking import ask, draw, parted
from benchmarks.typed.fitting import believed, fit, in_force
from benchmarks.typed.measures import measured
from benchmarks.typed.serials import CONTINUED, FOREIGN, GAP, REGISTERED, Families
from benchmarks.typed.simulator import Typing, Typist, typing_figures
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.matching.alphabet import FOLDED_ALPHABET
from findspot.matching.indexed import IndexFinder
from findspot.matching.indexing.building import build_index
from findspot.matching.indexing.index import RegisterIndex

if TYPE_CHECKING:
    from pathlib import Path

NEVER = Typing(
    wrong=0.0,
    alike_share=0.5,
    missed=0.0,
    added=0.0,
    swapped=0.0,
    unreadable=0.0,
    cut=0.0,
    cut_more=0.0,
)
SERIALS = st.text(FOLDED_ALPHABET, min_size=1, max_size=20)


@pytest.fixture(scope="module")
def families() -> Families:
    """A register of 20 000 rows in runs."""
    return Families(20_000, 0.9)


@pytest.fixture(scope="module")
def index(families: Families, tmp_path_factory: pytest.TempPathFactory) -> RegisterIndex:
    """The same as an index."""
    path = tmp_path_factory.mktemp("typed") / "register.index"
    build_index(path, families.tables())
    return RegisterIndex.open(path)


def registered(families: Families) -> set[str]:
    """All serials of the register."""
    return {serial for table in families.tables() for serial in table.column("serial").to_pylist()}


@given(SERIALS, st.integers(0, 2**32 - 1))
def test_who_never_errs_types_the_serial(serial: str, seed: int) -> None:
    """Without errors what is typed is the serial."""
    assert Typist(NEVER, np.random.default_rng(seed))(serial) == serial


@given(SERIALS, st.integers(0, 2**32 - 1))
def test_something_is_always_typed_and_can_be_searched(serial: str, seed: int) -> None:
    """However many errors are made, the text is not empty and has folded characters and ``?`` alone."""
    typed = Typist(typing_figures().times(25.0), np.random.default_rng(seed))(serial)

    assert typed
    assert set(typed) <= {*FOLDED_ALPHABET, "?"}


@pytest.mark.parametrize("error", ["wrong", "missed", "added", "unreadable"])
def test_each_error_is_made_as_often_as_the_figures_say(error: str) -> None:
    """Of 20 000 characters a fifth meet with the error, if no other is made."""
    typist = Typist(replace(NEVER, **{error: 0.2}), np.random.default_rng(4))
    typed = [typist("8") for _ in range(20_000)]
    count = sum(text != "8" for text in typed)

    assert count / len(typed) == pytest.approx(0.2, abs=0.01)


def test_neighbours_are_swapped_and_ends_cut() -> None:
    """A swap keeps all characters; what is cut is missing at an end."""
    rng = np.random.default_rng(4)
    swapped = {Typist(replace(NEVER, swapped=0.5), rng)("AB12") for _ in range(200)}
    cut = {Typist(replace(NEVER, cut=0.5, cut_more=0.5), rng)("AB12") for _ in range(200)}

    assert {"".join(sorted(text)) for text in swapped} == {"12AB"}
    assert len(swapped) > 1
    assert all(text in "AB12" or text == "?" for text in cut)
    assert len(cut) > 1


def test_errors_are_scaled_but_not_their_kind() -> None:
    """Three times the errors: every error, and neither the look-alikes' share nor how much more is cut."""
    once, thrice = typing_figures(), typing_figures().times(3.0)

    assert thrice.wrong == pytest.approx(3 * once.wrong)
    assert thrice.swapped == pytest.approx(3 * once.swapped)
    assert (thrice.alike_share, thrice.cut_more) == (once.alike_share, once.cut_more)


def test_serials_are_of_their_kind(families: Families) -> None:
    """Registered ones are in the register; no other is, and one of a foreign family shares no family."""
    rng, known = np.random.default_rng(1), registered(families)
    prefixes = {serial.rstrip("0123456789") for serial in known}

    for _ in range(100):
        assert families.draw(REGISTERED, rng) in known
        for kind in (GAP, CONTINUED, FOREIGN):
            serial = families.draw(kind, rng)
            assert serial not in known
            assert (serial.rstrip("0123456789") in prefixes) == (kind != FOREIGN)


def test_queries_have_the_share_of_the_prior_and_are_the_same_again(families: Families) -> None:
    """Seven of ten are of registered serials, and one seed gives the same queries."""
    first, again = (draw(families, typing_figures(), 200, 7) for _ in range(2))

    assert first == again
    assert sum(query.kind == REGISTERED for query in first) == 140


def test_figures_to_try_that_are_in_force_change_nothing(families: Families, index: RegisterIndex) -> None:
    """The index answers alike with the figures in force and with the same figures given."""
    queries = draw(families, typing_figures(), 40, 3)
    plain, given_ = ask(IndexFinder(index), queries), ask(in_force().finder(index), queries)

    assert plain.best.tolist() == given_.best.tolist()
    assert plain.not_in_register.tolist() == given_.not_in_register.tolist()


def test_a_fit_scores_no_less_where_it_was_fitted(families: Families, index: RegisterIndex) -> None:
    """The simplex begins at the figures given, so that what it finds is at least as good there."""
    asked = [(index, draw(families, typing_figures(), 60, 5))]
    fitted = fit(asked, in_force(), rounds=4)
    before, after = (log_score(*believed(one, asked)[0]) for one in (in_force(), fitted))

    assert after >= before - 1e-9
    shares = fitted.background
    assert shares.tail + shares.edited + shares.free == pytest.approx(1.0)
    # Slips keep their ratios.
    channel, start = fitted.channel, in_force().channel
    assert channel.missed / channel.swapped == pytest.approx(start.missed / start.swapped)


@settings(max_examples=30)
@given(st.lists(st.floats(0.0, 1.0), min_size=20, max_size=20))
def test_answers_count_by_the_prior_however_many_they_are(stated: list[float]) -> None:
    """Fourteen registered and six others weigh like seven tenths and three tenths: each answer alike."""
    best = np.array(stated)
    right = np.arange(20) < 10
    there, absent = parted_by_number(Beliefs(best, right, best, 1.0 - best), 14)
    claims = of_best_row(there, absent)

    assert claims.weights / claims.weights.sum() == pytest.approx(np.full(20, 0.05))
    assert 0.0 <= calibration_error(of_absence(there, absent)) <= 1.0


def parted_by_number(beliefs: Beliefs, count: int) -> tuple[Beliefs, Beliefs]:
    """The first so many beliefs, and the others."""
    return beliefs.of(np.arange(count)), beliefs.of(np.arange(count, len(beliefs.best)))


def test_what_is_counted_holds_together(families: Families, index: RegisterIndex) -> None:
    """Figures lie in their bounds and their intervals around them; kinds have their own AUC."""
    queries = draw(families, typing_figures(), 200, 11)
    kinds = [query.kind for query in queries if query.kind != REGISTERED]
    there, absent = parted(ask(IndexFinder(index), queries), queries)
    figures: dict[str, Any] = {**measured(there, absent, kinds, seed=1)}

    assert figures["queries"] == 200
    low, high = figures["auc interval"]
    assert 0.5 < low <= figures["auc"] <= high <= 1.0
    by_kind = [figures[f"auc, {kind}"] * kinds.count(kind) for kind in set(kinds)]
    assert sum(by_kind) / len(kinds) == pytest.approx(figures["auc"])
    assert figures["auc, foreign"] > figures["auc, gap"]


def test_the_command_writes_figures_and_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The short form: all figures as JSON, the diagram as SVG, tables on the terminal."""
    out, picture = tmp_path / "typed.json", tmp_path / "typed.svg"
    options = ["--queries", "40", "--size", "20000", "--out", str(out), "--diagram", str(picture)]

    assert command.main(options) == 0
    written = json.loads(out.read_text(encoding="utf-8"))
    assert set(written["results"]) == {"in force", "misjudged"}
    assert set(written["results"]["in force"]) == set(command.REGISTERS)
    assert picture.read_text(encoding="utf-8").startswith("<svg")
    assert "AUC" in capsys.readouterr().out
