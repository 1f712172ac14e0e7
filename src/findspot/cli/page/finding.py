"""The finding on the page: said once, calmly, with its limits beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from findspot.cli.page.style import (
    BAD,
    FAINT,
    GOOD,
    OPEN,
    STRONG,
    hanging,
    ink,
    line,
    pairs,
)
from findspot.vocabulary.finding import Support

if TYPE_CHECKING:
    from rich.console import RenderableType

    from findspot.cli.page.style import Marks, Sheet
    from findspot.vocabulary.finding import Explanation, Finding, Identity

_NAMES = 14
_UNDETERMINED = "undetermined"
_ORDER = (Support.SUPPORTED, Support.NOT_EXCLUDED, Support.CONTRADICTED)


def show_identity(sheet: Sheet, identity: Identity) -> None:
    """Print the two propositions and what the marking says between them."""
    if identity.likelihood_ratio is None:
        sheet.section("Identity", ink(identity.words or "No item was matched."))
        return
    is_it, is_not = identity.propositions
    sheet.section(
        "Identity",
        ink(identity.words, STRONG),
        pairs(
            [
                ("either", ink(is_it)),
                ("or", ink(is_not)),
                ("ratio", ink(_ratio(identity.likelihood_ratio))),
            ],
            width=_NAMES,
        ),
    )


def _ratio(ratio: float) -> str:
    if ratio >= 1:
        return f"this marking is {_figure(ratio)} times likelier if the first holds than if the second does"
    against = _figure(1 / max(ratio, 1e-300))
    return f"this marking is {against} times likelier if the second holds than if the first does"


def _figure(number: float) -> str:
    if number < 10:
        return f"{number:.1f}"
    return f"{float(f'{number:.2g}'):,.0f}" if number < 1e9 else "over a thousand million"


def show_finding(sheet: Sheet, finding: Finding) -> None:
    """Print the finding's answers, its strength and what limits it."""
    status = "proposed by the program, decided by nobody" if finding.status == "proposed" else finding.status
    answers = [
        ("departed", _answer(str(finding.departed))),
        ("stage", _answer(str(finding.stage))),
        ("means", _answer(str(finding.means))),
        ("actor", _answer(str(finding.actor))),
    ]
    if finding.elapsed is not None:
        answers.append(("elapsed", ink(finding.elapsed.words)))
    answers += [
        ("strength", line((finding.strength.words, STRONG), *_cap(finding.strength.capped_by))),
        ("status", line((status, STRONG), (f", rule set {finding.rule_set}", FAINT))),
    ]
    sheet.section("Finding", ink(finding.summary, STRONG), Text(""), pairs(answers, width=_NAMES))


def _answer(word: str) -> Text:
    return ink(word, FAINT if word == _UNDETERMINED else STRONG)


def _cap(capped_by: str) -> list[tuple[str, str]]:
    return [(", limited by ", FAINT), (capped_by, "")] if capped_by else []


def show_explanations(sheet: Sheet, finding: Finding) -> None:
    """Print every explanation with its support: first those that are no diversion, then the others."""
    marks = sheet.marks
    key = line(
        (marks.supported, GOOD), " supported   ", (marks.not_excluded, OPEN), " not excluded   ",
        (marks.contradicted, FAINT), " contradicted",
    )  # fmt: skip
    innocent = [one for one in finding.explanations if one.innocent]
    others = [one for one in finding.explanations if not one.innocent]
    parts: list[RenderableType] = []
    for title, group in (("No diversion, if it is so", innocent), ("A diversion, if it is so", others)):
        if group:
            parts += [Text(""), ink(title, "underline")]
            for support in _ORDER:
                parts += [_explanation(one, marks) for one in group if one.support is support]
    if parts:
        sheet.section("Explanations", key, *parts)


def _explanation(one: Explanation, marks: Marks) -> RenderableType:
    mark, colour = {
        Support.SUPPORTED: (marks.supported, GOOD),
        Support.NOT_EXCLUDED: (marks.not_excluded, OPEN),
        Support.CONTRADICTED: (marks.contradicted, FAINT),
    }[one.support]
    out = one.support is Support.CONTRADICTED
    reasons = [ink(reason, FAINT if out else "") for reason in one.reasons]
    return hanging(Text(mark, colour), ink(one.kind, FAINT if out else STRONG), *reasons)


def show_conflicts(sheet: Sheet, finding: Finding) -> None:
    """Print what contradicts itself."""
    sheet.section(
        "Conflicts",
        *(
            hanging(Text("!", f"{STRONG} {BAD}"), line((f"{conflict.kind}: ", STRONG), conflict.detail))
            for conflict in finding.conflicts
        ),
    )


def show_missing(sheet: Sheet, finding: Finding) -> None:
    """Print what would change the finding."""
    sheet.section(
        "Missing", *(hanging(Text(sheet.marks.bullet, FAINT), ink(entry)) for entry in finding.missing)
    )
