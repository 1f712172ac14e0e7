"""Which text of a plate is which field: by labels in many languages, by layout, by form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from findspot.marking.fields.breaks import continuations
from findspot.marking.fields.columns import paired
from findspot.marking.fields.formats import (
    canonical,
    date_in,
    is_measure,
    nsn_in,
    serial_odds,
    standard_form,
    standard_spans,
)
from findspot.marking.fields.labels import NUMBER, OTHER, SECOND, Label, find_labels, trimmed
from findspot.marking.fields.layout import Layout
from findspot.marking.fields.values import as_field, fit, is_name, value_factor
from findspot.vocabulary.reading import FieldName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from findspot.vocabulary.reading import Line

#: The odds that a value is the serial that its label names: on the label's line, to its right, below it.
SAME_LINE, TO_THE_RIGHT, UNDERNEATH = 30.0, 15.0, 5.0
#: What remains of these where the label only says *number*, where it names the item but is no serial's, where
#: it may be the beginning of the value, and of a value that is cut before its last words.
ONLY_NUMBER, NEXT_TO_SERIAL, FUSED, FIRST_WORD = 0.08, 0.3, 0.2, 0.3
#: What remains of a form's odds where a label says that the text is something else, and where the text is
#: hardly what that label asks for.
ANOTHER_FIELD, DOUBTFULLY = 0.03, 0.2
#: The share of a column's matchings above which a pair is taken for granted.
SURE = 0.5
#: Why a text without a label may be the serial, and what is added where it goes on in the line below.
FORM, TWO_LINES = "format", ", over two lines"
#: A value of so few characters may be the beginning of the one in the next box.
CUT = 2
#: Pieces of one row this near to each other, in heights, may be one text.
BROKEN = 1.6

#: The fields whose values may be the serial, and what remains of the odds.
_NAMING: Mapping[str, float] = {FieldName.SERIAL: 1.0, SECOND: NEXT_TO_SERIAL, NUMBER: ONLY_NUMBER}
_OWNER = re.compile(r"[A-Z]{3}[UJZ]")
_NO_CHECK_DIGIT = re.compile(r"(^|^[A-Z]{3}[UJZ])[0-9]{6}$")
_COMPANY = re.compile(
    r"\b(GMBH|LTD|LIMITED|INC|CORP|CORPORATION|COMPANY|CO|LLC|PLC|A\.?Ş|A\.?S|AG|S\.?A|S\.?P\.?A|KG|JSC|CJSC|AB|BV|OY)\b\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line: the characters from ``start`` to ``end``."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Pieces that together may be the serial, the odds of that, and why."""

    pieces: tuple[Piece, ...]
    odds: float
    why: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """The serials proposed, likeliest first, and the texts of the other fields.

    ``unanswered``: lines to whose right something should stand that was not found: the value of a serial's
    label, the check digit of a container code.
    """

    serials: tuple[Proposal, ...] = ()
    texts: Mapping[FieldName, str] = field(default_factory=dict)
    unanswered: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Value:
    line: int
    label: Label
    pieces: tuple[Piece, ...]
    odds: float
    share: float = 1.0  # of the ways in which labels and values may belong together


def assign(lines: Sequence[Line], *, check_digits: bool = True) -> Assignment:
    """The fields of one marking, from its lines of text and where they stand.

    ``check_digits``: whether one that holds counts as evidence that a text is the serial.
    """
    plate = _Plate(lines, check_digits)
    values = [value for index in range(len(lines)) for value in plate.values(index)]
    proposals = [*plate.labelled(values), *plate.unlabelled(values)]
    best: dict[tuple[Piece, ...], Proposal] = {}
    for proposal in proposals:
        if proposal.odds > best.get(proposal.pieces, Proposal((), 0.0, "")).odds:
            best[proposal.pieces] = proposal
    ranked = sorted(best.values(), key=lambda proposal: (-proposal.odds, proposal.pieces[0].line))
    return Assignment(tuple(ranked), plate.texts(values), plate.unanswered(values))


class _Plate:
    def __init__(self, lines: Sequence[Line], check_digits: bool) -> None:
        self.lines = lines
        self.check_digits = check_digits
        self.layout = Layout(lines)
        found = [find_labels(line.text) for line in lines]
        self.labels = tuple(tuple(label for label in labels if not label.fused) for labels in found)
        self.fused = tuple(tuple(label for label in labels if label.fused) for labels in found)
        self.columns = paired(
            self.layout,
            [self.text((self.whole(index),)) for index in range(len(lines))],
            {index: labels[-1].field for index, labels in enumerate(self.labels) if self._is_bare(index)},
            [self._is_labelled(index) for index in range(len(lines))],
        )

    def text(self, pieces: Sequence[Piece]) -> str:
        """The text of pieces, a space between them."""
        return " ".join(self.lines[piece.line].text[piece.start : piece.end] for piece in pieces)

    def whole(self, index: int) -> Piece:
        """A line up to its first label, without the signs around it."""
        text = self.lines[index].text
        end = self.labels[index][0].start if self.labels[index] else len(text)
        return Piece(index, *trimmed(text, 0, end))

    def values(self, index: int) -> Iterator[_Value]:
        """The values that the labels of one line may have."""
        text, labels = self.lines[index].text, self.labels[index]
        for number, label in enumerate(labels):
            stop = labels[number + 1].start if number + 1 < len(labels) else len(text)
            start, end = trimmed(text, label.end, stop)
            if end > start:
                yield _Value(index, label, (Piece(index, start, end),), SAME_LINE)
            # A line may end within its value, whose box then begins there.
            cut = end - start <= CUT and bool(self.layout.right_of(index, within=1.0))
            if number + 1 == len(labels) and (end <= start or cut):
                yield from self._elsewhere(index, label)
        for label in self.fused[index]:
            start, end = trimmed(text, label.end, len(text))
            yield _Value(index, label, (Piece(index, start, end),), SAME_LINE * FUSED)

    def _elsewhere(self, index: int, label: Label) -> Iterator[_Value]:
        beside = self.columns.get(index)
        if beside:
            none = max(0.0, 1.0 - sum(beside.values()))
            for other, share in beside.items():
                yield from self._beside(index, label, other, share)
            yield from self._under(index, label, max(0.2, none), none)
            return
        right = self.layout.right_of(index)
        if right and not self._is_labelled(right[0]):
            yield from self._beside(index, label, right[0], self._free(right[0]))
        yield from self._under(index, label, 0.2 if right else 1.0, 1.0)

    def _beside(self, index: int, label: Label, value: int, share: float) -> Iterator[_Value]:
        pieces = self._row(value)
        # What stands close behind a value is most likely the rest of it.
        yield _Value(index, label, pieces, TO_THE_RIGHT * share, share)
        if len(pieces) > 1:
            yield _Value(index, label, pieces[:1], TO_THE_RIGHT * share * 0.4, share)

    def _under(self, index: int, label: Label, factor: float, share: float) -> Iterator[_Value]:
        under = self.layout.below(index)
        if under and not self._is_labelled(under[0]):
            free = self._free(under[0])
            yield _Value(index, label, (self.whole(under[0]),), UNDERNEATH * factor * free, share * free)

    def _free(self, index: int) -> float:
        """How far a line is no label's value in a column: only so far may another label have it."""
        return max(0.0, 1.0 - sum(shares.get(index, 0.0) for shares in self.columns.values()))

    def unanswered(self, values: Sequence[_Value]) -> tuple[int, ...]:
        """See ``Assignment``. A serial's value of other than serial form counts as none."""
        answered = {
            piece.line if value.odds == SAME_LINE else value.line
            for value in values
            for piece in value.pieces[:1]
            if value.label.field == FieldName.SERIAL
            and value.share >= 1 - SURE
            and value_factor(self.text(value.pieces)) > 0.2
        }
        return tuple(
            index
            for index, labels in enumerate(self.labels)
            if (labels and labels[-1].field == FieldName.SERIAL and index not in answered)
            or (not labels and _NO_CHECK_DIGIT.search(canonical(self.lines[index].text)))
        )

    def _is_labelled(self, index: int) -> bool:
        return bool(self.labels[index]) and self.labels[index][0].start == 0

    def _is_bare(self, index: int) -> bool:
        """Whether a line ends with a label, whose value must stand elsewhere."""
        labels = self.labels[index]
        return bool(labels) and not any(c.isalnum() for c in self.lines[index].text[labels[-1].end :])

    def _row(self, index: int) -> tuple[Piece, ...]:
        """This line and the pieces that continue it closely to the right."""
        pieces = [self.whole(index)]
        for _ in range(3):
            following = self.layout.right_of(pieces[-1].line, within=BROKEN)
            if not following or self._is_labelled(following[0]):
                break
            pieces.append(self.whole(following[0]))
        return tuple(piece for piece in pieces if piece.end > piece.start)

    def labelled(self, values: Sequence[_Value]) -> Iterator[Proposal]:
        """The serials that a label names."""
        for value in values:
            if value.label.field not in _NAMING or not value.pieces:
                continue
            pieces = (*value.pieces[:-1], self._serial_part(value.pieces[-1]))
            odds = value.odds * value_factor(self.text(pieces))
            odds *= _NAMING[value.label.field]
            if odds > 0:
                yield Proposal(pieces, odds, f"label {value.label.name}")
                yield from self._going_on(value, pieces, odds)
                first = self._first_word(pieces[0])
                if first != pieces[0]:
                    share = FIRST_WORD * value_factor(self.text((first,)))
                    yield Proposal((first,), odds * share, f"label {value.label.name}")

    def _going_on(self, value: _Value, pieces: tuple[Piece, ...], odds: float) -> Iterator[Proposal]:
        """The same serial with the line below it, where it may go on there: proposed beside it."""
        for broken, ratio in self._over_two_lines(pieces, value.line):
            share = ratio * value_factor(self.text(broken))
            if share > 0:
                yield Proposal(broken, odds * share, f"label {value.label.name}{TWO_LINES}")

    def _over_two_lines(
        self, pieces: tuple[Piece, ...], labelled_at: int | None = None
    ) -> Iterator[tuple[tuple[Piece, ...], float]]:
        """The pieces and what may be their rest in the line below, with the ratio of that to their ending."""
        last = pieces[-1]
        beside = self.layout.right_of(last.line, within=BROKEN)
        if beside and not self._is_labelled(beside[0]):
            return
        for more in continuations(self.lines, self.layout, (last.line, last.start, last.end), labelled_at):
            if not self.labels[more.line] and not self._answers(more.line):
                yield (
                    (*pieces[:-1], Piece(last.line, last.start, more.end), self.whole(more.line)),
                    more.ratio,
                )

    def _answers(self, index: int) -> bool:
        """Whether a line is the value of a label to its left."""
        return any(
            labels and labels[-1].end >= len(self.lines[other].text.rstrip(" .:;#")) and right[:1] == [index]
            for other, labels in enumerate(self.labels)
            if (right := self.layout.right_of(other))
        ) or any(shares.get(index, 0.0) > SURE for shares in self.columns.values())

    def _first_word(self, piece: Piece) -> Piece:
        """The piece up to its first word of two digits: what follows may be the next cell of the plate."""
        text = self.lines[piece.line].text[piece.start : piece.end]
        for word in re.finditer(r"\S+", text):
            if sum(character.isdigit() for character in word[0]) >= 2:
                start, end = trimmed(text, 0, word.end())
                return Piece(piece.line, piece.start + start, piece.start + end)
        return piece

    def _serial_part(self, piece: Piece) -> Piece:
        """The piece up to the first word that follows the serial and belongs to something else."""
        text = self.lines[piece.line].text[piece.start : piece.end]
        seen = False
        for word in re.finditer(r"\S+", text):
            plain = word[0].strip(".,;:()")
            if seen and ((plain.isalpha() and len(plain) > 2) or date_in(plain) or is_measure(plain)):
                start, end = trimmed(text, 0, word.start())
                return Piece(piece.line, piece.start + start, piece.start + end)
            seen = seen or any(character.isdigit() for character in plain)
        return piece

    def unlabelled(self, values: Sequence[_Value]) -> Iterator[Proposal]:
        """The texts that may be the serial by their form."""
        for index, line in enumerate(self.lines):
            factor = self._left(index, values)
            yield from self._by_form((self.whole(index),), factor, line.p)
            for word in re.finditer(r"\S+", line.text):
                start, end = trimmed(line.text, word.start(), word.end())
                if " " in line.text.strip():
                    yield from self._by_form((Piece(index, start, end),), factor * 0.8, line.p)
            for start, end in standard_spans(line.text, check_digits=self.check_digits):
                yield from self._by_form((Piece(index, start, end),), factor, line.p)
            row = self._row(index)
            for count in range(2, len(row) + 1):
                standard = standard_form(canonical(self.text(row[:count])))
                yield from self._by_form(row[:count], factor * (1.0 if standard else 0.5), line.p)
            yield from self._container(index)
            for broken, ratio in self._over_two_lines((self.whole(index),)):
                if ratio >= 1.0:  # without a label, only what says that it goes on
                    yield from self._by_form(broken, factor, line.p, FORM + TWO_LINES)

    def _left(self, index: int, values: Sequence[_Value]) -> float:
        """What remains of the odds of a line's form, where labels claim it for other fields."""
        left = 1.0
        for value in values:
            if value.label.field != NUMBER and any(piece.line == index for piece in value.pieces):
                doubtful = fit(value.label.field, self.text(value.pieces)) < 0.2
                kept = DOUBTFULLY if doubtful else ANOTHER_FIELD
                left = min(left, 1.0 - value.share * (1.0 - kept))
        return left

    def _by_form(
        self, pieces: tuple[Piece, ...], factor: float, p: float, why: str = FORM
    ) -> Iterator[Proposal]:
        odds = serial_odds(self.text(pieces), check_digits=self.check_digits) * factor * max(p, 0.05)
        if odds > 0:
            yield Proposal(pieces, odds, why)

    def _container(self, index: int) -> Iterator[Proposal]:
        """A container code whose owner, number and check digit stand apart (ISO 6346)."""
        first = self.whole(index)
        text = canonical(self.text((first,)))
        near = (*self.layout.right_of(index, within=4), *self.layout.below(index)[:2])
        chains: list[tuple[Piece, ...]]
        if len(text) == 10 and standard_form(text):
            chains = [(first, self.whole(other)) for other in near]
        elif _OWNER.fullmatch(text):
            chains = [(first, *rest) for other in near for rest in self._numbers(other, text[-1])]
        else:
            return
        for pieces in chains:
            if any(piece.end <= piece.start for piece in pieces):
                continue  # a line that is all label
            if standard_form(canonical(self.text(pieces))):
                yield from self._by_form(pieces, 1.0, self.lines[index].p)

    def _numbers(self, index: int, category: str) -> Iterator[tuple[Piece, ...]]:
        """The number after an owner code, with and without what follows it.

        Boxes may overlap, so that the category letter stands in both: it is then left out here.
        """
        number = self.whole(index)
        if self.text((number,))[:1] == category:
            number = Piece(index, number.start + 1, number.end)
        yield (number,)
        for following in (*self.layout.right_of(index, within=3), *self.layout.below(index, within=1)):
            yield (number, self.whole(following))

    def texts(self, values: Sequence[_Value]) -> Mapping[FieldName, str]:
        """The texts of the fields other than the serial."""
        best: dict[FieldName, tuple[float, str]] = {}
        for value in values:
            if value.label.field in (*_NAMING, OTHER):
                continue
            name = FieldName(value.label.field)
            text = as_field(name, self.text(value.pieces))
            if text and value.odds > best.get(name, (0.0, ""))[0]:
                best[name] = (value.odds, text)
        texts = {name: text for name, (_, text) in best.items()}
        for name, guess in (
            (FieldName.NSN, self._nsn()),
            (FieldName.DATE, self._date()),
            (FieldName.MAKER, self._maker()),
        ):
            if name not in texts and guess:
                texts[name] = guess
        return texts

    def _nsn(self) -> str | None:
        return next((found for line in self.lines if (found := nsn_in(line.text))), None)

    def _date(self) -> str | None:
        return next((found for line in self.lines if (found := date_in(line.text))), None)

    def _maker(self) -> str | None:
        """A line that is clearly a name: a company's form, or the topmost line in the largest type."""
        names = [index for index, line in enumerate(self.lines) if not self.labels[index] and is_name(line)]
        for index in names:
            if _COMPANY.search(self.lines[index].text):
                return self.lines[index].text.strip()
        places = self.layout.places
        if len(self.lines) < 3 or not names:
            return None
        top = min(names, key=lambda index: places[index].top)
        higher = sum(place.top < places[top].top for place in places)
        taller = sum(place.height > 1.1 * places[top].height for place in places)
        return self.lines[top].text.strip() if higher <= 1 and taller <= len(places) // 3 else None
