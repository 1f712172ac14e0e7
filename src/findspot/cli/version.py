"""``findspot version``: which findspot, Python and parts these are."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import click

from findspot.cli.options import json_option
from findspot.cli.streams import put_json

#: The parts whose version can change what is read or written.
_PARTS = ("onnxruntime", "rapidocr", "opencv-python-headless", "pillow", "zxing-cpp", "typst", "pyarrow")


@click.command("version")
@json_option
def command(as_json: bool) -> None:
    """Say which findspot this is, and of which parts it is made."""
    parts = {name: _installed(name) for name in _PARTS}
    if as_json:
        put_json({"findspot": version("findspot"), "python": platform.python_version(), "parts": parts})
        return
    click.echo(f"findspot {version('findspot')}, Python {platform.python_version()}")
    for name, number in parts.items():
        click.echo(f"  {name:<24}{number or 'not installed'}")


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
