"""Text on its way to a terminal or into JSON."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from findspot.cli.text import json_text, plain

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


@given(ANY_TEXT)
def test_nothing_invisible_reaches_the_terminal(text: str) -> None:
    """No control, bidirectional or other unseen character survives, whatever stands in the input."""
    unseen = {unicodedata.category(c) for c in plain(text) if c not in "\u200c\u200d"}
    assert not unseen & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=60))
def test_visible_text_is_shown_as_it_is(text: str) -> None:
    """Letters, digits and punctuation of every script come through unchanged."""
    assert text == plain(text)


def test_an_escape_sequence_is_written_out() -> None:
    """A colour sequence in a plate's text is seen, not obeyed."""
    assert plain("\x1b[31mRED\x1b[0m") == r"\x1b[31mRED\x1b[0m"


def test_a_reversed_name_is_written_out() -> None:
    """A bidirectional override cannot make fdp.exe read as exe.pdf."""
    assert plain("plate\u202egnp.exe") == r"plate\u202egnp.exe"


def test_a_very_long_text_is_cut_visibly() -> None:
    """What does not fit ends in an ellipsis and keeps its length."""
    assert plain("a" * 9, limit=5) == "aaaa…"


@given(
    st.recursive(ANY_TEXT | st.integers() | st.none(), lambda v: st.lists(v) | st.dictionaries(ANY_TEXT, v))
)
def test_json_says_what_was_given_on_one_line(value: object) -> None:
    """Whatever the value, it is one line of JSON that reads back as the same value."""
    for ascii_only in (False, True):
        text = json_text(value, ascii_only=ascii_only)
        assert value == json.loads(text)
        assert len(text.splitlines()) == 1
        assert "\x1b" not in text
