"""Known trouble, told to the user. Everything else is a bug and keeps its traceback."""

from __future__ import annotations


class UserError(Exception):
    """Something the user can mend. The text is one Swedish sentence: what, where, what to do."""


class OutsideCalendar(UserError):  # noqa: N818 - it reads as what happened
    """A day outside the frozen table of working days; the calendar never guesses."""
