"""The register's records: what was asked for, permitted, promised, delivered, installed and answered.

Every record keeps where it was read (``origin``), who says so (``source``) and since when that was known
(``learnt_on``). Columns that findspot does not know are kept in ``extra`` and shown.
Absent texts are "".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from findspot.vocabulary.dates import Span

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Origin:
    """The file and row (1 is the header) from which a record was read."""

    file: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What all records share."""

    origin: Origin
    source: str = ""
    learnt_on: Span | None = None
    extra: Mapping[str, str] = field(default_factory=lambda: _NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(Record):
    """Who and what a permit, an application or a delivery is about: the ties that exposure follows."""

    model: str = ""
    maker: str = ""
    part_number: str = ""
    exporter: str = ""
    consignee: str = ""
    end_user: str = ""
    end_user_country: str = ""
    integrator: str = ""
    platform: str = ""
    signatory: str = ""


class Status(StrEnum):
    """Where a permit or an application stands (DOMAIN: permit)."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    EXHAUSTED = "exhausted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Terms):
    """One item that left. ``confirmed_on`` is the date of the proof of delivery, None where there is none."""

    item: str
    serial: str
    permit: str = ""
    delivered_on: Span | None = None
    confirmed_on: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit(Terms):
    """An export permit."""

    permit: str
    status: Status = Status.UNKNOWN
    issued_on: Span | None = None
    suspended_on: Span | None = None
    cancelled_on: Span | None = None
    expires_on: Span | None = None
    quantity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Terms):
    """An application for a permit; pending while ``status`` is submitted."""

    application: str
    status: Status = Status.SUBMITTED
    submitted_on: Span | None = None
    decided_on: Span | None = None
    quantity: int | None = None


class UndertakingKind(StrEnum):
    """The promises of the Wassenaar list of end-use assurances."""

    USE_ONLY_FOR = "use only for"
    NO_MASS_DESTRUCTION = "no weapons of mass destruction"
    NO_REEXPORT = "no re-export"
    NO_TRANSFER = "no transfer"
    NO_DIVERSION = "no diversion"
    NO_RELOCATION = "no relocation"
    ON_SITE_VERIFICATION = "on-site verification"
    PROOF_OF_DELIVERY = "proof of delivery"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaking(Record):
    """One promise: in an end-use statement (``form`` written) or spoken (``form`` verbal).

    ``given_by`` is an office or a party, never a person's name. ``authentication`` says who checked the
    paper, by which channel, when and with what answer; "" where nobody did.
    """

    undertaking: str
    permit: str = ""
    application: str = ""
    statement: str = ""
    kind: UndertakingKind = UndertakingKind.OTHER
    text: str = ""
    given_by: str = ""
    form: str = "written"
    channel: str = ""
    given_on: Span | None = None
    signatory: str = ""
    authentication: str = ""


class AuthenticationOutcome(StrEnum):
    """What came of asking whether an end-use statement is genuine."""

    GENUINE = "genuine"
    NOT_GENUINE = "not genuine"
    CANNOT_CONFIRM = "cannot confirm"
    REFUSED = "refused"
    NONE_YET = "none yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication(Record):
    """That an office (``checked_by``) asked another (``asked_of``) whether an end-use statement is genuine.

    Several may be recorded of one statement. Silence is an outcome: none yet.
    """

    statement: str
    checked_by: str
    asked_of: str = ""
    channel: str = ""
    asked_on: Span | None = None
    answered_on: Span | None = None
    outcome: AuthenticationOutcome = AuthenticationOutcome.NONE_YET
    text: str = ""


class CheckResult(StrEnum):
    """What a post-shipment check found."""

    AS_DECLARED = "as declared"
    NOT_AS_DECLARED = "not as declared"
    NOT_FOUND = "not found"
    ACCESS_REFUSED = "access refused"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Record):
    """A post-shipment check of an item, or of what a permit released: due, and done where it was.

    ``checked_by`` is the office that checks, ``result`` None until it has found something.
    """

    reference: str
    item: str = ""
    permit: str = ""
    checked_by: str = ""
    place: str = ""
    due_on: Span | None = None
    done_on: Span | None = None
    result: CheckResult | None = None
    text: str = ""

    @property
    def done(self) -> bool:
        """Whether it was done, as far as is recorded."""
        return self.done_on is not None or self.result is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Record):
    """A line of a permit or an application: so many items of one model or part number."""

    quantity: int
    permit: str = ""
    application: str = ""
    line: str = ""
    model: str = ""
    maker: str = ""
    part_number: str = ""
    text: str = ""


class RelationKind(StrEnum):
    """How one party stands to another."""

    PARENT_OF = "parent of"
    INTEGRATOR_OF = "integrator of"
    BROKER_FOR = "broker for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Record):
    """What a party is to ``other``, a party (or the platform that an integrator builds), and when it was."""

    party: str
    kind: RelationKind
    other: str
    valid_from: Span | None = None
    valid_to: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlEntry(Record):
    """An entry of a control list, and the models that fall under it (``covers``)."""

    control_list: str
    control_entry: str
    title: str = ""
    covers: tuple[str, ...] = ()
    valid_from: Span | None = None
    valid_to: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Record):
    """A state, a state body or a company. ``parent`` names the party that it belongs to."""

    party: str
    kind: str = ""
    country: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias(Record):
    """Another name of a party, maker, platform or model, and when it was in use."""

    alias: str
    name: str
    valid_from: Span | None = None
    valid_to: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model(Record):
    """A model: its maker, what kind of thing it is, its control-list entry."""

    model: str
    maker: str = ""
    item_type: str = ""
    description: str = ""
    control_entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation(Record):
    """An item built into a platform. ``authorised``: yes when the permit names it, else as recorded."""

    item: str
    platform: str
    platform_serial: str = ""
    integrator: str = ""
    installed_on: Span | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Record):
    """A later change of hands, of an item or of the platform that holds it.

    ``authority`` is the reference of the retransfer authorisation; "" means that none is recorded.
    ``kind``: ``retransfer``, ``loan``, ``return``, ``platform export``, ``loss``, ``theft``, ``capture`` …
    """

    item: str
    from_party: str = ""
    to_party: str = ""
    transferred_on: Span | None = None
    kind: str = "retransfer"
    platform: str = ""
    authority: str = ""


class PolicyKind(StrEnum):
    """What a policy does."""

    BAN = "ban"
    SUSPENSION = "suspension"
    CANCELLATION = "cancellation"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Record):
    """A dated decision that governs permits: for a country, or for permits named in ``permits``.

    An exception names in ``exception_to`` the policy that it sets aside.
    """

    policy: str
    kind: PolicyKind
    country: str = ""
    permits: tuple[str, ...] = ()
    exception_to: str = ""
    in_force_from: Span | None = None
    in_force_to: Span | None = None
    text: str = ""


class Outcome(StrEnum):
    """How a trace request was answered."""

    CONFIRMED = "confirmed"
    CANNOT_CONFIRM = "cannot confirm"
    REFUSED = "refused"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Record):
    """A maker's or a state's answer to a question: a dated fact, silence included.

    ``item``, ``permit`` or ``subject`` (an exhibit's file name or a words' description) says about what.
    """

    answer: str
    by: str
    outcome: Outcome
    item: str = ""
    permit: str = ""
    subject: str = ""
    question: str = ""
    asked_on: Span | None = None
    answered_on: Span | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """Everything that the register declares of one item."""

    item: str
    serial: str
    model: str
    maker: str
    part_number: str
    deliveries: tuple[Delivery, ...]
    permits: tuple[Permit, ...]
    undertakings: tuple[Undertaking, ...]
    installations: tuple[Installation, ...]
    transfers: tuple[Transfer, ...]
    answers: tuple[Answer, ...]
    model_record: Model | None
    authentications: tuple[Authentication, ...] = ()
    checks: tuple[Check, ...] = ()
    lines: tuple[Line, ...] = ()
