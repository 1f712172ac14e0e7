"""The page's measure, ink and marks.

Only the terminal's own named colours are used, so that light and dark themes both stay legible; everything
that colour says, a mark or a word says too. All text passes through ``findspot.cli.text.plain``.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from findspot.cli.streams import speaks_unicode
from findspot.cli.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import ConsoleOptions, RenderableType, RenderResult

#: The page is never wider than this: longer lines tire.
MEASURE = 112
#: The margin that holds a section's name.
GUTTER = 14
#: From this width on, tables show their less important columns.
WIDE = 100
#: Below this width what stands side by side elsewhere stands one below the other.
NARROW = 60
#: With fewer columns than this, a value stands below its name.
_BESIDE = 26

_TRAILING = re.compile(r" +$", re.MULTILINE)
GOOD, OPEN, BAD, LABEL, FAINT, STRONG = "green", "cyan", "red", "bold", "dim", "bold"


@dataclass(frozen=True, slots=True)
class Marks:
    """The signs of the page in the characters that the output can carry."""

    supported: str
    not_excluded: str
    contradicted: str
    declared: str
    seen: str
    line: str
    rule: str
    arrow: str
    bullet: str
    full: str
    parts: str  # eighths of a column, from one to seven; "" where there are none
    light: str
    ellipsis: str
    corner: tuple[str, str, str, str, str, str]  # the corners clockwise from upper left, horizontal, vertical


UNICODE_MARKS = Marks(
    supported="✓",
    not_excluded="○",
    contradicted="✗",
    declared="●",
    seen="◆",
    line="│",
    rule="─",
    arrow="→",
    bullet="·",
    full="█",
    parts="▏▎▍▌▋▊▉",
    light="░",
    ellipsis="…",
    corner=("┌", "┐", "┘", "└", "─", "│"),
)
ASCII_MARKS = Marks(
    supported="+",
    not_excluded="o",
    contradicted="x",
    declared="*",
    seen="#",
    line="|",
    rule="-",
    arrow="->",
    bullet="-",
    full="#",
    parts="",
    light=":",
    ellipsis="...",
    corner=("+", "+", "+", "+", "-", "|"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page in the making: where it is printed, its width in columns, and its marks."""

    console: Console
    width: int
    marks: Marks

    @property
    def wide(self) -> bool:
        """Whether there is room for the less important columns."""
        return self.width >= WIDE

    @property
    def narrow(self) -> bool:
        """Whether nothing has room beside anything else."""
        return self.width < NARROW

    @property
    def room(self) -> int:
        """The columns that a section's parts have."""
        return max(1, self.width - (2 if self.narrow else GUTTER))

    def put(self, *parts: RenderableType) -> None:
        """Print the parts one below the other."""
        with self.console.capture() as drawn:
            self.console.print(*parts, sep="\n", width=self.width, highlight=False)
        # Tables fill their lines with spaces, which spoil what is copied or piped.
        self.console.file.write(_TRAILING.sub("", drawn.get()))

    def section(self, name: str, *parts: RenderableType) -> None:
        """Print a section: its name in the margin, its parts beside it, a blank line before it.

        On a narrow page the parts stand below the name.
        """
        if not parts:
            return
        if self.narrow:
            self.put(Text(""), *([ink(name, LABEL)] if name else []), indented(Group(*parts)))
            return
        grid = Table.grid(padding=0)
        grid.add_column(width=GUTTER, no_wrap=True)
        grid.add_column(width=self.room, overflow="fold")
        grid.add_row(ink(name, LABEL), Group(*parts))
        self.put(Text(""), grid)

    def rule(self) -> None:
        """Print a line across the page."""
        self.put(Text(self.marks.rule * self.width, FAINT))


def sheet() -> Sheet:
    """A sheet for standard output as it is now: its width, colours and characters."""
    console = Console(markup=False, highlight=False, emoji=False, file=sys.stdout)
    marks = UNICODE_MARKS if speaks_unicode(sys.stdout) else ASCII_MARKS
    return Sheet(console, min(console.width, MEASURE), marks)


def ink(text: str, style: str = "") -> Text:
    """``text`` in a style, with nothing in it that could act on the terminal."""
    return Text(plain(text), style, overflow="fold")


def line(*parts: str | Text | tuple[str, str]) -> Text:
    """One line of plain texts, styled texts and ready pieces, in a row."""
    whole = Text(overflow="fold")
    for part in parts:
        whole.append_text(
            part if isinstance(part, Text) else ink(part) if isinstance(part, str) else ink(*part)
        )
    return whole


def indented(part: RenderableType, by: int = 2) -> Padding:
    """The part, so many columns further in."""
    return Padding(part, (0, 0, 0, by))


def hanging(mark: Text, *parts: RenderableType, width: int = 2) -> Table:
    """A mark with its text beside it, which keeps clear of the mark when it wraps."""
    grid = Table.grid(padding=0)
    grid.add_column(width=width, no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(mark, Group(*parts))
    return grid


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names with their values beside them, or beneath them where there is little room."""

    rows: tuple[tuple[str, RenderableType], ...]
    width: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width < _BESIDE:
            for name, value in self.rows:
                yield ink(name, FAINT)
                yield indented(value)
            return
        grid = Table.grid(padding=0)
        grid.add_column(width=self.width, no_wrap=True)
        grid.add_column(overflow="fold")
        for name, value in self.rows:
            grid.add_row(ink(name, FAINT), value)
        yield grid


def pairs(rows: Iterable[tuple[str, RenderableType]], *, width: int) -> Pairs:
    """Names with their values beside them, the names in a column of that width."""
    return Pairs(tuple(rows), width)


def table(*columns: str) -> Table:
    """An open table: a faint head, no lines, two columns of air between columns."""
    whole = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False, header_style=FAINT)
    for column in columns:
        whole.add_column(column, overflow="fold")
    return whole


def bar(share: float, width: int, marks: Marks, style: str) -> Text:
    """A bar of ``share`` of ``width`` columns; any share above nothing shows."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    if not marks.parts:
        cells = max(round(eighths / 8), 1 if share > 0 else 0)
        return Text((marks.full * cells).ljust(width), style)
    eighths = max(eighths, 1 if share > 0 else 0)
    whole, rest = divmod(eighths, 8)
    return Text((marks.full * whole + (marks.parts[rest - 1] if rest else "")).ljust(width), style)
