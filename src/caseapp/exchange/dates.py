"""Dates as people write them in lists. What can mean two days is refused, never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from caseapp.domain.errors import UserError
from caseapp.domain.moments import Moment
from caseapp.domain.swedish import MONTHS

_STOCKHOLM = ZoneInfo("Europe/Stockholm")
_HOW = "Skriv ÅÅÅÅ-MM-DD, till exempel 2025-03-31."

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d))?")
_ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)")
_CLOCK = re.compile(r"(?:[T ,]|\s|kl\.?)+(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,]\d+)?)?$", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_DAY_MONTH = re.compile(r"(\d{1,2})\s?/\s?(\d{1,2})[\s-]+(\d{4})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_EITHER = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})")
_WORDED = re.compile(r"(?:den\s+)?(\d{1,2})(?::?e|:?a|\.)?[\s-]+([a-zåäö]+)\.?[\s-]+(\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[\s/.-]+(?:\d{1,2}|[a-zåäö]+\.?)[\s/.-]+\d{2}|\d{6}")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_WEEKDAY = re.compile(r"^(?:mån|tis|ons|tors?|fre|lör|sön)(?:dag)?(?:en)?\.?,?\s+", re.IGNORECASE)

_MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(MONTHS, start=1)} | {"may": 5, "oct": 10}


def read_moment(text: str, first: date, last: date) -> Moment:
    """The day, with its clock time when one is stated. Raises UserError, whose text holds no value.

    `first` and `last` bound the days that are believable.
    """
    moment = _read(" ".join(text.split()))
    if moment.day < first:
        raise UserError(f"Dagen ligger före {first.isoformat()}. Kontrollera årtalet.")
    if moment.day > last:
        raise UserError(f"Dagen ligger efter {last.isoformat()}. Kontrollera årtalet.")
    return moment


def _read(text: str) -> Moment:
    found = _ISO.fullmatch(text)
    if found is not None:
        year, month, day, hour, minute = found.groups()
        return Moment(_day(year, month, day), _clock(hour, minute) if hour is not None else None)
    if _ZONED.fullmatch(text):
        return _zoned(text)
    text = _WEEKDAY.sub("", text)
    clock = None
    # A time needs a space, a T or "kl" before it, or else a day with dots would be one.
    stated = _CLOCK.search(text)
    if stated is not None and _has_day(text[: stated.start()]):
        hour, minute, second = stated.groups()
        clock = _clock(hour, minute)
        # The midnight of a data base's export is a day without a time.
        if second is not None and (hour, minute, second) in (("00", "00", "00"), ("0", "00", "00")):
            clock = None
        text = text[: stated.start()]
    return Moment(_day_of(text.strip().lower()), clock)


def _has_day(text: str) -> bool:
    return sum(c.isdigit() for c in text) >= 5


def _day_of(text: str) -> date:
    if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(*found.groups())
    if found := _DAY_MONTH.fullmatch(text) or _DOTTED.fullmatch(text):
        day, month, year = found.groups()
        return _day(year, month, day)
    if found := _EITHER.fullmatch(text):
        one, _, two, year = found.groups()
        if int(one) <= 12 and int(two) <= 12 and int(one) != int(two):
            raise UserError(f"Dagen kan läsas på två sätt: dag och månad går att förväxla. {_HOW}")
        return _day(year, one, two) if int(two) > 12 else _day(year, two, one)
    if found := _WORDED.fullmatch(text):
        day, word, year = found.groups()
        number = _MONTH_NUMBERS.get(word[:3])
        if number is not None:
            return _day(year, str(number), day)
    if _SHORT_YEAR.fullmatch(text):
        raise UserError(f"Årtalet behöver fyra siffror. {_HOW}")
    if _SERIAL.fullmatch(text):
        raise UserError(
            f"Talet är ett löpnummer från ett kalkylark, ingen dag. Formatera kolumnen som datum. {_HOW}"
        )
    raise UserError(f"Går inte att läsa som en dag. {_HOW}")


def _day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise UserError(f"Dagen finns inte i kalendern. {_HOW}") from None


def _clock(hour: str, minute: str) -> time:
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise UserError("Klockslaget finns inte. Skriv TT:MM, till exempel 14:05.") from None


def _zoned(text: str) -> Moment:
    try:
        local = datetime.fromisoformat(text).astimezone(_STOCKHOLM)
    except (ValueError, OverflowError):
        raise UserError(f"Dagen finns inte i kalendern. {_HOW}") from None
    return Moment(local.date(), time(local.hour, local.minute))
