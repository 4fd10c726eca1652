"""Compares what a list says of a case with what is recorded, and tells which events make up the difference.

A mistake is voided and recorded anew; what changes over time is stated from today. What the list does not
say is left as it is, and what someone has recorded by hand is never taken away by an empty cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import FACTS, CaseType, FieldKind
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey, Event, live
from caseapp.domain.moments import Moment
from caseapp.service.import_parts import Happening, Stated, Understood
from caseapp.service.record import voiding


class CaseBook:
    """One case while a list is read: its live events as they will be, and the events to append for that."""

    def __init__(
        self, catalogue: Catalogue, key: CaseKey, stored: Sequence[Event], source: str, today: date
    ) -> None:
        self._catalogue = catalogue
        self._type: CaseType = catalogue.case_types[key.case_type]
        self._source = source
        self._today = today
        self.key = key
        self.live = live(stored) if stored else []
        self.is_new = not self.live
        self.new: list[Event] = []
        self._claimed: list[Event] = []

    @property
    def events(self) -> list[Event]:
        """What to append: the opening first, so that it comes before what happened on the same day."""
        return sorted(self.new, key=lambda event: event.type != self._type.opens)

    @property
    def lacks_opening(self) -> bool:
        """Whether the case has events but not the one that opens it."""
        return all(event.type != self._type.opens for event in self.live)

    def take(self, row: Understood) -> None:
        """Take in a row that tells the whole case."""
        for event_type, stated in row.dated.items():
            self._take_dated(event_type, stated, row.opened)
        self._take_opening(row)

    def happen(self, row: Happening) -> str:
        """Take in a row that tells one event: `imported`, `updated`, `unchanged` or `repeated`.

        Raises UserError when an earlier row of the file says otherwise.
        """
        values = dict(row.facts)
        if row.value is not None:
            values[row.value[0]] = row.value[1]
        same_type = [event for event in self.live if event.type == row.type]
        for event in reversed(same_type):
            if _same_time(event.occurred, row.moment) and self._says(event, row.value):
                if all(self._stated(name, event) == text for name, text in row.facts.items()):
                    outcome = "repeated" if event in self._claimed else "unchanged"
                    self._claimed.append(event)
                    return outcome
                return self._correct(event, row, values)
        if not same_type or self._may_repeat(row.type):
            self._claimed.append(self._add(row.type, row.moment, values))
            return "imported"
        return self._correct(same_type[-1], row, values)

    def _correct(self, event: Event, row: Happening, values: Mapping[str, str]) -> str:
        if event in self._claimed:
            raise UserError(
                "En tidigare rad i filen säger annat om samma händelse. Behåll den rad som är rätt."
            )
        self._void(event)
        self._claimed.append(self._add(row.type, row.moment, {**event.values, **values}))
        return "updated"

    @staticmethod
    def _says(event: Event, value: tuple[str, str] | None) -> bool:
        return value is None or event.values.get(value[0], "") == value[1]

    def _stated(self, name: str, event: Event) -> str:
        """What the event says of a field; when it is silent, what the case says."""
        if name in event.values:
            return event.values[name]
        stating = self._stating(name)
        return stating.values[name] if stating is not None else ""

    # --- A row for the whole case ---

    def _take_dated(self, event_type: str, stated: Stated, opened: Moment) -> None:
        same_type = [event for event in self.live if event.type == event_type]
        if stated.moment is None:
            for event in same_type:
                if event.source == self._source:
                    self._void(event)
            return
        if any(self._agrees(event, stated, opened) for event in same_type):
            return
        values = {name: text for name, text in stated.values.items() if text}
        latest = same_type[-1] if same_type else None
        # A reckoned day that moves is a correction of what we reckoned before, not another event.
        reckoned = stated.derived and latest is not None and latest.source == self._source
        later = latest is not None and stated.moment.day > latest.occurred.day
        if latest is None or (later and not reckoned and self._may_repeat(event_type)):
            self._add(event_type, stated.moment, values)
            return
        self._void(latest)
        kept = {
            name: text
            for name, text in latest.values.items()
            if name not in stated.values or latest.source != self._source
        }
        self._add(event_type, stated.moment, {**kept, **values})

    def _agrees(self, event: Event, stated: Stated, opened: Moment) -> bool:
        assert stated.moment is not None
        # A day that was only reckoned does not contradict a recorded one after the opening.
        on_time = (
            event.occurred.day >= opened.day if stated.derived else _same_time(event.occurred, stated.moment)
        )
        return on_time and all(
            event.values.get(name, "") == text or (not text and event.source != self._source)
            for name, text in stated.values.items()
        )

    def _take_opening(self, row: Understood) -> None:
        stated = {name: text for name, text in row.facts.items() if text}
        opening = next((event for event in self.live if event.type == self._type.opens), None)
        if opening is None:
            self._add(self._type.opens, row.opened, stated)
            return
        corrected = dict(opening.values)
        changed: dict[str, str] = {}
        since = Moment(self._today)
        for name, text in row.facts.items():
            stating = self._stating(name)
            if not self._is_news(name, text, stating):
                continue
            if not self._catalogue.fields[name].varies and (stating is None or stating is opening):
                corrected[name] = text
                continue
            changed[name] = text
            if stating is not None:
                since = max(since, stating.occurred, key=lambda moment: moment.sort_key)
        moved = not _same_time(opening.occurred, row.opened)
        if moved or corrected != opening.values:
            kept = {name: text for name, text in corrected.items() if text}
            self._void(opening)
            self._add(self._type.opens, row.opened if moved else opening.occurred, kept)
        if changed:
            self._add(FACTS, since, changed)

    def _is_news(self, name: str, text: str, stating: Event | None) -> bool:
        """Whether the list says something that neither the case nor an earlier list has said."""
        if (stating.values[name] if stating is not None else "") == text:
            return False
        if not text:
            # A case cannot be without the unit it had; and a fact stated by hand is not taken away.
            of_unit = self._catalogue.fields[name].kind is FieldKind.UNIT
            return not of_unit and stating is not None and stating.source == self._source
        ours = self._stating(name, self._source)
        return ours is None or ours is stating or ours.values[name] != text

    # --- The events ---

    def _stating(self, name: str, source: str | None = None) -> Event | None:
        """The live event that last stated a field."""
        return next(
            (
                event
                for event in reversed(self.live)
                if name in event.values and source in (None, event.source)
            ),
            None,
        )

    def _may_repeat(self, event_type: str) -> bool:
        """Whether the type can happen again; a closing can when the case has been reopened."""
        reopened = event_type in self._type.closes and any(e.type in self._type.reopens for e in self.live)
        return self._catalogue.events[event_type].repeats or reopened

    def _void(self, event: Event) -> None:
        self.live = [other for other in self.live if other is not event]
        void = voiding(event)
        self.new.append(Event(void.case, void.type, void.occurred, source=self._source, voids=void.voids))

    def _add(self, event_type: str, occurred: Moment, values: Mapping[str, str]) -> Event:
        event = Event(self.key, event_type, occurred, values, source=self._source)
        self.new.append(event)
        place = len(self.live)
        while place and self.live[place - 1].occurred.sort_key > occurred.sort_key:
            place -= 1
        self.live.insert(place, event)
        return event


def _same_time(recorded: Moment, stated: Moment) -> bool:
    """Whether a stated moment says nothing else than the recorded one; a day alone is only less exact."""
    return recorded.day == stated.day and stated.clock in (None, recorded.clock)
