"""Remedies: what was decided after misconduct, by whom and when, and whether it had the effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from caseapp.domain.events import CaseKey
from caseapp.domain.lex_sarah import (
    ATGARD,
    EFFECT_CHECKED,
    REMEDY_DONE,
    REMEDY_WORDS,
    RemedyState,
    remedy_state,
)
from caseapp.service.cases import value_text
from caseapp.service.office import Office
from caseapp.store.kinds import Told, cases_of_kinds

DUE_RULE = "atgard-klar"
EFFECT_RULE = "atgard-effekt"
_LATE_FIRST = (
    RemedyState.LATE,
    RemedyState.EFFECT_LATE,
    RemedyState.RUNNING,
    RemedyState.DONE,
    RemedyState.CLOSED,
)


@dataclass(frozen=True, slots=True)
class RemedyRow:
    """A remedy as it stands on a day. `days_late` are calendar days after the day that has passed."""

    key: CaseKey
    matter: CaseKey | None
    text: str
    owner: str
    unit: str | None
    decided: date
    due: date
    done: date | None
    effect_due: date | None
    effect: str
    effect_name: str
    effect_text: str
    checked: date | None
    state: RemedyState
    days_late: int

    @property
    def state_name(self) -> str:
        """How it stands, in words."""
        return REMEDY_WORDS[self.state]

    @property
    def late(self) -> bool:
        """Whether the work or the check of its effect is after its day."""
        return self.state in (RemedyState.LATE, RemedyState.EFFECT_LATE)

    def as_json(self) -> dict[str, Any]:
        """The remedy as the command line's contract has it."""
        return {
            "case": self.key.ref,
            "matter": self.matter.ref if self.matter else None,
            "text": self.text,
            "owner": self.owner,
            "unit": self.unit,
            "decided": self.decided.isoformat(),
            "due": self.due.isoformat(),
            "done": self.done.isoformat() if self.done else None,
            "effect_due": self.effect_due.isoformat() if self.effect_due else None,
            "effect": self.effect or None,
            "status": self.state.value,
            "days_late": self.days_late,
        }


def remedies(office: Office, unit: str | None = None, as_of: date | None = None) -> tuple[RemedyRow, ...]:
    """The remedies of all matters, or of a unit's, the late first; today or as they stood on a past day."""
    on = as_of or office.today()
    with office.database.read() as connection:
        known = cases_of_kinds(connection, office.catalogue, (ATGARD,), on)
    return tuple(row for row in remedy_rows(office, known, on) if unit is None or (row.unit or "") == unit)


def remedy_rows(
    office: Office, known: Mapping[CaseKey, Told], on: date, matter: CaseKey | None = None
) -> tuple[RemedyRow, ...]:
    """The remedies among these cases, or those of one matter, the late first."""
    rows = [
        _row(office, told, on)
        for told in known.values()
        if told.case.key.case_type == ATGARD
        and told.case.opened is not None
        and (matter is None or told.case.parent == matter)
    ]
    rows.sort(key=lambda row: (_LATE_FIRST.index(row.state), row.due, row.key))
    return tuple(rows)


def _row(office: Office, told: Told, on: date) -> RemedyRow:
    case = told.case
    assert case.opened is not None
    due = told.clock(DUE_RULE)
    assert due is not None  # The rule has no guard and starts with the event that opens the case.
    effect = told.clock(EFFECT_RULE)
    effect_due = effect.last_day if effect is not None and effect.running else None
    if effect_due is None and effect is None and case.facts.get("effekt_senast"):
        effect_due = date.fromisoformat(case.facts["effekt_senast"])
    state = remedy_state(case, due.last_day, effect_due, on)
    passed = {RemedyState.LATE: due.last_day, RemedyState.EFFECT_LATE: effect_due}.get(state)
    done = case.last(REMEDY_DONE)
    checked = case.last(EFFECT_CHECKED)
    code = checked.values.get("effekt", "") if checked else ""
    return RemedyRow(
        key=case.key,
        matter=case.parent,
        text=case.facts.get("atgard", ""),
        owner=value_text(office, "ansvarig", case.facts.get("ansvarig", "")),
        unit=case.unit,
        decided=case.opened.day,
        due=due.last_day,
        done=done.occurred.day if done else None,
        effect_due=effect_due,
        effect=code,
        effect_name=value_text(office, "effekt", code),
        effect_text=checked.values.get("effekt_text", "") if checked else "",
        checked=checked.occurred.day if checked else None,
        state=state,
        days_late=(on - passed).days if passed else 0,
    )
