"""The file: written whole or not at all, and refused in one sentence when it is not what was written."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest

from findspot.matching.indexing import container
from findspot.matching.indexing.container import Container, Writer
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

_LARGE = np.arange(300_000, dtype=np.uint64)


def _written(path: Path, *, about: str = "a test") -> Path:
    with Writer(path) as writer:
        writer.section("small", np.arange(12, dtype=np.int64).reshape(3, 4))
        writer.begin("bytes")
        writer.add(b"some ")
        writer.add(b"bytes")
        writer.section("large", _LARGE)
        writer.section("none", np.zeros(0, dtype=np.uint32))
        writer.close({"about": about})
    return path


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """Sections keep their shape, type and bytes; nothing else is left in the folder."""
    opened = Container.open(_written(tmp_path / "an.index"))
    assert opened.about == {"about": "a test"}
    assert opened.sections["small"].tolist() == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
    assert opened.sections["bytes"].tobytes() == b"some bytes"
    assert np.array_equal(opened.sections["large"], _LARGE)
    assert opened.sections["none"].shape == (0,)
    for name in opened.sections:
        opened.check(name)
    assert [file.name for file in tmp_path.iterdir()] == ["an.index"]


def test_sections_cannot_be_written_to(tmp_path: Path) -> None:
    """Many processes map the same file: none can change it."""
    opened = Container.open(_written(tmp_path / "an.index"))
    with pytest.raises(ValueError, match="read-only"):
        opened.sections["large"][0] = 1


def test_the_identity_is_that_of_the_content(tmp_path: Path) -> None:
    """The same content has the same identity wherever it lies, other content another."""
    one, same = (Container.open(_written(tmp_path / name)).identity for name in ("a", "b"))
    other = Container.open(_written(tmp_path / "c", about="other")).identity
    assert one == same != other


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.999999])
def test_a_cut_file_is_refused(tmp_path: Path, share: float) -> None:
    """Whatever was lost at the end, opening says so in one sentence."""
    path = _written(tmp_path / "an.index")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BadInputError, match=r"is cut|no findspot index") as refused:
        Container.open(path)
    assert str(path) in refused.value.sentence


def test_every_altered_byte_is_found(tmp_path: Path) -> None:
    """A changed byte is found by opening or, in a large section, by the check of that section."""
    path = _written(tmp_path / "an.index")
    data = path.read_bytes()
    sections = Container.open(path).sections
    start = sections["small"].ctypes.data - 128
    used = [
        range(array.ctypes.data - start, array.ctypes.data - start + array.nbytes)
        for array in sections.values()
    ]
    assert all(some.start % 64 == 0 for some in used if some)
    end = max(some.stop for some in used)
    # Byte 12 to 15 of the header, what follows it and what lies between sections is padding and says nothing.
    used += [range(12), range(16, struct.calcsize("<8sI4xQQQ32s")), range(end, len(data))]
    for place in [place for some in used for place in some[:: max(1, len(some) // 150)]]:
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :])
        with pytest.raises(BadInputError, match="index"):
            _read_all(path)


def _read_all(path: Path) -> None:
    opened = Container.open(path)
    for name in opened.sections:
        opened.check(name)


def test_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a later findspot names its version and those that are read."""
    with monkeypatch.context() as later:
        later.setattr(container, "VERSION", 7)
        path = _written(tmp_path / "an.index")
    with pytest.raises(BadInputError, match="version 7, this findspot reads versions 1 and 2"):
        Container.open(path)


def test_other_files_are_refused(tmp_path: Path) -> None:
    """No file, a folder, a table: one sentence each."""
    with pytest.raises(BadInputError, match="cannot be read"):
        Container.open(tmp_path / "absent")
    with pytest.raises(BadInputError, match="cannot be read"):
        Container.open(tmp_path)
    (tmp_path / "table.csv").write_text("serial\nA1\n" * 100)
    with pytest.raises(BadInputError, match="no findspot index"):
        Container.open(tmp_path / "table.csv")
    with pytest.raises(BadInputError, match="choose another place"):
        Writer(tmp_path / "absent" / "an.index")


def test_a_failed_write_leaves_what_stood_there(tmp_path: Path) -> None:
    """The old file stays, and no temporary one."""
    path = _written(tmp_path / "an.index")
    before = path.read_bytes()
    with pytest.raises(AssertionError, match="begun before"), Writer(path) as writer:
        writer.add(b"nowhere")
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["an.index"]


def test_what_a_dead_process_left_is_removed(tmp_path: Path) -> None:
    """A file that nobody is writing any more goes with the next writing of the same index; others stay."""
    (tmp_path / ".an.index.abc.part").write_bytes(b"left")
    (tmp_path / ".other.index.abc.part").write_bytes(b"not ours")
    with Writer(tmp_path / "an.index") as busy:
        _written(tmp_path / "an.index")
        assert len(list(tmp_path.glob(".an.index.*.part"))) == 1, "that of the one still writing"
        busy.close({})
    assert sorted(file.name for file in tmp_path.iterdir()) == [".other.index.abc.part", "an.index"]
