"""Running findspot in this process, as the shell would."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from findspot.cli.main import run

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
KARABAKH = ROOT / "examples" / "karabakh"
PLATE = KARABAKH / "exhibits" / "plate.png"
REGISTER = KARABAKH / "register"


class Ended(NamedTuple):
    """How a command ended: its exit status, its standard output and its standard error."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[Any]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def findspot(capsys: pytest.CaptureFixture[str], *arguments: object) -> Ended:
    """Run findspot with these arguments."""
    capsys.readouterr()
    code = run([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return Ended(code, said.out, said.err)


def is_one_sentence(text: str) -> bool:
    """Whether the text is one line of prose that ends as a sentence and shows no traceback or markup."""
    line = text.removesuffix("\n")
    return (
        "\n" not in line and 20 < len(line) < 600 and line.endswith(".") and "Traceback" not in line
        and "\x1b" not in line and "Error" not in line
    )  # fmt: skip
