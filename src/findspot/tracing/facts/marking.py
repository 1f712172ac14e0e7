"""Facts of identity: what the plate says against what the register says of the likeliest item."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from findspot.tracing.facts.by_eye import by_eye_facts, patterns
from findspot.tracing.facts.names import Fact, FactName
from findspot.tracing.wording import listed, until
from findspot.vocabulary.dates import Answer, Span, parse_span
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from findspot.tracing.case import Case
    from findspot.vocabulary.reading import Marking
    from findspot.vocabulary.records import Alias

_YES, _NO, _OPEN = Answer.YES, Answer.NO, Answer.UNDETERMINED


def marking_facts(case: Case) -> Iterator[Fact]:
    """The facts of identity, in order."""
    about_plate = [
        *_serial(case), *by_eye_facts(case), *_maker(case), *_model(case), *_part_number(case),
    ]  # fmt: skip
    answers = {fact.name: fact.answer for fact in about_plate}
    yield from about_plate
    yield from _register(case)
    yield _identified(case, answers)


def folded(text: str) -> str:
    """The text without case, spaces and punctuation: how markings are compared."""
    return re.sub(r"\W", "", text).casefold()


def _markings(case: Case) -> list[Marking]:
    return [marking for reading in case.readings for marking in reading.markings]


def _texts(case: Case, field: str) -> list[str]:
    """What the plates say in one field, the same words once."""
    texts = (getattr(marking, field) for marking in _markings(case))
    return sorted({str(text) for text in texts if text})


def _serial(case: Case) -> Iterator[Fact]:
    read = sorted({m.serial.text for m in _markings(case) if m.serial})
    by_eye = patterns(case)
    if by_eye and not read:
        reason = f"The serial number was read by eye alone, as {listed(by_eye)}; the machine read none."
        yield Fact(FactName.SERIAL_READ, _YES, reason)
        yield Fact(FactName.SERIAL_IN_DOUBT, _OPEN, reason)
        yield Fact(FactName.SYMBOL_AGREES, _NO, "No serial number was read in the pictures by the machine.")
        return
    if not read:
        for name in (FactName.SERIAL_READ, FactName.SYMBOL_AGREES):
            yield Fact(name, _NO, "No serial number was read in the pictures.")
        yield Fact(FactName.SERIAL_IN_DOUBT, _OPEN, "No serial number was read in the pictures.")
        return
    yield Fact(FactName.SERIAL_READ, _YES, f"The serial number was read as {listed(read)}.")
    serial = case.candidate.serial if case.candidate else ""
    if not serial:
        yield Fact(FactName.SERIAL_IN_DOUBT, _OPEN, f"No row of the register is near {listed(read)}.")
    elif any(folded(text) == folded(serial) for text in read):
        yield Fact(
            FactName.SERIAL_IN_DOUBT, _NO, f"The serial number was read exactly as registered, {serial}."
        )
    else:
        reason = f"The serial number was read as {listed(read)}; the register has {serial}."
        yield Fact(FactName.SERIAL_IN_DOUBT, _YES, reason)
    yield _symbol(case, serial)


def _symbol(case: Case, serial: str) -> Fact:
    found = [s for marking in _markings(case) for s in marking.symbols if s.serial]
    if serial and any(folded(s.serial or "") == folded(serial) for s in found):
        kind = next(s.kind for s in found if folded(s.serial or "") == folded(serial))
        return Fact(
            FactName.SYMBOL_AGREES, _YES, f"A {kind} on the plate carries the serial number {serial}."
        )
    return Fact(FactName.SYMBOL_AGREES, _NO, "No symbol on the plate carries the registered serial number.")


def _maker(case: Case) -> Iterator[Fact]:
    read, maker = _texts(case, "maker"), case.record.maker if case.record else ""
    names = (
        FactName.MAKER_AGREES, FactName.MAKER_BY_ALIAS, FactName.MAKER_UNEXPLAINED,
        FactName.MAKER_IS_ANOTHER, FactName.ALIAS_OUT_OF_USE,
    )  # fmt: skip
    if not read or not maker:
        reason = "No maker was read on the plate." if not read else "The register names no maker to compare."
        yield from (Fact(name, _OPEN, reason) for name in names)
        return
    differing = [text for text in read if not case.register.same(text, maker)]
    agrees = len(differing) < len(read)
    alias = _alias_used(case, read, maker)
    reason = f"The plate says {listed(read)}; the register says {maker}."
    yield Fact(FactName.MAKER_AGREES, _YES if agrees else _NO, reason)
    if alias is not None:
        ended = f", in use {until(alias.valid_to)}" if alias.valid_to else ""
        by_alias = f"The plate's {alias.alias} is recorded as a name of {maker}{ended}."
        yield Fact(FactName.MAKER_BY_ALIAS, _YES, by_alias)
        yield _out_of_use(case, alias, maker)
    else:
        yield Fact(FactName.MAKER_BY_ALIAS, _NO, f"No recorded alias links the plate's maker with {maker}.")
        yield Fact(FactName.ALIAS_OUT_OF_USE, _NO, "The maker is not explained by an alias.")
    yield from _maker_differs(case, differing if not agrees else [], maker)


def _maker_differs(case: Case, differing: list[str], maker: str) -> Iterator[Fact]:
    if not differing:
        for name in (FactName.MAKER_UNEXPLAINED, FactName.MAKER_IS_ANOTHER):
            yield Fact(name, _NO, f"The maker on the plate is {maker} by name or alias.")
        return
    text, others = listed(differing), [case.register.party(text) for text in differing]
    known = listed(party.party for party in others if party is not None)
    if known:
        reason = f"The plate names {text}, which the register knows as {known} and not as {maker}."
        yield Fact(FactName.MAKER_IS_ANOTHER, _YES, reason)
        yield Fact(FactName.MAKER_UNEXPLAINED, _YES, reason)
        return
    near = any(_near(case, word, maker) for word in differing)
    reason = f"The plate names {text}; the register names {maker}, and no alias links the two."
    if near:
        reason = f"The plate's maker was read as {text}, which may be a misreading of a name of {maker}."
    yield Fact(FactName.MAKER_UNEXPLAINED, _OPEN if near else _YES, reason)
    yield Fact(FactName.MAKER_IS_ANOTHER, _NO if near else _OPEN, reason)


def _near(case: Case, text: str, name: str) -> bool:
    """Whether a text is so like the name, or one of its aliases, that it may be a misreading of it."""
    names = {name, *(a.alias for a in case.register.aliases(name))}
    return max(_likeness(text, known) for known in names) >= case.rules.similar_names


def _likeness(one: str, other: str) -> float:
    """How alike two markings look, 0 to 1; letters that recognisers confuse with digits count as equal."""
    looks = str.maketrans("oiq", "010")
    return SequenceMatcher(None, folded(one).translate(looks), folded(other).translate(looks)).ratio()


def _alias_used(case: Case, read: Iterable[str], maker: str) -> Alias | None:
    """The dated alias that links the plate's maker with the register's, None where the names are the same."""
    said = {folded(text) for text in read}
    if folded(maker) in said:
        return None
    linked = (a for a in case.register.aliases(maker) if folded(a.alias) in said)
    return min(linked, key=lambda a: (a.alias, str(a.valid_to or "")), default=None)


def _out_of_use(case: Case, alias: Alias, maker: str) -> Fact:
    made = _manufactured(case)
    if made is None or (alias.valid_to is None and alias.valid_from is None):
        return Fact(FactName.ALIAS_OUT_OF_USE, _OPEN, f"When {alias.alias} was marked is not known.")
    within = made.within(alias.valid_from, alias.valid_to)
    if within is _NO:
        reason = (
            f"The plate is dated {made}, when {alias.alias} was no longer, or not yet, a name of {maker}."
        )
        return Fact(FactName.ALIAS_OUT_OF_USE, _YES, reason)
    reason = f"The plate is dated {made}; whether {alias.alias} was then in use is not recorded to the day."
    return Fact(FactName.ALIAS_OUT_OF_USE, _NO if within is _YES else _OPEN, reason)


def _manufactured(case: Case) -> Span | None:
    """The date of manufacture on the plate, None where none was read or it is written in another way."""
    for text in _texts(case, "date"):
        try:
            return parse_span(text)
        except BadInputError:
            continue
    return None


def _model(case: Case) -> Iterator[Fact]:
    model = case.record.model if case.record else ""
    yield _differs(case, FactName.MODEL_CONTRADICTS, "model", _texts(case, "model"), model)


def _part_number(case: Case) -> Iterator[Fact]:
    number = case.record.part_number if case.record else ""
    yield _differs(case, FactName.PART_CONTRADICTS, "part number", _texts(case, "part_number"), number)


def _differs(case: Case, name: FactName, field: str, read: list[str], registered: str) -> Fact:
    if not read:
        return Fact(name, _OPEN, f"No {field} was read on the plate.")
    if not registered:
        return Fact(name, _OPEN, f"The register names no {field} to compare with {listed(read)}.")
    if any(folded(t) == folded(registered) or case.register.same(t, registered) for t in read):
        return Fact(name, _NO, f"The plate says {listed(read)}, as the register does.")
    reason = f"The plate says {field} {listed(read)}; the register says {registered}."
    # One character lost or swapped is a reading's ordinary error, not yet another model.
    likeness = max(_likeness(text, registered) for text in read)
    return Fact(name, _OPEN if likeness >= case.rules.similar_names else _YES, reason)


def _register(case: Case) -> Iterator[Fact]:
    match, first = case.match, case.candidate
    if first is None:
        yield Fact(FactName.MATCHED, _NO, "No row of the register was matched.")
        yield Fact(FactName.TIED, _NO, "No row of the register was matched.")
        yield Fact(FactName.SERIAL_SHARED, _OPEN, "No row of the register was matched.")
    else:
        yield Fact(
            FactName.MATCHED, _YES, f"Item {first.item} ({first.serial}) is the likeliest registered item."
        )
        yield _tied(case)
        yield _shared(case)
    serial_read = any(marking.serials for marking in _markings(case))
    if not serial_read and first is None:
        yield Fact(
            FactName.FOREIGN, _OPEN, "Without a serial number nobody can say whether the item is registered."
        )
    elif match.not_in_register >= case.rules.foreign:
        yield Fact(FactName.FOREIGN, _YES, "The plate is more likely to be of an item outside this register.")
    elif match.not_in_register <= case.rules.not_foreign:
        yield Fact(
            FactName.FOREIGN, _NO, "The plate as read fits a row of this register far better than none."
        )
    else:
        yield Fact(FactName.FOREIGN, _OPEN, "The plate may also be of an item outside this register.")


def _tied(case: Case) -> Fact:
    if case.match.tied > 1:
        return Fact(FactName.TIED, _YES, "More than one row of the register fits the plate equally well.")
    return Fact(FactName.TIED, _NO, "One row of the register fits the plate best.")


def _shared(case: Case) -> Fact:
    first = case.candidate
    assert first is not None
    others = [
        c for c in case.match.candidates if c.item != first.item and folded(c.serial) == folded(first.serial)
    ]
    if not others:
        return Fact(
            FactName.SERIAL_SHARED, _NO, f"No other candidate bears the serial number {first.serial}."
        )
    named = listed(f"item {c.item} of {c.maker or 'an unnamed maker'}" for c in others)
    return Fact(FactName.SERIAL_SHARED, _YES, f"The serial number {first.serial} is also borne by {named}.")


def _identified(case: Case, answers: dict[FactName, Answer]) -> Fact:
    first, name = case.candidate, FactName.IDENTIFIED
    if first is None:
        return Fact(name, _NO, "The plate was matched with no item of the register.")
    item = f"item {first.item} (serial number {first.serial})"
    if answers[FactName.MODEL_CONTRADICTS] is _YES:
        against = f"The serial number fits {item}, but the model on the plate is another."
    elif answers[FactName.MAKER_IS_ANOTHER] is _YES:
        against = f"The serial number fits {item}, but the maker on the plate is another."
    elif case.match.tied > 1:
        against = f"The plate fits {item} no better than another row of the register."
    elif first.posterior >= case.rules.identified:
        return Fact(name, _YES, f"The plate as read fits {item} far better than any other.")
    elif case.match.not_in_register >= case.rules.foreign:
        return Fact(name, _NO, f"The plate as read does not fit {item}, the nearest in this register.")
    else:
        against = f"The plate as read may be that of {item}, and may be that of another."
    return Fact(name, _OPEN, against)
