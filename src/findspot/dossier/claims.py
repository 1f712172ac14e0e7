"""Claims: everything that findspot says of a picture, a pattern or an item, as plain JSON.

These objects are the interface that scripts rely on, and the only thing that a dossier is written from:
each sentence, table and drawing of the paper is built from claims, so that a claim that is taken out of the
object is out of the paper too. Probabilities carry 6 decimals and never sum to more than 1. Dates are text
in the forms of ``findspot.vocabulary.dates.parse_span``.
"""

from __future__ import annotations

import dataclasses
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from findspot.dossier.omissions import with_omissions
from findspot.dossier.plain import Json, date_text, number, plain, probabilities
from findspot.vocabulary.notices import INVENTED, says_invented

if TYPE_CHECKING:
    from collections.abc import Sequence

    from findspot.vocabulary.candidates import Candidate, Match
    from findspot.vocabulary.finding import CustodyEvent, Exposed, Finding, Trace
    from findspot.vocabulary.reading import (
        Alternative,
        Box,
        Character,
        Line,
        Marking,
        Plate,
        Reading,
        SerialReading,
        Symbol,
    )
    from findspot.vocabulary.records import ItemRecord
    from findspot.vocabulary.sighting import Sighting

Claims = dict[str, Json]

#: Places in a record where its keeper may say that identifiers are invented.
_REMARKS = ("source", "note", "notes", "remark", "comment", "text", "authority")


def reading_claims(file: str, reading: Reading | None, error: str | None = None) -> Claims:
    """What was read from one file, as ``findspot read --json`` prints it.

    ``reading`` is None where the file was refused; ``error`` is then the sentence that says why.
    """
    if reading is None or error is not None:
        return {"file": file, "sha256": None, "markings": [], "error": error}
    return {
        "file": file,
        "sha256": reading.sha256,
        "markings": [_marking(marking) for marking in reading.markings],
        "error": None,
        "width": int(reading.width),
        "height": int(reading.height),
        "likeness": reading.likeness,
        "taken_on": reading.taken_on,
        "recogniser": list(reading.recogniser),
        "notes": list(reading.notes),
    }


def match_claims(pattern: str, match: Match | None, error: str | None = None) -> Claims:
    """What a register holds for one pattern, as ``findspot find --json`` prints it.

    With an ``error``, or without a match, there are no candidates and no probabilities.
    """
    if match is None or error is not None:
        return {"pattern": pattern, **_no_match(), "error": error}
    return {"pattern": pattern, **_match(match), "error": None}


def trace_claims(trace: Trace) -> Claims:
    """The whole chain for one item, as ``findspot trace --json`` prints it and the dossier states it.

    ``reading`` has ``files``, one object as of ``reading_claims`` for each exhibit, and beside it the same
    keys for the first exhibit on which a serial was read (else the first exhibit). Its ``by_eye`` are the
    readings by persons that took part, each with how it stands to the machine's and what it counted.
    """
    claims: Claims = {
        "reading": {
            **_combined_reading(trace.readings),
            "by_eye": [plain(one) for one in trace.match.by_eye],
        },
        **_match(trace.match),
        "finding": _finding(trace.finding),
        "custody": [_custody_event(event) for event in trace.custody],
        "exposure": [_exposed(exposed) for exposed in trace.exposure],
        "sightings": [_sighting(sighting) for sighting in trace.sightings],
        "record": _record(trace.record),
        "register": {"name": trace.register_name, "sha256": trace.register_sha256},
        "findspot": _version(),
        "command": list(trace.command),
        "notes": list(trace.notes),
    }
    claims["notices"] = [INVENTED] if _says_invented(claims) else []
    return claims


def _combined_reading(readings: Sequence[Reading]) -> Claims:
    files = [reading_claims(reading.file, reading) for reading in readings]
    with_serial = (one for one in files if any(marking["serial"] for marking in one["markings"]))
    first = next(with_serial, files[0] if files else reading_claims("", None))
    kept = ("file", "sha256", "markings", "error")
    return {"files": files, **{key: first[key] for key in kept}}


def _marking(marking: Marking) -> Claims:
    serial, *others = marking.serials or (None,)
    return {
        "serial": None if serial is None else _serial(serial),
        "model": marking.model,
        "maker": marking.maker,
        "part_number": marking.part_number,
        "cage": marking.cage,
        "nsn": marking.nsn,
        "date": marking.date,
        "symbols": [_symbol(symbol) for symbol in marking.symbols],
        "lines": [_line(line) for line in marking.lines],
        "plate": None if marking.plate is None else _plate(marking.plate),
        "other_serials": [_serial(other) for other in others if other is not None],
    }


def _serial(serial: SerialReading) -> Claims:
    p, alternatives = _with_alternatives(serial.p, serial.alternatives)
    return {
        "text": serial.text,
        "p": p,
        "alternatives": alternatives,
        "characters": [_character(character) for character in with_omissions(serial)],
        "box": _box(serial.box),
        "weight": probabilities([serial.weight])[0],
        "why": serial.why,
    }


def _character(character: Character) -> Claims:
    p, alternatives = _with_alternatives(character.p, character.alternatives)
    return {"text": character.text, "p": p, "alternatives": alternatives}


def _with_alternatives(p: float, alternatives: Sequence[Alternative]) -> tuple[float, list[Claims]]:
    first, *rest = probabilities([p, *(alternative.p for alternative in alternatives)])
    return first, [
        {"text": alternative.text, "p": share} for alternative, share in zip(alternatives, rest, strict=True)
    ]


def _line(line: Line) -> Claims:
    return {"text": line.text, "p": probabilities([line.p])[0], "box": _box(line.box)}


def _plate(plate: Plate) -> Claims:
    return {"box": _box(plate.box), "p": probabilities([plate.p])[0]}


def _symbol(symbol: Symbol) -> Claims:
    return {**plain(dataclasses.replace(symbol, box=None)), "box": _box(symbol.box)}


def _box(box: Box | None) -> list[list[float]] | None:
    """Corners in pixels of the upright picture, to a tenth of a pixel."""
    return None if box is None else [[round(float(x), 1), round(float(y), 1)] for x, y in box]


def _no_match() -> Claims:
    return {
        "candidates": [],
        "not_in_register": None,
        "prior": None,
        "credible_set": [],
        "tied": 0,
        "partial": False,
    }


def _match(match: Match) -> Claims:
    shares = probabilities([*(one.posterior for one in match.candidates), match.not_in_register])
    return {
        "candidates": [
            _candidate(one, share) for one, share in zip(match.candidates, shares[:-1], strict=True)
        ],
        "not_in_register": shares[-1],
        "prior": probabilities([match.prior])[0],
        "credible_set": list(match.credible_set),
        "tied": int(match.tied),
        "partial": bool(match.partial),
        "matched": int(match.matched),
        "best_ratio": number(match.best_ratio),
        "register_rows": int(match.register_rows),
    }


def _candidate(candidate: Candidate, posterior: float) -> Claims:
    return {
        "item": candidate.item,
        "serial": candidate.serial,
        "model": candidate.model,
        "maker": candidate.maker,
        "part_number": candidate.part_number,
        "permit": candidate.permit,
        "posterior": posterior,
        "evidence": [plain(evidence) for evidence in candidate.evidence],
    }


def _finding(finding: Finding) -> Claims:
    return {
        "departed": str(finding.departed),
        "stage": str(finding.stage),
        "means": str(finding.means),
        "actor": str(finding.actor),
        "identity": {
            "propositions": list(finding.identity.propositions),
            "likelihood_ratio": number(finding.identity.likelihood_ratio),
            "words": finding.identity.words,
        },
        "breached": plain(finding.breached),
        "explanations": plain(finding.explanations),
        "missing": list(finding.missing),
        "strength": plain(finding.strength),
        "status": finding.status,
        "rule_set": finding.rule_set,
        "summary": finding.summary,
        "conflicts": plain(finding.conflicts),
        "policies": plain(finding.policies),
        "elapsed": plain(finding.elapsed),
    }


def _custody_event(event: CustodyEvent) -> Claims:
    return {
        "event": event.event,
        "from": event.from_party,
        "to": event.to_party,
        "on": date_text(event.on),
        "source": event.source,
        "seen": bool(event.seen),
        "place": event.place,
        "doubt": event.doubt,
    }


def _exposed(exposed: Exposed) -> Claims:
    return {
        "kind": exposed.kind,
        "id": exposed.id,
        "ties": [{"tie": str(tie.tie), "value": tie.value} for tie in exposed.ties],
        "status": str(exposed.status),
        "summary": exposed.summary,
    }


def _sighting(sighting: Sighting) -> Claims:
    return {**plain(sighting)}


def _record(record: ItemRecord | None) -> Claims | None:
    return None if record is None else {**plain(record)}


def _version() -> Claims:
    try:
        return {"version": version("findspot")}
    except PackageNotFoundError:  # run from a source tree that is not installed
        return {"version": "unknown"}


def _says_invented(claims: Claims) -> bool:
    """Whether a record in use says in its remarks that something is invented."""
    parts = (claims["record"], claims["finding"]["policies"], claims["sightings"], claims["custody"])
    return any(_remark_says(part, remark=False) for part in parts) or any(
        says_invented(note) for note in claims["notes"]
    )


def _remark_says(value: Json, *, remark: bool) -> bool:
    if isinstance(value, str):
        return remark and says_invented(value)
    if isinstance(value, list):
        return any(_remark_says(item, remark=remark) for item in value)
    if isinstance(value, dict):
        # Every column of ``extra`` is free text of the register's keeper.
        return any(
            _remark_says(item, remark=remark or key == "extra" or key in _REMARKS)
            for key, item in value.items()
        )
    return False
