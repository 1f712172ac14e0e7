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
from findspot.matching.background import tail_shares
from findspot.matching.parameters import load_parameters
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.index import SerialIndex

    Logs = NDArray[np.float32]

_DIGITS = 10
_SIZE = len(FOLDED_ALPHABET)
#: Codes of characters nobody knows, beyond all of a register and used for unregistered serials only: any
#: digit, any letter …
_ANY_DIGIT, _ANY_LETTER = LAST_OTHER + 1, LAST_OTHER + 2
#: … and any character of the same class but code c: ``_BUT + c``.
_BUT = LAST_OTHER + 3
_UNREADABLE, _RUN = -1, -2
#: Rows that lie further below the best (natural logarithm) are not named; all together they weigh little.
_REACH = 18.0
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
def _figures() -> tuple[Channel, dict[str, float]]:
    text = resources.files("findspot.matching").joinpath("channel.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return Channel(**data["typed"]), data["background"]


def parse_pattern(pattern: str, others: str = "") -> tuple[int, ...]:
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
            tokens.append(_UNREADABLE)
        elif character == "*":
            if not tokens or tokens[-1] != _RUN:
                tokens.append(_RUN)
        else:
            tokens += [code_of(one, others) for one in fold(character)]
    if not tokens:
        raise BadInputError(
            "The pattern holds no letter, digit, ? or *: write what can be made out, such as MX?0-0O45*."
        )
    if len(tokens) > LONGEST:
        raise BadInputError(f"The pattern has {len(tokens)} characters: give at most {LONGEST}.")
    return tuple(tokens)


def pattern_ratios(pattern: str, index: SerialIndex) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The rows within reach of the pattern, and the log-ratio of each to an unregistered serial."""
    tokens = parse_pattern(pattern, index.others)
    none = np.zeros(0, dtype=np.intp)
    if not len(index):
        return none, np.zeros(0)
    scores = typed_log_likelihoods(tokens, index.codes, index.lengths)
    best = float(scores.max())
    outside = _background(tokens, index, scores)
    ranks = np.flatnonzero(scores >= best - _REACH)
    order = np.argsort(index.order[ranks])
    return index.order[ranks][order], scores[ranks][order].astype(np.float64) - outside


def typed_log_likelihoods(
    tokens: tuple[int, ...], codes: NDArray[np.uint8 | np.int16], lengths: NDArray[np.uint8]
) -> NDArray[np.float64]:
    """The log-likelihood of the tokens for each row of codes (filled up with 0), by dynamic programming.

    ``state[j]`` is the best way to have typed the tokens so far from the first j characters. float32 (rows).
    """
    channel, _ = _figures()
    table = _table()
    width = codes.shape[1]
    rows = {token: _typing(token, table) for token in tokens if token != _RUN}
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


def _typing(token: int, table: Logs) -> Logs:
    """The log-probability of typing this token for each code; a character of another script is itself."""
    row: Logs = table[min(token, FIRST_OTHER)]
    if token >= FIRST_OTHER:
        row = row.copy()
        row[token] = np.log(1.0 - _figures()[0].wrong)
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
    channel, _ = _figures()
    chance = np.full((_SIZE + 2, _SIZE + 1), 0.0)
    for code in range(1, _SIZE + 1):
        near = np.flatnonzero(look_alikes()[code])
        others = _SIZE - 1 - len(near)
        alike = channel.alike_share if len(near) else 0.0
        chance[1 : _SIZE + 1, code] = channel.wrong * (1.0 - alike) / max(others, 1)
        chance[near, code] = channel.wrong * alike / max(len(near), 1)
        chance[code, code] = 1.0 - channel.wrong
    known = chance[: _SIZE + 1, 1:]
    table = np.zeros((_SIZE + 3, _BUT + _SIZE + 1))
    table[: _SIZE + 1, 1 : _SIZE + 1] = known
    table[1 : _SIZE + 1, FIRST_OTHER : LAST_OTHER + 1] = channel.wrong / _SIZE
    table[FIRST_OTHER, 1 : LAST_OTHER + 1] = channel.wrong / _SIZE
    table[: _SIZE + 1, _ANY_DIGIT] = known[:, :_DIGITS].mean(axis=1)
    table[: _SIZE + 1, _ANY_LETTER] = known[:, _DIGITS:].mean(axis=1)
    for code in range(1, _SIZE + 1):
        same = known[:, :_DIGITS] if code <= _DIGITS else known[:, _DIGITS:]
        size = same.shape[1]
        table[: _SIZE + 1, _BUT + code] = (same.sum(axis=1) - known[:, code - 1]) / (size - 1)
    table[-1, 1:] = 1.0
    return np.log(np.maximum(table, np.exp(float(_NEVER)))).astype(np.float32)


def _background(tokens: tuple[int, ...], index: SerialIndex, scores: NDArray[np.float64]) -> float:
    """The logarithm of the pattern's likelihood if its serial is not in the register (see background)."""
    _, figures = _figures()
    likeliest = np.argsort(-scores, kind="stable")[: int(figures["rows"])]
    parts = [
        np.log(figures["tail"]) + _tails(tokens, index, likeliest),
        np.log(figures["edited"]) + _edits(tokens, index, likeliest),
        np.log(figures["free"]) + _free(tokens, figures["free_end"]),
    ]
    return float(np.logaddexp.reduce(parts))


def _edits(tokens: tuple[int, ...], index: SerialIndex, ranks: NDArray[np.intp]) -> float:
    """Unregistered serials one character away from a likely row."""
    lengths = index.lengths[ranks].astype(np.intp)
    row = np.repeat(np.arange(len(ranks)), lengths)
    spot = np.concatenate([np.arange(n) for n in lengths])
    codes = index.codes[ranks][row].astype(np.int16)
    old = np.minimum(codes[np.arange(len(row)), spot], _SIZE)
    codes[np.arange(len(row)), spot] = _BUT + old
    logs = typed_log_likelihoods(tokens, codes, index.lengths[ranks][row])
    return _sum(logs - np.log(lengths[row]) - np.log(len(index)))


def _tails(tokens: tuple[int, ...], index: SerialIndex, ranks: NDArray[np.intp]) -> float:
    """Unregistered serials that begin like a likely row and end freely.

    Of all ends that a beginning could have, the share that is registered is left out.
    """
    parameters = load_parameters().background
    gathered: dict[bytes, tuple[NDArray[np.int16], int, float]] = {}
    for rank in ranks:
        length = int(index.lengths[rank])
        shares = tail_shares(length, parameters)
        for free in range(1, length + 1):
            depth = length - free
            code = index.codes[rank].astype(np.int16)
            digit = code[depth:length] <= _DIGITS
            code[depth:length] = np.where(digit, _ANY_DIGIT, _ANY_LETTER)
            key = code.tobytes()
            if key in gathered:
                continue
            low, high = index.block(depth, np.array([rank]))
            alike = int(high[0] - low[0])
            possible = float(np.prod(np.where(digit, 10.0, float(_SIZE - _DIGITS))))
            open_share = max(1.0 - alike / possible, 0.0)
            gathered[key] = (code, length, shares[free - 1] * alike / len(index) * open_share)
    kept = [entry for entry in gathered.values() if entry[2] > 0.0]
    if not kept:
        return -np.inf
    codes = np.stack([entry[0] for entry in kept])
    lengths = np.array([entry[1] for entry in kept], dtype=np.uint8)
    logs = typed_log_likelihoods(tokens, codes, lengths)
    return _sum(logs + np.log([entry[2] for entry in kept]))


def _free(tokens: tuple[int, ...], end: float) -> float:
    """Any text: each readable character by chance, each place as likely the last."""
    written = sum(token > 0 for token in tokens)
    places = sum(token != _RUN for token in tokens)
    stops = 0.0 if _RUN in tokens else np.log(end)
    return float(-written * np.log(_SIZE) + (places - 1) * np.log(1.0 - end) + stops)


def _sum(logs: NDArray[np.float64]) -> float:
    return float(np.logaddexp.reduce(logs)) if len(logs) else -np.inf
