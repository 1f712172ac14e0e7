"""Draw the founding case's two exhibits: ``python -m examples.karabakh.draw [FOLDER]``.

``plate.png`` shows a weathered data plate that reads well, though not without doubt; ``frame.png`` a moment
of video in which nothing can be read. Both are drawings and say so. The part number, the serial and the date
are invented: the real ones are not public. The Data Matrix is scored through beyond its error correction, as
symbols on wrecks often are. The same versions of the libraries draw the same bytes every time.
"""

from __future__ import annotations

import sys
from pathlib import Path

from examples.karabakh.drawing.frame import frame
from examples.karabakh.drawing.plate import plate
from PIL import Image

EXHIBITS = Path(__file__).parent / "exhibits"


def main() -> None:
    """Write both exhibits to the folder given, or to ``exhibits/`` beside this file."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else EXHIBITS
    folder.mkdir(parents=True, exist_ok=True)
    for name, pixels in (("plate.png", plate()), ("frame.png", frame())):
        Image.fromarray(pixels).save(folder / name, optimize=True)


if __name__ == "__main__":
    main()
