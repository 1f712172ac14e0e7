"""The parts that a paper is made of, as plain JSON for the template: text, lists, tables, drawings.

Every list has an end: what is left out is counted and said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: One part of the paper; ``kind`` says which.
Block = dict[str, Any]

#: A column: its heading, its share of the width, and whether it holds identifiers (set in fixed width).
Column = tuple[str, float, bool]


def section(title: str, *parts: Block | None) -> Block:
    """A titled section of the parts that there are."""
    return {"title": title, "blocks": [part for part in parts if part is not None]}


def paragraph(said: str) -> Block:
    """A paragraph."""
    return {"kind": "text", "text": said}


def small(said: str, *, kept: bool = False) -> Block:
    """A remark in small type; ``kept``: on one page with what follows."""
    return {"kind": "small", "text": said, "kept": kept}


def heading(said: str) -> Block:
    """A heading inside a section."""
    return {"kind": "heading", "text": said}


def listing(items: Sequence[str], most: int = 60) -> Block:
    """A list."""
    kept = list(items[:most])
    return {"kind": "list", "items": kept + _rest(len(items) - len(kept))}


def facts(pairs: Iterable[tuple[str, str]]) -> Block | None:
    """Names and values, those without a value left out; None where nothing is left."""
    rows = [[name, value] for name, value in pairs if value]
    return {"kind": "facts", "rows": rows} if rows else None


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], most: int = 400) -> Block | None:
    """A table; None where it has no row."""
    if not rows:
        return None
    return {
        "kind": "table",
        "heads": [head for head, _, _ in columns],
        "widths": [width for _, width, _ in columns],
        "mono": [mono for _, _, mono in columns],
        "rows": [list(row) for row in rows[:most]],
        "rest": " ".join(_rest(len(rows) - most)),
    }


def drawn(svg: str, alt: str, *, width: float | None = None) -> Block:
    """A drawing with its alternative text; ``width`` in points, else the full measure."""
    return {"kind": "drawing", "svg": svg, "alt": alt, "width": width}


def identifiers(pairs: Iterable[tuple[str, str]]) -> Block | None:
    """Digests and file names, each on a line of its own beneath what it is of."""
    rows = [[name, value] for name, value in pairs if value]
    return {"kind": "identifiers", "rows": rows} if rows else None


def command(lines: Sequence[str]) -> Block:
    """A command to copy, its lines as they stand."""
    return {"kind": "command", "lines": list(lines)}


def _rest(count: int) -> list[str]:
    return [f"{count} more stand in the JSON."] if count > 0 else []
