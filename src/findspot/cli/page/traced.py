"""The page of a trace, from exhibit to dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from findspot.cli.page.candidates import candidate_parts
from findspot.cli.page.custody import show_custody, show_policies
from findspot.cli.page.declared import show_answers, show_undertakings
from findspot.cli.page.exhibit import show_exhibit
from findspot.cli.page.exposure import show_exposure
from findspot.cli.page.finding import (
    show_conflicts,
    show_explanations,
    show_finding,
    show_identity,
    show_missing,
)
from findspot.cli.page.style import BAD, FAINT, STRONG, hanging, ink, line, sheet
from findspot.dossier.claims import trace_claims
from findspot.dossier.sentences import by_eye, subtitle, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from findspot.cli.page.style import Sheet
    from findspot.dossier.plain import Json
    from findspot.vocabulary.finding import Trace


def show_trace(trace: Trace, dossiers: Sequence[Path] = ()) -> None:
    """Print the whole trace on standard output."""
    page = sheet()
    claims = trace_claims(trace)
    _head(page, trace, claims)
    for reading in trace.readings:
        show_exhibit(page, reading)
    page.section("By eye", *(hanging(Text(page.marks.bullet, FAINT), ink(said)) for said in by_eye(claims)))
    page.section("Candidates", *candidate_parts(page, trace.match))
    show_identity(page, trace.finding.identity)
    show_custody(page, trace.custody)
    show_policies(page, trace.finding.policies)
    show_undertakings(page, trace.record, trace.finding.breached)
    show_answers(page, trace.record)
    show_finding(page, trace.finding)
    show_explanations(page, trace.finding)
    show_conflicts(page, trace.finding)
    show_exposure(page, claims["exposure"])
    show_missing(page, trace.finding)
    page.section("Notes", *(hanging(Text(page.marks.bullet, FAINT), ink(note)) for note in trace.notes))
    _foot(page, trace, dossiers)


def _head(page: Sheet, trace: Trace, claims: Json) -> None:
    names = ", ".join(reading.file for reading in trace.readings)
    page.put(line(("findspot trace", STRONG), "  ", names))
    page.put(ink(subtitle(claims), STRONG), ink(verdict(claims)))
    page.rule()
    for notice in claims["notices"]:
        page.put(hanging(Text("!", f"{STRONG} {BAD}"), ink(notice, STRONG)))


def _foot(page: Sheet, trace: Trace, dossiers: Sequence[Path]) -> None:
    page.section(
        "Register",
        ink(trace.register_name),
        line(("sha256 ", FAINT), (trace.register_sha256[:16], FAINT)),
    )
    page.section("Dossier", *(line("written to ", (str(path), STRONG)) for path in dossiers))
