"""What to take out: the period, what it is compared with, how it is divided, and as of when."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, QObject, QTime, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QDateTimeEdit, QPushButton, QWidget

from caseapp.desktop.forms import child
from caseapp.domain.periods import Period, parse_period, period_before, year_before
from caseapp.domain.rules import STOCKHOLM
from caseapp.domain.swedish import MONTHS, listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseapp.catalogue.book import Catalogue
    from caseapp.desktop.desk import Desk
    from caseapp.domain.measures import Measure

OWN = "egen"
BEFORE, YEAR, BOTH = "before", "year", "both"
_KINDS = (
    ("månad", "Månad", 24),
    ("kvartal", "Kvartal", 12),
    ("tertial", "Tertial", 12),
    ("halvår", "Halvår", 8),
    ("år", "År", 8),
)
"""Kinds of period that follow the calendar, and how many of each can be chosen."""
_COMPARISONS = (("inget", ""), ("perioden före", BEFORE), ("samma i fjol", YEAR), ("båda", BOTH))


class StatisticsChoices(QObject):
    """The rows above the figures. `changed` comes when the user has chosen something else."""

    changed = Signal()

    def __init__(self, desk: Desk, form: QWidget) -> None:
        super().__init__(form)
        self._desk = desk
        self._catalogue: Catalogue | None = None
        self._filled: date | None = None
        self._measures: Sequence[Measure] = ()
        self._as_of_chosen = False
        self.kind = child(form, QComboBox, "kind")
        self.period = child(form, QComboBox, "period")
        self.first = child(form, QDateEdit, "from")
        self.last = child(form, QDateEdit, "to")
        self.compare = child(form, QComboBox, "compare")
        self.by = (child(form, QComboBox, "by1"), child(form, QComboBox, "by2"))
        self.more = child(form, QPushButton, "more")
        self._more_row = child(form, QWidget, "moreRow")
        self.as_of_edit = child(form, QDateEdit, "asOf")
        self.recorded = child(form, QCheckBox, "recorded")
        self.recorded_edit = child(form, QDateTimeEdit, "recordedAt")
        for name, text, _ in _KINDS:
            self.kind.addItem(text, name)
        self.kind.addItem("Egen", OWN)
        self.kind.setCurrentIndex(1)
        for text, what in _COMPARISONS:
            self.compare.addItem(text, what)
        self._more_row.hide()
        self.recorded_edit.setEnabled(False)
        # A stylesheet's padding does not reach the text when the arrows are styled too.
        self.recorded_edit.lineEdit().setTextMargins(7, 0, 0, 0)
        self._show_own()
        self.kind.activated.connect(lambda _: self._kind_chosen())
        self.period.activated.connect(lambda _: self.changed.emit())
        self.compare.activated.connect(lambda _: self.changed.emit())
        for box in self.by:
            box.activated.connect(lambda _: self._divided())
        for edit in (self.first, self.last):
            edit.dateChanged.connect(lambda _: self.changed.emit())
        self.more.toggled.connect(self._more_row.setVisible)
        self.as_of_edit.dateChanged.connect(lambda _: self._day_chosen())
        self.recorded.toggled.connect(lambda on: self._recorded_chosen(on))
        self.recorded_edit.dateTimeChanged.connect(lambda _: self.changed.emit())

    # --- what is chosen ---

    @property
    def period_text(self) -> str:
        """The period as it is written and saved: `2025Q3`, `2025-01-01..2025-02-15`, or `kvartal`."""
        if self.kind.currentData() == OWN:
            return f"{_date(self.first).isoformat()}..{_date(self.last).isoformat()}"
        return str(self.period.currentData())

    @property
    def keys(self) -> tuple[str, ...]:
        """What the figures are divided by."""
        return tuple(box.currentData() for box in self.by if box.currentData())

    @property
    def as_of(self) -> date | None:
        """The last day that is read; None is today."""
        day = _date(self.as_of_edit)
        return day if self._as_of_chosen and day != self._desk.today else None

    @property
    def recorded_at(self) -> str | None:
        """The last recording time that is read, to the end of the minute, as UTC text; None is now."""
        if not self.recorded.isChecked():
            return None
        shown = self.recorded_edit.dateTime()
        day, time = shown.date(), shown.time()
        there = datetime(
            day.year(), day.month(), day.day(), time.hour(), time.minute(), 59, 999_999, tzinfo=STOCKHOLM
        )
        return there.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    @property
    def comparison(self) -> str:
        """`before`, `year`, `both` or nothing."""
        return str(self.compare.currentData())

    # --- filling in ---

    def refresh(self, catalogue: Catalogue) -> None:
        """Fill in what depends on the day and the catalogue, keeping what is chosen."""
        self._catalogue = catalogue
        today = self._desk.today
        if self._filled == today:
            return
        self._filled = today
        with _Quiet(self.first, self.last, self.as_of_edit, self.recorded_edit):
            self.as_of_edit.setMaximumDate(_qdate(today))
            if not self._as_of_chosen:
                self.as_of_edit.setDate(_qdate(today))
            quarter = parse_period(_running("kvartal", today))
            self.first.setDate(_qdate(period_before(quarter).first))
            self.last.setDate(_qdate(period_before(quarter).last))
            now = self._desk.office.clock().astimezone(STOCKHOLM) if self._desk.office else None
            if now is not None and not self.recorded.isChecked():
                self.recorded_edit.setDateTime(QDateTime(_qdate(now.date()), QTime(now.hour, now.minute)))
        self._fill_periods(self.period.currentData())

    def set_period(self, text: str) -> None:
        """Choose a period as it is written: one of the calendar's kinds, a name, or a range."""
        kind = _kind_of(text)
        self.kind.setCurrentIndex(self.kind.findData(kind))
        if kind == OWN:
            period = parse_period(text)
            with _Quiet(self.first, self.last):
                self.first.setDate(_qdate(period.first))
                self.last.setDate(_qdate(period.last))
        self._fill_periods(text)
        self._show_own()

    def set_keys(self, keys: Sequence[str]) -> None:
        """Choose what the figures are divided by; two of them at most."""
        for box, key in zip(self.by, [*keys, "", ""], strict=False):
            if box.findData(key) < 0:
                box.addItem(key, key)
            box.setCurrentIndex(box.findData(key))
        self._settle_second()

    def _fill_periods(self, chosen: str | None) -> None:
        kind = self.kind.currentData()
        if kind == OWN:
            return
        from caseapp.service.extracts import period_on

        today = self._desk.today
        self.period.clear()
        self.period.addItem(f"senaste: {named(period_on(kind, today))}", kind)
        count = next(count for name, _, count in _KINDS if name == kind)
        for period in _back(kind, today, count):
            going_on = ", pågår" if period.first <= today <= period.last else ""
            self.period.addItem(f"{named(period)}{going_on}", period.name)
        if chosen and self.period.findData(chosen) < 0 and _kind_of(chosen) == kind:
            self.period.addItem(named(parse_period(chosen)), chosen)
        self.period.setCurrentIndex(max(0, self.period.findData(chosen)))

    def offer(self, measures: Sequence[Measure]) -> list[str]:
        """Offer the divisions that all measures allow; the others say which measure does not.

        Returns the heads of what was chosen and is no longer possible.
        """
        assert self._catalogue is not None
        from caseapp.service.statistics_divisions import divisions, head
        from caseapp.service.statistics_result import KEYS, TIMES

        self._measures = measures
        allowed = [(measure, divisions(measure)) for measure in measures]
        every = list(dict.fromkeys([*KEYS, *TIMES, *(key for _, keys in allowed for key in keys)]))
        refusing = {key: [measure.name for measure, keys in allowed if key not in keys] for key in every}
        lost = []
        for place, box in enumerate(self.by):
            chosen = box.currentData() or ""
            other = self.by[0].currentData() if place else ""
            box.clear()
            box.addItem("inget" if not place else "inget mer", "")
            for key in every:
                self._offer(box, key, head(self._catalogue, key), refusing[key], taken=bool(key == other))
            if chosen and chosen in every and (refusing[chosen] or chosen == other):
                lost += [head(self._catalogue, chosen)] if refusing[chosen] else []
                chosen = ""
            box.setCurrentIndex(max(0, box.findData(chosen)))
        self._settle_second()
        return lost

    def _offer(self, box: QComboBox, key: str, name: str, refusing: list[str], *, taken: bool) -> None:
        text = name
        if refusing:
            more = f" och {len(refusing) - 1} till" if len(refusing) > 1 else ""
            text = f"{name} (inte för {refusing[0]}{more})"
        elif taken:
            text = f"{name} (redan vald)"
        box.addItem(text, key)
        model = box.model()
        if (refusing or taken) and isinstance(model, QStandardItemModel):
            item = model.item(box.count() - 1)
            item.setEnabled(False)
            item.setToolTip(f"{name} delar inte {listing(refusing)}." if refusing else "")

    def _settle_second(self) -> None:
        """A second division means something only beside a first."""
        first, second = self.by
        second.setEnabled(bool(first.currentData()))
        if not first.currentData():
            second.setCurrentIndex(0)
        for box in self.by:
            view = box.view()
            view.setMinimumWidth(view.sizeHintForColumn(0) + 24)

    # --- what the user does ---

    def _kind_chosen(self) -> None:
        self._show_own()
        self._fill_periods(None)
        self.changed.emit()

    def _show_own(self) -> None:
        own = self.kind.currentData() == OWN
        self.period.setVisible(not own)
        for edit in (self.first, self.last):
            edit.setVisible(own)

    def _divided(self) -> None:
        self.offer(self._measures)
        self.changed.emit()

    def _day_chosen(self) -> None:
        self._as_of_chosen = True
        self.changed.emit()

    def _recorded_chosen(self, on: bool) -> None:
        self.recorded_edit.setEnabled(on)
        self.changed.emit()


def named(period: Period) -> str:
    """What a period is called in a list: `kvartal 3 2025`, `augusti 2025`, `tertial 2 2025 (jan–aug)`."""
    name = period.text().partition(" (")[0]
    if len(period.name) == 7 and "-" in period.name:
        return f"{MONTHS[period.first.month - 1]} {period.first.year}"
    if "T" in period.name:
        return f"{name} (jan–{MONTHS[period.last.month - 1][:3]})"
    return name


def compared_with(period: Period, comparison: str) -> list[Period]:
    """The periods to compare with, the one before first; one of them when they are the same."""
    found = [period_before(period)] if comparison in (BEFORE, BOTH) else []
    found += [year_before(period)] if comparison in (YEAR, BOTH) else []
    return list({each.first: each for each in found}.values())


def _kind_of(text: str) -> str:
    if text in [name for name, _, _ in _KINDS]:
        return text
    if ".." in text:
        return OWN
    for sign, kind in (("Q", "kvartal"), ("T", "tertial"), ("H", "halvår"), ("-", "månad")):
        if sign in text:
            return kind
    return "år"


def _running(kind: str, today: date) -> str:
    """The period of a kind that a day is in; of the tertials the shortest."""
    month = today.month - 1
    return {
        "månad": f"{today:%Y-%m}",
        "kvartal": f"{today.year}Q{month // 3 + 1}",
        "tertial": f"{today.year}T{month // 4 + 1}",
        "halvår": f"{today.year}H{month // 6 + 1}",
        "år": f"{today.year}",
    }[kind]


def _back(kind: str, today: date, count: int) -> list[Period]:
    found = [parse_period(_running(kind, today))]
    while len(found) < count:
        last = found[-1]
        if kind == "tertial":
            year, number = int(last.name[:4]), int(last.name[5])
            found.append(parse_period(f"{year}T{number - 1}" if number > 1 else f"{year - 1}T3"))
        else:
            found.append(period_before(last))
    return found


class _Quiet:
    """Fills in widgets without their telling it."""

    def __init__(self, *widgets: QWidget) -> None:
        self._widgets = widgets

    def __enter__(self) -> None:
        for widget in self._widgets:
            widget.blockSignals(True)

    def __exit__(self, *_: object) -> None:
        for widget in self._widgets:
            widget.blockSignals(False)


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _date(edit: QDateEdit) -> date:
    shown = edit.date()
    return date(shown.year(), shown.month(), shown.day())
