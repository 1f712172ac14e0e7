"""Sentences of the paper, each built from claims and never louder than they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.pictures.shares import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from findspot.dossier.plain import Json

_RELIABILITY = {
    "A": "completely reliable source",
    "B": "usually reliable source",
    "C": "fairly reliable source",
    "D": "not usually reliable source",
    "E": "unreliable source",
    "F": "source whose reliability cannot be judged",
}
_CREDIBILITY = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}


def ratio_words(ratio: float | None) -> str:
    """A likelihood ratio to two figures, very large and small ones bounded."""
    if ratio is None:
        return "not computed"
    if ratio > 1e6:
        return "more than 1 000 000"
    if ratio >= 1:
        return _two_figures(ratio)
    return f"1 / {_two_figures(1 / ratio)}" if ratio >= 1e-6 else "less than 1 / 1 000 000"


def grade_words(grade: str | None) -> str:
    """An Admiralty grade with its words; the two halves are judged apart."""
    if not grade or grade[0] not in _RELIABILITY or grade[1:] not in _CREDIBILITY:
        return "not graded"
    return f"{grade}: {_RELIABILITY[grade[0]]}; {_CREDIBILITY[grade[1:]]}"


def subtitle(claims: Json) -> str:
    """What was read and what leads, in one line."""
    serial = read_serial(claims)
    by_eye = [one["pattern"] for one in claims["reading"]["by_eye"] if one["exponent"]]
    if serial is not None:
        read = f"Plate read as {serial['text']} ({percent(serial['p'])} for the whole string)"
    elif by_eye:
        read = f"Plate read by eye alone, as {' and '.join(dict.fromkeys(by_eye))}"
    else:
        return "No serial number was read"
    lead = leading(claims)
    if lead is None:
        return f"{read}. No row of the register is likelier than that it is not in this register."
    return f"{read}. First in the register: item {lead['item']} ({percent(lead['posterior'])})."


def by_eye(claims: Json) -> list[str]:
    """What persons read, how it stands to the machine's reading, and what it counted."""
    return [_by_eye(one) for one in claims["reading"]["by_eye"]]


def _by_eye(one: Json) -> str:
    person = f"A person ({one['by']})" if one["by"] else "A person"
    counts = f"It counts with the exponent {one['exponent']:.2g} on its likelihood"
    if one["stands"] == "says nothing":
        return f"{person} typed {one['pattern']}, which fits every serial number and is not weighed."
    if one["stands"] == "alone":
        return f"{person} read {one['pattern']}; the machine read no serial number. {counts}, alone."
    agree = "they agree"
    if one["stands"] == "contradicts":
        agree = "they contradict each other, and neither is preferred"
    both = f"{person} read {one['pattern']}, the machine {one['machine']}: {agree}."
    return f"{both} {counts}, beside the machine's reading."


def verdict(claims: Json) -> str:
    """Whether it departed, how strong the evidence is, and who decided, in one line."""
    finding = claims["finding"]
    strength = finding["strength"]
    limit = f", limited by {strength['capped_by']}" if strength["capped_by"] else ""
    return (
        f"Departed from declared custody: {finding['departed']}. "
        f"Evidence: {strength['words']}{limit}. {decided(claims)}"
    )


def read_serial(claims: Json) -> Json:
    """The serial of the first exhibit that has one, None where none was read."""
    return next((one["serial"] for one in claims["reading"]["markings"] if one["serial"]), None)


def leading(claims: Json) -> Json:
    """The first candidate, where it is likelier than *not in this register*."""
    first = claims["candidates"][0] if claims["candidates"] else None
    outside = claims["not_in_register"]
    return first if first and outside is not None and first["posterior"] > outside else None


def sure(claims: Json) -> list[str]:
    """How sure the identity and the evidence are."""
    identity = claims["finding"]["identity"]
    said = []
    if identity["likelihood_ratio"] is not None:
        first, second = identity["propositions"]
        said.append(
            f"What is read on the marking: {identity['words']} for “{_bare(first)}” "
            f"against “{_bare(second)}” "
            f"(likelihood ratio {ratio_words(identity['likelihood_ratio'])})."
        )
    elif identity["words"]:
        said.append(f"Identity: {identity['words']}.")
    said += [f"Read by eye: {one}" for one in by_eye(claims)]
    if claims["candidates"]:
        said.append(belief(claims))
    strength = claims["finding"]["strength"]
    limit = f" It is limited by {strength['capped_by']}." if strength["capped_by"] else ""
    said.append(f"Strength of the evidence as a whole: {strength['words']}.{limit}")
    return said


def belief(claims: Json) -> str:
    """The posterior of the first candidate, what is left, and the prior both rest on."""
    first = claims["candidates"][0]
    tied = f", {claims['tied']} rows scoring as high" if claims["tied"] > 1 else ""
    return (
        f"The first row, item {first['item']}, has a probability of {percent(first['posterior'])}{tied}; "
        f"{percent(claims['not_in_register'])} is left for “not in this register”. Both rest on a stated "
        f"prior of {percent(claims['prior'])} that the item is in the register."
    )


def unmatched(claims: Json) -> str:
    """What is believed where no row of the register was compared, or none was near."""
    outside = claims["not_in_register"]
    if read_serial(claims) is None or outside is None:
        why = "No serial number was read, so nothing is compared with the register"
        return (
            f"{why}, and the belief that the item is in it stays at the prior of {percent(claims['prior'])}."
        )
    return f"No row of the register is near what was read. Not in this register: {percent(outside)}."


def ties_words(ties: Sequence[Json]) -> str:
    """Ties as a list in words."""
    return ", ".join(f"{tie['tie']} {tie['value']}" for tie in ties)


def possible(claims: Json) -> list[str]:
    """The explanations that are not contradicted, by support, those that are no diversion first."""
    said = []
    for support in ("supported", "not excluded"):
        kinds = [one for one in by_innocence(claims["finding"]["explanations"]) if one["support"] == support]
        innocent = "; ".join(one["kind"] for one in kinds if one["innocent"])
        others = "; ".join(one["kind"] for one in kinds if not one["innocent"])
        if innocent:
            said.append(f"{_capital(support)}, and no diversion: {innocent}.")
        if others:
            said.append(f"{_capital(support)}: {others}.")
    return said


def by_innocence(explanations: Sequence[Json]) -> list[Json]:
    """Explanations, innocent ones first, then by support."""
    order = {"supported": 0, "not excluded": 1, "contradicted": 2}
    return sorted(explanations, key=lambda one: (not one["innocent"], order.get(one["support"], 3)))


def decided(claims: Json) -> str:
    """Who stands behind the finding."""
    if claims["finding"]["status"] == "proposed":
        return "Proposed by the program; decided by nobody yet."
    return f"Status of the finding: {claims['finding']['status']}."


def _two_figures(value: float) -> str:
    rounded = round(float(f"{value:.2g}"))
    return f"about {rounded:,}".replace(",", " ") if value >= 10 else f"about {value:.2g}"


def _bare(said: str) -> str:
    return said.strip().rstrip(".")


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]
