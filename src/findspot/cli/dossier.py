"""``--dossier``: the files that a finding is handed on as, checked before the work and written whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.cli.outputs import check_output
from findspot.cli.text import json_text
from findspot.dossier.claims import trace_claims
from findspot.sweep.whole import whole_file
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from findspot.vocabulary.finding import Trace

_FORMS = (".pdf", ".json")


def check_outputs(outputs: Sequence[Path], inputs: Sequence[Path], registers: Sequence[Path]) -> None:
    """Refuse, before any work, what could not be written or would write over an input or the register.

    Raises BadInputError.
    """
    for output in outputs:
        if output.suffix.lower() not in _FORMS:
            raise BadInputError(
                f"A dossier cannot be written as {output}: name a file that ends in .pdf or .json."
            )
        check_output(output, inputs, registers)


def write_dossiers(trace: Trace, files: Sequence[Path], outputs: Sequence[Path]) -> None:
    """Write the trace to each of the outputs; all are made before the first is written."""
    contents = {output: _content(trace, files, output.suffix.lower()) for output in outputs}
    for output, content in contents.items():
        with whole_file(output) as file:
            file.write(content)


def _content(trace: Trace, files: Sequence[Path], form: str) -> bytes:
    if form == ".json":
        return (json_text(trace_claims(trace), indent=2) + "\n").encode()
    from findspot.dossier.rendering import render_pdf  # noqa: PLC0415 - the compiler is loaded for a paper only
    from findspot.marking.plate.media import open_picture  # noqa: PLC0415 - pixels are needed for a paper only

    opened = map(open_picture, files)
    return render_pdf(trace, {picture.sha256: picture.pixels for picture in opened})
