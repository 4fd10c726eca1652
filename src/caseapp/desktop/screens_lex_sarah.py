"""The pictures of Lex Sarah."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from caseapp.desktop.screens import Stage
    from caseapp.domain.events import CaseKey
    from caseapp.service.office import Office

_REPORT = {
    "rapportor": "enhetschef",
    "rapport_text": "Utredningar som gäller barn och unga kan inte delas ut till handläggare. Barnen "
    "väntar i kö utan att utredningsåtgärder vidtas, och utredningstiden riskerar att överskridas.",
    "handelse_dag": "2025-11-17",
    "upptackt_dag": "2026-02-16",
    "upptackt_hur": "Vid enhetschefens genomgång av ärenden som inte är utdelade.",
    "omedelbara_atgarder": "Gruppledare går igenom kön varje vecka och gör en skyddsbedömning.",
}
_STEPS: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "2026-02-17",
        "lex_sarah_bedomning",
        {
            "forsta_bedomning": "allvarligt-missforhallande",
            "bedomning_motivering": "Barn kan ha levt kvar i en skadlig miljö medan inget gjordes.",
            "roll": "mottagare",
        },
    ),
    ("2026-02-18", "lex_sarah_utredning", {}),
    (
        "2026-02-24",
        "lex_sarah_anteckning",
        {
            "punkt": "orsaker",
            "anteckning_slag": "bedomning",
            "uppgiftskalla": "Samtal med gruppledare och socialsekreterare",
            "roll": "utredare",
            "anteckning": "Tjänster har stått vakanta och nya medarbetare har behövt introduktion. Under "
            "samma tid har inflödet ökat, och ingen har haft uppdraget att följa kön från vecka till vecka.",
            "lex_sarah_orsak": "bemanning",
        },
    ),
    (
        "2026-02-26",
        "lex_sarah_anteckning",
        {
            "punkt": "orsaker",
            "anteckning_slag": "fakta",
            "uppgiftskalla": "Statistik över inledda utredningar",
            "roll": "utredare",
            "anteckning": "Antalet inledda utredningar har ökat under hela perioden.",
            "lex_sarah_orsak": "inflode",
        },
    ),
)


def _told(stage: Stage) -> CaseKey:
    """A matter in the middle of its utredning, started from a queue of the demo municipality."""
    from caseapp.desktop.screens import clock
    from caseapp.service.office import Office

    shutil.copyfile(stage.folder / "demo.sqlite", stage.folder / "matter.sqlite")
    office = Office.open(str(stage.folder / "matter.sqlite"), clock)
    key = _tell(office)
    office.close()
    stage.open("matter.sqlite")
    return key


def _tell(office: Office) -> CaseKey:
    from caseapp.domain.events import CaseKey
    from caseapp.domain.lex_sarah import LEX_SARAH, Source, SourceKind
    from caseapp.domain.moments import Moment
    from caseapp.service.lex_sarah_steps import record_step, start_from

    key = CaseKey(LEX_SARAH, "LS-2026-090")
    source = Source(SourceKind.QUEUE, queue="running", unit="Utredningsenheten")
    start_from(office, source, Moment.parse("2026-02-16T09:30"), _REPORT, key.ref)
    for day, event, values in _STEPS:
        record_step(office, key, event, Moment.parse(day), values)
    return key


def register(stage: Stage) -> QWidget:
    """The register, with a matter that should have been notified."""
    _told(stage)
    return stage.view("lex_sarah") and stage.window


def narrow(stage: Stage) -> QWidget:
    """The register in the smallest window, a card down."""
    view = stage.view("lex_sarah")
    stage.window.resize(stage.window.minimumSize())
    view.register.cards.choose("late_remedies")
    stage.settle()
    return stage.window


def _matter(stage: Stage, section: str) -> QWidget:
    stage.desk.open_matter(_told(stage))
    stage.settle()
    stage.view("lex_sarah").matter.show_section(section)
    stage.settle()
    return stage.window


def overview(stage: Stage) -> QWidget:
    """A matter in the middle of its utredning: what is in the way."""
    return _matter(stage, "_overview")


def causes(stage: Stage) -> QWidget:
    """The part about causes."""
    return _matter(stage, "varfor")


def small(stage: Stage) -> QWidget:
    """The same matter in the smallest window."""
    _matter(stage, "_overview")
    stage.window.resize(stage.window.minimumSize())
    stage.settle()
    return stage.window


def finished(stage: Stage) -> QWidget:
    """A matter that is closed."""
    return _closed(stage, "_overview")


def followed(stage: Stage) -> QWidget:
    """The remedies of a matter that is closed."""
    return _closed(stage, "_remedies")


def _closed(stage: Stage, section: str) -> QWidget:
    view = stage.view("lex_sarah")
    row = next(row for row in view.register.model.items if row.closed and row.remedies)
    stage.desk.open_matter(row.key)
    stage.settle()
    view.matter.show_section(section)
    stage.settle()
    return stage.window


def blocked(stage: Stage) -> QWidget:
    """A step whose gates are closed."""
    _matter(stage, "_overview")
    view = stage.view("lex_sarah")
    dialog = view.matter.take(
        "lex_sarah_beslut", {"allvar": "allvarligt-missforhallande", "anmalan_ivo": "n", "roll": "utredare"}
    )
    dialog.write({"beslut_motivering": "Utredningarna har inte bedrivits skyndsamt."})
    stage.settle()
    return _shown(dialog, stage)


def entry(stage: Stage) -> QWidget:
    """An entry with a text that the guard asks about, and the register's answer."""
    _matter(stage, "varfor")
    view = stage.view("lex_sarah")
    view.matter.write_entry("liknande")
    stage.settle()
    from caseapp.desktop.dialogs.step import StepDialog

    dialog = view.matter.widget.findChild(StepDialog)
    dialog.write({"anteckning": "Gruppledaren Fatima Ahmed har gått igenom registret."})
    return _shown(dialog, stage)


def notified(stage: Stage) -> QWidget:
    """A step that may be taken, with what it does to the clocks."""
    _matter(stage, "_overview")
    view = stage.view("lex_sarah")
    known = {"ivo_bilagor": "Rapporten och kölistan.", "utredning_bifogad": "n"}
    return _shown(view.matter.take("anmald_ivo", known), stage)


def report(stage: Stage) -> QWidget:
    """A new report from a queue, its evidence above the form."""
    from caseapp.desktop.views.lex_sarah import report_dialog
    from caseapp.domain.lex_sarah import Source, SourceKind

    view = stage.view("lex_sarah")
    source = Source(SourceKind.QUEUE, queue="overdue")
    return _shown(report_dialog(stage.desk, view, source), stage)


def remedies(stage: Stage) -> QWidget:
    """The remedies of all matters."""
    stage.view("lex_sarah").show_tab("remedies")
    stage.settle()
    return stage.window


def empty(stage: Stage) -> QWidget:
    """The register before there is a report."""
    stage.open("empty.sqlite")
    return stage.view("lex_sarah") and stage.window


def _shown(dialog: QWidget, stage: Stage) -> QWidget:
    stage.settle()
    return dialog


SCREENS: dict[str, Callable[[Stage], QWidget]] = {
    "lex-sarah": register,
    "lex-sarah-narrow": narrow,
    "lex-sarah-matter": overview,
    "lex-sarah-causes": causes,
    "lex-sarah-small": small,
    "lex-sarah-finished": finished,
    "lex-sarah-followed": followed,
    "lex-sarah-blocked": blocked,
    "lex-sarah-entry": entry,
    "lex-sarah-step": notified,
    "lex-sarah-report": report,
    "lex-sarah-remedies": remedies,
    "lex-sarah-empty": empty,
}
CLOSED = ("lex-sarah-empty",)
