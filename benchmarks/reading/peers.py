"""The readers that are compared, each behind the same three questions.

What each does is stated in README.md; the peers get their best chance: every text that they read, each
word of it and each pair of neighbouring texts is held against every row.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from importlib.metadata import version
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

import cv2
import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.reading.samples import folded, plain_text
from benchmarks.reading.scores import Ranking, Said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from findspot.marking.read import Reader
    from findspot.vocabulary.reading import Reading
    from findspot.vocabulary.register import Register

#: How many rows of a ranking are kept: strings tie in hundreds, posteriors hardly ever.
KEPT_STRINGS, KEPT_POSTERIORS = 2000, 50
#: Texts shorter than this are no serial.
_SHORTEST = 4


class Peer(Protocol):
    """A reader and its way of looking a serial up."""

    name: str
    version: str

    def read(self, path: Path) -> Said:
        """What it reads in the picture."""

    def open(self, register: Path) -> object:
        """The register, ready for ``rank``."""

    def rank(self, said: Said, register: object) -> Ranking:
        """The register's rows by how well they fit what was just read."""


@runtime_checkable
class ReadsUnchecked(Protocol):
    """A reader to which check digits are evidence, and which can do without."""

    def read_unchecked(self, path: Path) -> Said:
        """What it reads in the picture where check digits say nothing."""


class Findspot:
    """Findspot itself: lattices, candidates scored by CTC likelihood, and *not in this register*."""

    name = "findspot"

    def __init__(self) -> None:
        from findspot.marking.plate.models import Models  # noqa: PLC0415 - heavy, only this peer needs it
        from findspot.marking.read import Reader  # noqa: PLC0415 - the same

        self.version = version("findspot")
        models = Models(threads=1)
        self._reader = Reader(models=models)
        self._unchecked = Reader(check_digits=False, models=models)
        self._last: Reading | None = None

    def read(self, path: Path) -> Said:
        """All lines, serial readings and symbols of the picture, and the likeliest serial."""
        return self._read(self._reader, path)

    def read_unchecked(self, path: Path) -> Said:
        """The same where check digits are no evidence."""
        return self._read(self._unchecked, path)

    def _read(self, reader: Reader, path: Path) -> Said:
        reading = self._last = reader.read(path)
        texts = [line.text for marking in reading.markings for line in marking.lines]
        texts += [serial.text for marking in reading.markings for serial in marking.serials]
        texts += [symbol.serial or symbol.text for marking in reading.markings for symbol in marking.symbols]
        chosen = next((marking.serial.text for marking in reading.markings if marking.serial), None)
        return Said(tuple(texts), chosen)

    def open(self, register: Path) -> Register:
        """The register as findspot opens it."""
        from findspot.records.opening import open_register  # noqa: PLC0415 - only this peer needs it

        return open_register([register])

    def rank(self, said: Said, register: object) -> Ranking:
        """The candidates of the picture read last, with their posteriors."""
        from findspot.matching.matching import match_reading  # noqa: PLC0415 - only this peer needs it

        assert self._last is not None, "rank follows read"
        match = match_reading([self._last], cast("Register", register), limit=KEPT_POSTERIORS)
        return Ranking(
            tuple(c.serial for c in match.candidates),
            tuple(c.posterior for c in match.candidates),
            match.not_in_register,
            said.serial,
        )


class _Fuzzy:
    """Strings looked up with RapidFuzz: the best ratio of any text against any row."""

    def open(self, register: Path) -> tuple[list[str], list[str]]:
        """The register's serials as written and folded."""
        with register.open(newline="", encoding="utf-8") as file:
            rows = [row["serial"] for row in csv.DictReader(file)]
        return rows, [folded(plain_text(row)) for row in rows]

    def rank(self, said: Said, register: object) -> Ranking:
        """The rows by their best ``fuzz.ratio`` against any text, word or pair of neighbours."""
        rows, keys = cast("tuple[list[str], list[str]]", register)
        texts = _texts(said.texts)
        if not texts:
            return Ranking((), (), 1.0)
        queries = [folded(text) for text in texts]
        table = process.cdist(queries, keys, scorer=fuzz.ratio, dtype=np.float32, workers=1)
        best = table.max(axis=0)
        order = np.argsort(-best, kind="stable")[:KEPT_STRINGS]
        scores = tuple(float(best[i]) / 100.0 for i in order)
        source = texts[int(table[:, order[0]].argmax())]
        return Ranking(tuple(rows[i] for i in order), scores, 1.0 - scores[0], source)


def _texts(texts: Sequence[str]) -> list[str]:
    """Each text, each pair of neighbouring texts, each word: without repeats and too short ones."""
    pairs = [a + b for a, b in pairwise(texts)]
    words = [word for text in texts for word in text.split()]
    cleaned = (plain_text(text) for text in [*texts, *words, *pairs])
    return list(dict.fromkeys(text for text in cleaned if len(text) >= _SHORTEST))


class Tesseract(_Fuzzy):
    """Tesseract on the picture enlarged twice, automatic page segmentation; its lines."""

    name = "Tesseract + RapidFuzz"

    def __init__(self) -> None:
        program = shutil.which("tesseract")
        if program is None:
            raise FileNotFoundError("tesseract")
        self._command = [program, "stdin", "stdout", "--psm", "3"]
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        found = re.search(r"[\d.]+", said.stdout + said.stderr)
        self.version = found[0] if found else "unknown"

    def read(self, path: Path) -> Said:
        """The lines of its plain-text output."""
        pixels = cv2.imread(str(path))
        assert pixels is not None, path
        larger = cv2.resize(pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
        data = cv2.imencode(".png", larger)[1].tobytes()
        one_thread = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        result = subprocess.run(self._command, input=data, capture_output=True, check=True, env=one_thread)
        lines = result.stdout.decode("utf-8", "replace").splitlines()
        return Said(tuple(line for line in lines if line.strip()))


class RapidOcr(_Fuzzy):
    """RapidOCR through its own Python API with its shipped models; its top strings."""

    name = "RapidOCR + RapidFuzz"

    def __init__(self) -> None:
        from rapidocr import RapidOCR  # noqa: PLC0415 - heavy, and only this peer needs it

        engine = "EngineConfig.onnxruntime"
        self._ocr = RapidOCR(
            params={
                "Global.log_level": "error",
                f"{engine}.intra_op_num_threads": 1,
                f"{engine}.inter_op_num_threads": 1,
            }
        )
        self.version = version("rapidocr")

    def read(self, path: Path) -> Said:
        """Its texts in its own order."""
        result = self._ocr(str(path))
        return Said(tuple(getattr(result, "txts", None) or ()))
