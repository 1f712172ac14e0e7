"""What a person could make out, against every row: the likelihood of a typed pattern.

A pattern is letters and digits, ``?`` for one unreadable character and ``*`` for an unknown run. The
likelihood of a pattern given a serial is that of the likeliest way to mistype the one as the other:
characters exchanged, left out, added, two neighbours swapped, the beginning or end cut (Damerau's errors,
and truncation), with the probabilities of ``channel.toml``. It is computed exactly, for all rows at once.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alike import look_alikes
from findspot.matching.alphabet import FIRST_OTHER, FOLDED_ALPHABET, LAST_OTHER, LONGEST, code_of, fold
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Logs = NDArray[np.float32]

#: A pattern's tokens: codes of characters, ``UNREADABLE`` for ``?`` and ``RUN`` for ``*``.
Tokens = tuple[int, ...]
UNREADABLE, RUN = -1, -2

#: Codes of characters nobody knows, beyond all of a register and used for unregistered serials only: any
#: digit, any letter …
ANY_DIGIT, ANY_LETTER = LAST_OTHER + 1, LAST_OTHER + 2
#: … and any character of the same class but code c: ``BUT + c``.
BUT = LAST_OTHER + 3

_DIGITS = 10
_SIZE = len(FOLDED_ALPHABET)
_NEVER = np.float32(-60.0)


@dataclass(frozen=True, slots=True)
class Channel:
    """The typed channel's figures; see ``channel.toml``."""

    wrong: float
    alike_share: float
    missed: float
    added: float
    swapped: float
    cut: float
    cut_more: float


@cache
def channel_figures() -> Channel:
    """The channel's figures."""
    text = resources.files("findspot.matching").joinpath("channel.toml").read_text(encoding="utf-8")
    return Channel(**tomllib.loads(text)["typed"])


def parse_pattern(pattern: str, others: str = "") -> Tokens:
    """The pattern's tokens: codes of characters, -1 for ``?``, -2 for ``*`` (runs of them joined).

    ``others`` are the register's characters of other scripts (see ``alphabet.Encoded``). Raises
    BadInputError, one sentence, for a pattern that cannot be searched.
    """
    if len(pattern) > 4 * LONGEST:
        raise BadInputError(f"The pattern has {len(pattern)} characters: give at most {LONGEST}.")
    if any(ord(character) < 32 for character in pattern.strip()):
        raise BadInputError(f"The pattern {pattern[:40]!r} holds control characters: remove them.")
    tokens: list[int] = []
    for character in pattern:
        if character == "?":
            tokens.append(UNREADABLE)
        elif character == "*":
            if not tokens or tokens[-1] != RUN:
                tokens.append(RUN)
        else:
            tokens += [code_of(one, others) for one in fold(character)]
    if not tokens:
        raise BadInputError(
            "The pattern holds no letter, digit, ? or *: write what can be made out, such as MX?0-0O45*."
        )
    if len(tokens) > LONGEST:
        raise BadInputError(f"The pattern has {len(tokens)} characters: give at most {LONGEST}.")
    return tuple(tokens)


def typed_log_likelihoods(
    tokens: Tokens, codes: NDArray[np.uint8 | np.int16], lengths: NDArray[np.uint8]
) -> NDArray[np.float64]:
    """The log-likelihood of the tokens for each row of codes (filled up with 0), by dynamic programming.

    ``state[j]`` is the best way to have typed the tokens so far from the first j characters. float32 (rows).
    """
    channel = channel_figures()
    table = _table()
    width = codes.shape[1]
    rows = {token: _typing(token, table) for token in tokens if token != RUN}
    columns = [codes[:, j] for j in range(width)]
    cut = [np.float32(0.0)] + [
        np.float32(np.log(channel.cut) + j * np.log(channel.cut_more)) for j in range(LONGEST + 1)
    ]
    missed, added = np.float32(np.log(channel.missed)), np.float32(np.log(channel.added / _SIZE))
    state = [np.full(len(codes), cut[j], dtype=np.float32) for j in range(width + 1)]
    before: list[Logs] = []
    for place, token in enumerate(tokens):
        previous = tokens[place - 1] if place else 0
        after = _typed(rows.get(token), state, columns, missed, added)
        if before and token > 0 and previous > 0:
            swapped = np.float32(np.log(channel.swapped))
            _swap(rows[token], rows[previous], before, after, columns, swapped)
        before, state = state, after
    result = np.full(len(codes), _NEVER * len(tokens), dtype=np.float32)
    for j in range(width + 1):
        left = np.clip(lengths.astype(np.int64) - j, 0, LONGEST)
        ended = state[j] + np.asarray(cut, dtype=np.float32)[left]
        np.maximum(result, np.where(lengths >= j, ended, result), out=result)
    return result.astype(np.float64)


def typed_exactly(tokens: Tokens) -> float:
    """The log-likelihood of the tokens for a serial that they describe without an error: none has more."""
    return float(np.log(1.0 - channel_figures().wrong)) * sum(token > 0 for token in tokens)


def _typing(token: int, table: Logs) -> Logs:
    """The log-probability of typing this token for each code; a character of another script is itself."""
    row: Logs = table[min(token, FIRST_OTHER)]
    if token >= FIRST_OTHER:
        row = row.copy()
        row[token] = np.log(1.0 - channel_figures().wrong)
    return row


def _typed(
    typing: Logs | None,
    state: list[Logs],
    columns: list[NDArray[np.uint8 | np.int16]],
    missed: np.float32,
    added: np.float32,
) -> list[Logs]:
    """The states after one more token; ``typing`` as above, None for an unknown run."""
    if typing is None:
        after = [state[0]]
        for j in range(len(columns)):
            after.append(np.maximum(state[j + 1], after[j]))
        return after
    extra = np.float32(0.0) + added
    after = [state[0] + extra]
    for j, column in enumerate(columns):
        best = np.maximum(state[j] + typing[column], state[j + 1] + extra)
        after.append(np.maximum(best, after[j] + missed))
    return after


def _swap(
    typing: Logs,
    previous: Logs,
    before: list[Logs],
    after: list[Logs],
    columns: list[NDArray[np.uint8 | np.int16]],
    swapped: np.float32,
) -> None:
    """Add the ways in which the last two tokens are two neighbours typed in the other order."""
    for j in range(len(columns) - 1):
        crossed = before[j] + previous[columns[j + 1]] + typing[columns[j]] + swapped
        np.maximum(after[j + 2], crossed, out=after[j + 2])


@cache
def _table() -> Logs:
    """The log-probability of typing each token (row) for each code (column); the last row is ``?``."""
    channel = channel_figures()
    chance = np.full((_SIZE + 2, _SIZE + 1), 0.0)
    for code in range(1, _SIZE + 1):
        near = np.flatnonzero(look_alikes()[code])
        others = _SIZE - 1 - len(near)
        alike = channel.alike_share if len(near) else 0.0
        chance[1 : _SIZE + 1, code] = channel.wrong * (1.0 - alike) / max(others, 1)
        chance[near, code] = channel.wrong * alike / max(len(near), 1)
        chance[code, code] = 1.0 - channel.wrong
    known = chance[: _SIZE + 1, 1:]
    table = np.zeros((_SIZE + 3, BUT + _SIZE + 1))
    table[: _SIZE + 1, 1 : _SIZE + 1] = known
    table[1 : _SIZE + 1, FIRST_OTHER : LAST_OTHER + 1] = channel.wrong / _SIZE
    table[FIRST_OTHER, 1 : LAST_OTHER + 1] = channel.wrong / _SIZE
    table[: _SIZE + 1, ANY_DIGIT] = known[:, :_DIGITS].mean(axis=1)
    table[: _SIZE + 1, ANY_LETTER] = known[:, _DIGITS:].mean(axis=1)
    for code in range(1, _SIZE + 1):
        same = known[:, :_DIGITS] if code <= _DIGITS else known[:, _DIGITS:]
        size = same.shape[1]
        table[: _SIZE + 1, BUT + code] = (same.sum(axis=1) - known[:, code - 1]) / (size - 1)
    table[-1, 1:] = 1.0
    return np.log(np.maximum(table, np.exp(float(_NEVER)))).astype(np.float32)
