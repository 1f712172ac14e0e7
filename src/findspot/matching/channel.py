"""What a person could make out, against every row: the likelihood of a typed pattern.

A pattern is letters and digits, ``?`` for one unreadable character and ``*`` for an unknown run. The
likelihood of a pattern given a serial is that of the likeliest way to mistype the one as the other:
characters exchanged, left out, added, two neighbours swapped, the beginning or end cut (Damerau's errors,
and truncation), with the probabilities of ``channel.toml``. It is computed exactly, for all rows at once, or
found in an index by the same costs.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from findspot.matching.alike import look_alikes
from findspot.matching.alphabet import FIRST_OTHER, FOLDED_ALPHABET, LAST_OTHER, LONGEST, code_of, fold
from findspot.matching.automaton.costs import CODES, NEVER, SCALE, cost, cut_costs
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs

#: A pattern's tokens: codes of characters, ``UNREADABLE`` for ``?`` and ``RUN`` for ``*``.
Tokens = tuple[int, ...]
UNREADABLE, RUN = -1, -2

#: Codes of characters nobody knows, beyond all of a register and used for unregistered serials only: any
#: digit, any letter …
ANY_DIGIT, ANY_LETTER = LAST_OTHER + 1, LAST_OTHER + 2
#: … and one of several with a probability each, the first of such mixtures.
MIXTURE = LAST_OTHER + 3

_DIGITS = 10
_SIZE = len(FOLDED_ALPHABET)
#: What cannot be typed costs this much.
_NEVER = 60 * SCALE
_LEAST = 1e-300


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


@dataclass(frozen=True, slots=True, eq=False)
class ChannelCosts:
    """The channel as negative natural logarithms in thousandths (``automaton.costs``), int32.

    ``exchange``: what it costs to type each sign (row: a code, ``?``, ``*``; see ``sign_of``) for each code
    (column: those of a register and the ones that nobody knows). ``missed``, ``added``, ``swapped``: one such
    error. ``cut``: at n, that n characters are cut at an end.
    """

    exchange: Costs
    missed: int
    added: int
    swapped: int
    cut: Costs


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


def typed_costs(
    tokens: Tokens,
    codes: NDArray[np.integer[Any]],
    lengths: NDArray[np.uint8],
    mixtures: NDArray[np.float64] | None = None,
) -> NDArray[np.int32]:
    """The cost of the tokens for each row of codes (filled up with 0), by dynamic programming.

    A cost is a negative log-likelihood in thousandths, as an index is searched by (``automaton.costs``).
    ``mixtures``: the probabilities of the folded alphabet's characters for each code from ``MIXTURE`` on.
    """
    channel = channel_costs()
    typing = _typing(tokens, channel, mixtures)
    columns = [codes[:, j] for j in range(codes.shape[1])]
    # state[j] is the cheapest way to have typed the tokens so far from the first j characters.
    state = [np.full(len(codes), channel.cut[j], dtype=np.int32) for j in range(len(columns) + 1)]
    before: list[Costs] = []
    for place, token in enumerate(tokens):
        if token == RUN:
            after = _run(state)
        else:
            last = tokens[place - 1] if place and token > 0 and tokens[place - 1] > 0 else None
            two = typing[token], typing[last] if last else None
            after = _typed(two, before, state, columns, channel)
        before, state = state, after
    result = np.full(len(codes), NEVER, dtype=np.int32)
    for j, reached in enumerate(state):
        left = lengths.astype(np.intp) - j
        ended = reached + channel.cut[np.clip(left, 0, LONGEST)]
        np.minimum(result, np.where(left >= 0, ended, NEVER), out=result)
    return result


def _typing(tokens: Tokens, channel: ChannelCosts, mixtures: NDArray[np.float64] | None) -> dict[int, Costs]:
    """What it costs to type each token for each code, mixtures among them."""
    distinct = list(dict.fromkeys(tokens))
    known = channel.exchange[[sign_of(token) for token in distinct]]
    if mixtures is not None:
        likely = np.exp(known[:, 1 : _SIZE + 1] / -SCALE) @ mixtures.T
        known = np.concatenate([known, cost(np.log(np.maximum(likely, _LEAST)))], axis=1)
    return dict(zip(distinct, known, strict=True))


def typed_exactly(tokens: Tokens) -> float:
    """The log-likelihood of the tokens for a serial that they describe without an error: none has more."""
    right = int(channel_costs().exchange[1, 1])
    return -right / SCALE * sum(token > 0 for token in tokens)


def _run(state: list[Costs]) -> list[Costs]:
    """The states after an unknown run."""
    after = [state[0]]
    for reached in state[1:]:
        after.append(np.minimum(reached, after[-1]))
    return after


def _typed(
    two: tuple[Costs, Costs | None],
    before: list[Costs],
    state: list[Costs],
    columns: list[NDArray[np.integer[Any]]],
    channel: ChannelCosts,
) -> list[Costs]:
    """The states after one more token, ``before`` being those before the one before it.

    ``two``: what this token costs for each code, and the one before it, if the two may have been typed in
    the other order.
    """
    typing, previous = two
    after = [state[0] + channel.added]
    for j, column in enumerate(columns):
        best = np.minimum(state[j] + typing[column], state[j + 1] + channel.added)
        if j and previous is not None:
            crossed = before[j - 1] + previous[column] + typing[columns[j - 1]] + channel.swapped
            np.minimum(best, crossed, out=best)
        after.append(np.minimum(best, after[j] + channel.missed))
    return after


def sign_of(token: int) -> int:
    """The row of ``ChannelCosts.exchange`` that a token has."""
    return token if token > 0 else CODES + (token == RUN)


@cache
def channel_costs(figures: Channel | None = None) -> ChannelCosts:
    """The costs of a channel, by default of the one in force; computed once."""
    figures = figures or channel_figures()
    logs = np.log([figures.missed, figures.added / _SIZE, figures.swapped])
    missed, added, swapped = cost(logs).tolist()
    return ChannelCosts(_exchange(figures), missed, added, swapped, cut_costs(figures.cut, figures.cut_more))


def _exchange(figures: Channel) -> Costs:
    """What typing each sign costs for each code."""
    chance = np.full((_SIZE + 2, _SIZE + 1), 0.0)
    for code in range(1, _SIZE + 1):
        near = np.flatnonzero(look_alikes()[code])
        others = _SIZE - 1 - len(near)
        alike = figures.alike_share if len(near) else 0.0
        chance[1 : _SIZE + 1, code] = figures.wrong * (1.0 - alike) / max(others, 1)
        chance[near, code] = figures.wrong * alike / max(len(near), 1)
        chance[code, code] = 1.0 - figures.wrong
    known = chance[: _SIZE + 1, 1:]
    table = np.zeros((CODES + 2, MIXTURE))
    # A character of another script is itself, and any other as likely as not.
    table[1:CODES, 1:] = figures.wrong / _SIZE
    table[: _SIZE + 1, 1 : _SIZE + 1] = known
    table[: _SIZE + 1, ANY_DIGIT] = known[:, :_DIGITS].mean(axis=1)
    table[: _SIZE + 1, ANY_LETTER] = known[:, _DIGITS:].mean(axis=1)
    for code in range(FIRST_OTHER, CODES):
        table[code, code] = 1.0 - figures.wrong
    table[sign_of(UNREADABLE), 1:] = 1.0
    costs = np.minimum(cost(np.log(np.maximum(table, _LEAST))), _NEVER)
    costs[sign_of(RUN)] = NEVER
    return costs
