"""Text on its way to a terminal or into JSON: nothing in it may act on the reader's screen."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

#: Joiners that Persian and Indic names need; every other invisible character is shown.
_HARMLESS = frozenset("\u200c\u200d")
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
#: C1 controls, bidirectional and other invisible characters, surrogates: JSON need not escape these; we do.
_UNSAFE_IN_JSON = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def plain(text: str, *, limit: int = 2000) -> str:
    r"""``text`` with every control, bidirectional and invisible character written out, such as ``\x1b``.

    Line breaks and tabs become a space. Text longer than ``limit`` characters is cut, with an ellipsis.
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in "\n\r\t":
        return " "
    if unicodedata.category(character) not in _UNSEEN or character in _HARMLESS:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def json_text(value: Any, *, ascii_only: bool = False, indent: int | None = None) -> str:  # noqa: ANN401 - any JSON value
    """``value`` as JSON in the order of its keys, readable but for characters that act on a screen.

    NaN and infinity are refused with ValueError: JSON has no words for them.
    """
    text = json.dumps(value, ensure_ascii=ascii_only, allow_nan=False, indent=indent)
    return _UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
