"""How a barcode looks in a picture: kinds of damage, each at its levels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """One way to draw a symbol. What is not said is a good print, photographed well, about upright."""

    module: float = 4.0  # pixels
    turn: float = 8.0  # degrees either way, drawn at random; 180 is any angle
    tilt: float = 0.0  # corners moved by up to this share of the side
    contrast: float = 170.0  # grey levels between dark and light
    blur: float = 0.0  # sigma, in modules
    noise: float = 3.0  # sigma, in grey levels
    scratches: int = 0  # lines across the symbol, light or dark
    blotches: float = 0.0  # share of the symbol under dirt or wear
    glare: float = 0.0  # radius of a blown-out spot, in sides of the symbol
    inverted: bool = False
    crowded: bool = False  # no quiet zone: something dark stands right beside it
    finder_lost: float = 0.0  # share of the two solid sides that is worn off
    dot: float = 0.0  # diameter of the peened dots, in modules; 0 is a print
    crescent: bool = False  # the dots have a bright side and a dark one
    metal: bool = False  # brushed metal under uneven light, not a plain label


_METAL = {"metal": True, "noise": 4.0, "module": 6.0, "turn": 180.0}


def _peened(**more: float | bool) -> Look:
    return Look(**{**_METAL, **more})  # type: ignore[arg-type]


#: By kind of damage, the levels from mild to severe.
DATA_MATRIX: dict[str, dict[str, Look]] = {
    "clean, upright": {f"{m:g} px a module": Look(module=m, turn=0) for m in (8, 4, 3, 2.5, 2, 1.5)},
    "clean, any angle": {f"{m:g} px a module": Look(module=m, turn=180) for m in (8, 4, 3, 2.5, 2, 1.5)},
    "low contrast": {f"{c} levels": Look(contrast=c, noise=2) for c in (40, 20, 12, 8)},
    "blur": {f"{b:g} modules": Look(blur=b) for b in (0.4, 0.6, 0.8, 1.0)},
    "noise": {f"sigma {n}": Look(noise=n) for n in (20, 40, 60, 80)},
    "scratches": {f"{n}": Look(scratches=n) for n in (2, 4, 8, 14)},
    "blotches": {f"{share:.0%}": Look(blotches=share) for share in (0.05, 0.1, 0.15, 0.2)},
    "glare": {f"{r:g} sides": Look(glare=r) for r in (0.1, 0.2, 0.3, 0.4)},
    "perspective": {f"{t:.0%}": Look(tilt=t, turn=180) for t in (0.08, 0.16, 0.24)},
    "light on dark": {f"{m:g} px a module": Look(module=m, inverted=True) for m in (5, 3, 2)},
    "no quiet zone": {f"{m:g} px a module": Look(module=m, crowded=True) for m in (5, 3, 2)},
    "finder worn": {f"{f:.0%}": Look(finder_lost=f) for f in (0.1, 0.2, 0.3, 0.4)},
    "several at once": {
        "mild": Look(3, 180, 0.06, 60, 0.3, 5, 2, 0.03),
        "severe": Look(3, 180, 0.1, 35, 0.4, 6, 4, 0.06),
    },
    "peened, dark dots": {
        "0.9 modules, 90 levels": _peened(dot=0.9, contrast=90),
        "0.75 modules, 60 levels": _peened(dot=0.75, contrast=60),
        "0.6 modules, 60 levels": _peened(dot=0.6, contrast=60),
        "0.6 modules, 35 levels": _peened(dot=0.6, contrast=35),
    },
    "peened, bright dots": {
        "0.75 modules, 60 levels": _peened(dot=0.75, contrast=60, inverted=True),
        "0.6 modules, 35 levels": _peened(dot=0.6, contrast=35, inverted=True),
    },
    "peened, lit from a side": {
        "0.75 modules, 90 levels": _peened(dot=0.75, contrast=90, crescent=True),
        "0.6 modules, 60 levels": _peened(dot=0.6, contrast=60, crescent=True),
    },
    "peened, small": {
        "4 px a module": _peened(dot=0.75, contrast=60, module=4),
        "3 px a module": _peened(dot=0.75, contrast=60, module=3),
    },
}
#: What the other symbologies are drawn under.
OTHERS: dict[str, Look] = {
    "3 px a module, any angle": Look(module=3, turn=180),
    "2 px a module": Look(module=2),
    "20 levels": Look(module=3, contrast=20, noise=2),
    "light on dark": Look(module=3, inverted=True),
    "blur of 0.6 modules": Look(module=3, blur=0.6),
    "4 scratches": Look(module=3, scratches=4),
}
