"""A file of named sections: written whole or not at all, refused when cut or altered, mapped into memory.

A header of 128 bytes says the version, the file's size and where the directory stands; the directory (JSON,
at the end) says of each section its place, type, shape and SHA-256, and holds what the file says about
itself. The header carries the directory's SHA-256, which is also the file's identity. SHA-256 is the checksum
because a file that somebody altered must not pass either, and because processors have instructions for it: it
reads 1.4 GB a second, about as fast as a disk.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import struct
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from numpy.typing import NDArray

try:
    import fcntl
except ImportError:  # not a POSIX system
    fcntl = None  # type: ignore[assignment]

#: The version that this program writes, and those that it reads: version 1 had no sections of sparse serials.
VERSION = 2
_READ = (1, 2)
#: The first bytes of every such file.
MAGIC = b"FINDSPOT"
_HEADER = struct.Struct("<8sI4xQQQ32s")
_HEADER_BYTES = 128
_ALIGNED = 64
_AT_ONCE = 1 << 24
_LARGEST_DIRECTORY = 1 << 24
#: Sections up to this size, in bytes, are checked whenever the file is opened: a millisecond each.
_CHECKED_ON_OPENING = 1 << 20


class Writer:
    """Writes the file under a temporary name beside it; ``close`` flushes it to disk and renames it.

    As a context manager it removes the temporary file when something fails.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sections: dict[str, dict[str, Any]] = {}
        self._open: tuple[str, int, str, Any] | None = None
        try:
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        except OSError:
            raise BadInputError(
                f"{path}: nothing can be written in that folder: choose another place."
            ) from None
        self._temporary = Path(name)
        self._stream = os.fdopen(handle, "wb")
        if fcntl is not None:
            fcntl.flock(self._stream, fcntl.LOCK_EX)
            self._remove_abandoned()
        self._stream.write(bytes(_HEADER_BYTES))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
        with suppress(FileNotFoundError):
            self._temporary.unlink()

    def _remove_abandoned(self) -> None:
        """Remove what processes left here that died while they wrote the same file."""
        for other in self._path.parent.glob(f".{glob.escape(self._path.name)}.*.part"):
            if other == self._temporary:
                continue
            with suppress(OSError), other.open("rb") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                other.unlink()

    def begin(self, name: str, dtype: str = "u1") -> None:
        """Begin a section that ``add`` fills."""
        self.end()
        self._stream.write(bytes(-self._stream.tell() % _ALIGNED))
        self._open = (name, self._stream.tell(), dtype, hashlib.sha256())

    def add(self, data: bytes | memoryview) -> None:
        """Append bytes to the section that was begun."""
        assert self._open is not None, "a section is begun before it is filled"
        self._open[3].update(data)
        self._stream.write(data)

    def end(self) -> None:
        """Close the section that was begun."""
        if self._open is None:
            return
        name, start, dtype, digest = self._open
        size = (self._stream.tell() - start) // np.dtype(dtype).itemsize
        self._sections[name] = {
            "offset": start,
            "dtype": dtype,
            "shape": [size],
            "sha256": digest.hexdigest(),
        }
        self._open = None

    def section(self, name: str, array: NDArray[Any]) -> None:
        """A whole section from an array."""
        self.begin(name, array.dtype.str)
        data = bytes_of(array)
        for start in range(0, len(data), _AT_ONCE):
            self.add(data[start : start + _AT_ONCE])
        self.end()
        self._sections[name]["shape"] = list(array.shape)

    def close(self, about: dict[str, Any]) -> str:
        """Write the directory with what the file says about itself, and put the file in its place.

        The file's identity, in hexadecimal.
        """
        self.end()
        directory = json.dumps({"about": about, "sections": self._sections}, ensure_ascii=False).encode()
        digest = hashlib.sha256(directory).digest()
        start = self._stream.tell()
        self._stream.write(directory)
        size = self._stream.tell()
        self._stream.seek(0)
        self._stream.write(_HEADER.pack(MAGIC, VERSION, size, start, len(directory), digest))
        settle(self._stream)
        self._stream.close()
        replace(self._temporary, self._path)
        return digest.hex()


def bytes_of(array: NDArray[Any]) -> memoryview:
    """The array's bytes, not copied if they lie in order."""
    return memoryview(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)


def settle(stream: Any) -> None:  # noqa: ANN401 - any file that is written
    """Flush what was written down to the disk."""
    stream.flush()
    os.fsync(stream.fileno())


def replace(temporary: Path, path: Path) -> None:
    """Put a finished file in its place, so that a power cut leaves the old one or the new one."""
    os.chmod(temporary, 0o644 & ~_umask())  # noqa: PTH101 - mkstemp keeps it to its owner
    temporary.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@dataclass(frozen=True, slots=True, eq=False)
class Container:
    """An opened file: ``about`` is what it says of itself, ``identity`` its directory's SHA-256.

    ``sections`` are read-only views of the mapped file.
    """

    path: Path
    identity: str
    about: dict[str, Any]
    sections: dict[str, NDArray[Any]]
    digests: dict[str, str]

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map the file and check its small sections. Raises BadInputError, one sentence, for any other."""
        header, directory, raw = _opened(path)
        try:
            content = json.loads(directory)
            about, entries = content["about"], content["sections"]
            sections = {name: _view(raw, entry) for name, entry in entries.items()}
            digests = {name: str(entry["sha256"]) for name, entry in entries.items()}
        except (ValueError, KeyError, TypeError, AttributeError):
            raise altered(path) from None
        container = cls(path, header.hex(), about, sections, digests)
        for name, array in sections.items():
            if array.nbytes <= _CHECKED_ON_OPENING:
                container.check(name)
        return container

    def check(self, name: str, progress: Callable[[int], None] | None = None) -> None:
        """Raise BadInputError unless the section's bytes are those that were written.

        ``progress`` is told how many bytes of it have been read.
        """
        digest = hashlib.sha256()
        data = bytes_of(self.sections[name])
        for start in range(0, len(data), _AT_ONCE):
            digest.update(data[start : start + _AT_ONCE])
            if progress:
                progress(min(start + _AT_ONCE, len(data)))
        if digest.hexdigest() != self.digests[name]:
            raise altered(self.path)


def altered(path: Path) -> BadInputError:
    """What is said of an index whose bytes are not those that were written."""
    return BadInputError(f"{path}: the index was altered after it was built: build it again.")


def _opened(path: Path) -> tuple[bytes, bytes, NDArray[np.uint8]]:
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEADER_BYTES)
            size = os.fstat(stream.fileno()).st_size
            if len(head) < _HEADER_BYTES or head[: len(MAGIC)] != MAGIC:
                raise BadInputError(
                    f"{path}: this is no findspot index: build one with findspot index build."
                )
            _, version, whole, start, length, digest = _HEADER.unpack(head[: _HEADER.size])
            if version not in _READ:
                versions = " and ".join(map(str, _READ))
                raise BadInputError(
                    f"{path}: the index has version {version}, this findspot reads versions {versions}: "
                    "build it again."
                )
            if size < whole:
                raise BadInputError(
                    f"{path}: the index is cut, it has {size:,} of {whole:,} bytes: copy or build it again."
                )
            if size != whole or start + length != size or length > _LARGEST_DIRECTORY:
                raise altered(path)
            stream.seek(start)
            directory = stream.read(length)
        raw = np.memmap(path, dtype=np.uint8, mode="r")
    except (OSError, ValueError):
        raise BadInputError(f"{path}: the index cannot be read: check the path.") from None
    if hashlib.sha256(directory).digest() != digest:
        raise altered(path)
    return digest, directory, raw


def _view(raw: NDArray[np.uint8], entry: dict[str, Any]) -> NDArray[Any]:
    dtype = np.dtype(entry["dtype"])
    shape = tuple(int(n) for n in entry["shape"])
    start = int(entry["offset"])
    size = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    if start < _HEADER_BYTES or start + size > len(raw):
        raise ValueError("a section lies outside the file")
    section: NDArray[Any] = np.asarray(raw[start : start + size]).view(dtype).reshape(shape)
    return section
