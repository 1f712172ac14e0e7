"""A rule set is data that the loader checks: what is wrong in it is refused in one sentence."""

from __future__ import annotations

from importlib import resources

import pytest

from findspot.tracing.facts.names import FactName
from findspot.tracing.ruleset import CURRENT, current_rules, parse_rules
from findspot.vocabulary.dates import Answer
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.sighting import Grade

SHIPPED = (resources.files("findspot.tracing") / "rules" / f"{CURRENT}.toml").read_text("utf-8")


def test_the_shipped_rules_load_and_name_their_version() -> None:
    """The name that every finding carries is that of the file."""
    assert current_rules().name == f"findspot {CURRENT}"
    assert parse_rules(SHIPPED, "rules.toml") == current_rules()


@pytest.mark.parametrize(
    ("found", "changed", "said"),
    [
        ('["user is the declared end user"', '["user is the declaired end user"', "no fact"),
        ('when = [["departed", "capture recorded"]]', 'when = [["departed", "not taken"]]', "no fact"),
        ('is = "inside a platform"', 'is = "inside a box"', "no value"),
        ('ungraded = "weak"', 'ungraded = "feeble"', "no level"),
        ("{end_user} received", "{endusers} received", "no field"),
        ('kind = "cannibalised part"', 'kind = "misread plate"', "twice"),
        ("identified = 0.9 ", "identity = 0.9 ", "'identified' is missing"),
        ('version = "2026-11"', "version = ", "no TOML"),
        ("greatest_ratio = 10000.0", 'greatest_ratio = "much"', "another kind"),
        ('F = ["weak", "weak",', 'F = ["weak",', "six levels"),
        ('kinds = ["no diversion"', 'kinds = ["no whistling"', "another kind"),
    ],
)
def test_a_wrong_entry_is_refused_in_one_sentence(found: str, changed: str, said: str) -> None:
    """The sentence names the file and what is wrong; no library's text stands in it."""
    assert found in SHIPPED
    with pytest.raises(BadInputError) as refused:
        parse_rules(SHIPPED.replace(found, changed, 1), "my-rules.toml")
    assert said in refused.value.sentence
    assert refused.value.sentence.startswith("my-rules.toml: ")
    assert "Traceback" not in refused.value.sentence


def test_a_prefix_says_which_answers_meet_a_condition() -> None:
    """Plain is yes, *not* is no, *open* is undetermined, *unless* is anything but yes."""
    text = SHIPPED.replace(
        'when = [["identified", "seen before delivery"]]',
        'when = [["identified", "not tied", "open date known", "unless place known"]]',
        1,
    )
    (clause,) = parse_rules(text, "rules.toml").conflicts[0].when
    assert {literal.fact: literal.accepts for literal in clause} == {
        FactName.IDENTIFIED: {Answer.YES},
        FactName.TIED: {Answer.NO},
        FactName.DATE_KNOWN: {Answer.UNDETERMINED},
        FactName.PLACE_KNOWN: {Answer.NO, Answer.UNDETERMINED},
    }


def test_a_better_grade_never_carries_less() -> None:
    """Down the reliability from A to E and the credibility from 1 to 5, strength never rises."""
    level = current_rules().grade_level
    for better, worse in zip("ABCD", "BCDE", strict=True):
        for digit in range(1, 7):
            assert level(Grade(better, digit)) >= level(Grade(worse, digit))
    for letter in "ABCDEF":
        for digit in range(1, 5):
            assert level(Grade(letter, digit)) >= level(Grade(letter, digit + 1))


def test_how_an_item_was_recovered_decides_nothing() -> None:
    """No condition for departure, means, stage, actor or breach looks at who recovered it."""
    rules = current_rules()
    conditions = [rules.departed, rules.not_departed, rules.breach]
    conditions += [c.when for choices in (rules.means, rules.stages, rules.actors) for c in choices]
    asked = {literal.fact for condition in conditions for clause in condition for literal in clause}
    assert FactName.OTHER_RECOVERED not in asked
