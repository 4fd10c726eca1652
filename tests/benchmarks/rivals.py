"""Rivals that are measured when they happen to be installed; the program itself never needs them."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

FOLDER = "/tmp/caseapp-rivals"


def rival(name: str) -> ModuleType | None:
    """The module; None, and a line that says how to get it, when it is not there."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(
            f"{name} is not installed, so it is not measured. To measure it:\n"
            f"  {sys.executable} -m pip install --no-deps --target {FOLDER} {name}\n"
            f"  PYTHONPATH={FOLDER} {sys.executable} dev.py bench"
        )
        return None


if __name__ == "__main__":
    print("rivals: nothing to measure by itself")
