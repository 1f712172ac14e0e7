"""What the text of a field looks like: how far a value may be a serial, a date, a stock number, a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.marking.fields.formats import canonical, date_in, is_measure, nsn_in, serial_odds, year_in
from findspot.vocabulary.reading import FieldName

if TYPE_CHECKING:
    from findspot.vocabulary.reading import Line


def is_name(line: Line) -> bool:
    """Whether a line is surely read and a name: letters, with hardly a digit."""
    letters = sum(character.isalpha() for character in line.text)
    digits = sum(character.isdigit() for character in line.text)
    return line.p > 0.8 and letters >= 4 and digits <= letters // 4


def as_field(name: FieldName, text: str) -> str | None:
    """The text as that field has it; None where it cannot be one."""
    if name is FieldName.DATE:
        return date_in(text) or year_in(text)
    if name is FieldName.NSN:
        return nsn_in(text)
    if name is FieldName.CAGE:
        code = canonical(text)[:5]
        return code if len(code) == 5 else None
    return text.strip() or None


def value_factor(text: str) -> float:
    """How far a labelled value looks like a serial at all: 1 for what a serial may be."""
    plain = canonical(text)
    digits = sum(character.isdigit() for character in plain)
    factor = 1.0
    if len(plain) < 3 or len(plain) > 25:
        factor *= 0.1
    if digits == 0:
        factor *= 0.05
    if date_in(text) or is_measure(text):
        factor *= 0.1
    return factor if plain else 0.0


def form_ratio(before: str, after: str, *, check_digits: bool = True) -> float:
    """How the odds of an unlabelled text change when all views together say ``after`` instead of ``before``.

    At most twofold: the form is the same evidence, read better. 0 where the text can be no serial any more.
    """
    one, other = (serial_odds(text, check_digits=check_digits) for text in (before, after))
    return min(2.0, other / max(one, 1e-3))
