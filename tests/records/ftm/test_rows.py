"""Entities as a published list has them, understood as rows of tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from findspot.records.opening import open_register
from findspot.records.problems import Problems
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.records.register import TableRegister

_COMPANY = {
    "id": "c-1",
    "schema": "Company",
    "caption": "Example Optics",
    "datasets": ["xx_list"],
    "first_seen": "2021-04-20T10:21:12",
    "properties": {
        "name": ["EXAMPLE OPTICS", "Example Optics"],
        "alias": ["Ex; Optics"],
        "previousName": ["Older Optics"],
        "jurisdiction": ["xx"],
        "addressEntity": ["a-1"],
        "topics": ["sanction"],
    },
}
_ADDRESS = {"id": "a-1", "schema": "Address", "properties": {"street": ["1 Road"], "city": ["Town"]}}
_SANCTION = {
    "id": "s-1",
    "schema": "Sanction",
    "datasets": ["xx_list"],
    "properties": {
        "entity": ["c-1"],
        "authority": ["An office"],
        "program": ["P-A", "P-B"],
        "authorityId": ["4711"],
        "startDate": ["2020-03-01"],
        "publisher": ["A publisher"],
        "sourceUrl": ["https://example.org/list"],
    },
}
_OWNER = {"id": "o-1", "schema": "LegalEntity", "properties": {"name": ["Holding"]}}
_PERSON = {"id": "p-1", "schema": "Person", "properties": {"alias": ["an alias"], "topics": ["debarment"]}}


def read(path: Path, *entities: dict[str, Any]) -> TableRegister:
    """The register of a file with these entities."""
    path.write_text("".join(json.dumps(one) + "\n" for one in entities), encoding="utf-8")
    return open_register([path], whole=False)


def link(schema: str, **properties: str) -> dict[str, Any]:
    """A link between two entities."""
    own = {name: [value] for name, value in properties.items()}
    return {"id": "-".join([schema, *properties.values()]), "schema": schema, "properties": own}


def test_a_sanction_is_a_listing_of_whom_it_names(tmp_path: Path) -> None:
    """With all names, the address put together, the line as its row, and the day on which it was seen."""
    register = read(tmp_path / "entities.ftm.json", _COMPANY, _ADDRESS, _SANCTION)
    (listing,) = register.listings
    assert (listing.listed, listing.kind, listing.list) == ("Example Optics", "company", "An office")
    assert listing.aliases == ("EXAMPLE OPTICS", "Ex, Optics", "Older Optics")
    assert (listing.countries, listing.addresses) == (("xx",), ("1 Road, Town",))
    assert (listing.programmes, listing.reference) == (("P-A", "P-B"), "4711")
    assert (listing.citation, listing.source) == ("https://example.org/list", "A publisher")
    assert (str(listing.listed_from), str(listing.learnt_on)) == ("2020-03-01", "2021-04-20")
    assert (listing.origin.file, listing.origin.row) == ("entities.ftm.json", 3)
    assert not register.parties


def test_a_topic_lists_where_no_sanction_does(tmp_path: Path) -> None:
    """And a person is a listing that may be withheld, by the entity's id where there is no name."""
    register = read(tmp_path / "e.jsonl", _COMPANY, _ADDRESS, _PERSON)
    assert [(one.listed, one.reference, one.list, one.personal) for one in register.listings] == [
        ("Example Optics", "", "xx_list", False),
        ("", "p-1", "", True),
    ]


def test_links_are_relations_and_aliases(tmp_path: Path) -> None:
    """A name at the end of a link is no party of its own; links of persons and other schemas are counted."""
    register = read(
        tmp_path / "e.jsonl",
        _COMPANY,
        _ADDRESS,
        _OWNER,
        _PERSON,
        {"id": "b-1", "schema": "PublicBody", "properties": {"name": ["Office"], "country": ["xx"]}},
        link("Ownership", owner="o-1", asset="c-1", startDate="2019-06"),
        link("Representation", agent="b-1", client="c-1", role="agent"),
        link("UnknownLink", subject="o-1", object="b-1", role="alias of"),
        link("Ownership", owner="p-1", asset="c-1"),
        link("Ownership", owner="gone", asset="c-1"),
        {"id": "w-1", "schema": "CryptoWallet", "properties": {}},
    )
    assert [(one.party, one.kind, one.other, str(one.valid_from)) for one in register.relation_records] == [
        ("Holding", "parent of", "Example Optics", "2019-06"),
        ("Office", "broker for", "Example Optics", "None"),
    ]
    (office,) = register.parties
    assert (office.party, office.kind, office.country) == ("Office", "state body", "xx")
    assert [(one.alias, one.name) for one in register.alias_records] == [("Holding", "Office")]
    for left in ("links of persons", "entities that the file does not have"):
        assert any(left in note for note in register.notes)
    assert any("CryptoWallet" in note for note in register.notes)


def test_lines_about_one_entity_are_put_together(tmp_path: Path) -> None:
    """And parties of one name are one."""
    one = {"id": "x", "schema": "Company", "properties": {"name": ["A"], "alias": ["B"]}}
    more = {"id": "x", "schema": "Company", "properties": {"alias": ["C"]}}
    same = {"id": "y", "schema": "Company", "properties": {"name": ["a"], "country": ["xx"]}}
    register = read(tmp_path / "e.jsonl", one, more, same)
    assert [one.party for one in register.parties] == ["A"]
    assert [one.alias for one in register.alias_records] == ["B", "C"]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{", None),
        ("[1]", None),
        ('{"id": "x", "schema": "Person"}', "properties"),
        ('{"id": 7, "schema": "Person", "properties": {}}', "id"),
        ('{"id": "x", "schema": "", "properties": {}}', "schema"),
        ('{"id": "x", "schema": "Person", "properties": {"name": [7]}}', "properties.name"),
        ('{"id": "x", "schema": "Person", "properties": {"name": [{"id": "y"}]}}', "properties.name"),
        ('{"id": "x", "schema": "Person", "properties": {"name": ["\\u0000"]}}', "properties.name"),
        ('{"id": "x", "schema": "Person", "properties": {"name": ["\\ud800"]}}', "properties.name"),
        ('{"id": "x", "schema": "Person", "properties": {}, "findspot": {"a": 1}}', "findspot"),
        ('{"id": "c-1", "schema": "Person", "properties": {}}', "schema"),
        ('{"id": "x", "schema": "Sanction", "properties": {"entity": ["gone"]}}', "properties.entity"),
        ('{"id": "x", "schema": "Company", "properties": {}}', "party"),
        ("[" * 100_000, None),
    ],
)
def test_what_is_wrong_with_a_line_is_said_with_its_number(
    line: str, field: str | None, tmp_path: Path
) -> None:
    """One sentence with file, line and field; a list of problems has it and the rest is read."""
    path = tmp_path / "e.jsonl"
    first = {"id": "c-1", "schema": "Company", "properties": {"name": ["A"]}}
    path.write_text(json.dumps(first) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"^e\.jsonl, row 2"):
        open_register([path], whole=False)
    problems = Problems()
    register = open_register([path], whole=False, report=problems)
    assert [(one.row, one.field) for one in problems.listed] == [(2, field)]
    assert [one.party for one in register.parties] == ["A"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    ),
    st.sampled_from(["id", "schema", "properties", "caption", "datasets", "first_seen", "findspot"]),
)
def test_whatever_stands_in_a_field_ends_in_one_sentence_or_is_read(
    tmp_path_factory: pytest.TempPathFactory, value: object, name: str
) -> None:
    """No other error comes of any JSON value."""
    path = tmp_path_factory.mktemp("entities") / "e.jsonl"
    line = json.dumps({**_OWNER, name: value})
    path.write_text(json.dumps(_COMPANY | {"properties": {"name": ["A"]}}) + "\n" + line, encoding="utf-8")
    problems = Problems()
    open_register([path], whole=False, report=problems)
    assert all("\n" not in one.sentence for one in problems.listed)
