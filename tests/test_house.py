"""The house itself: what is promised of the repository as a whole."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parent.parent
PUBLIC_HOSTS = {"pypi.org", "files.pythonhosted.org"}
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def test_the_lock_file_names_public_hosts_only() -> None:
    """Whoever installs from uv.lock fetches from the public index and nowhere else."""
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    hosts = {urlsplit(url).hostname for url in re.findall(r"\"(\w+://[^\"]+)\"", text)}
    assert hosts == PUBLIC_HOSTS
    assert "file://" not in text


def test_the_lock_file_of_the_tests_peer_names_no_host() -> None:
    """The packages in JavaScript that tests compare with come from whichever registry is configured."""
    text = (ROOT / "tests" / "proof" / "peer" / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text


def test_the_lock_file_refers_to_no_path_outside_the_repository() -> None:
    """The only package that is not from the index is findspot itself."""
    packages = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    elsewhere = {package["name"] for package in packages if "registry" not in package["source"]}
    assert elsewhere == {"findspot"}


def test_copyleft_packages_stand_in_extras_only() -> None:
    """The base install needs no package that carries LGPL code by its own account, and none is GPL."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    base = {re.split(r"[^\w.-]", need)[0] for need in project["dependencies"]}
    assert not base & {"pi-heif", "pillow-heif", "pyicu", "psycopg"}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_a_file_is_one_readable_room(source: Path) -> None:
    """No source file grows beyond about four hundred lines."""
    lines = source.read_text(encoding="utf-8").count("\n")
    assert lines <= 420, f"{source.name} has {lines} lines: is it still one room with one purpose?"


def test_every_room_says_what_it_is_for() -> None:
    """Each folder of the house has a sentence on its purpose."""
    for door in (ROOT / "src" / "findspot").rglob("__init__.py"):
        assert door.read_text(encoding="utf-8").startswith('"""'), door
