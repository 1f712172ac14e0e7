"""Random serial numbers of the shapes that equipment, containers and computers bear."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_DIGITS = "0123456789"
#: A is a letter, 9 a digit, X either; everything else stands for itself.
_EQUIPMENT = ("999999", "A99999", "AA99999", "99-9999", "99A-99999", "AA-9999-99", "AAA999999", "9999999")
_COMPUTER = ("AA9XXXXX", "XXXXXXX", "AXX9XXXXXX", "9AA99999AA", "AA99999999", "A99AAA99999A")
_PLATE = ("AAAA999999", "999999", "AA99-99999", "AAA 999999", "9999999", "AA9999999")
#: ISO 6346: letters count from 10, leaving out the multiples of 11.
_VALUES = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (v for v in range(10, 39) if v % 11), strict=True))


def equipment_serial(rng: np.random.Generator) -> str:
    """A serial such as equipment bears."""
    return filled(str(rng.choice(_EQUIPMENT)), rng)


def plate_serial(rng: np.random.Generator) -> str:
    """A manufacturer's number such as container name plates bear."""
    return filled(str(rng.choice(_PLATE)), rng)


def computer_serial(rng: np.random.Generator) -> str:
    """A serial such as computers' labels bear."""
    return filled(str(rng.choice(_COMPUTER)), rng)


def container_code(rng: np.random.Generator) -> str:
    """A container code with its check digit, of a random owner: four letters, six digits, one digit."""
    body = filled("AAAU999999", rng)
    return body + iso6346_check_digit(body)


def iso6346_check_digit(body: str) -> str:
    """The check digit of the first ten characters of a container code (ISO 6346:2022, annex A)."""
    total = sum((_VALUES[c] if c.isalpha() else int(c)) * 2**place for place, c in enumerate(body))
    return str(total % 11 % 10)


def filled(shape: str, rng: np.random.Generator) -> str:
    """A text of that shape: A is a letter, 9 a digit, X either; everything else stands for itself."""
    pools = {"A": _LETTERS, "9": _DIGITS, "X": _LETTERS + _DIGITS}
    return "".join(str(rng.choice(list(pools[c]))) if c in pools else c for c in shape)
