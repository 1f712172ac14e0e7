"""Name plates of metal: embossed, engraved, etched, dot-peened, and printed ones stamped afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from benchmarks.drawn.lettering import peened, printed, stroked
from benchmarks.drawn.serials import equipment_serial, plate_serial
from benchmarks.drawn.surface import blotches, brushed, flat, ink, lit, rounded, scratches, stamp

if TYPE_CHECKING:
    from benchmarks.drawn.surface import Mask, Picture, Random

_SIZE = (1000, 620)
_LABELS = (
    "S/N",
    "SERIAL NO.",
    "SER. NO.",
    "SERIAL NUMBER",
    "MFG. SERIAL NO.",
    "FABR.-NR.",
    "MAKER'S NO.",
)
_MAKERS = ("NORDHAVN OPTIK", "ALDERSON MARINE", "KESTREL WORKS", "TORVIK CONTAINER", "HALDEN AEROSYSTEMS")


class Light(NamedTuple):
    """Where light falls from, in radians as ``lit`` has them, and how strongly it shades."""

    angle: float
    strength: float


class _Plate:
    """A plate in the making: ``printed`` ink, ``raised`` (or, negative, cut) relief, ``faint`` etching."""

    def __init__(self) -> None:
        shape = (_SIZE[1], _SIZE[0])
        self.printed = np.zeros(shape, np.float32)
        self.raised = np.zeros(shape, np.float32)
        self.faint = np.zeros(shape, np.float32)

    def frame(self, layer: Mask) -> None:
        """A rounded border line and two rivets."""
        edge = np.zeros(layer.shape, np.uint8)
        cv2.rectangle(edge, (22, 22), (_SIZE[0] - 23, _SIZE[1] - 23), 255, 4, cv2.LINE_AA)
        for x in (60, _SIZE[0] - 60):
            cv2.circle(edge, (x, 60), 15, 255, -1, cv2.LINE_AA)
        np.maximum(layer, edge.astype(np.float32) / 255.0, out=layer)

    def worn(
        self, picture: Picture, rng: Random, *, depth: float, blur: float = 1.3, light: Light | None = None
    ) -> Picture:
        """The plate under that light, or lit from somewhere above, scratched and dirty."""
        relief = depth * rounded(self.raised, blur)
        usual = Light(rng.uniform(-2.6, -0.5), rng.uniform(0.9, 1.6))
        angle, strength = light or usual
        picture = lit(picture, relief, angle=angle, strength=strength, gloss=0.5)
        marks = scratches(_SIZE, rng, count=int(rng.integers(5, 60)))
        picture = np.clip(picture + rng.uniform(-0.2, 0.3) * marks[:, :, None], 0.0, 1.0)
        dirt = blotches(_SIZE, rng, scale=rng.uniform(20, 90), share=rng.uniform(0.05, 0.35))
        return ink(picture.astype(np.float32), dirt, (0.24, 0.2, 0.16), rng.uniform(0.1, 0.5))


def _rows(rng: Random, serial: str) -> list[tuple[str, str]]:
    year = int(rng.integers(1988, 2024))
    rows = [
        ("MODEL", f"{rng.choice(['TX', 'MK', 'CSC', 'HD'])}-{rng.integers(10, 990)}"),
        ("DATE", f"{rng.integers(1, 13):02d}/{year}"),
        ("MAX. GROSS", f"{rng.integers(900, 33000)} KG"),
    ]
    rows.insert(int(rng.integers(0, 3)), (str(rng.choice(_LABELS)), serial))
    return rows


def embossed(rng: Random, light: Light | None = None, serial: str | None = None) -> tuple[Picture, str]:
    """Letters pressed up out of bare or painted sheet: no ink, only light and shade.

    The same stream of random numbers gives the same plate under any ``light``, also with another ``serial``.
    """
    plate, own = _Plate(), plate_serial(rng)
    serial = serial or own
    plate.frame(plate.raised)
    stamp(plate.raised, stroked(str(rng.choice(_MAKERS)), 52, thickness=0.17), (110, 60))
    for place, (label, value) in enumerate(_rows(rng, serial)):
        top = 160 + 108 * place
        stamp(plate.raised, stroked(label, 26, thickness=0.16), (60, top + 18))
        stamp(plate.raised, stroked(value, 50, thickness=0.17, spacing=0.3), (470, top))
    ground = _sheet(rng)
    if rng.random() < 0.4:  # the tops of raised letters rub bright
        ground = ink(ground, plate.raised, (0.8, 0.8, 0.8), rng.uniform(0.05, 0.35))
    depth, blur = rng.uniform(3.0, 6.0), rng.uniform(1.5, 3.0)
    return plate.worn(ground, rng, depth=depth, blur=blur, light=light), serial


def engraved(rng: Random, light: Light | None = None, serial: str | None = None) -> tuple[Picture, str]:
    """Letters cut by a round tool into bare metal, unfilled or with remains of dark filling.

    The same stream of random numbers gives the same plate under any ``light``, also with another ``serial``.
    """
    plate, own = _Plate(), equipment_serial(rng)
    serial = serial or own
    plate.frame(plate.raised)
    stamp(plate.raised, stroked(str(rng.choice(_MAKERS)), 46, thickness=0.1), (110, 64))
    for place, (label, value) in enumerate(_rows(rng, serial)):
        top = 170 + 105 * place
        stamp(plate.raised, stroked(label, 26, thickness=0.11), (60, top + 14))
        stamp(plate.raised, stroked(value, 48, thickness=0.1, spacing=0.3), (470, top))
    filling = plate.raised * blotches(_SIZE, rng, scale=60, share=rng.uniform(0.0, 0.7))
    ground = ink(_sheet(rng), filling, (0.15, 0.15, 0.16), rng.uniform(0.0, 0.7))
    plate.raised *= -1.0
    return plate.worn(ground, rng, depth=rng.uniform(2.0, 4.5), blur=1.0, light=light), serial


def dot_peen(rng: Random) -> tuple[Picture, str]:
    """Letters of single struck dots, on a printed plate or on bare metal."""
    plate, serial = _Plate(), equipment_serial(rng)
    plate.frame(plate.printed)
    stamp(plate.printed, printed(str(rng.choice(_MAKERS)), 46), (110, 64))
    pits = np.zeros_like(plate.raised)
    for place, (label, value) in enumerate(_rows(rng, serial)):
        top = 165 + 105 * place
        stamp(plate.printed, printed(label, 28), (60, top + 18))
        stamp(
            pits, peened(value, 48, pitch=rng.uniform(0.12, 0.19), dot=rng.uniform(0.045, 0.07)), (430, top)
        )
    sheet = _sheet(rng)
    ground = ink(sheet, plate.printed, _ink_colour(sheet, rng), rng.uniform(0.5, 0.95))
    ground = ink(ground, pits, (0.3, 0.3, 0.3), rng.uniform(0.1, 0.4))
    plate.raised = -pits
    return plate.worn(ground, rng, depth=rng.uniform(2.5, 5.0), blur=1.2), serial


def etched(rng: Random) -> tuple[Picture, str]:
    """A printed plate whose values were etched afterwards: a dull change of tone, without relief."""
    plate, serial = _Plate(), plate_serial(rng)
    _print_form(plate, rng)
    for place, (label, value) in enumerate(_rows(rng, serial)):
        top = 170 + 105 * place
        stamp(plate.printed, printed(label, 26), (60, top + 12))
        stamp(plate.faint, printed(value, 46), (450, top))
    sheet = _sheet(rng)
    ground = ink(sheet, plate.printed, _ink_colour(sheet, rng), rng.uniform(0.6, 0.95))
    patchy = plate.faint * (0.55 + 0.45 * blotches(_SIZE, rng, scale=14, share=0.6))
    here = float(ground.mean())
    tone = here + rng.uniform(0.25, 0.45) * (1.0 if here < 0.5 else -1.0)
    ground = ink(ground, rounded(patchy, 0.9), (tone, tone, tone), rng.uniform(0.45, 0.85))
    return plate.worn(ground, rng, depth=0.0), serial


def late_stamped(rng: Random) -> tuple[Picture, str]:
    """A printed form whose serial's digits were struck by hand, one by one: prefix clear, digits faint."""
    plate, serial = _Plate(), plate_serial(rng)
    _print_form(plate, rng)
    head = len(serial.rstrip("0123456789"))
    struck = np.zeros_like(plate.raised)
    for place, (label, value) in enumerate(_rows(rng, serial)):
        top = 170 + 105 * place
        stamp(plate.printed, printed(label, 26), (60, top + 12))
        x = 450.0
        if value == serial and head:
            prefix = printed(value[:head].strip() or value[:head], 46)
            stamp(plate.printed, prefix, (x, top))
            x += prefix.shape[1] + 10
            value = value[head:]  # noqa: PLW2901 - the printed prefix is done
        _strike(struck, value, (x, top), rng)
    sheet = _sheet(rng)
    ground = ink(sheet, plate.printed, _ink_colour(sheet, rng), rng.uniform(0.6, 0.95))
    plate.raised = -struck
    return plate.worn(ground, rng, depth=rng.uniform(2.5, 5.0), blur=1.2), serial


def _strike(page: Mask, text: str, at: tuple[float, float], rng: Random) -> None:
    """Strike each character with its own punch, a little off and a little turned."""
    for place, character in enumerate(text):
        punch = stroked(character, 44, thickness=0.13)
        turn = cv2.getRotationMatrix2D((punch.shape[1] / 2, punch.shape[0] / 2), rng.normal(0.0, 3.0), 1.0)
        punch = cv2.warpAffine(punch, turn, (punch.shape[1], punch.shape[0])).astype(np.float32)
        stamp(page, punch * rng.uniform(0.6, 1.0), (at[0] + 42 * place, at[1] + rng.normal(0.0, 2.5)))


def _print_form(plate: _Plate, rng: Random) -> None:
    plate.frame(plate.printed)
    stamp(plate.printed, printed(str(rng.choice(_MAKERS)), 46), (110, 64))
    for place in range(5):
        plate.printed[154 + 105 * place : 157 + 105 * place, 40:-40] = 1.0


def _ink_colour(sheet: Picture, rng: Random) -> tuple[float, float, float]:
    if float(sheet.mean()) < 0.4:
        return (0.85, 0.85, 0.82)
    colours = ((0.08, 0.08, 0.09), (0.1, 0.15, 0.4), (0.5, 0.1, 0.1))
    return colours[int(rng.integers(0, len(colours)))]


def _sheet(rng: Random) -> Picture:
    """Bare aluminium, or paint in a workshop's colours."""
    if rng.random() < 0.65:
        return brushed(_SIZE, rng, tone=rng.uniform(0.45, 0.72), grain=rng.uniform(0.02, 0.07))
    colours = ((0.2, 0.26, 0.3), (0.33, 0.35, 0.25), (0.16, 0.17, 0.18), (0.55, 0.5, 0.4), (0.2, 0.3, 0.5))
    return flat(_SIZE, colours[int(rng.integers(0, len(colours)))])
