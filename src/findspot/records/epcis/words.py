"""The words of GS1's Core Business Vocabulary that stand in events without a prefix: see ``words.toml``."""

from __future__ import annotations

import tomllib
from importlib import resources

_WORDS: dict[str, list[str]] = tomllib.loads(
    resources.files("findspot.records.epcis").joinpath("words.toml").read_text(encoding="utf-8")
)
ACTIONS = frozenset(_WORDS["actions"])
STEPS = frozenset(_WORDS["steps"])
DISPOSITIONS = frozenset(_WORDS["dispositions"])
TRANSACTIONS = frozenset(_WORDS["transactions"])
PARTIES = frozenset(_WORDS["parties"])
REASONS = frozenset(_WORDS["reasons"])
ALERTS = frozenset(_WORDS["alerts"])
MEASUREMENTS = frozenset(_WORDS["measurements"])
COMPONENTS = frozenset(_WORDS["components"])
