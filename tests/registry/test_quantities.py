"""What permits release against what was delivered under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.registry.entering import entered, known_on, nothing_kept, opened, written
from tests.registry.test_register import entered_again

from findspot.registry.correcting import withdraw
from findspot.registry.known import Knowledge
from findspot.registry.quantities import quantities_of, used_up

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("place")

_TABLES = {
    "deliveries": "item,serial,permit,model,part_number,delivered_on,learnt_on\n"
    "I-1,S-1,P-1,CMX-15D,7150-A,2020-05-01,2020-05-01\nI-2,S-2,p-1,CMX15D,7150-A,2020-06-01,2020-06-01\n"
    "I-3,S-3,P-1,MX-10,,2020-06-01,2020-06-01\nI-4,S-4,P-1,ML-1,,2020-06-01,2020-06-01\n"
    "I-5,S-5,P-2,CMX-15D,,2020-06-01,2020-06-01\nI-6,S-6,P-3,CMX-15D,,2020-06-01,2020-06-01\n",
    "permits": "permit,status,quantity,model,learnt_on\n"
    "P-1,approved,9,,2020\nP-2,approved,1,CMX-15D,2020\nP-3,approved,,CMX-15D,2020\n",
    "permit_lines": "permit,line,quantity,model,part_number,learnt_on\n"
    "P-1,1,1,CMX-15D,7150-A,2020\nP-1,2,5,Imager ten,,2020\n",
    "aliases": "alias,name\nImager ten,MX-10\n",
}


def _counts(permit: str, known: Knowledge | None = None) -> list[tuple[str, int | None, int, int]]:
    found = quantities_of(permit, known or Knowledge())
    return [(one.line, one.licensed, one.delivered, one.exceeded) for one in found]


def test_deliveries_count_on_the_line_of_their_part_number_or_model(tmp_path: Path) -> None:
    """By any name of the model; what falls under no line is more than was licensed."""
    entered(written(tmp_path / "tables", _TABLES))
    assert _counts("P-1") == [("1", 1, 2, 1), ("2", 5, 1, 0), ("", 0, 1, 1)]
    assert [one.remaining for one in quantities_of("P-1", Knowledge())] == [0, 4, 0]
    assert not used_up(quantities_of("P-1", Knowledge()))


def test_a_permit_without_lines_is_one_line(tmp_path: Path) -> None:
    """Of its own quantity; where none is stated nothing is exceeded and nothing used up."""
    entered(written(tmp_path / "tables", _TABLES))
    assert _counts("P-2") == [("", 1, 1, 0)]
    assert used_up(quantities_of("P-2", Knowledge()))
    assert _counts("P-3") == [("", None, 1, 0)]
    assert not used_up(quantities_of("P-3", Knowledge()))
    assert quantities_of("P-9", Knowledge()) == []


def test_what_is_counted_is_what_was_known(tmp_path: Path) -> None:
    """On an earlier day fewer were delivered; a withdrawn delivery counts no more."""
    entered(written(tmp_path / "tables", _TABLES))
    assert _counts("P-1", Knowledge(known_on("2020-05-31").on)) == [("1", 1, 1, 0), ("2", 5, 0, 0)]
    withdraw("deliveries", "I-4", which={}, by="an office", why="a test")
    assert _counts("P-1") == [("1", 1, 2, 1), ("2", 5, 1, 0)]


_MODELS = st.sampled_from(("", "A", "B", "C"))
_PARTS = st.sampled_from(("", "1", "2"))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(_MODELS, _PARTS), min_size=1, max_size=8),
    st.lists(st.tuples(_MODELS, _PARTS, st.integers(0, 4)), max_size=4),
)
def test_every_delivery_counts_once(
    tmp_path_factory: pytest.TempPathFactory,
    delivered: list[tuple[str, str]],
    lines: list[tuple[str, str, int]],
) -> None:
    """Whatever lines a permit has, all of its deliveries are counted, and all that it releases."""
    tables = opened(
        tmp_path_factory.mktemp("tables"),
        {
            "deliveries": [
                {"item": f"I-{n}", "serial": f"S-{n}", "permit": "P-1", "model": model, "part_number": part}
                for n, (model, part) in enumerate(delivered)
            ],
            "permits": [{"permit": "P-1", "quantity": "3"}],
            "permit_lines": [
                {"permit": "P-1", "line": str(n), "model": model, "part_number": part, "quantity": str(count)}
                for n, (model, part, count) in enumerate(lines)
            ],
        },
    )
    with nothing_kept():
        entered_again(tables)
        found = quantities_of("P-1", Knowledge())
    assert sum(one.delivered for one in found) == len(delivered)
    assert all((one.licensed or 0) + one.exceeded == one.delivered + (one.remaining or 0) for one in found)
    assert sum(one.licensed or 0 for one in found) == (sum(n for *_, n in lines) if lines else 3)
