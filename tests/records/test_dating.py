import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from findspot.records.columns import Known, know_columns
from findspot.records.dating import read_dates
from findspot.records.tables import Column, Table
from findspot.vocabulary.errors import BadInputError

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31))


def dated(*cells: str) -> Known:
    """A table of deliveries with these delivery dates."""
    serials = Column("serial", [f"S-{i}" for i in range(len(cells))])
    return know_columns(
        Table("t.csv", (serials, Column("Teslim tarihi", cells)), range(2, 2 + len(cells))), "deliveries"
    )


@pytest.mark.parametrize(
    ("cell", "earliest", "latest"),
    [
        ("2020-09-14", "2020-09-14", "2020-09-14"),
        ("2020-09-14T00:00:00", "2020-09-14", "2020-09-14"),
        ("2020-09-14 08:30", "2020-09-14", "2020-09-14"),
        ("2020/09/14", "2020-09-14", "2020-09-14"),
        ("14/09/2020", "2020-09-14", "2020-09-14"),
        ("14/09/2020 08:30:00", "2020-09-14", "2020-09-14"),
        ("09/14/2020", "2020-09-14", "2020-09-14"),
        ("05/05/2020", "2020-05-05", "2020-05-05"),
        ("3.4.2020", "2020-04-03", "2020-04-03"),
        ("14 Eylül 2020", "2020-09-14", "2020-09-14"),
        ("14 septembre 2020", "2020-09-14", "2020-09-14"),
        ("1er août 2020", "2020-08-01", "2020-08-01"),
        ("14. März 2020", "2020-03-14", "2020-03-14"),
        ("14-Sep-2020", "2020-09-14", "2020-09-14"),
        ("September 14, 2020", "2020-09-14", "2020-09-14"),
        ("14 сентября 2020", "2020-09-14", "2020-09-14"),
        ("sept. 2020", "2020-09-01", "2020-09-30"),
        ("09/2020", "2020-09-01", "2020-09-30"),
        ("2020-09", "2020-09-01", "2020-09-30"),
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-09-01/2020-10-05", "2020-09-01", "2020-10-05"),
    ],
)
def test_dates_are_read_in_the_forms_that_people_write(cell: str, earliest: str, latest: str) -> None:
    """ISO forms, local forms that can be one day only, and months in words in five languages."""
    spans, notes = read_dates(dated(cell, ""), "delivered_on")
    assert list(spans) == [cell]
    assert [spans[cell].earliest, spans[cell].latest] == [
        dt.date.fromisoformat(d) for d in (earliest, latest)
    ]
    assert notes == ()


@pytest.mark.parametrize(
    "cell",
    [
        "2020-02-30",
        "31/06/2020",
        "14.13.2020",
        "00/00/2020",
        "2020-13",
        "20200914",
        "soon",
        "14 Septober 2020",
        "0020-09-14",
        "9999-01-01",
        "after:9999",
        "before:0001",
        "14/09/20",
        "1/2/3/2020",
        "32 März 2020",
        "²/²/2020",
        "٣/٤/٢٠٢٠",
    ],
)
def test_what_is_no_date_is_refused_with_its_place(cell: str) -> None:
    """A day that does not exist, or a text that is no date, names file, row and the column as written."""
    with pytest.raises(BadInputError) as refused:
        read_dates(dated("", cell), "delivered_on")
    assert refused.value.sentence.startswith("t.csv, row 3, delivered_on (“Teslim tarihi”): ")


@given(st.lists(DAYS, min_size=1, max_size=8), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y"]))
def test_a_local_date_is_read_rightly_or_refused(days: list[dt.date], form: str) -> None:
    """Whatever the order of day and month in a column: each date is read as it was meant, or none is."""
    cells = [day.strftime(form) for day in days]
    try:
        spans, _ = read_dates(dated(*cells), "delivered_on")
    except BadInputError as error:
        assert "may be" in error.sentence  # noqa: PT017 - being read is the other right outcome
        assert all(day.day <= 12 for day in days)
        return
    assert days == [spans[cell].earliest for cell in cells]


@given(st.text(max_size=24))
@settings(suppress_health_check=[HealthCheck.filter_too_much])
def test_no_text_gives_more_than_one_sentence(text: str) -> None:
    """Any cell is a date or a refusal that names the row."""
    try:
        read_dates(dated(text), "delivered_on")
    except BadInputError as error:
        assert error.sentence.startswith("t.csv, row 2, ")  # noqa: PT017 - being read is the other right outcome


def test_a_date_in_one_column_does_not_settle_another() -> None:
    """Only the column itself shows its order: another column may come from another tool."""
    columns = (
        Column("serial", ["S-1"]),
        Column("delivered_on", ["14/09/2020"]),
        Column("confirmed_on", ["03/04/2020"]),
    )
    table = know_columns(Table("t.csv", columns, range(2, 3)), "deliveries")
    assert read_dates(table, "delivered_on")[1] == ()
    with pytest.raises(
        BadInputError, match="row 2, confirmed_on: '03/04/2020' may be 2020-04-03 or 2020-03-04"
    ):
        read_dates(table, "confirmed_on")
