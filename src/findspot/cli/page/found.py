"""The page of one pattern and what the register holds for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from findspot.cli.page.candidates import candidate_parts
from findspot.cli.page.style import BAD, STRONG, ink, sheet

if TYPE_CHECKING:
    from findspot.vocabulary.candidates import Match


def show_found(pattern: str, match: Match | None, sentence: str | None) -> None:
    """Print the candidates of one pattern, or the sentence that says why there are none."""
    page = sheet()
    page.rule()
    page.section("Pattern", ink(pattern, STRONG) if pattern.strip() else ink("(blank)"))
    if match is None:
        page.section("", ink(sentence or "It was not searched.", BAD))
    else:
        page.section("Candidates", *candidate_parts(page, match))
    page.put(Text(""))
