"""Qt's calls and the constants of Python before 3.12."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject

import caseapp.desktop  # noqa: F401  (what is tested happens on import)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="Python keeps its constants itself")
def test_none_survives_more_calls_of_qt_than_it_has_references() -> None:
    thing = QObject()
    for _ in range(20_000):
        thing.setObjectName("namn")
    assert sys.getrefcount(None) > 1 << 39
    assert sys.getrefcount(True) > 1 << 39
