"""Admiralty grades."""

from __future__ import annotations

import pytest

from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.sighting import parse_grade


@pytest.mark.parametrize("reliability", "ABCDEF")
@pytest.mark.parametrize("credibility", range(1, 7))
def test_every_admiralty_grade_is_read(reliability: str, credibility: int) -> None:
    """A letter A to F and a digit 1 to 6, in either case, with or without a space."""
    grade = parse_grade(f" {reliability.lower()} {credibility}")
    assert (reliability, credibility) == (grade.reliability, grade.credibility)
    assert f"{reliability}{credibility}" == str(grade)


@pytest.mark.parametrize("text", ["", "G1", "A0", "A7", "3C", "AA", "C33", "good", "C-3"])
def test_what_is_no_grade_is_refused(text: str) -> None:
    """The sentence quotes the text and shows a grade."""
    with pytest.raises(BadInputError, match="such as C3"):
        parse_grade(text)
