"""Which policies govern a permit or an application, by its number, on any day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.records.naming import fold_reference
from findspot.registry import models
from findspot.registry.known import Knowledge
from findspot.registry.reading import records_of
from findspot.tracing.policies import evaluate
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from findspot.registry.register import DatabaseRegister
    from findspot.tracing.policies import Evaluation
    from findspot.vocabulary.dates import Span
    from findspot.vocabulary.records import Application, Permit


def governing(number: str, when: Span, register: DatabaseRegister) -> tuple[Permit | Application, Evaluation]:
    """The permit or application of that number, and the policies that govern it at that time.

    Both as the register is seen: now, or as it was known on a day. Raises BadInputError, one sentence, for a
    number that it does not have.
    """
    terms = numbered(number, Knowledge(register.on))
    if terms is None:
        then = f" on {register.on}" if register.on else ""
        raise BadInputError(f"{number}: the registry knows no such permit or application{then}: check it.")
    return terms, evaluate(terms, register, when)


def numbered(number: str, known: Knowledge) -> Permit | Application | None:
    """The permit of that number, else the application of it; None where there is neither."""
    for table, model in (("permits", models.Permit), ("applications", models.Application)):
        rows = known.of(model).filter(key=fold_reference(number))
        for terms in records_of(table, rows, known):
            found: Permit | Application = terms
            return found
    return None
