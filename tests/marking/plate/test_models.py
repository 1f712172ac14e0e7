"""The networks: verified before they run, and named so that a reading can be repeated."""

from __future__ import annotations

import hashlib
import shutil
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from findspot.marking.plate.models import (
    DETECTOR,
    RECOGNISER,
    Models,
    Pin,
    models_folder,
    planes,
    verified_bytes,
)
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("pin", [DETECTOR, RECOGNISER], ids=lambda pin: pin.file)
def test_the_installed_files_are_the_pinned_ones(pin: Pin) -> None:
    """Both model files are there, byte for byte those that findspot was measured with."""
    assert hashlib.sha256(verified_bytes(pin, models_folder())).hexdigest() == pin.sha256


def test_a_missing_model_file_is_refused(tmp_path: Path) -> None:
    """The sentence names the file and says what to install again."""
    with pytest.raises(BadInputError) as refusal:
        verified_bytes(DETECTOR, tmp_path)
    assert str(tmp_path / DETECTOR.file) in refusal.value.sentence
    assert "install the package rapidocr again" in refusal.value.sentence


def test_an_altered_model_file_is_refused(tmp_path: Path) -> None:
    """A file with one byte changed is not run: the sentence gives both digests."""
    content = bytearray(verified_bytes(DETECTOR, models_folder()))
    content[len(content) // 2] ^= 1
    (tmp_path / DETECTOR.file).write_bytes(content)
    with pytest.raises(BadInputError) as refusal:
        _ = Models(threads=1, folder=tmp_path).detector
    assert DETECTOR.sha256[:16] in refusal.value.sentence
    assert hashlib.sha256(content).hexdigest()[:16] in refusal.value.sentence


def test_a_background_start_that_fails_says_so_when_asked(tmp_path: Path) -> None:
    """Warming up with a missing file raises nothing by itself; asking for the network does."""
    shutil.copy(models_folder() / DETECTOR.file, tmp_path)
    models = Models(threads=1, folder=tmp_path)
    models.warm()
    with pytest.raises(BadInputError, match=RECOGNISER.file):
        _ = models.recogniser


def test_without_its_carrier_the_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package that carries the files is not installed, findspot is to be installed again."""
    monkeypatch.delitem(sys.modules, "rapidocr", raising=False)
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(BadInputError, match="install findspot again"):
        models_folder()


def test_the_models_are_named_by_file_and_digest(models: Models) -> None:
    """Detector and recogniser are named, so that a reading says what read it."""
    assert models.names == tuple(f"{pin.file} sha256:{pin.sha256}" for pin in (DETECTOR, RECOGNISER))


def test_pixels_become_planes_with_blue_first() -> None:
    """Each channel is a plane of its own from -1 to 1, in the order blue, green, red."""
    pixels = np.zeros((2, 3, 3), np.uint8)
    pixels[1, 2] = (255, 51, 0)
    batch = planes(pixels)
    assert batch.shape == (1, 3, 2, 3)
    assert batch.dtype == np.float32
    assert np.allclose(batch[0, :, 1, 2], (-1.0, -0.6, 1.0))
    assert (batch[0, :, 0] == -1.0).all()


def test_the_recogniser_gives_one_distribution_a_frame(models: Models) -> None:
    """For each eight columns of its input there is one row over its characters, and it sums to 1."""
    batch = np.random.default_rng(2).uniform(-1, 1, (1, 3, 48, 160)).astype(np.float32)
    output = models.recogniser(batch)
    assert output.shape == (1, 20, len(models.characters))
    assert np.allclose(output.sum(axis=2), 1.0, atol=1e-3)
    assert output.min() >= 0.0


def test_the_detector_gives_a_probability_a_pixel(models: Models) -> None:
    """Its map has the size of its input and holds probabilities."""
    output = models.detector(np.zeros((1, 3, 64, 96), np.float32))
    assert output.shape == (1, 1, 64, 96)
    assert 0.0 <= output.min() <= output.max() <= 1.0


def test_the_characters_begin_with_the_blank_and_end_with_the_space(models: Models) -> None:
    """Class 0 is no character, the last one the space, and the serial alphabet is among the others."""
    assert (models.characters[0], models.characters[-1]) == ("", " ")
    assert set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-/.") <= set(models.characters)
