"""The sections of the paper, each built from claims and from nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.dossier import drawings
from findspot.dossier.blocks import (
    Block,
    command,
    drawn,
    facts,
    heading,
    identifiers,
    listing,
    paragraph,
    section,
    small,
    table,
)
from findspot.dossier.exhibits import cropped_picture, marked_picture
from findspot.dossier.exposed import exposed_groups, exposed_words, group_name, shared_ties
from findspot.dossier.sentences import (
    by_eye,
    by_innocence,
    decided,
    grade_words,
    possible,
    ratio_words,
    sure,
    ties_words,
    unmatched,
)
from findspot.pictures.shares import percent
from findspot.vocabulary.dates import date_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from findspot.dossier.plain import Json

    Pixels = NDArray[np.uint8]

#: In points: the measure of the text, the tallest an exhibit's picture may stand, a character's width.
_MEASURE, _TALLEST, _CELL = 480.0, 330.0, 52.0
_MOST_MISSING = 12

_BY_EYE = (
    "Whoever reads a picture is deceived by the same dirt as the machine, so that the two are no independent "
    "witnesses: beside the machine's, a reading by eye counts with an exponent below 1. How often people "
    "misread plates was judged, not measured."
)


def summary(claims: Json) -> Block:
    """The first page: what was found, how sure, what else is possible, what is missing, who decided."""
    finding = claims["finding"]
    verdict = facts(
        (
            ("Departed from declared custody", finding["departed"]),
            ("Stage", finding["stage"]),
            ("Means", finding["means"]),
            ("Actor", finding["actor"]),
            ("From delivery to sighting", (finding["elapsed"] or {}).get("words", "")),
        )
    )
    return section(
        "Summary",
        heading("What was found"),
        paragraph(finding["summary"]),
        verdict,
        heading("How sure it is"),
        listing(sure(claims)),
        heading("What else is possible"),
        listing(possible(claims)),
        heading("What is missing"),
        listing(finding["missing"], _MOST_MISSING) if finding["missing"] else paragraph("Nothing is listed."),
        heading("Who decided"),
        paragraph(decided(claims)),
    )


def exhibits(claims: Json, pictures: Mapping[str, Pixels]) -> Block:
    """Each exhibit with the plate boxed, a crop of the serial, and the reading character by character.

    ``pictures`` by the digest of the exhibit: names may look alike, be long, or stand for a changed file.
    """
    parts: list[Block | None] = []
    for exhibit in claims["reading"]["files"]:
        parts += [heading(exhibit["file"]), *_picture(exhibit, pictures.get(exhibit["sha256"]))]
        for marking in exhibit["markings"]:
            parts += _marking(marking)
    seen = by_eye(claims)
    parts += [heading("Read by eye"), listing(seen), small(_BY_EYE)] if seen else []
    return section("Exhibits and what was read", *parts)


def _picture(exhibit: Json, pixels: Pixels | None) -> list[Block | None]:
    if pixels is None:
        return [small("The picture was not given to this paper.")]
    marks = drawings.marks(exhibit)
    whole = marked_picture(pixels, marks)
    width = min(_MEASURE, _TALLEST * whole.width / whole.height)
    said = "The exhibit's picture with what was read outlined"
    parts: list[Block | None] = [drawn(whole.svg, said, width=width)]
    if whole.reduced:
        parts.append(small("Shown smaller than the original; the hash at the end is of the original file."))
    serial = next((mark for mark in marks if mark.main), None)
    crop = cropped_picture(pixels, serial.corners) if serial else None
    if crop:
        wide = min(_MEASURE, 110.0 * crop.width / crop.height)
        parts.append(drawn(crop.svg, "The part of the picture that was read as the serial", width=wide))
    return parts


def _marking(marking: Json) -> list[Block | None]:
    serial = marking["serial"]
    if serial is None:
        return [paragraph("No serial number was read in this picture.")]
    others = "; ".join(f"{one['text']} ({percent(one['p'])})" for one in serial["alternatives"])
    return [
        drawn(
            drawings.strip(serial),
            f"The serial {serial['text']}, character by character, with alternatives",
            width=min(_MEASURE, _CELL * max(1, len(serial["characters"]))),
        ),
        facts(
            (
                ("Read as serial", f"{serial['text']} ({percent(serial['p'])} for the whole string)"),
                ("Or", others),
                ("Maker", marking["maker"] or ""),
                ("Model", marking["model"] or ""),
                ("Part number", marking["part_number"] or ""),
                ("CAGE", marking["cage"] or ""),
                ("NSN", marking["nsn"] or ""),
                ("Date", marking["date"] or ""),
            )
        ),
    ]


def candidates(claims: Json) -> Block:
    """The rows of the register that it may be, and the identity of the first."""
    rows = [
        (one["serial"], one["item"], one["maker"], one["model"], one["permit"], percent(one["posterior"]))
        for one in claims["candidates"]
    ]
    columns = (
        ("Serial", 1.3, True),
        ("Item", 1.3, True),
        ("Maker", 1.4, False),
        ("Model", 1.0, False),
        ("Permit", 1.2, True),
        ("Posterior", 0.9, False),
    )
    identity = claims["finding"]["identity"]
    first, second = identity["propositions"]
    return section(
        "Which item it is",
        drawn(drawings.bars(claims), "Belief in each candidate and in: not in this register")
        if rows
        else paragraph(unmatched(claims)),
        table(columns, rows, 20),
        heading("Identity"),
        facts(
            (
                ("Either", first),
                ("Or", second),
                ("Likelihood ratio", ratio_words(identity["likelihood_ratio"])),
                ("In words", identity["words"]),
            )
        ),
        small(
            "The words are those of ENFSI (2015). The likelihood ratio is the only number of the finding; it "
            "speaks of the marking alone."
        ),
    )


def custody(claims: Json) -> Block | None:
    """Custody as declared and as seen: the drawing, then every step."""
    if not claims["custody"]:
        return None
    rows = [
        (
            date_words(event["on"]) or "date unknown",
            "seen" if event["seen"] else "declared",
            event["event"],
            " → ".join(name for name in (event["from"], event["to"]) if name),
            event["source"] + (f" ({event['doubt']})" if event["doubt"] else ""),
        )
        for event in claims["custody"]
    ]
    columns = (
        ("When", 1.1, False),
        ("", 0.7, False),
        ("Event", 1.7, False),
        ("From → to", 1.6, False),
        ("Source, and doubt", 1.7, False),
    )
    return section(
        "Custody",
        drawn(drawings.timeline(claims), "Time line: declared custody above, what was seen below"),
        table(columns, rows),
    )


def undertakings(claims: Json) -> Block | None:
    """What was promised and is broken, and on what condition; the policies in force."""
    finding = claims["finding"]
    broken = [
        (one["kind"], one["text"], one["given_by"], one["permit"], one["condition"] or "as it stands")
        for one in finding["breached"]
    ]
    policies = [
        (
            one["kind"],
            one["policy"],
            date_words(one["in_force_from"]) or "not recorded",
            date_words(one["in_force_to"]) or "open",
            one["text"],
        )
        for one in finding["policies"]
    ]
    if not broken and not policies:
        return None
    promises = (
        ("Undertaking", 1.0, False),
        ("Words", 2.0, False),
        ("Given by", 1.2, False),
        ("Permit", 1.0, True),
        ("Broken", 1.3, False),
    )
    dated = (
        ("Kind", 0.8, False),
        ("Policy", 1.4, True),
        ("From", 0.8, False),
        ("To", 0.8, False),
        ("", 2.4, False),
    )
    return section(
        "Undertakings and policies",
        table(promises, broken) or paragraph("No recorded undertaking is breached."),
        heading("Policies in force") if policies else None,
        table(dated, policies),
    )


def explanations(claims: Json) -> Block:
    """Every explanation with its support and reasons, the innocent ones first, and the conflicts."""
    finding = claims["finding"]
    rows = [
        (
            one["kind"],
            "no diversion" if one["innocent"] else "diversion",
            one["support"],
            " ".join(one["reasons"]),
        )
        for one in by_innocence(finding["explanations"])
    ]
    columns = (
        ("Explanation", 1.4, False),
        ("Kind", 0.8, False),
        ("Support", 0.9, False),
        ("Reasons", 3.4, False),
    )
    conflicts = [(one["kind"], one["detail"]) for one in finding["conflicts"]]
    return section(
        "Explanations",
        paragraph("All are weighed each time. Support is ordinal: no explanation has a number."),
        table(columns, rows),
        heading("Conflicts") if conflicts else None,
        table((("Conflict", 1.2, False), ("What contradicts", 3.4, False)), conflicts),
    )


def exposure(claims: Json) -> Block | None:
    """The other permits, applications, deliveries and parties that the finding touches."""
    if not claims["exposure"]:
        return None
    parts: list[Block | None] = [
        paragraph(f"Tied to this item: {exposed_words(claims['exposure'])}."),
        drawn(drawings.network(claims), "The records touched, and by which shared attribute"),
    ]
    for group in exposed_groups(claims["exposure"]):
        shared = shared_ties(group)
        columns = (
            ("Name" if group[0]["kind"] == "party" else "Number", 1.2, True),
            ("What", 2.6 if shared else 1.6, False),
        )
        rows = [(one["id"], one["summary"]) for one in group]
        if shared:
            about = [small(f"Tied by {ties_words(shared)}.", kept=True), table(columns, rows)]
        else:
            each = [(*row, ties_words(one["ties"])) for row, one in zip(rows, group, strict=True)]
            about = [table((*columns, ("Tied by", 2.4, False)), each)]
        parts += [heading(group_name(group)), *about]
    return section("What else is touched", *parts)


def sources(claims: Json) -> Block:
    """Sources with their grades, the digests, and how to make the trace again."""
    rows = [
        (
            date_words(one["found_on"]) or "date unknown",
            one["found_at"] or "place unknown",
            one["source"] or "source unknown",
            grade_words(one["grade"]),
        )
        for one in claims["sightings"]
    ]
    columns = (
        ("When", 1.0, False),
        ("Where", 1.3, False),
        ("Source", 1.6, False),
        ("Admiralty grade", 2.0, False),
    )
    return section(
        "Sources, digests and how to check",
        table(columns, rows) or paragraph("Nothing was said of where, when and by whom it was seen."),
        heading("SHA-256"),
        identifiers(_digests(claims)),
        heading("To make this trace again"),
        *_again(claims["command"]),
        small(
            f"Rule set {claims['finding']['rule_set']}. This paper is not signed: it names what it rests on, "
            "so that whoever holds it can check, and does not prove who made it."
        ),
        heading("Notes") if claims["notes"] else None,
        *[small(note) for note in claims["notes"]],
    )


def _again(lines: Sequence[str]) -> list[Block]:
    """The command that gives the same finding, or why there is none; ``lines`` as for a shell."""
    if not lines:
        return [paragraph("It cannot be given here as one command. What it was made of stands in the JSON.")]
    said = "In the same folder, with the same exhibits, register and version, this gives the same finding:"
    return [paragraph(said), command(lines)]


def _digests(claims: Json) -> Sequence[tuple[str, str]]:
    files = [(one["file"], one["sha256"]) for one in claims["reading"]["files"]]
    return [*files, (f"register {claims['register']['name']}", claims["register"]["sha256"])]
