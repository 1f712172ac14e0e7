"""A command on paper: copied into a shell, it is word for word what was typed."""

from __future__ import annotations

import shlex
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

from findspot.dossier.lettering import covered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Characters that a line of the paper holds in fixed width.
LONGEST_LINE = 88
#: A command of more lines is not given: nobody would copy it.
MOST_LINES = 80
#: Letters and signs that a copy from paper keeps as they are; no marks, and none written leftwards.
_KEPT = frozenset({"L", "N", "P", "S"})
_LEFTWARDS = frozenset({"R", "AL", "AN"})


def command_lines(words: Sequence[str]) -> list[str]:
    """The command as lines for a shell such as bash or zsh; [] where it is too long to be copied.

    Each line but the last ends with the shell's sign that the command goes on, so that lines may be copied
    with their ends. What a copy could change (runs of spaces, line ends, characters that the paper cannot
    print) is spelled by its bytes.
    """
    try:
        units = [_broken(unit) for unit in _units(words)]
    except UnicodeEncodeError:  # no shell could hand such a word over
        return []
    lines = [line for first, *rest in units for line in (f"  {first}", *rest)]
    if not lines or len(lines) > MOST_LINES:
        return []
    lines[0] = lines[0].strip()
    return [
        line if goes_on is None else line + goes_on for line, goes_on in zip(lines, _ends(units), strict=True)
    ]


def _ends(units: Sequence[Sequence[str]]) -> Iterator[str]:
    """What stands at the end of each line: a space before the sign where a word ends."""
    for number, unit in enumerate(units, 1):
        yield from ["\\"] * (len(unit) - 1)
        yield " \\" if number < len(units) else ""


def _units(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """Words that stand on one line: the program with its command, an option with its value, or one alone."""
    waiting: list[str] = []
    for place, word in enumerate(words):
        waiting.append(word)
        opens = place == 0 or (len(waiting) == 1 and word.startswith("--") and word != "--")
        if not (opens and place + 1 < len(words)):
            yield waiting
            waiting = []


def _broken(unit: Sequence[str]) -> list[str]:
    """The words of one unit, quoted, in as many lines as it takes."""
    whole = " ".join(_quoted(word) for word in unit)
    if len(whole) <= LONGEST_LINE:
        return [whole]
    head = "".join(f"{_quoted(word)} " for word in unit[:-1])
    parts: list[str] = []
    part = ""
    for character in unit[-1]:
        room = LONGEST_LINE - (len(head) if not parts else 0)
        if part and len(_quoted(part + character)) > room:
            parts.append(_quoted(part))
            part = ""
        part += character
    first, *rest = [*parts, _quoted(part)]
    return [head + first, *rest]


def _quoted(word: str) -> str:
    if all(map(_survives, word)) and "  " not in word and word == word.strip():
        return shlex.quote(word)
    spaced = f" {word} "
    spelled = (
        _spelled(character, lone=before != " " and after != " ")
        for (before, character), (_, after) in pairwise(pairwise(spaced))
    )
    return f"$'{''.join(spelled)}'"


def _spelled(character: str, *, lone: bool) -> str:
    if character in "\\'":
        return f"\\{character}"
    if _survives(character) and (character != " " or lone):
        return character
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))


def _survives(character: str) -> bool:
    """Whether the character, copied from the paper, is the same again."""
    return character == " " or (
        covered(character)
        and unicodedata.category(character)[0] in _KEPT
        and unicodedata.bidirectional(character) not in _LEFTWARDS
        and unicodedata.normalize("NFKC", character) == character
    )
