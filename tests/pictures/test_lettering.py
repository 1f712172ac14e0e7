from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.pictures import palette
from findspot.pictures.lettering import Style, fit, text_width, wrap
from findspot.pictures.shares import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

STYLES = st.builds(Style, st.floats(4, 30), bold=st.booleans(), mono=st.booleans())
WORDS = st.text(max_size=80)


@given(WORDS, STYLES, st.floats(0, 300))
def test_what_is_fitted_fits(text: str, style: Style, width: float) -> None:
    """A text cut to a width is no wider, and is the beginning of the text."""
    shown = fit(text, style, width)
    assert text_width(shown, style) <= width or shown == ""
    assert " ".join(text.split()).startswith(shown.removesuffix("…"))


@given(WORDS, STYLES, st.floats(20, 300), st.integers(1, 4))
def test_lines_are_no_more_and_no_wider_than_asked(text: str, style: Style, width: float, lines: int) -> None:
    """A wrapped text keeps to its lines and their width."""
    shown = wrap(text, style, width, lines)
    assert len(shown) <= lines
    assert all(text_width(said, style) <= width or said == "" for said in shown)


@given(WORDS, WORDS, STYLES)
def test_more_text_takes_more_room(one: str, other: str, style: Style) -> None:
    """Widths add up: a text is never narrower than its parts."""
    together = text_width(one + other, style)
    assert together == pytest.approx(text_width(one, style) + text_width(other, style))


@given(st.lists(st.floats(0, 1), min_size=2, max_size=2).map(sorted))
def test_percentages_keep_the_order(pair: Sequence[float]) -> None:
    """Nothing is certain or impossible, and what is likelier never reads as less likely."""
    small, large = (float(percent(p).strip("<>% ")) for p in pair)
    assert 0 < small <= large < 100


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", [palette.WHITE, palette.PALE, palette.DECLARED_TINT])
@pytest.mark.parametrize("ink", [palette.INK, palette.MUTED])
def test_lettering_stands_out_from_its_ground(ink: str, ground: str) -> None:
    """Text has the contrast that WCAG 2.2 asks of small type, 3 to 1 at the least where it is a remark."""
    assert _contrast(ink, ground) >= (4.5 if ink == palette.INK or ground != palette.DECLARED_TINT else 3)


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_less_sure_a_character_the_darker_its_ground(one: float, other: float) -> None:
    """Certainty can be told in grey print, and the letter stays legible on every ground."""
    small, large = sorted((one, other))
    assert _luminance(palette.certainty_ground(small)) <= _luminance(palette.certainty_ground(large))
    assert _contrast(palette.INK, palette.certainty_ground(small)) >= 4.5
