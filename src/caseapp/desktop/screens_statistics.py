"""The pictures of Statistik."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from caseapp.desktop.screens import Stage


def _chosen(stage: Stage, measures: tuple[str, ...], period: str, *keys: str, compare: str = "") -> Any:
    """The view with these choices, counted."""
    view = stage.view("statistics")
    view.measures.model.choose(measures)
    view.measures.tree.setCurrentIndex(view.measures.model.find(measures[0]))
    view.choices.set_period(period)
    view.choices.set_keys(keys)
    view.choices.compare.setCurrentIndex(view.choices.compare.findData(compare))
    view.take_out()
    stage.settle()
    return view


def nothing(stage: Stage) -> QWidget:
    """Before anything is chosen."""
    return stage.view("statistics") and stage.window


def counts(stage: Stage) -> QWidget:
    """Aktualiseringar by sex and age, small cells hidden."""
    _chosen(stage, ("aktualiseringar.antal", "utredning.tid"), "2025", "sex", "age_band")
    return stage.window


def durations(stage: Stage) -> QWidget:
    """How long utredningar took, in bands."""
    _chosen(stage, ("utredning.tid-barn",), "2025")
    return stage.window


def control(stage: Stage) -> QWidget:
    """Aktualiseringar month by month, with control limits."""
    view = _chosen(stage, ("aktualiseringar.antal",), "2024-07-01..2025-12-31", "month")
    view.figures.draw("Styrdiagram")
    stage.settle()
    return stage.window


def compared(stage: Stage) -> QWidget:
    """A quarter beside the one before and last year's, divided by orsak."""
    _chosen(stage, ("aktualiseringar.antal",), "2025Q4", "orsak", compare="both")
    return stage.window


def narrow(stage: Stage) -> QWidget:
    """The same in the smallest window, with all the choices shown."""
    view = _chosen(stage, ("utredning.tid-barn", "aktualiseringar.antal"), "2025Q4", "sex", compare="year")
    view.choices.more.setChecked(True)
    stage.window.resize(stage.window.minimumSize())
    stage.settle()
    return stage.window


def waiting(stage: Stage) -> QWidget:
    """While it is counted."""
    view = stage.view("statistics")
    view.measures.model.choose(["aktualiseringar.antal"])
    stage.settle()
    view.show_waiting()
    view._tell_progress(412_000, 0)
    stage.app.processEvents()
    return stage.window


def cases(stage: Stage) -> QWidget:
    """The cases behind a figure."""
    from caseapp.desktop.dialogs.behind import BehindDialog

    view = _chosen(stage, ("utredning.tid-barn",), "2025Q4")
    view.figures.open_cases()
    stage.settle()
    return _dialog(view, BehindDialog)


def why(stage: Stage) -> QWidget:
    """Why two quarters differ."""
    from caseapp.desktop.dialogs.behind import ReasonsDialog

    view = _chosen(stage, ("utredning.avslutade",), "2025Q4")
    view.actions_bar.why_period("before")
    stage.settle()
    return _dialog(view, ReasonsDialog)


def preview(stage: Stage) -> QWidget:
    """What is chosen, as it will be printed."""
    from caseapp.desktop.dialogs.preview import PreviewDialog

    view = _chosen(stage, ("aktualiseringar.antal", "utredning.tid-barn"), "2025", "sex")
    view.print_out()
    stage.settle()
    return _dialog(view, PreviewDialog)


def forecast(stage: Stage) -> QWidget:
    """What becomes of the running utredningar."""
    return _forecast(stage) and stage.window


def forecast_tried(stage: Stage) -> QWidget:
    """The forecast tried on the past."""
    from caseapp.desktop.dialogs.found import FoundDialog

    view = stage.view("statistics")
    view.show_page("forecast")
    stage.settle()
    view.forecast.backtest()
    stage.settle()
    return _dialog(view, FoundDialog)


def forecast_empty(stage: Stage) -> QWidget:
    """Too little to go by."""
    stage.open("empty.sqlite")
    return _forecast(stage) and stage.window


def _forecast(stage: Stage) -> Any:
    view = stage.view("statistics")
    view.show_page("forecast")
    view.forecast.extra.setValue(1)
    stage.settle()
    return view


def old(stage: Stage) -> QWidget:
    """A quarter as it was recorded another day, all choices shown."""
    view = _chosen(stage, ("utredning.oppna-forsenade", "utredning.balans"), "2025Q4")
    view.choices.more.setChecked(True)
    day = date(2026, 1, 12)
    view.choices.as_of_edit.setDate(day)
    stage.settle()
    return stage.window


def _dialog(view: Any, kind: Any) -> QWidget:
    """The dialog; the window when there was too little to show one of."""
    shown = (dialog for dialog in view.findChildren(kind) if dialog.isVisible())
    found: QWidget = next(shown, view.window())
    return found


SCREENS: dict[str, Callable[[Stage], QWidget]] = {
    "statistics": counts,
    "statistics-nothing": nothing,
    "statistics-durations": durations,
    "statistics-control": control,
    "statistics-compared": compared,
    "statistics-narrow": narrow,
    "statistics-waiting": waiting,
    "statistics-cases": cases,
    "statistics-why": why,
    "statistics-preview": preview,
    "statistics-old": old,
    "statistics-forecast": forecast,
    "statistics-forecast-tried": forecast_tried,
    "statistics-forecast-empty": forecast_empty,
}
CLOSED = ("statistics-forecast-empty",)
