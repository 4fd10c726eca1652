"""The cases that statistics count among, each with its person, kin and clocks, on any day."""

from __future__ import annotations

from datetime import date

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import Case, Person, deadlines_of, fold
from caseapp.domain.deadlines import Deadline
from caseapp.domain.events import CaseKey
from caseapp.domain.guards import Kin
from caseapp.store.counting import Reading


class Subject:
    """A case as it stood on a day. `whole` is the case as it stood at the end of what is read."""

    __slots__ = ("_clocks", "case", "counted", "digests", "person", "whole")

    def __init__(self, case: Case, person: Person | None, digests: tuple[int, int]) -> None:
        self.case = case
        self.person = person
        self.digests = digests
        self.counted = False
        self.whole = self
        self._clocks: dict[str, tuple[Deadline, ...]] | None = None


class World:
    """All cases that were read, and what stands between them."""

    def __init__(self, catalogue: Catalogue, reading: Reading, as_of: date) -> None:
        self.catalogue = catalogue
        self.as_of = as_of
        persons = reading.persons
        self.subjects = [
            Subject(
                told.case,
                persons.get(told.case.person) if told.case.person else None,
                (told.digests, told.events),
            )
            for told in reading.cases.values()
        ]
        self._by_key: dict[CaseKey, Subject] | None = None
        self._children: dict[CaseKey, list[Subject]] | None = None
        self._by_person: dict[str, list[Subject]] | None = None

    def on(self, subject: Subject, day: date) -> Subject | None:
        """The case as it stood at the end of a day; None when nothing had happened."""
        events = subject.case.events
        if not events or events[-1].occurred.day <= day:
            return subject
        until = [event for event in events if event.occurred.day <= day]
        if not until:
            return None
        key = subject.case.key
        then = fold(self.catalogue.case_types[key.case_type], key, until, self.catalogue.fields)
        made = Subject(then, subject.person, subject.digests)
        made.whole = subject.whole
        return made

    def clocks(self, subject: Subject, rule_id: str) -> tuple[Deadline, ...]:
        """The clocks of a rule on the case, reckoned once."""
        known = subject._clocks
        if known is None:
            known = subject._clocks = {}
        if rule_id not in known:
            born = subject.person.birth_year if subject.person is not None else None
            rule = self.catalogue.rules[rule_id]
            known[rule_id] = tuple(deadlines_of(subject.case, (rule,), self.catalogue.calendar, born))
        return known[rule_id]

    def judged(self, subject: Subject) -> date:
        """The last day a running clock is judged on: the closing day, else the end of what is read."""
        closed = subject.case.closed
        return self.as_of if closed is None else min(closed.day, self.as_of)

    def days(self, since: date, until: date, working: bool) -> int:
        """Days, or working days, after `since` through `until`."""
        if working:
            return self.catalogue.calendar.working_days_between(since, until)
        return (until - since).days

    def parent(self, subject: Subject) -> Subject | None:
        """The case that the case came from."""
        if subject.case.parent is None:
            return None
        if self._by_key is None:
            self._by_key = {each.case.key: each for each in self.subjects}
        return self._by_key.get(subject.case.parent)

    def kin(self, subject: Subject, kin: Kin) -> list[Subject]:
        """The case it came from, those that came of it, or the others of the same person."""
        if kin is Kin.PARENT:
            found = self.parent(subject)
            return [] if found is None else [found]
        if kin is Kin.CHILD:
            if self._children is None:
                self._children = {}
                for each in self.subjects:
                    if each.case.parent is not None:
                        self._children.setdefault(each.case.parent, []).append(each)
            return self._children.get(subject.case.key, [])
        who = subject.case.person
        return [] if who is None else [e for e in self.of_person(who) if e is not subject.whole]

    def of_person(self, person: str) -> list[Subject]:
        """All cases of a person that were read."""
        if self._by_person is None:
            self._by_person = {}
            for each in self.subjects:
                if each.case.person is not None:
                    self._by_person.setdefault(each.case.person, []).append(each)
        return self._by_person.get(person, [])
