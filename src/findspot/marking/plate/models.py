"""The recogniser's two networks: where they lie, that they are the ones measured, and their dictionary."""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Pin:
    """A model file and the SHA-256 digest of the one that findspot was measured with."""

    file: str
    sha256: str


#: Finds text in a picture (PP-OCRv6 small, Apache-2.0).
DETECTOR = Pin("PP-OCRv6_det_small.onnx", "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f")
#: Reads a line of text (PP-OCRv6 small, Apache-2.0).
RECOGNISER = Pin(
    "PP-OCRv6_rec_small.onnx", "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884"
)
#: Inputs with more numbers than this are large: the memory that they took is not kept.
LARGE = 3 * 1024 * 1024
#: The package that carries both files. None of its code is run.
CARRIER = "rapidocr"


def models_folder() -> Path:
    """The folder of the installed package that holds the model files; its code is not imported.

    Raises BadInputError where the package is not installed.
    """
    spec = importlib.util.find_spec(CARRIER)
    if spec is None or not spec.submodule_search_locations:
        raise BadInputError(
            f"The package {CARRIER}, which carries the recogniser's model files, is not installed: "
            "install findspot again."
        )
    return Path(spec.submodule_search_locations[0]) / "models"


def verified_bytes(pin: Pin, folder: Path) -> bytes:
    """The bytes of a model file. Raises BadInputError where it is missing or is not the pinned one."""
    path = folder / pin.file
    try:
        content = path.read_bytes()
    except OSError:
        raise BadInputError(
            f"The model file {path} cannot be read: install the package {CARRIER} again."
        ) from None
    found = hashlib.sha256(content).hexdigest()
    if found != pin.sha256:
        raise BadInputError(
            f"The model file {path} has SHA-256 {found[:16]}… and not {pin.sha256[:16]}…, with which "
            f"findspot was measured: install the version of {CARRIER} that findspot's lock file names."
        )
    return content


def planes(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """RGB pixels, uint8 [H, W, 3], as both networks take them: float32 [1, 3, H, W], -1 to 1, blue first."""
    import cv2  # noqa: PLC0415 - 0.2 s, which only reading pays

    # A plane at a time is seven times as fast as turning the axes of the whole.
    batch = np.stack(cv2.split(pixels)[::-1])[None].astype(np.float32)
    batch /= 127.5
    batch -= 1.0
    return batch


class Network:
    """One verified network, ready to run. ``planned``: its inputs often have one size, worth planning for."""

    def __init__(self, pin: Pin, folder: Path, threads: int, *, planned: bool) -> None:
        import onnxruntime  # noqa: PLC0415 - 0.1 s, which a reader of tables alone need not pay

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4  # its messages are for its developers
        options.enable_mem_pattern = planned
        self._session = onnxruntime.InferenceSession(
            verified_bytes(pin, folder), options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name
        # What a large picture took is given back after it; keeping what small ones take saves a fifth.
        self._once = onnxruntime.RunOptions()
        self._once.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """The network's output for a batch, both float32 with the batch first."""
        options = self._once if batch.size > LARGE else None
        result: NDArray[np.float32] = self._session.run(None, {self._input: batch}, options)[0]
        return result

    def metadata(self, key: str) -> str:
        """A text that stands in the model file itself."""
        entries: dict[str, Any] = self._session.get_modelmeta().custom_metadata_map
        return str(entries[key])


class Models:
    """Both networks, loaded when first asked for.

    ``threads``: how many threads one run may use; 1 where many pictures are read side by side.
    Building a network is half of a short run's cost, so ``warm`` builds the second in the background while
    the first one works.
    """

    def __init__(self, threads: int = 2, folder: Path | None = None) -> None:
        self._threads = threads
        self._folder = folder
        self._lock = threading.Lock()

    @cached_property
    def folder(self) -> Path:
        """Where the model files lie."""
        return self._folder or models_folder()

    @cached_property
    def detector(self) -> Network:
        """Input [1, 3, H, W], sides multiples of 32; output [1, 1, H, W], the probability of text."""
        return Network(DETECTOR, self.folder, self._threads, planned=True)

    @property
    def recogniser(self) -> Network:
        """Input [N, 3, 48, W]; output [N, W / 8, classes], each row a probability distribution."""
        with self._lock:
            return self._recogniser

    @cached_property
    def _recogniser(self) -> Network:
        return Network(RECOGNISER, self.folder, self._threads, planned=False)  # each line has its own width

    def warm(self) -> None:
        """Start building the recogniser in the background; an error shows when it is next asked for."""
        if "_recogniser" not in self.__dict__:
            # No daemon: the runtime must not be torn down while it builds a network.
            threading.Thread(target=self._try_recogniser).start()

    def _try_recogniser(self) -> None:
        try:
            _ = self.recogniser
        except BadInputError:
            return  # the reader asks again, in its own thread, and says the sentence there

    @cached_property
    def characters(self) -> Sequence[str]:
        """The text of each class: the blank "" first, the space last."""
        return ("", *self.recogniser.metadata("character").split("\n"), " ")

    @property
    def names(self) -> tuple[str, ...]:
        """Both models by file and digest, so that a reading can be repeated."""
        return tuple(f"{pin.file} sha256:{pin.sha256}" for pin in (DETECTOR, RECOGNISER))
