from dataclasses import fields
from enum import StrEnum

import pytest

from findspot.records.columns import know_columns, spellings, table_named
from findspot.records.tables import Column, Table
from findspot.vocabulary.listings import ListedKind, Listing
from findspot.vocabulary.records import (
    Alias,
    Answer,
    Application,
    Authentication,
    AuthenticationOutcome,
    Check,
    CheckResult,
    ControlEntry,
    Delivery,
    Installation,
    Line,
    Model,
    Outcome,
    Party,
    Permit,
    Policy,
    PolicyKind,
    Relation,
    RelationKind,
    Status,
    Transfer,
    Undertaking,
    UndertakingKind,
)
from findspot.vocabulary.sighting import Sighting

RECORDS = {
    "deliveries": Delivery,
    "permits": Permit,
    "applications": Application,
    "undertakings": Undertaking,
    "parties": Party,
    "aliases": Alias,
    "models": Model,
    "installations": Installation,
    "transfers": Transfer,
    "policies": Policy,
    "answers": Answer,
    "authentications": Authentication,
    "checks": Check,
    "permit_lines": Line,
    "relations": Relation,
    "control_entries": ControlEntry,
    "listings": Listing,
    "sightings": Sighting,
}
WORDS: dict[str, type[StrEnum]] = {
    "status": Status,
    "undertaking": UndertakingKind,
    "policy": PolicyKind,
    "outcome": Outcome,
    "authentication": AuthenticationOutcome,
    "check": CheckResult,
    "relation": RelationKind,
    "listed": ListedKind,
}


@pytest.mark.parametrize("table", RECORDS)
def test_each_table_has_the_columns_of_its_record(table: str) -> None:
    """The columns that the data file names are the vocabulary's fields: neither can change alone."""
    own = {f.name for f in fields(RECORDS[table])} - {"origin", "extra"}
    own |= {"item", "serial"} if table == "sightings" else set()
    assert own | {"source", "learnt_on"} == spellings().columns[table]
    assert set(RECORDS) == set(spellings().columns)


@pytest.mark.parametrize("enumeration", WORDS)
def test_each_word_of_an_enumeration_can_be_written(enumeration: str) -> None:
    """The words that cells may hold lead to the vocabulary's words, all of them and no others."""
    assert {word.value for word in WORDS[enumeration]} == set(spellings().values[enumeration].values())


def test_no_spelling_means_two_columns_of_one_table() -> None:
    """A header is never a guess between two known columns."""
    for columns in spellings().columns.values():
        for header, meanings in spellings().headers.items():
            assert len([name for name in meanings if name in columns]) <= 1, header


def test_every_date_field_is_read_as_a_date() -> None:
    """Every field that holds a time, and no other, is a date column."""
    spans = {f.name for record in RECORDS.values() for f in fields(record) if f.type == "Span | None"}
    assert spans == spellings().dates


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("SERIAL", "serial"), ("Serial Number", "serial"), ("serial-no.", "serial"), ("S/N", "serial"),
        ("N° de série", "serial"), ("Numéro de série", "serial"), ("NUMERO DE SERIE", "serial"),
        ("Seri No", "serial"), ("Seri Numarası", "serial"), ("SERİ NUMARASI", "serial"),
        ("Seriennummer", "serial"), ("Серийный номер", "serial"),
        ("Modèle", "model"), ("Fabricant", "maker"), ("Üretici", "maker"), ("Hersteller", "maker"),
        ("part-number", "part_number"), ("Parça No", "part_number"), ("Référence", "part_number"),
        ("Date de livraison", "delivered_on"), ("Teslim tarihi", "delivered_on"),
        ("Lieferdatum", "delivered_on"),
        ("Дата поставки", "delivered_on"), ("End user country", "end_user_country"), ("İzin No", "permit"),
        ("Endverwender", "end_user"), ("Son kullanıcı", "end_user"), ("Конечный пользователь", "end_user"),
    ],
)  # fmt: skip
def test_headers_are_known_in_five_languages(header: str, column: str) -> None:
    """Case, accents, spaces and punctuation aside, and as people of the trade call them."""
    columns = (Column("serial", ["S-1"]), Column(header, ["x"]))
    known = know_columns(
        Table("t.csv", columns if column != "serial" else columns[1:], range(2, 3)), "deliveries"
    )
    assert list(known.columns[column].cells) == ["x"]


@pytest.mark.parametrize(
    ("stem", "table"),
    [
        ("deliveries", "deliveries"), ("Deliveries 2020", "deliveries"), ("livraisons-2020", "deliveries"),
        ("TESLİMATLAR", "deliveries"), ("Lieferungen_alt", "deliveries"), ("поставки", "deliveries"),
        ("permits (final)", "permits"), ("end user", None), ("deliveriesold", None), ("", None),
    ],
)  # fmt: skip
def test_a_files_name_announces_its_table(stem: str, table: str | None) -> None:
    """The table's name in one of five languages, alone or before a separator."""
    assert table == table_named(stem)
