from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import serial_reading

from findspot.dossier.omissions import with_omissions
from findspot.vocabulary.reading import Alternative


def test_a_character_that_a_whole_reading_lacks_may_be_nothing() -> None:
    """Where the serial may end sooner, its last character says so, and is no surer than that leaves it."""
    others = (Alternative("15D-2041", 0.045), Alternative("150-20417", 0.02), Alternative("15-2041", 0.01))
    *before, last = with_omissions(replace(serial_reading("15D-20417"), alternatives=others))
    assert last.alternatives == (Alternative("", 0.045),)
    assert last.p == pytest.approx(0.955)
    assert all(one.alternatives == () for one in before)


@given(st.text("AB1", min_size=1, max_size=6), st.lists(st.text("AB1", max_size=6), max_size=4))
def test_the_text_stays_and_no_belief_is_above_one(text: str, wholes: list[str]) -> None:
    """Whatever else the serial may read as, its characters stay, and each has at most all belief."""
    shares = [Alternative(whole, 0.1) for whole in dict.fromkeys(wholes) if whole != text]
    characters = with_omissions(replace(serial_reading(text), alternatives=tuple(shares)))
    assert "".join(one.text for one in characters) == text
    for one in characters:
        assert one.p + sum(other.p for other in one.alternatives) <= 1 + 1e-9
    shorter = {text[:place] + text[place + 1 :] for place in range(len(text))}
    assert sum(bool(one.alternatives) for one in characters) == len({one.text for one in shares} & shorter)
