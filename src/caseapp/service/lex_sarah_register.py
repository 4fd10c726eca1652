"""The register of lex Sarah: every matter on a line, and the cards that count and filter them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from caseapp.domain.deadlines import Deadline
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey, fingerprint
from caseapp.domain.lex_sarah import (
    INCIDENT,
    LEX_SARAH,
    NOTIFIED,
    assessment_of,
    is_misconduct,
    is_serious,
    not_started,
)
from caseapp.domain.periods import Period
from caseapp.domain.swedish import plural
from caseapp.exchange.writing import Sheet, write_csv, write_xlsx
from caseapp.service.cases import value_text
from caseapp.service.lex_sarah import KINDS, brief, is_passive, red_sentences, reported_on
from caseapp.service.lex_sarah_remedies import RemedyRow, remedy_rows
from caseapp.service.office import Office
from caseapp.store.kinds import Told, cases_of_kinds

REPORTS = "reports"
MISCONDUCT = "misconduct"
SERIOUS = "serious"
NOT_STARTED = "not_started"
LATE_REMEDIES = "late_remedies"


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the register is shown. `period` is when reported; `card` the id of a card."""

    period: Period | None = None
    unit: str | None = None
    type: str | None = None
    card: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A matter on a line. `next_day` is the earliest last day that runs, of `next_name`."""

    key: CaseKey
    reported: date
    unit: str | None
    type: str
    type_name: str
    area_name: str
    text: str
    assessment: str
    assessment_name: str
    phase: str
    phase_name: str
    covered: int
    total: int
    misconduct: bool
    serious: bool
    notified: date | None
    not_started: bool
    passive: bool
    remedies: int
    late_remedies: int
    next_day: date | None
    next_name: str
    next_is_watch: bool
    red: tuple[str, ...]
    closed: date | None

    def as_json(self) -> dict[str, Any]:
        """The row as the command line's contract has it."""
        return {
            "case": self.key.ref,
            "reported": self.reported.isoformat(),
            "unit": self.unit,
            "type": self.type or None,
            "assessment": self.assessment or None,
            "phase": self.phase,
            "points_covered": self.covered,
            "points": self.total,
            "serious": self.serious,
            "notified": self.notified.isoformat() if self.notified else None,
            "not_started": self.not_started,
            "passive": self.passive,
            "remedies": self.remedies,
            "late_remedies": self.late_remedies,
            "next_day": self.next_day.isoformat() if self.next_day else None,
            "red": list(self.red),
            "closed": self.closed.isoformat() if self.closed else None,
        }


@dataclass(frozen=True, slots=True)
class RegisterCard:
    """A count that filters the register. `count` is over the period, unit and type that are chosen."""

    id: str
    name: str
    count: int
    detail: str


@dataclass(frozen=True, slots=True)
class Register:
    """The register on a day. `units` and `types` (code, name) are those there are to choose between."""

    as_of: date
    filters: Filters
    rows: tuple[RegisterRow, ...]
    cards: tuple[RegisterCard, ...]
    remedies: tuple[RemedyRow, ...]
    units: tuple[str, ...]
    types: tuple[tuple[str, str], ...]
    fingerprint: str

    def as_json(self) -> dict[str, Any]:
        """The register as the command line's contract has it."""
        return {
            "as_of": self.as_of.isoformat(),
            "fingerprint": self.fingerprint,
            "count": len(self.rows),
            "cards": {card.id: card.count for card in self.cards},
            "items": [row.as_json() for row in self.rows],
            "remedies": [remedy.as_json() for remedy in self.remedies],
        }


_CARDS: tuple[tuple[str, str, str, Callable[[RegisterRow], bool]], ...] = (
    (REPORTS, "Rapporter", "Alla rapporter i urvalet.", lambda row: True),
    (
        MISCONDUCT,
        "Missförhållanden",
        "Bedömda som missförhållande eller påtaglig risk.",
        lambda r: r.misconduct,
    ),
    (SERIOUS, "Allvarliga", "Ska anmälas till IVO.", lambda row: row.serious),
    (NOT_STARTED, "Ej påbörjade", "Ingen utredning är inledd.", lambda row: row.not_started),
    (
        LATE_REMEDIES,
        "Försenade åtgärder",
        "Åtgärden eller kontrollen av effekten är sen.",
        lambda r: r.late_remedies > 0,
    ),
)


def register(
    office: Office,
    filters: Filters | None = None,
    as_of: date | None = None,
    recorded_at: str | None = None,
) -> Register:
    """The matters, those with something wrong first, then the latest. Raises UserError for an unknown card.

    The cards count what the period, unit, type and text leave; the rows are those of the card as well. The
    card of late remedies counts remedies, not matters.
    """
    chosen = filters or Filters()
    if chosen.card is not None and chosen.card not in {card[0] for card in _CARDS}:
        raise UserError(
            f"Kortet ”{chosen.card}” finns inte. Välj ett av: {', '.join(card[0] for card in _CARDS)}."
        )
    on = as_of or office.today()
    with office.database.read() as connection:
        known = cases_of_kinds(connection, office.catalogue, KINDS, on, recorded_at)
    families: dict[CaseKey, list[Told]] = {}
    for told in known.values():
        if told.case.parent is not None:
            families.setdefault(told.case.parent, []).append(told)
    every = [
        row_of(office, told, families.get(told.case.key, []), on)
        for told in known.values()
        if told.case.key.case_type == LEX_SARAH
    ]
    wanted = [row for row in every if _is_wanted(row, chosen)]
    keys = {row.key for row in wanted}
    remedies = tuple(row for row in remedy_rows(office, known, on) if row.matter in keys)
    cards = tuple(_card(card, wanted, remedies) for card in _CARDS)
    shown = [row for row in wanted if chosen.card is None or _test(chosen.card)(row)]
    shown.sort(key=lambda row: row.key, reverse=True)
    shown.sort(key=lambda row: row.reported, reverse=True)
    shown.sort(key=lambda row: (not row.red, row.closed is not None))
    kept = {row.key for row in shown}
    return Register(
        as_of=on,
        filters=chosen,
        rows=tuple(shown),
        cards=cards,
        remedies=tuple(row for row in remedies if row.matter in kept),
        units=tuple(sorted({row.unit for row in every if row.unit})),
        types=tuple(
            sorted({(row.type, row.type_name) for row in every if row.type}, key=lambda pair: pair[1])
        ),
        fingerprint=fingerprint(digest for told in known.values() for digest in told.digests),
    )


def _test(card: str) -> Callable[[RegisterRow], bool]:
    return next(test for name, _, _, test in _CARDS if name == card)


def _card(
    card: tuple[str, str, str, Callable[[RegisterRow], bool]],
    rows: list[RegisterRow],
    remedies: tuple[RemedyRow, ...],
) -> RegisterCard:
    card_id, name, detail, test = card
    found = [row for row in rows if test(row)]
    if card_id == LATE_REMEDIES:
        late = sum(remedy.late for remedy in remedies)
        return RegisterCard(card_id, name, late, f"I {plural(len(found), 'ärende', 'ärenden')}. {detail}")
    if card_id == SERIOUS:
        red = sum(bool(row.red) for row in found)
        said = "1 är inte anmäld." if red == 1 else f"{red} är inte anmälda."
        return RegisterCard(card_id, name, len(found), said if red else "Alla är anmälda till IVO.")
    return RegisterCard(card_id, name, len(found), detail)


def _is_wanted(row: RegisterRow, chosen: Filters) -> bool:
    if chosen.period is not None and row.reported not in chosen.period:
        return False
    if chosen.unit is not None and (row.unit or "") != chosen.unit:
        return False
    if chosen.type is not None and row.type != chosen.type:
        return False
    sought = chosen.text.strip().casefold()
    return not sought or sought in f"{row.key.ref} {row.text} {row.type_name} {row.unit or ''}".casefold()


def row_of(office: Office, told: Told, children: Sequence[Told], on: date) -> RegisterRow:
    """A matter on its line, with its remedies and its incident as children."""
    case = told.case
    catalogue = office.catalogue
    book = catalogue.matters[LEX_SARAH]
    phase = book.phase(case)
    own = [child for child in children if child.case.key.case_type == INCIDENT]
    running = [clock for one in (told, *own) for clock in one.deadlines if clock.running and case.is_open]
    first = min(running, key=_urgency, default=None)
    remedies = remedy_rows(office, {child.case.key: child for child in children}, on)
    told_ivo = case.first(NOTIFIED)
    return RegisterRow(
        key=case.key,
        reported=reported_on(case),
        unit=case.unit,
        type=case.facts.get("lex_sarah_typ", ""),
        type_name=value_text(office, "lex_sarah_typ", case.facts.get("lex_sarah_typ", "")),
        area_name=value_text(office, "lex_sarah_lag", case.facts.get("lex_sarah_lag", "")),
        text=brief(case.facts.get("rapport_text", "")),
        assessment=assessment_of(case),
        assessment_name=catalogue.code_lists["lex-sarah-bedomning"].name_of(assessment_of(case)),
        phase=phase.id if phase else "",
        phase_name=phase.name if phase else "",
        covered=sum(point.covered(case) for point in book.points),
        total=len(book.points),
        misconduct=is_misconduct(case),
        serious=is_serious(case),
        notified=told_ivo.occurred.day if told_ivo else None,
        not_started=not_started(case),
        passive=is_passive(catalogue, case, on),
        remedies=len(remedies),
        late_remedies=sum(remedy.late for remedy in remedies),
        next_day=first.last_day if first else None,
        next_name=first.rule.name if first else "",
        next_is_watch=first is not None and first.rule.watch,
        red=red_sentences(book, case, [child.case for child in children]),
        closed=case.closed.day if case.closed else None,
    )


def _urgency(clock: Deadline) -> tuple[date, bool, str]:
    return (clock.last_day, clock.rule.watch, clock.rule.id)


_HEAD = (
    "Ärende", "Rapporterad", "Enhet", "Lag", "Slag", "Bedömning", "Fas", "Svarade punkter", "Anmäld till IVO",
    "Åtgärder", "Försenade åtgärder", "Nästa dag", "Nästa frist", "Att rätta", "Avslutad",
)  # fmt: skip
_REMEDY_HEAD = (
    "Åtgärd", "Ärende", "Enhet", "Vad", "Ansvarig", "Beslutad", "Klar senast", "Klar",
    "Effekten kontrolleras senast", "Effekt", "Läge", "Dagar sen",
)  # fmt: skip


def register_table(found: Register) -> tuple[list[str], list[list[Any]]]:
    """The register as head and rows for a file; free text stays in the matters."""
    return list(_HEAD), [
        [
            row.key.ref,
            row.reported,
            row.unit or "",
            row.area_name,
            row.type_name,
            row.assessment_name,
            row.phase_name,
            row.covered,
            row.notified,
            row.remedies,
            row.late_remedies,
            row.next_day,
            row.next_name,
            " ".join(row.red),
            row.closed,
        ]
        for row in found.rows
    ]


def write_register(found: Register, path: Path) -> None:
    """Write the register as csv or xlsx by the file's name. Raises UserError for another kind of file."""
    head, rows = register_table(found)
    kind = path.suffix.lstrip(".").lower()
    if kind == "csv":
        write_csv(path, head, rows)
    elif kind == "xlsx":
        remedies = [
            [
                row.key.ref,
                row.matter.ref if row.matter else "",
                row.unit or "",
                row.text,
                row.owner,
                row.decided,
                row.due,
                row.done,
                row.effect_due,
                row.effect_name,
                row.state_name,
                row.days_late,
            ]
            for row in found.remedies
        ]
        write_xlsx(path, [Sheet("Lex Sarah", head, rows), Sheet("Åtgärder", _REMEDY_HEAD, remedies)])
    else:
        raise UserError(f"Filen {path.name} ska sluta på .csv eller .xlsx. Ge den ett annat namn.")
