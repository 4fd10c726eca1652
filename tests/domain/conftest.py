"""How the property tests run."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is no fault of the code: examples have no time limit of their own.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
