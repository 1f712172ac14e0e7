"""A finding: proposed by the program, decided by people; never louder than its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from findspot.vocabulary.candidates import Match
    from findspot.vocabulary.dates import Answer, Span
    from findspot.vocabulary.reading import Reading
    from findspot.vocabulary.records import ItemRecord, Policy
    from findspot.vocabulary.sighting import Sighting


class Stage(StrEnum):
    """When the item left declared custody."""

    BEFORE_DELIVERY = "before delivery"
    AFTER_DELIVERY = "after delivery"
    UNDETERMINED = "undetermined"


class Means(StrEnum):
    """How the item left declared custody."""

    INSIDE_A_PLATFORM = "inside a platform"
    RETRANSFER = "retransfer by the declared end user"
    STOCK_LOSS = "stock loss"
    CAPTURE = "capture"
    FALSE_STATEMENT = "false statement or re-routing"
    UNDETERMINED = "undetermined"


class Actor(StrEnum):
    """Who let it leave declared custody."""

    INTEGRATOR = "integrator"
    DECLARED_END_USER = "declared end user"
    STATE = "state"
    THIRD_PARTY = "third party"
    UNDETERMINED = "undetermined"


class Support(StrEnum):
    """How far the evidence carries an explanation. Ordinal, never a number."""

    SUPPORTED = "supported"
    NOT_EXCLUDED = "not excluded"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One way in which the item may have come to its findspot. ``innocent``: it is no diversion."""

    kind: str
    innocent: bool
    support: Support
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Two propositions and what the marking says between them: the only number in a finding.

    ``likelihood_ratio`` is None where nothing was matched. ``words`` are ENFSI's (2015) for that ratio.
    """

    propositions: tuple[str, str]
    likelihood_ratio: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Breach:
    """An undertaking that is broken if ``condition`` holds ("" where it is broken as it stands)."""

    undertaking: str
    kind: str
    text: str
    permit: str
    given_by: str
    condition: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A contradiction in what is recorded and seen; reported, never smoothed."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Strength:
    """The strength of the evidence in words, and which part of it sets the limit."""

    words: str
    capped_by: str


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Days from delivery to sighting: the fewest and the most that the dates allow, and in words."""

    fewest: int | None
    most: int | None
    words: str


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One step of custody. ``seen`` is False where it was declared and True where it was observed.

    ``source`` says who declares or reports it. ``doubt`` is why the event may not hold, "" where nothing
    speaks against it.
    """

    event: str
    from_party: str
    to_party: str
    on: Span | None
    source: str
    seen: bool = False
    place: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """Why a record is touched: the shared attribute and its value."""

    tie: str
    value: str


@dataclass(frozen=True, slots=True)
class Exposed:
    """A permit, application, delivery or party that the finding touches, with the reason of each tie."""

    kind: str  # permit | application | delivery | party
    id: str
    status: str
    summary: str
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What findspot proposes of one item."""

    identity: Identity
    departed: Answer
    stage: Stage
    means: Means
    actor: Actor
    breached: tuple[Breach, ...]
    explanations: tuple[Explanation, ...]
    missing: tuple[str, ...]
    strength: Strength
    conflicts: tuple[Conflict, ...]
    policies: tuple[Policy, ...]
    elapsed: Elapsed | None
    rule_set: str
    summary: str
    status: str = "proposed"


@dataclass(frozen=True, slots=True)
class Trace:
    """The whole chain for one item: exhibits, candidates, custody, finding, exposure.

    ``readings`` are in the order of the files given. ``record`` is the first candidate's, None where nothing
    was matched. ``command``: the words of the command line that made it, () where it was made otherwise.
    """

    readings: tuple[Reading, ...]
    match: Match
    sightings: tuple[Sighting, ...]
    record: ItemRecord | None
    finding: Finding
    custody: tuple[CustodyEvent, ...]
    exposure: tuple[Exposed, ...]
    register_name: str
    register_sha256: str
    notes: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
