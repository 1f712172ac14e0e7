"""The rule set: what a finding may say and when, as data with a version; checked when it is read."""

from __future__ import annotations

import re
import string
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeVar

from findspot.tracing.facts.names import FactName
from findspot.vocabulary.dates import Answer
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.finding import Actor, Means, Stage
from findspot.vocabulary.records import UndertakingKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from findspot.vocabulary.sighting import Grade

_Value = TypeVar("_Value")

#: The rule set that findings use unless another is given.
CURRENT = "2026-11"

#: What a sentence of a rule set may name: the fields of the case.
FIELDS = frozenset(
    {"item", "serial", "model", "maker", "permit", "end_user", "integrator", "consignee", "platform", "user",
     "recovered_by"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Literal:
    """One condition: a fact and the answers that meet it.

    Written ``fact`` (yes), ``not fact`` (no), ``open fact`` (undetermined) or ``unless fact`` (not yes).
    """

    fact: FactName
    accepts: frozenset[Answer]


#: A conjunction of conditions, and alternatives of conjunctions. No alternative at all never holds;
#: an empty conjunction always does.
Clause = tuple[Literal, ...]
Condition = tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class ExplanationRule:
    """When an explanation is supported and when contradicted; in between, which facts leave it open."""

    kind: str
    innocent: bool
    supported: Condition
    contradicted: Condition
    considers: tuple[FactName, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that holds when its condition does."""

    value: str
    when: Condition


@dataclass(frozen=True, slots=True)
class ConflictRule:
    """A contradiction to report: its detail is the reasons of the facts in ``says``."""

    kind: str
    when: Condition
    says: tuple[FactName, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One version of the rules. Levels of strength are indices into ``levels``, weakest first."""

    name: str
    identified: float
    likely: float
    foreign: float
    not_foreign: float
    greatest_ratio: float
    ratio_caps: tuple[tuple[float, Condition], ...]
    similar_names: float
    same_picture_bits: int
    listed_deliveries: int
    ratio_words: tuple[tuple[float, str], ...]
    levels: tuple[str, ...]
    identity_levels: tuple[tuple[float, int], ...]
    grade_levels: Mapping[str, tuple[int, ...]]
    ungraded: int
    date_levels: tuple[tuple[int, int], ...]
    open_date: int
    unknown_date: int
    known_country: int
    known_place: int
    unknown_place: int
    identity_caps: tuple[tuple[int, Condition], ...]
    departed: Condition
    not_departed: Condition
    explanations: tuple[ExplanationRule, ...]
    stages: tuple[Choice, ...]
    means: tuple[Choice, ...]
    actors: tuple[Choice, ...]
    breach: Condition
    breached_kinds: frozenset[UndertakingKind]
    breach_conditions: tuple[Choice, ...]
    missing: tuple[Choice, ...]
    conflicts: tuple[ConflictRule, ...]

    def grade_level(self, grade: Grade | None) -> int:
        """The level of strength that a source of this Admiralty grade can carry."""
        return self.ungraded if grade is None else self.grade_levels[grade.reliability][grade.credibility - 1]


@cache
def current_rules() -> RuleSet:
    """The rule set that ships with findspot."""
    text = resources.files("findspot.tracing").joinpath("rules", f"{CURRENT}.toml").read_text("utf-8")
    return parse_rules(text, f"{CURRENT}.toml")


def parse_rules(text: str, file: str) -> RuleSet:
    """The rule set written in ``text``. Raises BadInputError naming the file and the entry that is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise BadInputError(f"{file}: the rule set is no TOML: correct its syntax.") from None
    try:
        return _build(data)
    except KeyError as error:
        raise BadInputError(f"{file}: the entry {error.args[0]!r} is missing: add it.") from None
    except _WrongEntryError as error:
        raise BadInputError(f"{file}: {error}") from None
    except (TypeError, ValueError, IndexError, AttributeError):
        raise BadInputError(
            f"{file}: an entry is of another kind than the rules need: compare it with {CURRENT}.toml."
        ) from None


class _WrongEntryError(Exception):
    """An entry that the loader understands well enough to say what is wrong."""


def _build(data: dict[str, Any]) -> RuleSet:
    limits, strength, departed, breach = (data[k] for k in ("thresholds", "strength", "departed", "breach"))
    levels = tuple(str(level) for level in strength["levels"])

    def level(word: str) -> int:
        if word not in levels:
            raise _WrongEntryError(f"{word!r} is no level of strength: write one of {', '.join(levels)}.")
        return levels.index(word)

    grades = {letter: tuple(map(level, row)) for letter, row in strength["grade"].items()}
    if sorted(grades) != list("ABCDEF") or any(len(row) != 6 for row in grades.values()):
        raise _WrongEntryError("strength.grade needs the rows A to F with six levels each: complete it.")
    return RuleSet(
        name=f"findspot {data['version']}",
        identified=float(limits["identified"]),
        likely=float(limits["likely"]),
        foreign=float(limits["foreign"]),
        not_foreign=float(limits["not_foreign"]),
        greatest_ratio=float(limits["greatest_ratio"]),
        ratio_caps=tuple((float(r["ratio"]), _condition(r["when"])) for r in data["ratio_cap"]),
        similar_names=float(limits["similar_names"]),
        same_picture_bits=int(limits["same_picture_bits"]),
        listed_deliveries=int(limits["listed_deliveries"]),
        ratio_words=_rising((float(r["above"]), str(r["words"])) for r in data["ratio_words"]),
        levels=levels,
        identity_levels=_rising((float(r["above"]), level(r["level"])) for r in strength["identity"]),
        grade_levels=grades,
        ungraded=level(strength["ungraded"]),
        date_levels=tuple((int(r["days"]), level(r["level"])) for r in strength["date"]),
        open_date=level(strength["open_date"]),
        unknown_date=level(strength["unknown_date"]),
        known_country=level(strength["known_country"]),
        known_place=level(strength["known_place"]),
        unknown_place=level(strength["unknown_place"]),
        identity_caps=tuple((level(r["level"]), _condition(r["when"])) for r in strength["identity_cap"]),
        departed=_condition(departed["yes"]),
        not_departed=_condition(departed["no"]),
        explanations=_explanations(data["explanation"]),
        stages=_choices(data["stage"], "is", Stage),
        means=_choices(data["means"], "is", Means),
        actors=_choices(data["actor"], "is", Actor),
        breach=_condition(breach["when"]),
        breached_kinds=frozenset(UndertakingKind(kind) for kind in breach["kinds"]),
        breach_conditions=_choices(breach["condition"], "is", _template),
        missing=_choices(data["missing"], "what", _template),
        conflicts=tuple(
            ConflictRule(str(r["kind"]), _condition(r["when"]), tuple(_fact(name) for name in r["says"]))
            for r in data["conflict"]
        ),
    )


def _explanations(rows: Iterable[dict[str, Any]]) -> tuple[ExplanationRule, ...]:
    rules = tuple(
        ExplanationRule(
            str(row["kind"]),
            bool(row["innocent"]),
            _condition(row["supported"]),
            _condition(row["contradicted"]),
            tuple(_fact(name) for name in row["considers"]),
            _template(row["otherwise"]),
        )
        for row in rows
    )
    kinds = [rule.kind for rule in rules]
    twice = sorted({kind for kind in kinds if kinds.count(kind) > 1})
    if twice:
        raise _WrongEntryError(f"the explanation {twice[0]!r} stands twice: leave one.")
    return rules


def _choices(rows: Iterable[dict[str, Any]], key: str, known: Callable[[str], str]) -> tuple[Choice, ...]:
    choices = []
    for row in rows:
        try:
            value = known(row[key])
        except ValueError:
            raise _WrongEntryError(f"{row[key]!r} is no value that a finding can have: correct it.") from None
        choices.append(Choice(str(value), _condition(row["when"])))
    return tuple(choices)


def _condition(alternatives: list[list[str]]) -> Condition:
    return tuple(tuple(_literal(text) for text in clause) for clause in alternatives)


_PREFIXES = {
    "not": frozenset({Answer.NO}),
    "open": frozenset({Answer.UNDETERMINED}),
    "unless": frozenset({Answer.NO, Answer.UNDETERMINED}),
}


def _literal(text: str) -> Literal:
    word, _, rest = text.partition(" ")
    if word in _PREFIXES:
        return Literal(_fact(rest), _PREFIXES[word])
    return Literal(_fact(text), frozenset({Answer.YES}))


def _fact(name: str) -> FactName:
    try:
        return FactName(name)
    except ValueError:
        raise _WrongEntryError(
            f"{name!r} is no fact that findspot establishes: correct the name (facts/names.py lists them)."
        ) from None


def _template(text: str) -> str:
    unknown = [name for _, name, _, _ in string.Formatter().parse(text) if name and name not in FIELDS]
    if unknown:
        raise _WrongEntryError(f"{{{unknown[0]}}} in {text[:60]!r} is no field of a case: correct it.")
    if re.search(r"\{[^a-z]", text):
        raise _WrongEntryError(f"{text[:60]!r} has a bracket without a field's name: correct it.")
    return text


def _rising(rows: Iterable[tuple[float, _Value]]) -> tuple[tuple[float, _Value], ...]:
    return tuple(sorted(rows, key=lambda row: row[0]))
