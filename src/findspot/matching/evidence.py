"""What the other fields of a plate say for or against a row: maker, model and part number.

Each is a likelihood ratio against an item that is not in the register. Most unregistered items are of the
same families, so that agreement in a field is worth little where the whole register shares it, and much
where few rows do. A contradiction lowers belief, boundedly: records and readings can both be wrong.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from findspot.matching.alphabet import fold
from findspot.vocabulary.candidates import FieldEvidence

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from findspot.matching.parameters import FieldParameters
    from findspot.matching.pool import Pool
    from findspot.vocabulary.reading import Reading
    from findspot.vocabulary.records import Alias

_CALLED = {"maker": "maker", "model": "model", "part_number": "part number"}


@dataclass(frozen=True, slots=True)
class _Agreement:
    """How a text on the plate stands to a registered value: a share 0 … 1, and in words."""

    share: float
    reason: str


class FieldWeigher:
    """Weighs the fields read on one item's exhibits against the values of rows."""

    def __init__(
        self,
        readings: Sequence[Reading],
        pool: Pool,
        parameters: FieldParameters,
    ) -> None:
        self._pool = pool
        self._register = pool.names
        self._parameters = parameters
        self._texts = {name: _read(readings, name) for name in _CALLED}
        self._lines = [line.text for r in readings for m in r.markings for line in m.lines]
        self._counts: dict[str, Counter[str]] = {}
        self._rows = max(1, pool.rows)
        self._known: dict[tuple[str, str], FieldEvidence | None] = {}
        self._shared: dict[str, float] = {}

    def weigh(self, maker: str, model: str, part_number: str) -> tuple[FieldEvidence, ...]:
        """The evidence for a row with these values; a field unread or unregistered says nothing."""
        values = {"maker": maker, "model": model, "part_number": part_number}
        said = (self._field(name, value) for name, value in values.items() if value)
        return tuple(evidence for evidence in said if evidence is not None)

    def _field(self, name: str, value: str) -> FieldEvidence | None:
        key = (name, value)
        if key not in self._known:
            self._known[key] = self._evidence(name, value)
        return self._known[key]

    def _evidence(self, name: str, value: str) -> FieldEvidence | None:
        agreement = self._agreement(name, value)
        if agreement is None:
            return None
        figures = self._parameters
        contradiction = {
            "maker": figures.maker_contradicts,
            "model": figures.model_contradicts,
            "part_number": figures.part_number_contradicts,
        }[name]
        if agreement.share <= 0.0:
            return FieldEvidence(name, math.log(contradiction), agreement.reason)
        usual = (
            figures.in_family * self._share_alike(name, value) + (1.0 - figures.in_family) * figures.by_chance
        )
        ratio = max(contradiction, agreement.share / max(usual, figures.by_chance))
        return FieldEvidence(name, math.log(ratio), agreement.reason)

    def _agreement(self, name: str, value: str) -> _Agreement | None:
        figures = self._parameters
        text = self._texts[name]
        names = {value: None} | {alias.alias: alias for alias in self._register.aliases(value)}
        if text is not None:
            for other, alias in names.items():
                if _alike(text, other, figures.alike):
                    return _Agreement(figures.read_right, _agrees(name, text, value, alias))
            if self._register.same(text, value):
                return _Agreement(figures.read_right, _agrees(name, text, value, None))
        for other, alias in names.items():
            if any(_holds(line, other) for line in self._lines):
                return _Agreement(figures.read_right, _agrees(name, other, value, alias))
        if text is None:
            return None
        return _Agreement(0.0, f"the plate gives the {_CALLED[name]} as {text}, the register as {value}")

    def _share_alike(self, name: str, value: str) -> float:
        """The share of the register's rows that the same text on the plate would fit."""
        key = f"{name}\0{value}"
        if key not in self._shared:
            if name not in self._counts:
                self._counts[name] = self._pool.counts(name)
            counts = self._counts[name]
            same = counts[value]
            same += sum(
                n for other, n in counts.most_common(50) if other != value and self._fits(name, other)
            )
            self._shared[key] = min(1.0, same / self._rows)
        return self._shared[key]

    def _fits(self, name: str, other: str) -> bool:
        agreement = self._agreement(name, other) if other else None
        return agreement is not None and agreement.share > 0.0


def _read(readings: Sequence[Reading], name: str) -> str | None:
    for reading in readings:
        for marking in reading.markings:
            text: str | None = getattr(marking, name)
            if text:
                return text
    return None


def _alike(one: str, other: str, least: float) -> bool:
    """Whether two short texts are the same but for a misreading."""
    first, second = fold(one), fold(other)
    if not first or not second:
        return False
    return first == second or SequenceMatcher(None, first, second, autojunk=False).ratio() >= least


def _holds(line: str, name: str) -> bool:
    """Whether a line of the plate holds the name; names of under four letters would be found by chance."""
    wanted = fold(name)
    return len(wanted) >= 4 and wanted in fold(line)


def _agrees(name: str, text: str, value: str, alias: Alias | None) -> str:
    if alias is None or name != "maker":
        return f"the plate gives the {_CALLED[name]} {text}, as the register does"
    dates = f" from {alias.valid_from}" if alias.valid_from else ""
    dates += f" until {alias.valid_to}" if alias.valid_to else ""
    return f"the plate says {text}, on record{dates} as a name of {value}"
