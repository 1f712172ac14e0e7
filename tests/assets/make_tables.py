"""Deliberately bad tables, and tables as Excel exports them: each made here, byte for byte.

``python -m tests.assets.make_tables FOLDER`` writes them all, to look at or to try with the command line.
"""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True)
class BadTable:
    """A register that must be refused: its files, and what the sentence must name."""

    name: str
    files: Mapping[str, Callable[[], bytes]]
    says: Sequence[str]


def csv(*lines: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    """A text table of these lines."""
    return lambda: ("\r\n".join(lines) + "\r\n").encode(encoding)


def workbook(*rows: Sequence[object]) -> bytes:
    """An Excel workbook with these rows in one sheet."""
    return sheets({"Sheet1": rows})


def sheets(pages: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """An Excel workbook with these rows in each of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in pages.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def far_cells() -> bytes:
    """A workbook of two cells, in opposite corners of the sheet: 17 000 million cells once unpacked."""
    book = openpyxl.Workbook()
    book.active["A1"] = "serial"
    book.active["XFD1048576"] = "x"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def packed_noughts() -> bytes:
    """A zip that calls itself a workbook and unpacks to 200 MiB of noughts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (200 * 2**20))
    return kept.getvalue()


def many_columns() -> bytes:
    """A header of 10⁶ columns, and one row."""
    return b"serial" + b",c" * 999_999 + b"\r\nA1\r\n"


def one(file: str, *lines: str) -> dict[str, Callable[[], bytes]]:
    """A register of one text table."""
    return {file: csv(*lines)}


def beside(file: str, *lines: str) -> dict[str, Callable[[], bytes]]:
    """A register of a sound table of deliveries and one other table."""
    return {"deliveries.csv": csv("item,serial,permit", "I-1,S-0001,P-1"), file: csv(*lines)}


_H = "item,serial,model,maker,part_number,permit,delivered_on"

BAD_TABLES: tuple[BadTable, ...] = (
    BadTable("empty", {"deliveries.csv": lambda: b""}, ["deliveries.csv", "empty"]),
    BadTable("blank", {"deliveries.csv": lambda: b"\r\n\r\n  \r\n"}, ["deliveries.csv", "empty"]),
    BadTable("header-only", one("deliveries.csv", "item,serial"), ["deliveries.csv", "no rows"]),
    BadTable(
        "no-serial",
        one("deliveries.csv", "item,colour", "I-1,red"),
        ["deliveries.csv", "'serial'", "'colour'"],
    ),
    BadTable(
        "serial-missing",
        one("deliveries.csv", "item,serial", "I-1,S-1", "I-2,  ", "I-3,S-3"),
        ["deliveries.csv", "row 3", "serial", "missing"],
    ),
    BadTable(
        "serial-long", one("deliveries.csv", "serial", "S" * 65), ["deliveries.csv", "row 2", "serial", "64"]
    ),
    BadTable(
        "serial-exponent",
        one("deliveries.csv", "serial;model", "S-1;A", "1,23E+11;A"),
        ["deliveries.csv", "row 3", "serial", "1,23E+11", "last digits"],
    ),
    BadTable(
        "serial-with-line-break",
        one("deliveries.csv", "serial,model", '"S-1\nS-2",A'),
        ["deliveries.csv", "row 2", "serial", "line break"],
    ),
    BadTable(
        "serial-error-value",
        one("deliveries.csv", "serial", "S-1", "#N/A"),
        ["deliveries.csv", "row 3", "serial", "#N/A"],
    ),
    BadTable(
        "contradictory-serial",
        one("deliveries.csv", _H, "I-1,S-1,A,M,P,,", "I-2,S-2,A,M,P,,", "I-1,S-9,A,M,P,,"),
        ["deliveries.csv", "row 2", "row 4", "serial", "'I-1'"],
    ),
    BadTable(
        "contradictory-maker",
        one("deliveries.csv", _H, "I-1,S-1,A,Maker One,P,,", "I-1,S-1,A,Maker Two,P,,"),
        ["deliveries.csv", "row 2", "row 3", "maker", "'Maker Two'"],
    ),
    BadTable(
        "contradictory-part-number",
        {
            "deliveries-2019.csv": csv(_H, "I-1,S-1,A,M,7150,,"),
            "deliveries-2020.csv": csv(_H, "I-1,S-1,A,M,7151,,"),
        },
        ["deliveries-2019.csv", "row 2", "deliveries-2020.csv, row 2", "part number"],
    ),
    BadTable(
        "impossible-date",
        one("deliveries.csv", _H, "I-1,S-1,A,M,P,,2020-02-30"),
        ["deliveries.csv", "row 2", "delivered_on", "2020-02-30"],
    ),
    BadTable(
        "impossible-local-date",
        one("deliveries.csv", "serial;Date de livraison", "S-1;14/09/2020", "S-2;31/06/2020"),
        ["deliveries.csv", "row 3", "delivered_on", "Date de livraison", "31/06/2020"],
    ),
    BadTable(
        "ambiguous-date",
        one("deliveries.csv", _H, "I-1,S-1,A,M,P,,05/05/2020", "I-2,S-2,A,M,P,,03/04/2020"),
        ["deliveries.csv", "row 3", "delivered_on", "2020-04-03", "2020-03-04"],
    ),
    BadTable(
        "two-date-orders",
        one("deliveries.csv", _H, "I-1,S-1,A,M,P,,14/09/2020", "I-2,S-2,A,M,P,,09/15/2020"),
        ["deliveries.csv", "row 3", "row 2", "delivered_on"],
    ),
    BadTable(
        "two-digit-year",
        one("deliveries.csv", _H, "I-1,S-1,A,M,P,,14.09.20"),
        ["deliveries.csv", "row 2", "delivered_on", "two digits"],
    ),
    BadTable(
        "day-number",
        one("deliveries.csv", _H, "I-1,S-1,A,M,P,,44088"),
        ["deliveries.csv", "row 2", "delivered_on", "44088"],
    ),
    BadTable(
        "year-far-off",
        one("deliveries.csv", _H, "I-1,S-1,A,M,P,,before:0001"),
        ["deliveries.csv", "row 2", "delivered_on", "before:0001"],
    ),
    BadTable(
        "reversed-interval",
        one("deliveries.csv", _H, "I-1,S-1,A,M,P,,2020-09-14/2020-09-01"),
        ["deliveries.csv", "row 2", "delivered_on", "ends before it begins"],
    ),
    BadTable(
        "zero-bytes",
        {"deliveries.csv": lambda: b"serial\r\nA1\r\nA\x00\x002\r\n"},
        ["deliveries.csv", "row 3", "no text"],
    ),
    BadTable(
        "control-characters",
        {"deliveries.csv": lambda: b"serial\nA1\n\x01\x02\n"},
        ["deliveries.csv", "row 3", "no text"],
    ),
    BadTable(
        "no-encoding",
        {"deliveries.csv": lambda: b"serial,maker\nA1,caf\xe9\nA2,\x81\x8d\n"},
        ["deliveries.csv", "row 2", "UTF-8"],
    ),
    BadTable(
        "broken-utf16",
        {"deliveries.csv": lambda: "\ufeffserial\nA1\n".encode("utf-16-le") + b"\x00\xd8"},
        ["deliveries.csv", "row 3", "UTF-16"],
    ),
    BadTable("columns", {"deliveries.csv": many_columns}, ["deliveries.csv", "row 1", "2,000 columns"]),
    BadTable(
        "row-too-long",
        one("deliveries.csv", "serial,model", "S-1,A", "S-2,A,7,5"),
        ["deliveries.csv", "row 3", "4 cells", "header 2"],
    ),
    BadTable(
        "open-quotation",
        one("deliveries.csv", "serial,model", "S-1,A", 'S-2,"A'),
        ["deliveries.csv", "row 3", "quotation mark"],
    ),
    BadTable(
        "bad-quotation",
        one("deliveries.csv", "serial,model", '"S-1"x,A'),
        ["deliveries.csv", "row 2", "quotation mark"],
    ),
    BadTable(
        "huge-cell",
        one("deliveries.csv", "serial,model", "S-1," + "x" * 40_000),
        ["deliveries.csv", "row 2", "32,767"],
    ),
    BadTable(
        "enormous-cell",
        one("deliveries.csv", "serial,model", "S-1," + "x" * 200_000),
        ["deliveries.csv", "row 2", "32,767"],
    ),
    BadTable(
        "two-serial-columns",
        one("deliveries.csv", "serial,S/N", "S-1,S-2"),
        ["deliveries.csv", "'S/N'", "both mean serial"],
    ),
    BadTable(
        "same-unknown-column",
        one("deliveries.csv", "serial,Note,Note", "S-1,a,b"),
        ["deliveries.csv", "row 1", "'Note'"],
    ),
    BadTable(
        "web-page", {"deliveries.xls": lambda: b"<html><table><tr><td>serial"}, ["deliveries.xls", "web page"]
    ),
    BadTable(
        "picture",
        {"deliveries.csv": lambda: b"\x89PNG\r\n\x1a\n\x00\x00"},
        ["deliveries.csv", "row", "no text"],
    ),
    BadTable(
        "cut-workbook",
        {"deliveries.xlsx": lambda: workbook(["serial"], ["S-1"])[:-400]},
        ["deliveries.xlsx", "damaged"],
    ),
    BadTable(
        "no-workbook",
        {"deliveries.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)},
        ["deliveries.xls", "damaged"],
    ),
    BadTable("empty-workbook", {"deliveries.xlsx": workbook}, ["deliveries.xlsx", "no visible sheet"]),
    BadTable("far-cells", {"deliveries.xlsx": far_cells}, ["deliveries.xlsx", "memory"]),
    BadTable("packed-noughts", {"deliveries.xlsx": packed_noughts}, ["deliveries.xlsx", "200 MiB"]),
    BadTable(
        "wide-workbook",
        {"deliveries.xlsx": lambda: workbook(["serial"] * 2_001)},
        ["deliveries.xlsx", "2,000 columns"],
    ),
    BadTable(
        "no-parquet",
        {"deliveries.parquet": lambda: b"PAR1" + bytes(40) + b"PAR1"},
        ["deliveries.parquet", "Parquet"],
    ),
    BadTable(
        "unknown-table",
        beside("livestock.csv", "serial", "S-1"),
        ["livestock.csv", "deliveries, permits", "sightings"],
    ),
    BadTable(
        "same-table-twice",
        {"deliveries.csv": csv("serial", "S-1"), "deliveries.tsv": csv("serial", "S-1")},
        ["deliveries.tsv", "deliveries.csv"],
    ),
    BadTable("no-deliveries", one("permits.csv", "permit", "P-1"), ["no table of deliveries"]),
    BadTable(
        "unknown-status",
        beside("permits.csv", "permit,status", "P-1,approved", "P-2,maybe"),
        ["permits.csv", "row 3", "status", "'maybe'", "suspended"],
    ),
    BadTable(
        "unknown-undertaking",
        beside("undertakings.csv", "undertaking,permit,kind", "U-1,P-1,be good"),
        ["undertakings.csv", "row 2", "kind", "no transfer"],
    ),
    BadTable(
        "unknown-policy",
        beside("policies.csv", "policy,kind", "B-1,whim"),
        ["policies.csv", "row 2", "kind", "'whim'"],
    ),
    BadTable(
        "unknown-outcome",
        beside("answers.csv", "answer,by,outcome", "A-1,maker,perhaps"),
        ["answers.csv", "row 2", "outcome", "cannot confirm"],
    ),
    BadTable(
        "no-outcome",
        beside("answers.csv", "answer,by,outcome", "A-1,maker,"),
        ["answers.csv", "row 2", "outcome", "empty"],
    ),
    BadTable(
        "bad-grade",
        beside("sightings.csv", "item,grade", "I-1,C3", "I-1,G7"),
        ["sightings.csv", "row 3", "grade", "'G7'"],
    ),
    BadTable(
        "bad-exhibit",
        beside("sightings.csv", "item,exhibits", "I-1,plate.png"),
        ["sightings.csv", "row 2", "exhibits", "SHA-256"],
    ),
    BadTable(
        "sighting-of-nothing",
        beside("sightings.csv", "item,serial,country", ",,X"),
        ["sightings.csv", "row 2"],
    ),
    BadTable(
        "negative-quantity",
        beside("permits.csv", "permit,quantity", "P-1,-3"),
        ["permits.csv", "row 2", "quantity", "'-3'"],
    ),
    BadTable(
        "ambiguous-quantity",
        beside("permits.csv", "permit;quantity", "P-1;1.000"),
        ["permits.csv", "row 2", "quantity", "'1.000'"],
    ),
    BadTable(
        "permit-twice",
        beside("permits.csv", "permit,status", "P-1,approved", "P-2,approved", "P-1,refused"),
        ["permits.csv", "row 4", "row 2", "'P-1'"],
    ),
)


def excel_exports() -> dict[str, tuple[str, bytes]]:
    """Name → (file name, bytes): what a French and a Turkish Excel write of the same two deliveries."""
    french = [
        "N° de série;Modèle;Fabricant;Référence;Permis;Date de livraison;Utilisateur final;Pays final;Masse",
        '="00417";CMX-15D;Société d’Optique;7150-A;E1;14/09/2020;Forces navales turques;Türkiye;15,4',
        '="00418";CMX-15D;Société d’Optique;7150-A;E2;03/04/2020;Forces navales turques;Türkiye;15,4',
    ]
    turkish = [
        "Seri Numarası;Modeli;Üretici;Parça No;İzin No;Teslim Tarihi;Son Kullanıcı;Varış Ülkesi;Ağırlık (kg)",
        "'00417;CMX-15D;Société d’Optique;7150-A;E1;14.09.2020;Türk Deniz Kuvvetleri;Türkiye;15,4",
        "'00418;CMX-15D;Société d’Optique;7150-A;E2;03.04.2020;Türk Deniz Kuvvetleri;Türkiye;15,4",
    ]

    def text(lines: list[str], delimiter: str, encoding: str) -> bytes:
        return ("\r\n".join(lines).replace(";", delimiter) + "\r\n").encode(encoding)

    return {
        "French, cp1252, semicolons": ("livraisons.csv", text(french, ";", "cp1252")),
        "French, UTF-8 with mark": ("livraisons.csv", text(french, ";", "utf-8-sig")),
        "French, Unicode text": ("livraisons.txt", text(french, "\t", "utf-16")),
        "French, sep line": ("livraisons.csv", b"sep=;\r\n" + text(french, ";", "cp1252")),
        "Turkish, cp1254, semicolons": ("teslimatlar.csv", text(turkish, ";", "cp1254")),
        "Turkish, cp1254, tabs, called .xls": ("teslimatlar.xls", text(turkish, "\t", "cp1254")),
        "Turkish, UTF-16 big-endian with mark": (
            "teslimatlar.csv",
            b"\xfe\xff" + text(turkish, ";", "utf-16-be"),
        ),
        "Turkish, UTF-16 without mark": ("teslimatlar.csv", text(turkish, "\t", "utf-16-le")),
        "Turkish, UTF-8": ("teslimatlar.csv", text(turkish, ";", "utf-8")),
    }


def main(folder: Path) -> None:
    """Write every bad register, and every export, into a folder each."""
    for bad in BAD_TABLES:
        place = folder / "bad" / bad.name
        place.mkdir(parents=True, exist_ok=True)
        for name, make in bad.files.items():
            (place / name).write_bytes(make())
    for title, (name, data) in excel_exports().items():
        place = folder / "exports" / title.replace(" ", "-").replace(",", "")
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
