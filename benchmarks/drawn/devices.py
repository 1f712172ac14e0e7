"""Printed labels of devices: many numbers close together, barcodes beside text, approvals, small print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import zxingcpp

from benchmarks.drawn.faces import Face
from benchmarks.drawn.labels import bars, rubbed, square
from benchmarks.drawn.nameplates import print_text
from benchmarks.drawn.serials import computer_serial, filled
from benchmarks.drawn.surface import blotches, flat, ink, scratches, stamp
from benchmarks.drawn.words import MAKERS, chosen, date, model, part_number, some_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.drawn.surface import Mask, Picture, Random
    from benchmarks.drawn.words import Words

_SMALL_PRINT = (
    "This device complies with part 15 of the rules. Operation is subject to two conditions.",
    "Do not open. No user serviceable parts inside. Refer servicing to qualified personnel.",
    "For use only with the supplied power unit. See the manual for safety information.",
    "CAN ICES-3 (B)/NMB-3(B)   Designed in Norway   Assembled in China",
)
_SHORT_SERIAL = ("S/N", "SN", "S/N:", "Serial No.", "Serial Number", "(S) SN", "Serial", "S/N :")


def device_label(rng: Random) -> tuple[Picture, str]:
    """A label of a computer, telephone or router: one of its many numbers is the serial."""
    words, serial = some_words(rng), computer_serial(rng)
    page = np.zeros((2400, 1100), np.float32)
    face = chosen(rng, (Face.SANS, Face.NARROW, Face.NARROW_BOLD, Face.MONO))
    small = int(rng.integers(17, 25))
    print_text(page, chosen(rng, MAKERS).title(), 2 * small, (40, 34), Face.BOLD)
    rows = _rows(words, serial, rng)
    foot = _listed(page, rows, serial, face, small, rng)
    for text in rng.permutation(_SMALL_PRINT)[: int(rng.integers(1, 4))]:
        print_text(page, str(text), max(11, round(0.6 * small)), (40, foot + 12), Face.SANS)
        foot += 1.2 * small
    label = stuck(page[: round(foot + rng.uniform(24, 120))], rng)
    if rng.random() < 0.4:
        label = curved(label, rng)
    if rng.random() < 0.3:
        label = _cut_off(label, rng)
    return label, serial


def _rows(words: Words, serial: str, rng: Random) -> list[str]:
    """The lines, each a label and its value; the serial's among them."""
    colon = chosen(rng, (": ", " ", ":", " : "))
    hexa = "".join(f"{int(v):02X}" for v in rng.integers(0, 256, 6))
    mac = chosen(
        rng, (hexa, ":".join(hexa[i : i + 2] for i in range(0, 12, 2)), "-".join((hexa[:6], hexa[6:])))
    )
    volts = chosen(rng, ("100-240V~ 50/60Hz 1.5A", "19V - 3.42A", "12 VDC 2A"))
    others = [
        f"{chosen(rng, words.part)}{colon}{part_number(rng)}",
        f"{chosen(rng, words.date)}{colon}{date(rng)}",
        f"{chosen(rng, ('MAC', 'MAC ID', 'WLAN MAC', 'Wi-Fi MAC', 'LAN MAC', 'MAC ADDR.'))}{colon}{mac}",
        f"{chosen(rng, ('IMEI', 'IMEI 1', 'IMEI:'))}{colon}{imei(rng)}",
        f"FCC ID{colon}{filled('AAAXX9999', rng)}",
        f"IC{colon}{filled('9999A-XXX999', rng)}",
        f"{chosen(rng, words.voltage)}{colon}{volts}",
        f"SKU{colon}{filled('AA9999-999', rng)}",
        f"HW{colon}{filled('A9', rng)}  FW{colon}{filled('9.99.9', rng)}",
        f"{chosen(rng, ('Product ID', 'Prod. No.', 'Product No.'))}{colon}{filled('AXX99AA#AAA', rng)}",
        f"{chosen(rng, ('UPC', 'EAN'))}{colon}{ean(rng)}",
        f"PIN{colon}{filled('99999999', rng)}",
        f"{chosen(rng, ('WPA KEY', 'Wi-Fi key', 'Password'))}{colon}{filled('XXXXXXXX', rng)}",
        f"Reg. Model{colon}{filled('A99A', rng)}",
        f"Reg. Type No.{colon}{filled('A99A999', rng)}",
        f"Asset{colon}{filled('999999', rng)}",
        f"LOT{colon}{filled('9999', rng)}",
    ]
    kept = [others[int(place)] for place in rng.permutation(len(others))[: int(rng.integers(4, 9))]]
    kept.insert(0, f"{chosen(rng, words.model)}{colon}{model(rng)}")
    named = chosen(rng, words.serial) if rng.random() < 0.5 else chosen(rng, _SHORT_SERIAL)
    kept.insert(int(rng.integers(0, len(kept) + 1)), f"{named.rstrip(': ')}{colon}{serial}")
    return kept


def _listed(page: Mask, rows: Sequence[str], serial: str, face: Face, small: int, rng: Random) -> float:
    """The rows in one column or two, barcodes under some; where the small print begins."""
    columns = 2 if rng.random() < 0.5 else 1
    step = rng.uniform(1.7, 2.3) * small
    tops = [34.0 + 3.4 * small] * columns
    with_bars = rng.random() < 0.7
    for place, row in enumerate(rows):
        column = place % columns
        x, y = 40 + 540 * column, tops[column]
        print_text(page, row, small, (x, y), face)
        tops[column] += step
        value = row.split()[-1].split(":")[-1]
        if with_bars and (serial in row or rng.random() < 0.2):
            content = serial if serial in row else "".join(c for c in value if c.isascii() and c.isalnum())
            if content and rng.random() < 0.85:
                code = bars(
                    content, zxingcpp.BarcodeFormat.Code128, (int(rng.integers(300, 480)), round(1.8 * small))
                )
                stamp(page, code, (x, tops[column]))
                tops[column] += 2.4 * small
    if rng.random() < 0.25:
        stamp(page, square(serial, 90), (page.shape[1] - 130, 30))
    return max(tops) + 8


def imei(rng: Random) -> str:
    """A telephone's number with its check digit (ISO/IEC 7812-1, annex B)."""
    body = chosen(rng, ("35", "86")) + filled("999999999999", rng)
    doubled = [int(d) * (1 + place % 2) for place, d in enumerate(body)]
    return body + str(-sum(v - 9 if v > 9 else v for v in doubled) % 10)


def ean(rng: Random) -> str:
    """An article number of thirteen digits with its check digit (GS1 General Specifications, 7.9)."""
    body = filled("999999999999", rng)
    return body + str(-sum(int(d) * (1 + 2 * (place % 2)) for place, d in enumerate(body)) % 10)


def stuck(page: Mask, rng: Random) -> Picture:
    """The page printed on paper, film or the housing itself, rubbed, scratched and dirty."""
    size = (page.shape[1], page.shape[0])
    papers = (
        ((0.9, 0.9, 0.88), (0.1, 0.1, 0.11)), ((0.72, 0.73, 0.74), (0.08, 0.08, 0.08)),
        ((0.1, 0.1, 0.11), (0.82, 0.82, 0.8)), ((0.13, 0.13, 0.14), (0.42, 0.42, 0.43)),
        ((0.86, 0.84, 0.7), (0.15, 0.13, 0.12)), ((0.55, 0.56, 0.58), (0.95, 0.95, 0.95)),
    )  # fmt: skip
    paper, black = chosen(rng, papers)
    label = ink(flat(size, paper), page * rubbed(size, rng), black, rng.uniform(0.65, 1.0))
    label = ink(label, scratches(size, rng, count=int(rng.integers(0, 30))), (0.6, 0.6, 0.6), 0.7)
    dirt = blotches(size, rng, scale=40, share=rng.uniform(0.0, 0.2))
    return ink(label, dirt, (0.35, 0.28, 0.2), rng.uniform(0.05, 0.3))


def curved(label: Picture, rng: Random) -> Picture:
    """The label around a cylinder: squeezed towards its ends, its rows bent."""
    height, width = label.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    across = (x - width / 2) / (width / 2)
    reach = np.float32(rng.uniform(0.7, 1.25))  # half of the angle that the label takes of the cylinder
    from_x = np.arcsin(np.clip(across * np.sin(reach), -1.0, 1.0)) / reach * (width / 2) + width / 2
    bend = np.float32(rng.uniform(-0.09, 0.09) * height)
    from_y = y + bend * (1.0 - across**2)
    bent = cv2.remap(
        label, from_x.astype(np.float32), from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    shade = 1.0 - 0.45 * across**2
    return np.asarray(bent * shade[:, :, None], np.float32)


def _cut_off(label: Picture, rng: Random) -> Picture:
    """The label without its upper edge, where its maker stands, or without its lower one."""
    cut = int(rng.integers(10, 45))
    return label[cut + 25 :] if rng.random() < 0.5 else label[:-cut]
