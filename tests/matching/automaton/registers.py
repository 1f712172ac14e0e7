"""Registers for the tests of the index, and what they answer by looking at every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from findspot.matching.alphabet import LONGEST, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Few characters, so that serials share beginnings and ends, with some that fold together and some foreign.
serials = st.text(st.sampled_from("01OAB8-Жシ"), max_size=7)
registers = st.lists(serials, max_size=60)


def columns(shown: Sequence[str]) -> dict[str, list[str]]:
    """Rows with these serials; items are numbered."""
    return {"serial": list(shown), "item": [f"I-{row}" for row in range(len(shown))]}


def folded(shown: Iterable[str]) -> list[str]:
    """The different folded serials, those without a letter or digit left out."""
    return sorted({fold(one)[:LONGEST] for one in shown} - {""})


def items(rows: Iterable[dict[str, str]]) -> list[str]:
    """The items of these rows, in order."""
    return sorted(row["item"] for row in rows)
