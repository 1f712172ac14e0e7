"""From a picture file to a reading."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from findspot.marking.fields.assignment import Assignment, assign
from findspot.marking.fields.formats import canonical
from findspot.marking.fields.labels import find_labels
from findspot.marking.plate.detection import KEEN, USUAL
from findspot.marking.plate.lines import PlateLine, PlateReader, lies_on
from findspot.marking.plate.media import open_picture
from findspot.marking.plate.models import Models
from findspot.marking.plate.views import turned, whole
from findspot.marking.serials import (
    Hypothesis,
    SerialReader,
    Turned,
    from_symbols,
    read_as_serial,
    united,
    weighted,
)
from findspot.marking.symbols import decode_symbols
from findspot.vocabulary.reading import FieldName, Marking, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from findspot.vocabulary.reading import Line, Symbol

#: A picture whose best proposal has lower odds is looked at once more, keenly.
POOR = 0.3
#: How far to the right of a label its value is looked for again, and of a container code its check digit, in
#: heights of the line; and how many lines get such a look.
REACH, CHECK_DIGIT_REACH, MOST_SECOND_LOOKS = 14.0, 3.5, 4


class Reader:
    """Reads picture files; its networks are loaded once, when the first file needs them.

    ``threads``: how many threads one reading may use; 1 where many run side by side.
    ``check_digits``: whether a check digit that holds, or fails, counts as evidence for a text.
    ``models_folder``: where the model files lie, if not in the package that carries them.
    """

    def __init__(
        self, *, threads: int = 2, check_digits: bool = True, models_folder: Path | None = None
    ) -> None:
        self._models = Models(threads, models_folder)
        self._check_digits = check_digits

    @cached_property
    def _plate_reader(self) -> PlateReader:
        return PlateReader(self._models)

    def read(self, path: Path, *, as_serial: bool = False) -> Reading:
        """The reading of one picture file.

        ``as_serial``: the whole picture is one serial, as cut from a larger picture: nothing is searched.
        Raises BadInputError where the file is no usable picture or the model files are not the pinned ones.
        """
        self._models.warm()
        picture = open_picture(path)
        height, width = picture.pixels.shape[:2]
        if as_serial:
            markings = self._given_as_serial(picture.pixels)
            notes: list[str] = []
        else:
            markings, notes = self._read_marking(picture.pixels)
        return Reading(
            picture.file,
            picture.sha256,
            width,
            height,
            markings,
            picture.likeness,
            picture.taken_on,
            self._models.names,
            (*picture.notes, *notes),
        )

    def _given_as_serial(self, pixels: NDArray[np.uint8]) -> tuple[Marking, ...]:
        height, width = pixels.shape[:2]
        picture = Turned(pixels, 0, (width, height))
        directions = (1, 3) if height > 1.5 * width else (0,)
        found = [
            read_as_serial(
                self._plate_reader, picture, turned(whole(pixels), n), check_digits=self._check_digits
            )
            for n in directions
        ]
        read = [serial for serial in found if serial is not None]
        if not read:
            return (Marking(),)
        return (Marking(serials=(max(read, key=lambda serial: serial.p),)),)

    def _read_marking(self, pixels: NDArray[np.uint8]) -> tuple[tuple[Marking, ...], list[str]]:
        symbols = decode_symbols(pixels)
        picture, plate_lines, lines, fields = self._look(pixels)
        serials = SerialReader(self._plate_reader, picture, plate_lines, self._check_digits)
        printed = serials.hypotheses(fields.serials)
        decoded = from_symbols(symbols)
        hypotheses = united([*printed, *decoded], lambda _text: 1.0)
        marking = Marking(
            serials=weighted(hypotheses),
            model=fields.texts.get(FieldName.MODEL),
            maker=fields.texts.get(FieldName.MAKER),
            part_number=fields.texts.get(FieldName.PART_NUMBER) or _first(symbols, "part_number"),
            cage=fields.texts.get(FieldName.CAGE) or _first(symbols, "cage"),
            nsn=fields.texts.get(FieldName.NSN),
            date=fields.texts.get(FieldName.DATE),
            symbols=symbols,
            lines=tuple(lines),
        )
        return (marking,), _conflicts(printed, decoded)

    def _look(self, pixels: NDArray[np.uint8]) -> tuple[Turned, list[PlateLine], list[Line], Assignment]:
        """The lines and fields of a picture: a usual look, and a keen one where it finds no serial."""
        height, width = pixels.shape[:2]
        best: tuple[Turned, list[PlateLine], list[Line], Assignment] | None = None
        for look in (USUAL, KEEN):
            turns, plate_lines = self._plate_reader.read(pixels, look)
            upright = np.ascontiguousarray(np.rot90(pixels, turns)) if turns else pixels
            plate_lines, fields = self._assigned(upright, plate_lines)
            picture = Turned(upright, turns, (width, height))
            lines = [line.line(turns, (width, height)) for line in plate_lines]
            if best is None or _odds(fields) > _odds(best[3]):
                best = (picture, plate_lines, lines, fields)
            if _odds(best[3]) >= POOR:
                break
        assert best is not None
        return best

    def _assigned(
        self, pixels: NDArray[np.uint8], plate_lines: list[PlateLine]
    ) -> tuple[list[PlateLine], Assignment]:
        """The fields of an upright picture's lines; what they lack is looked for beside them."""
        size = (pixels.shape[1], pixels.shape[0])
        fields = assign([line.line(0, size) for line in plate_lines])
        more: list[PlateLine] = []
        for index in fields.unanswered[:MOST_SECOND_LOOKS]:
            line = plate_lines[index]
            if line.downwards:
                more += self._plate_reader.below(pixels, line)
            else:
                reach = REACH if find_labels(line.text) else CHECK_DIGIT_REACH
                more += self._plate_reader.beyond(pixels, line, reach)
        fresh = [
            line
            for line in more
            if not any(lies_on(line, other) for other in plate_lines if not other.downwards)
        ]
        if not fresh:
            return plate_lines, fields
        lines = [*plate_lines, *fresh]
        return lines, assign([line.line(0, size) for line in lines])


def _odds(fields: Assignment) -> float:
    return fields.serials[0].odds if fields.serials else 0.0


def _first(symbols: Sequence[Symbol], name: str) -> str | None:
    return next((value for symbol in symbols if (value := getattr(symbol, name))), None)


def _conflicts(printed: Sequence[Hypothesis], decoded: Sequence[Hypothesis]) -> list[str]:
    """What is said of a symbol that gives another serial than the text: a copied plate shows that."""
    texts = {canonical(hypothesis.reading.text) for hypothesis in printed}
    likeliest = [h for h in printed if h.odds >= 1.0]
    return [
        f"The {h.reading.why} gives the serial {h.reading.text}, which is not printed on the plate; "
        f"the text gives {likeliest[0].reading.text}."
        for h in decoded
        if likeliest and canonical(h.reading.text) not in texts
    ]
