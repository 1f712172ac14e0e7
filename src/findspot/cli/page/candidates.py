"""The candidates on the page: bars of belief, *not in this register* always among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from findspot.cli.page.style import FAINT, GOOD, OPEN, STRONG, bar, hanging, indented, ink, line, table
from findspot.pictures.shares import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from findspot.cli.page.style import Sheet
    from findspot.vocabulary.candidates import Candidate, FieldEvidence, Match

#: The page names so many candidates; JSON names all.
SHOWN = 6
_NARROW = 17


def candidate_parts(sheet: Sheet, match: Match) -> Iterator[RenderableType]:
    """The table of candidates, what it leaves out, and what speaks for and against the first."""
    yield from _bars(sheet, match)
    yield from (ink(sentence, FAINT) for sentence in _asides(match))
    if match.candidates and match.candidates[0].evidence:
        yield Text("")
        for evidence in match.candidates[0].evidence:
            yield _evidence(evidence)


def _bars(sheet: Sheet, match: Match) -> Iterator[RenderableType]:
    """The bars stand first and have one width, so that the last, which names no row, lines up with them."""
    if sheet.narrow:
        yield from _stacked(sheet, match)
        return
    width = 20 if sheet.wide else 12
    names = ["item", "serial", *(["model", "maker"] if sheet.wide else []), "permit"]
    if match.candidates:
        whole = table("belief", "", *names)
        whole.columns[0].width, whole.columns[0].justify, whole.columns[1].width = 8, "right", width
        for rank, candidate in enumerate(match.candidates[:SHOWN]):
            style, colour = (STRONG, GOOD) if rank == 0 else ("", FAINT)
            whole.add_row(
                ink(percent(candidate.posterior), style),
                bar(candidate.posterior, width, sheet.marks, colour),
                *(ink(cell, style) for cell in _cells(candidate, wide=sheet.wide)),
            )
        for column, short in zip(whole.columns[2:4], _short(match, ("item", "serial")), strict=True):
            column.no_wrap = short
        yield whole
    none = table("", "", "")
    none.show_header = False
    none.columns[0].width, none.columns[0].justify, none.columns[1].width = 8, "right", width
    none.add_row(
        ink(percent(match.not_in_register)),
        bar(match.not_in_register, width, sheet.marks, OPEN),
        ink("not in this register", "italic"),
    )
    yield none


def _stacked(sheet: Sheet, match: Match) -> Iterator[RenderableType]:
    """The bars, each above what it is of."""
    for rank, candidate in enumerate(match.candidates[:SHOWN]):
        style, colour = (STRONG, GOOD) if rank == 0 else ("", FAINT)
        yield _headed(sheet, candidate.posterior, style, colour)
        yield from (indented(ink(cell, style)) for cell in _cells(candidate, wide=True) if cell)
    yield _headed(sheet, match.not_in_register, "", OPEN)
    yield indented(ink("not in this register", "italic"))


def _headed(sheet: Sheet, share: float, style: str, colour: str) -> Text:
    return line((f"{percent(share):<8}", style), bar(share, max(1, sheet.room - 8), sheet.marks, colour))


def _short(match: Match, names: Sequence[str]) -> Iterator[bool]:
    """Whether the column of each name is narrow enough to stand on one line."""
    for name in names:
        yield all(len(getattr(candidate, name)) <= _NARROW for candidate in match.candidates[:SHOWN])


def _cells(candidate: Candidate, *, wide: bool) -> list[str]:
    more = [candidate.model, candidate.maker] if wide else []
    return [candidate.item, candidate.serial, *more, candidate.permit]


def _asides(match: Match) -> Iterator[str]:
    hidden = len(match.candidates) - SHOWN
    if hidden > 0:
        yield f"and {hidden} more with {percent(sum(c.posterior for c in match.candidates[SHOWN:]))} together"
    if match.tied > 1:
        yield f"{match.tied} rows score as high as the first."
    if match.partial:
        yield "The search stopped early: more rows may fit."
    yield f"{match.register_rows:,} rows; the prior that the item is one of them is {percent(match.prior)}."


def _evidence(evidence: FieldEvidence) -> RenderableType:
    side = "for" if evidence.log_ratio > 0 else "against" if evidence.log_ratio < 0 else "neither"
    return hanging(
        ink(side, FAINT), line((f"{evidence.field.replace('_', ' ')}: ", FAINT), evidence.reason), width=9
    )
