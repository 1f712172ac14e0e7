"""The names of all facts that rules may speak of, as they stand in a rule set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from findspot.vocabulary.dates import Answer


class FactName(StrEnum):
    """One question of fact each. Every trace answers all of them: yes, no or undetermined."""

    # Which item the plate is of.
    SERIAL_READ = "serial read"
    MATCHED = "matched"
    IDENTIFIED = "identified"
    TIED = "tied"
    FOREIGN = "foreign to the register"
    SERIAL_IN_DOUBT = "serial in doubt"
    SERIAL_SHARED = "serial borne by another item"
    SYMBOL_AGREES = "serial confirmed by a symbol"
    EYE_AGREES = "serial confirmed by eye"
    EYE_ALONE = "serial read by eye alone"
    EYE_DISAGREES = "eye and machine disagree"
    MAKER_AGREES = "maker agrees"
    MAKER_BY_ALIAS = "maker explained by a dated alias"
    ALIAS_OUT_OF_USE = "alias out of use at manufacture"
    MAKER_UNEXPLAINED = "maker unexplained"
    MAKER_IS_ANOTHER = "maker is another"
    MODEL_CONTRADICTS = "model contradicts"
    PART_CONTRADICTS = "part number contradicts"

    # What the evidence is worth.
    SOURCE_NAMED = "source named"
    SOURCE_GRADED = "source graded"
    SOURCE_DISCREDITED = "source discredited"
    SECOND_SOURCE = "second independent source"
    SAME_PHOTOGRAPH = "same photograph twice"
    EXHIBIT_TWO_DATES = "one exhibit under two dates"
    PHOTOGRAPH_EARLIER = "photograph taken before the sighting"
    ANSWER_CONFIRMS = "an answer confirms the serial"
    MAKER_CONFIRMS = "maker confirms"
    MAKER_CANNOT_CONFIRM = "maker cannot confirm"
    MAKER_SILENT = "maker silent"
    INTEGRATOR_ANSWERED = "integrator answered"

    # When and where.
    DATE_KNOWN = "date known"
    PLACE_KNOWN = "place known"
    IN_END_USERS_COUNTRY = "in the end user's country"
    TWO_COUNTRIES = "two countries on one day"
    DELIVERED = "delivery recorded"
    SEEN_BEFORE_DELIVERY = "seen before delivery"
    DELIVERY_CONFIRMED = "delivery confirmed"
    PERMIT_ENDED = "delivered after the permit ended"
    BAN_AT_ISSUE = "ban in force at issue"
    EXCEPTION_COVERS = "exception covers the permit"
    RECORDS_DISAGREE = "records disagree"

    # In whose hands.
    USER_KNOWN = "user known"
    USER_IS_END_USER = "user is the declared end user"
    USER_OF_STATE = "user is of the end user's state"
    USER_IN_CHAIN = "user is in the declared chain"
    USER_OUTSIDE = "user outside declared custody"
    END_USER_HELD = "end user shown to have held it"
    OTHER_RECOVERED = "recovered by another than the user"
    TRANSFER_AUTHORISED = "transfer to the user authorised"
    TRANSFER_UNAUTHORISED = "transfer to the user without authority"
    LOAN_RECORDED = "loan to the user recorded"
    LOSS_RECORDED = "loss or theft recorded"
    CAPTURE_RECORDED = "capture recorded"
    LEFT_BEFORE_DELIVERY = "left before delivery"
    BY_END_USER = "retransfer by the end user recorded"
    BY_INTEGRATOR = "release by the integrator recorded"
    BY_STATE = "transfer by a state recorded"

    # On which platform.
    ON_PLATFORM = "used on a platform"
    PLATFORM_DECLARED = "platform declared"
    OTHER_PLATFORM = "another platform than declared"
    INSTALLED = "installation recorded"
    BUILT_IN_AS_PERMITTED = "built in by the permit's integrator"
    PLATFORM_EXPORTED = "platform's passing on recorded"

    # What the rule set makes of them; answered last.
    RELIABLE = "sighting can be relied on"
    DEPARTED = "departed"


@dataclass(frozen=True, slots=True)
class Fact:
    """The answer to one question of fact, with the sentence that gives its reason, built from fields."""

    name: FactName
    answer: Answer
    reason: str


#: All facts of a case, by name.
Facts: TypeAlias = Mapping[FactName, Fact]
