"""GS1's own schema and examples of EPCIS 2.0, which lie beside the checkout where they are at all."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

_FOLDER = Path(__file__).parents[4] / "shared" / "epcis"
_SKIPPED = "GS1's EPCIS schema does not lie in ../shared/epcis, so nothing is compared with it."


@cache
def validator() -> Draft7Validator:
    """GS1's schema as the independent peer, its formats (URI, time) checked too; else the test is skipped."""
    schema = _FOLDER / "EPCIS-JSON-Schema.json"
    if not schema.is_file():
        pytest.skip(_SKIPPED)
    return Draft7Validator(
        json.loads(schema.read_text(encoding="utf-8")), format_checker=Draft7Validator.FORMAT_CHECKER
    )


def accepts(document: Any) -> bool:
    """Whether GS1's schema accepts a document."""
    return bool(validator().is_valid(document))


def examples() -> list[Path]:
    """GS1's example documents and events."""
    if not _FOLDER.is_dir():
        pytest.skip(_SKIPPED)
    found = [*_FOLDER.glob("JSON-simple-context/**/*.jsonld"), *_FOLDER.glob("JSON-Schema/test/*.json")]
    assert found, "the folder is there and holds no example"
    return sorted(found)
