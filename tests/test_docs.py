"""The documents: what they say is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from findspot.cli.main import findspot
from findspot.marking.plate import media
from findspot.records import limits
from findspot.records.epcis import vocabulary
from findspot.vocabulary import records
from findspot.vocabulary.finding import Actor, Means, Stage, Support
from findspot.vocabulary.listings import ListedKind

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    page
    for page in ROOT.rglob("*.md")
    if not {".venv", ".tools", ".cache", "node_modules", "out"} & set(page.parts)
)
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
CONTEXT = click.Context(findspot)
LINK = re.compile(r"\]\(([^)#\s]+)?(#[^)\s]+)?\)")


@pytest.mark.parametrize("name", findspot.list_commands(CONTEXT))
def test_every_command_and_option_stands_in_the_reference(name: str) -> None:
    """A command or option that the reference does not name fails this."""
    assert f"findspot {name}" in REFERENCE
    command = findspot.get_command(CONTEXT, name)
    assert command is not None
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert any(spelling in REFERENCE for spelling in parameter.opts), parameter.opts


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_the_repository_leads_somewhere(page: Path) -> None:
    """Files that a page links to exist."""
    for target, _anchor in LINK.findall(page.read_text(encoding="utf-8")):
        if target and "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_limits_that_the_operator_reads_are_those_in_force() -> None:
    """The guide's figures are the code's."""
    guide = (ROOT / "docs" / "guide" / "operator.md").read_text(encoding="utf-8")
    assert f"{media.FILE_LIMIT // 2**20} MiB, {media.PIXEL_LIMIT // 10**6} million pixels" in guide
    assert f"{limits.MAX_FILE_BYTES // 2**20} MiB" in guide
    assert f"{limits.MAX_ROWS // 10**6} million rows" in guide
    assert f"{limits.MAX_STREAMED_ROWS // 10**6} million rows together" in guide
    assert f"{limits.MAX_SHARING_ROWS // 1000} 000 of one item" in guide
    events = f"{limits.MAX_DOCUMENT_BYTES // 2**20} MiB, {limits.MAX_NESTING} levels of JSON, "
    assert f"{events}{limits.MAX_EVENTS // 1000} 000 events" in guide


def test_every_kind_in_a_table_is_listed() -> None:
    """Kinds of undertaking, policy and answer stand in the reference as they are written in tables."""
    for kinds in (
        records.UndertakingKind,
        records.PolicyKind,
        records.Outcome,
        records.AuthenticationOutcome,
        records.CheckResult,
        records.RelationKind,
        ListedKind,
    ):
        for kind in kinds:
            assert kind.value in REFERENCE, kind


def test_every_term_of_findspots_vocabulary_is_published() -> None:
    """Whoever reads an exported event finds each of its words on the page of EPCIS."""
    page = (ROOT / "docs" / "epcis.md").read_text(encoding="utf-8")
    assert [term for term in vocabulary.TERMS if f"`findspot:{term}`" not in page] == []


def test_the_words_of_a_finding_are_lower_case_words() -> None:
    """What a finding says is written in words, the same in JSON as on screen."""
    for kinds in (Stage, Means, Actor, Support):
        assert all(kind.value.replace(" ", "").replace("-", "").isalpha() for kind in kinds)
        assert all(kind.value.islower() for kind in kinds)
