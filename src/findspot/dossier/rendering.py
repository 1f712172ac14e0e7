"""The paper: a finding as PDF/A-2b and PDF/UA-1, the same bytes each time, typeset by typst.

The claims reach the template as data and never as markup: nothing that a plate, a file name or a register
says can act on the typesetting.
"""

from __future__ import annotations

import json
from importlib import metadata, resources
from typing import TYPE_CHECKING

import typst

from findspot.dossier import sections
from findspot.dossier.claims import trace_claims
from findspot.dossier.commands import command_lines
from findspot.dossier.lettering import printable_claims, shortened_inside
from findspot.dossier.sentences import subtitle

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from findspot.dossier.plain import Json
    from findspot.vocabulary.finding import Trace

#: Characters of a file name that the head of a page has room for, however wide they are.
_LONGEST_NAME = 36


def render_pdf(trace: Trace, pictures: Mapping[str, NDArray[np.uint8]]) -> bytes:
    """The finding as a paper.

    ``pictures``: uint8 RGB [H, W, 3] by the SHA-256 of the file that they were decoded from. A reading
    whose digest has no picture is shown without one.
    """
    claims = trace_claims(trace)
    claims = {**printable_claims(claims), "command": command_lines(claims["command"])}
    paper = {
        "title": "Trace of a recovered item",
        "subtitle": subtitle(claims),
        "banner": " ".join(claims["notices"]),
        "running": _running(claims),
        "version": metadata.version("findspot"),
        "sections": [
            part
            for part in (
                sections.summary(claims),
                sections.exhibits(claims, pictures),
                sections.candidates(claims),
                sections.custody(claims),
                sections.undertakings(claims),
                sections.explanations(claims),
                sections.exposure(claims),
                sections.sources(claims),
            )
            if part is not None
        ],
    }
    template = resources.files("findspot.dossier").joinpath("dossier.typ").read_bytes()
    return typst.compile(  # type: ignore[no-any-return,call-overload]
        # A mapping of names to sources is allowed, which the published types do not say.
        {"main.typ": template},
        sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
        format="pdf",
        pdf_standards=["a-2b", "ua-1"],
        ignore_system_fonts=True,
        timestamp=0,
    )


def _running(claims: Json) -> str:
    first = claims["reading"]["files"][0]
    more = len(claims["reading"]["files"]) - 1
    name = shortened_inside(first["file"], _LONGEST_NAME)
    return f"{name}{f' and {more} more' if more else ''} · {first['sha256'][:16]}"
