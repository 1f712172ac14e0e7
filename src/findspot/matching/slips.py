"""What typed characters say for and against a row: the likeliest way in which its serial was typed so.

The cost of a row is that of its likeliest way (see ``channel``). The way is laid open here, slip by slip. The
serial as a whole speaks for the row as it would if every slip were forgiven, each slip speaks against it, and
together they are the row's log-likelihood ratio against an unregistered item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from findspot.matching.alike import look_alikes
from findspot.matching.alphabet import FIRST_OTHER, FOLDED_ALPHABET, LONGEST, code_of, decode, fold
from findspot.matching.automaton.costs import NEVER, SCALE
from findspot.matching.channel import RUN, UNREADABLE, sign_of
from findspot.vocabulary.candidates import FieldEvidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from findspot.matching.channel import ChannelCosts, Tokens

_FIELD = "serial"
_DECIMALS = 4
_FEW = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}


class Step(NamedTuple):
    """Tokens ``p`` to before ``p_end`` were typed for the characters ``j`` to before ``j_end``."""

    p: int
    p_end: int
    j: int
    j_end: int
    cost: int


class Slips:
    """What was typed, and by which costs: enough to say what speaks for and against a row.

    ``others``: the register's characters of other scripts (see ``alphabet.Encoded``).
    """

    def __init__(self, tokens: Tokens, channel: ChannelCosts, others: str = "") -> None:
        self._tokens, self._channel, self._others = tokens, channel, others
        self._typing = [channel.exchange[sign_of(token)].tolist() for token in tokens]
        self._typed = [_shown(token, others) for token in tokens]
        self._cut = channel.cut.tolist()

    def evidence(self, serial: str, cost: int, outside: float) -> tuple[FieldEvidence, ...]:
        """What speaks for and against a row with this serial, which costs so much.

        ``outside``: the log-likelihood of what was typed if its serial is not registered. The ``log_ratio``
        of all together is the row's less this.
        """
        folded = fold(serial)[:LONGEST]
        codes = [code_of(character, self._others) for character in folded]
        steps = self.likeliest_way(codes, cost)
        slips = [
            FieldEvidence(_FIELD, -step.cost / SCALE, reason)
            for step in steps
            if (reason := _reason(step, self._tokens, codes, (self._typed, folded)))
        ]
        forgiven = -cost / SCALE - outside - sum(slip.log_ratio for slip in slips)
        # Tables and an index may come to differ in the last digits, and nobody reads those.
        forgiven = round(forgiven, _DECIMALS) + 0.0
        return FieldEvidence(_FIELD, forgiven, _agreement(steps, self._tokens, codes)), *slips

    def likeliest_way(self, codes: Sequence[int], cost: int) -> list[Step]:
        """The steps from the first token and character to the last that cost no more than the row does.

        A cut is a step without a token at either end. Most rows are reached straight on, each token for the
        character beside it; the others are looked at way by way.
        """
        if RUN not in self._tokens:
            for begin in range(len(codes) - len(self._tokens) + 1):
                each = [costs[code] for costs, code in zip(self._typing, codes[begin:], strict=False)]
                end = len(codes) - len(self._tokens) - begin
                if self._cut[begin] + sum(each) + self._cut[end] == cost:
                    return self._straight(begin, each, end)
        return self._roundabout(codes)

    def _straight(self, begin: int, each: Sequence[int], end: int) -> list[Step]:
        """The steps where each token stands for one character and so many are cut at the ends."""
        last = len(each)
        steps = [Step(0, 0, 0, begin, self._cut[begin])] if begin else []
        steps += [Step(p, p + 1, begin + p, begin + p + 1, one) for p, one in enumerate(each)]
        if end:
            steps.append(Step(last, last, begin + last, begin + last + end, self._cut[end]))
        return steps

    def _roundabout(self, codes: Sequence[int]) -> list[Step]:
        """The steps of a cheapest way, by dynamic programming."""
        best, came = self._tables(codes)
        length, p = len(codes), len(self._tokens)
        # Of equal ways, the one that reaches the end.
        j = min(range(length + 1), key=lambda j: (best[p][j] + self._cut[length - j], length - j))
        steps = [Step(p, p, j, length, self._cut[length - j])] if j < length else []
        while p or j:
            p_before, j_before = came[p][j]
            steps.append(Step(p_before, p, j_before, j, best[p][j] - best[p_before][j_before]))
            p, j = p_before, j_before
        return steps[::-1]

    def _tables(self, codes: Sequence[int]) -> tuple[list[list[int]], list[list[tuple[int, int]]]]:
        """By tokens and characters done: the least cost, and from where it is reached."""
        length = len(codes)
        best, came = [self._cut[: length + 1]], [[(0, 0)] * (length + 1)]
        for p, token in enumerate(self._tokens, 1):
            added, missed = (0, 0) if token == RUN else (self._channel.added, self._channel.missed)
            typing = [self._typing[p - 1][code] for code in codes]
            crossing = self._crossing(codes, p)
            row, origin = [NEVER] * (length + 1), [(0, 0)] * (length + 1)
            for j in range(length + 1):
                ways = [(best[p - 1][j] + added, (p - 1, j))]
                if j:
                    ways.append((best[p - 1][j - 1] + typing[j - 1], (p - 1, j - 1)))
                    ways.append((row[j - 1] + missed, (p, j - 1)))
                if j > 1:
                    ways.append((best[p - 2][j - 2] + crossing[j], (p - 2, j - 2)))
                row[j], origin[j] = min(ways)
            best.append(row)
            came.append(origin)
        return best, came

    def _crossing(self, codes: Sequence[int], p: int) -> list[int]:
        """What it costs that the two tokens before p are in the other order, by where these end."""
        costs = [NEVER] * (len(codes) + 1)
        if p > 1 and min(self._tokens[p - 2 : p]) > 0:
            first, second = self._typing[p - 2 : p]
            for j in range(2, len(costs)):
                costs[j] = first[codes[j - 1]] + second[codes[j - 2]] + self._channel.swapped
        return costs


def _reason(step: Step, tokens: Tokens, codes: Sequence[int], texts: tuple[Sequence[str], str]) -> str | None:
    """What was done wrong in this step; None where nothing was. ``texts``: each token's, the serial."""
    typed, serial = "".join(texts[0][step.p : step.p_end]), texts[1][step.j : step.j_end]
    if not step.cost:  # a run, or what cannot be wrong
        return None
    if step.p_end == step.p:
        return _absent(step, tokens, serial, len(codes))
    if step.j_end == step.j:
        after = f"after the {_place(step.j, step.j, len(codes))}" if step.j else "before the first"
        return f"{typed} is typed where the register has nothing, {after}"
    place = _place(step.j + 1, step.j_end, len(codes))
    if step.j_end - step.j == 2:
        return f"{typed} is typed for {serial}, swapped: the {place}"
    token, code = tokens[step.p], codes[step.j]
    if token in (UNREADABLE, code):
        return None
    alike = max(token, code) < FIRST_OTHER and bool(look_alikes()[code, token])
    return f"{typed} is typed for {serial}{', its look-alike' if alike else ''}: the {place}"


def _absent(step: Step, tokens: Tokens, serial: str, length: int) -> str:
    """Characters of the serial for which nothing is typed."""
    if step.p_end == 0 or step.p == len(tokens):
        end = "first" if step.j == 0 else "last"
        some = f"{end} {_FEW.get(len(serial), len(serial))}" if len(serial) > 1 else end
        verb = "are" if len(serial) > 1 else "is"
        return f"the {some} of {length} characters, {serial}, {verb} not typed"
    return f"{serial} is left out: the {_place(step.j + 1, step.j_end, length)}"


def _place(first: int, last: int, length: int) -> str:
    """Which characters of the serial, counted from 1."""
    some = _ordinal(first) if first == last else f"{_ordinal(first)} and {_ordinal(last)}"
    return f"{some} of {length} characters"


def _agreement(steps: Sequence[Step], tokens: Tokens, codes: Sequence[int]) -> str:
    """How many characters of the serial are as typed."""
    same = sum(
        step.p_end - step.p == 1 == step.j_end - step.j and tokens[step.p] == codes[step.j] for step in steps
    )
    count = f"{same} of {len(codes)}" if same < len(codes) or len(tokens) > same else f"all {same}"
    unreadable = tokens.count(UNREADABLE)
    return f"{count} characters are as typed" + (f", {unreadable} unreadable" if unreadable else "")


def _shown(token: int, others: str) -> str:
    known = len(FOLDED_ALPHABET) + len(others)
    if token > known:
        return "a character of no registered serial"
    return {UNREADABLE: "?", RUN: "*"}.get(token) or decode(np.array([token], dtype=np.uint8), others)


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"
