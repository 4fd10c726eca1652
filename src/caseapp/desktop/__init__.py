"""The desktop program. Qt lives here and only here.

`desk` is what every view is given; `window` holds the views; `views`, `dialogs`, `models` and `widgets`
are what their names say. Heavy modules (database, catalogue, paper) are imported by the work that needs
them, never at the top of a file here, so that the window is painted at once.
"""

from __future__ import annotations

import ctypes
import sys

_FOR_EVER = 1 << 40


def _keep_constants() -> None:
    """Make None, True and False immortal where Python does not do so itself.

    PySide6 6.12 is built as if they were (they are from Python 3.12): each call of Qt that returns nothing
    takes a reference from None, and each emitted signal one from True. On 3.11 the program would be ended
    after some five thousand calls with “deallocating None”. Measured with 6.12.0 on 3.11.7.
    """
    if sys.version_info < (3, 12) and sys.implementation.name == "cpython":
        for constant in (None, True, False, NotImplemented):
            ctypes.c_ssize_t.from_address(id(constant)).value += _FOR_EVER


_keep_constants()
