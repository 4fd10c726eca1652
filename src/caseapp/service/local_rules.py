"""Changing the rules in force: what would move is shown before it is accepted, and it can be undone.

The rules are the law's, the chosen packs' and the user's own layer. Only the last two can be chosen here;
every choice that was in force is kept, so that each can be gone back to, the latest first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from caseapp.catalogue.book import Catalogue
from caseapp.catalogue.load import load_catalogue
from caseapp.catalogue.local import LOCAL_SOURCE
from caseapp.domain.cases import Case
from caseapp.domain.deadlines import Deadline
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey
from caseapp.domain.swedish import listing, plural
from caseapp.service.office import LOCAL_RULES, Office, save_choice
from caseapp.service.text_guarding import refuse_stops
from caseapp.store.comparing import ClockPair, compare_clocks
from caseapp.store.database import Connection
from caseapp.store.ledger import log, next_event_id
from caseapp.store.projection import rebuild
from caseapp.store.settings import get_setting, save_setting

Progress = Callable[[int, int], None]

_HISTORY = "catalogue_history"
"""The setting that holds the choices that were in force before, the latest last."""
_OUT_OF_DATE = (
    "Ärendena eller reglerna har ändrats sedan förhandsgranskningen. Förhandsgranska igen och godkänn sedan."
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What of the rules the user chooses: packs, and the text of the local layer."""

    packs: tuple[str, ...]
    local: str


@dataclass(frozen=True, slots=True)
class ClockChange:
    """What becomes of one deadline: old is None when it begins, new None when it disappears."""

    case: CaseKey
    rule: str
    rule_name: str
    old: date | None
    new: date | None
    old_version: int | None
    new_version: int | None
    late_before: bool
    late_after: bool

    @property
    def becomes_late(self) -> bool:
        """Whether it is late only under the new rules."""
        return self.late_after and not self.late_before

    @property
    def stops_late(self) -> bool:
        """Whether it is late only under the old rules."""
        return self.late_before and not self.late_after

    @property
    def state(self) -> str:
        """What it means for being late, in words; empty when nothing."""
        if self.becomes_late:
            return "▲ Blir försenad"
        return "● Inte längre försenad" if self.stops_late else ""


@dataclass(frozen=True)
class CataloguePreview:
    """What a choice of rules would do to the deadlines of every case, as they are now."""

    choice: Choice
    catalogue: Catalogue
    changes: tuple[ClockChange, ...]
    before: str
    next_event: int

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many deadlines begin, disappear, move, become late and stop being late."""
        return {
            "begin": sum(change.old is None for change in self.changes),
            "disappear": sum(change.new is None for change in self.changes),
            "move": sum(change.old is not None and change.new is not None for change in self.changes),
            "become_late": sum(change.becomes_late for change in self.changes),
            "stop_late": sum(change.stops_late for change in self.changes),
        }

    def as_json(self) -> dict[str, Any]:
        """As the command line's contract has it."""
        return {
            **self.counts,
            "changes": [
                {
                    "case": change.case.ref,
                    "rule": change.rule,
                    "old": change.old.isoformat() if change.old else None,
                    "new": change.new.isoformat() if change.new else None,
                }
                for change in self.changes
            ],
        }


def summary(preview: CataloguePreview) -> str:
    """The counts in a Swedish sentence."""
    counts = preview.counts
    if not preview.changes:
        return "Ingen frist i ärendena ändras."
    parts = [
        (counts["move"], "flyttas", "flyttas"),
        (counts["begin"], "börjar löpa", "börjar löpa"),
        (counts["disappear"], "försvinner", "försvinner"),
        (counts["become_late"], "blir försenad", "blir försenade"),
        (counts["stop_late"], "är inte längre försenad", "är inte längre försenade"),
    ]
    told = [f"{number} {one if number == 1 else many}" for number, one, many in parts if number]
    return f"{plural(len(preview.changes), 'frist', 'frister')} ändras: {listing(told)}."


def read_local(office: Office) -> str:
    """The text of the local layer as it is stored, also when it is laid aside; empty when there is none."""
    with office.database.read() as connection:
        return get_setting(connection, LOCAL_RULES) or ""


def preview_catalogue(
    office: Office,
    *,
    packs: Sequence[str] | None = None,
    local: str | None = None,
    progress: Progress | None = None,
) -> CataloguePreview:
    """What other packs, or another local layer, would move; what is not given stays. Nothing is saved.

    `progress` is told how many cases are done, of how many; it may raise to stop. Raises UserError.
    """
    kept = tuple(pack.id for pack in office.catalogue.packs)
    text = read_local(office) if local is None else local
    choice = Choice(kept if packs is None else tuple(packs), text.strip() and text)
    return _preview(office, choice, progress)


def _preview(office: Office, choice: Choice, progress: Progress | None = None) -> CataloguePreview:
    refuse_stops(choice.local, LOCAL_SOURCE)
    catalogue = load_catalogue(choice.packs, local=choice.local)
    today = office.today()
    with office.database.read() as connection:
        _require_same(connection, office.catalogue)
        changes = [
            _change(pair, today) for pair in compare_clocks(connection, office.catalogue, catalogue, progress)
        ]
        next_event = next_event_id(connection)
    changes.sort(key=lambda change: (not change.becomes_late, change.new or change.old, change.case.ref))
    return CataloguePreview(choice, catalogue, tuple(changes), office.catalogue.version, next_event)


def _require_same(connection: Connection, catalogue: Catalogue) -> None:
    if get_setting(connection, "catalogue") != catalogue.version:
        raise UserError("Någon annan har ändrat reglerna. Öppna databasen igen och gör om ändringen.")


def _change(pair: ClockPair, today: date) -> ClockChange:
    before, after = pair.before, pair.after
    clock = after or before
    assert clock is not None
    return ClockChange(
        case=clock.case,
        rule=clock.rule.id,
        rule_name=clock.rule.name,
        old=before.last_day if before else None,
        new=after.last_day if after else None,
        old_version=before.version.number if before else None,
        new_version=after.version.number if after else None,
        late_before=_is_late(pair.case, before, today),
        late_after=_is_late(pair.case, after, today),
    )


def _is_late(case: Case, clock: Deadline | None, today: date) -> bool:
    """A target of one's own is never late, nor is a clock that a closed case has left running."""
    if clock is None or clock.rule.watch or (clock.running and case.closed is not None):
        return False
    return clock.is_late(today)


def accept_catalogue(office: Office, preview: CataloguePreview) -> None:
    """Put what was previewed in force: every deadline is reckoned anew, in one logged step.

    Raises UserError when the cases or the rules have changed since the preview; then nothing is saved.
    """
    before = _current(office)
    _adopt(office, preview, "catalogue-accept", [*_history(office), before])


def undo_catalogue(office: Office, progress: Progress | None = None) -> CataloguePreview:
    """Go back to the choice before the latest, and tell what moved. Raises UserError when there is none."""
    preview = preview_undo(office, progress)
    _adopt(office, preview, "catalogue-undo", _history(office)[:-1])
    return preview


def preview_undo(office: Office, progress: Progress | None = None) -> CataloguePreview:
    """What going back would move. Raises UserError when there is nothing to go back to."""
    history = _history(office)
    if not history:
        raise UserError("Det finns ingen ändring av reglerna att ångra.")
    return _preview(office, history[-1], progress)


def can_undo(office: Office) -> bool:
    """Whether any change of the rules has been accepted and not undone."""
    return bool(_history(office))


def _current(office: Office) -> Choice:
    return Choice(tuple(pack.id for pack in office.catalogue.packs), read_local(office))


def _history(office: Office) -> list[Choice]:
    with office.database.read() as connection:
        stored = json.loads(get_setting(connection, _HISTORY) or "[]")
    return [Choice(tuple(kept["packs"]), kept["local"]) for kept in stored]


def _adopt(office: Office, preview: CataloguePreview, action: str, history: Sequence[Choice]) -> None:
    choice, catalogue = preview.choice, preview.catalogue
    kept = [{"packs": list(before.packs), "local": before.local} for before in history]
    with office.database.write() as connection:
        _require_same(connection, office.catalogue)
        if (office.catalogue.version, next_event_id(connection)) != (preview.before, preview.next_event):
            raise UserError(_OUT_OF_DATE)
        save_choice(connection, catalogue, choice.packs)
        save_setting(connection, LOCAL_RULES, choice.local)
        save_setting(connection, _HISTORY, json.dumps(kept, ensure_ascii=False))
        rebuild(connection, catalogue)
        detail = {
            "packs": list(choice.packs),
            "local": choice.local,
            "catalogue": catalogue.version,
            "before": preview.before,
            **preview.counts,
        }
        log(connection, office.stamp(), action, detail)
    office.catalogue = catalogue
    office.local_fault = ""
