"""Rows added and withdrawn since an index was built: a small file beside it that only grows.

The first line names the index to which it belongs; every further one is a record, after the SHA-256 of the
line before's digest and its own text, so that no record can be altered, lost or moved. A last line without
its end was being written when the process died: it never counted, and the next record takes its place.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from findspot.matching.indexing.container import Container, replace, settle
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

try:
    import fcntl
except ImportError:  # not a POSIX system: whoever writes there sees to it that no one else does
    fcntl = None  # type: ignore[assignment]

_VERSION = 1
_LONGEST_HEAD = 1024
#: A delta beyond this, in bytes, is read too slowly at each opening: it has to be merged first.
LARGEST = 1 << 28


@dataclass(frozen=True, slots=True)
class Delta:
    """What a delta file says: its records in order, and how many bytes of it are whole.

    ``base`` is the identity of the index to which it belongs, ``digest`` that of its last line.
    """

    base: str
    records: tuple[dict[str, Any], ...]
    whole: int
    digest: bytes


def path_of(index: Path) -> Path:
    """Where the delta of an index stands."""
    return index.with_name(index.name + ".delta")


def read_delta(container: Container) -> Delta | None:
    """The delta that belongs to an opened index, without what was merged into it already; None without one.

    Raises BadInputError, one sentence, for one that was altered or belongs to another index.
    """
    path = path_of(container.path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        raise BadInputError(f"{path}: the changes to the index cannot be read: check the path.") from None
    if len(data) > LARGEST:
        raise BadInputError(f"{path}: the changes beside the index are too many: build the index again.")
    delta, ends = _parsed(path, data)
    if delta is None or delta.base == container.identity:
        return delta
    settled = container.about.get("settled") or {}
    if delta.base != settled.get("base"):
        raise BadInputError(
            f"{path}: these changes belong to another index than {container.path.name}: "
            "put that one back, or move the changes away."
        )
    merged = settled.get("bytes", len(data))
    left = tuple(record for record, end in zip(delta.records, ends, strict=True) if end > merged)
    return Delta(delta.base, left, delta.whole, delta.digest)


def append(container: Container, record: Mapping[str, Any]) -> None:
    """Add a record to the delta of an index that is ``locked``, down to the disk."""
    path = path_of(container.path)
    delta = read_delta(container)
    if delta is None or delta.base != container.identity:
        write_delta(container, [*(delta.records if delta else ()), record])
        return
    line, _ = _line(delta.digest, record)
    with path.open("r+b") as stream:
        stream.truncate(delta.whole)
        stream.seek(delta.whole)
        stream.write(line)
        settle(stream)


def write_delta(container: Container, records: Sequence[Mapping[str, Any]]) -> None:
    """Put a delta with these records beside the index in place of what stands there; none removes it."""
    path = path_of(container.path)
    if not records:
        path.unlink(missing_ok=True)
        return
    head = {"findspot": "delta", "version": _VERSION, "base": container.identity}
    line, digest = _line(b"", head)
    lines = [line]
    for record in records:
        line, digest = _line(digest, record)
        lines.append(line)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.writelines(lines)
        settle(stream)
    replace(Path(name), path)


def base_of(index: Path) -> str | None:
    """The identity of the index to which the delta at this place belongs; None where there is no delta."""
    try:
        with path_of(index).open("rb") as stream:
            return str(json.loads(stream.readline(_LONGEST_HEAD)[65:])["base"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def set_aside(index: Path) -> None:
    """Give the delta at this place a name under which no index has it as its own."""
    path, base = path_of(index), base_of(index)
    if path.exists():
        path.replace(path.with_name(f"{path.name}.of-{(base or 'unknown')[:8]}"))


@contextmanager
def locked(path: Path) -> Iterator[Container]:
    """The index, opened while no other process writes to it or its delta.

    Others wait; whoever only reads does not. The lock goes with the process.
    """
    while True:
        container = Container.open(path)
        with path.open("rb") as stream:
            if fcntl is not None:
                fcntl.flock(stream, fcntl.LOCK_EX)
            # It may have been replaced while we waited.
            if Container.open(path).identity == container.identity and _same_file(path, stream.fileno()):
                yield container
                return


def _same_file(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _line(before: bytes, record: Mapping[str, Any]) -> tuple[bytes, bytes]:
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(before + text).digest()
    return digest.hex().encode() + b" " + text + b"\n", digest


def _parsed(path: Path, data: bytes) -> tuple[Delta | None, list[int]]:
    """The delta, None where not even its first line is whole, and where each record ends."""
    records: list[dict[str, Any]] = []
    ends: list[int] = []
    digest, start = b"", 0
    while (end := data.find(b"\n", start)) >= 0:
        line = data[start:end]
        text = line[65:]
        if hashlib.sha256(digest + text).hexdigest().encode() + b" " != line[:65]:
            raise _altered(path)
        digest = bytes.fromhex(line[:64].decode())
        try:
            records.append(json.loads(text))
        except ValueError:
            raise _altered(path) from None
        start = end + 1
        ends.append(start)
    if not records:
        return None, []
    head = records[0]
    if not isinstance(head, dict) or head.get("findspot") != "delta":
        raise _altered(path)
    if head.get("version") != _VERSION:
        raise BadInputError(f"{path}: the changes beside the index are of another version: build it again.")
    return Delta(str(head["base"]), tuple(records[1:]), start, digest), ends[1:]


def _altered(path: Path) -> BadInputError:
    return BadInputError(
        f"{path}: the changes beside the index were altered: restore them, or build the index again."
    )
