"""The finding in two or three sentences, built from its fields and never louder than them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.tracing.facts.by_eye import patterns
from findspot.tracing.facts.names import FactName, Facts
from findspot.vocabulary.dates import Answer
from findspot.vocabulary.finding import Actor, Means, Stage

if TYPE_CHECKING:
    from findspot.tracing.case import Case
    from findspot.vocabulary.finding import Strength


def summarise(
    case: Case,
    facts: Facts,
    said: tuple[Stage, Means, Actor],
    strength: Strength,
) -> str:
    """The sentences for one case and its conclusions."""
    evidence = f"{_eyes(case, facts)}The evidence is {strength.words}, limited by {strength.capped_by}."
    departed = facts[FactName.DEPARTED]
    if departed.answer is Answer.UNDETERMINED:
        return f"{_undetermined(case, facts)} {evidence}"
    record = case.record
    assert record is not None
    model = f", {record.model}" if record.model else ""
    premise = f"If the plate is that of item {record.item} (serial number {record.serial}{model}), it"
    if departed.answer is Answer.NO:
        if facts[FactName.TRANSFER_AUTHORISED].answer is Answer.YES:
            why = facts[FactName.TRANSFER_AUTHORISED].reason
        else:
            why = facts[FactName.USER_IS_END_USER].reason
        return f"{premise} did not depart from declared custody. {why} {evidence}"
    outside = facts[FactName.USER_OUTSIDE].reason
    return f"{premise} departed from declared custody. {outside} {_how(*said)} {evidence}"


def _eyes(case: Case, facts: Facts) -> str:
    """That persons' readings took part, with a space after it; "" where none did."""
    if not patterns(case):
        return ""
    if facts[FactName.EYE_ALONE].answer is Answer.YES:
        return "The serial number was read by eye alone. "
    against = ", which it contradicts" if facts[FactName.EYE_DISAGREES].answer is Answer.YES else ""
    return f"A reading by eye is weighed with the machine's{against}. "


def _undetermined(case: Case, facts: Facts) -> str:
    if facts[FactName.SERIAL_READ].answer is Answer.NO and case.candidate is None:
        return "No serial number was read, so nothing can be said of custody."
    opening = "Whether the item departed from declared custody is undetermined."
    return f"{opening} {facts[FactName.DEPARTED].reason}"


def _how(stage: Stage, means: Means, actor: Actor) -> str:
    how = "How it left" if means is Means.UNDETERMINED else ""
    when = "when" if stage is Stage.UNDETERMINED else ""
    who = "who let it leave" if actor is Actor.UNDETERMINED else ""
    known = [
        f"as far as is known it left {'by ' if means is not Means.INSIDE_A_PLATFORM else ''}{means}"
        if means is not Means.UNDETERMINED else "",
        str(stage) if stage is not Stage.UNDETERMINED else "",
        f"by an act of the {actor}" if actor is not Actor.UNDETERMINED else "",
    ]  # fmt: skip
    open_ones = [word for word in (how, when, who) if word]
    stated = ", ".join(word for word in known if word)
    stated = f"{stated[:1].upper()}{stated[1:]}" if stated else ""
    if not open_ones:
        return f"{stated}."
    undetermined = " and ".join(open_ones) + (" are" if len(open_ones) > 1 else " is") + " undetermined"
    if stated:
        return f"{stated}; {undetermined[:1].lower()}{undetermined[1:]}."
    return f"{undetermined[:1].upper()}{undetermined[1:]}."
