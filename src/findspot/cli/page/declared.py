"""What was promised and what was answered: the undertakings and the trace requests on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from findspot.cli.page.style import BAD, FAINT, OPEN, STRONG, hanging, ink, line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from findspot.cli.page.style import Sheet
    from findspot.vocabulary.finding import Breach
    from findspot.vocabulary.records import Answer, ItemRecord, Undertaking


def show_undertakings(sheet: Sheet, record: ItemRecord | None, breached: Sequence[Breach]) -> None:
    """Print every undertaking of the item's permits, the broken ones first and marked."""
    known = {promise.undertaking: promise for promise in record.undertakings} if record else {}
    kept = [promise for name, promise in known.items() if name not in {one.undertaking for one in breached}]
    parts = [_broken(sheet, breach, known.get(breach.undertaking)) for breach in breached]
    sheet.section("Undertakings", *parts, *(_promise(sheet, promise) for promise in kept))


def _broken(sheet: Sheet, breach: Breach, promise: Undertaking | None) -> RenderableType:
    head = line((breach.kind, STRONG), (f", {breach.undertaking}, permit {breach.permit}", FAINT))
    verdict = f"broken {breach.condition}" if breach.condition else "broken as it stands"
    ink_of = OPEN if breach.condition else BAD
    return hanging(
        Text(sheet.marks.not_excluded if breach.condition else sheet.marks.contradicted, ink_of),
        head,
        ink(verdict, ink_of),
        *_words(breach.text, breach.given_by, promise),
    )


def _promise(sheet: Sheet, promise: Undertaking) -> RenderableType:
    where = promise.permit or promise.application
    about = f", {promise.undertaking}" + (f", for {where}" if where else "")
    return hanging(
        Text(sheet.marks.bullet, FAINT),
        line((str(promise.kind), STRONG), (about, FAINT)),
        *_words(promise.text, promise.given_by, promise),
    )


def _words(text: str, given_by: str, promise: Undertaking | None) -> list[Text]:
    terms = [f"given by {given_by}"] if given_by else []
    if promise is not None:
        form = f"{promise.form} by {promise.channel}" if promise.channel else promise.form
        terms += [term for term in (form, str(promise.given_on or "")) if term]
    return [*([ink(text, "italic")] if text else []), *([ink(", ".join(terms), FAINT)] if terms else [])]


def show_answers(sheet: Sheet, record: ItemRecord | None) -> None:
    """Print what makers and states answered when they were asked, silence included."""
    answers = record.answers if record else ()
    sheet.section("Answers", *(_answer(sheet, answer) for answer in answers))


def _answer(sheet: Sheet, answer: Answer) -> RenderableType:
    when = f", {answer.answered_on}" if answer.answered_on else ""
    head = line((answer.by, STRONG), ": ", str(answer.outcome), (when, FAINT))
    return hanging(Text(sheet.marks.bullet, FAINT), head, *([ink(answer.text, FAINT)] if answer.text else []))
