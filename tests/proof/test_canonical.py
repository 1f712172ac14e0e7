"""Canonical JSON: one form for each value, and no other form is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from tests.proof.test_commitments import values

from findspot.proof.canonical import canonical, parse_canonical
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from findspot.proof.canonical import Json


@given(values)
def test_a_value_reads_back_from_its_one_form(value: Json) -> None:
    """What is written is read, and writing what was read gives the same bytes."""
    text = canonical(value)
    assert canonical(parse_canonical(text, "claims")) == text


def test_names_are_ordered_and_nothing_is_spaced() -> None:
    """The example of RFC 8785, section 3.2.3: names are ordered by UTF-16 code units."""
    value = {"\u20ac": 1, "\r": 2, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7}
    assert canonical(value).decode() == '{"\\r":2,"1":4,"\x80":6,"\xf6":7,"\u20ac":1,"\U0001f600":5}'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53 + 1, object()])
def test_what_json_cannot_say_is_a_mistake(value: Any) -> None:
    """A number that is not finite or too large, or no JSON at all, is not written."""
    with pytest.raises(ValueError, match="cannot say"):
        canonical({"a": value})


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b"[1.0]",
        b"NaN",
        b"\xff",
        b"[" * 200 + b"]" * 200,
        b"[" * 10**6,
    ],
)
def test_another_form_is_refused_with_a_sentence(text: bytes) -> None:
    """Spaces, another order, a name twice, nesting without end: one sentence that names the file."""
    with pytest.raises(BadInputError, match=r"^claims\.json: this is not canonical JSON: .*\.$"):
        parse_canonical(text, "claims.json")
