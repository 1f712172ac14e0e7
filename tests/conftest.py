"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# A test says what holds, never how fast: a busy machine is no failure.
settings.register_profile("findspot", deadline=None)
settings.load_profile("findspot")
