"""From a picture file to a reading."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from findspot.marking.aslant import look_straight
from findspot.marking.fields.formats import canonical
from findspot.marking.looks import look_at, plate_around
from findspot.marking.plate.lines import PlateReader
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
from findspot.marking.together import read_together
from findspot.vocabulary.reading import FieldName, Marking, Plate, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from findspot.marking.looks import Seen
    from findspot.vocabulary.reading import Symbol


class Reader:
    """Reads picture files; its networks are loaded once, when the first file needs them.

    ``threads``: how many threads one reading may use; 1 where many run side by side.
    ``check_digits``: whether a check digit that holds, or fails, counts as evidence for a text.
    ``models_folder``: where the model files lie, if not in the package that carries them.
    ``models``: the networks themselves, where several readers share them.
    """

    def __init__(
        self,
        *,
        threads: int = 2,
        check_digits: bool = True,
        models_folder: Path | None = None,
        models: Models | None = None,
    ) -> None:
        self._models = models or Models(threads, models_folder)
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

    def read_together(self, readings: Sequence[Reading]) -> tuple[Reading, ...]:
        """The readings of different photographs of one item, with what they show of its plate together.

        See ``findspot.marking.together``.
        """
        return read_together(self._plate_reader, readings, check_digits=self._check_digits)

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
        seen = look_at(self._plate_reader, pixels, check_digits=self._check_digits)
        printed = self._printed(seen)
        plate = plate_around(seen)
        outline = None if plate is None else Plate(seen.picture.box(plate.corners), _floored(plate.p))
        straight = look_straight(self._plate_reader, seen, plate, _belief(printed))
        if straight is not None and _belief(anew := self._printed(straight[0])) > _belief(printed):
            # The same pixels, seen better: they count once.
            outline = Plate(seen.picture.box(straight[1].corners), _floored(straight[1].p))
            seen, printed = straight[0], anew
        fields = seen.fields
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
            lines=seen.lines,
            plate=outline,
        )
        return (marking,), _conflicts(printed, decoded)

    def _printed(self, seen: Seen) -> list[Hypothesis]:
        """What the lines say that may be the serial."""
        serials = SerialReader(self._plate_reader, seen.picture, seen.plate_lines, self._check_digits)
        return serials.hypotheses(seen.fields.serials)


def _floored(p: float) -> float:
    return float(np.floor(p * 1e4) / 1e4)


def _belief(hypotheses: Sequence[Hypothesis]) -> float:
    """The belief that the likeliest text is the serial and is read exactly; 0 where there is none."""
    first = weighted(hypotheses)[:1]
    return first[0].p * first[0].weight if first else 0.0


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
