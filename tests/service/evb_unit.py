"""A unit of 500 decisions over eight quarters: every way a decision can go, and every fault in its facts.

Some of it is recorded long after it happened, and some of it was wrong and is voided later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from caseapp.domain.events import VOID, CaseKey, Event
from caseapp.domain.moments import Moment
from caseapp.service.office import Office
from caseapp.store.ledger import Stamp, append
from tests.service.statistics_oracle import Raw

QUARTERS = ("2024Q1", "2024Q2", "2024Q3", "2024Q4", "2025Q1", "2025Q2", "2025Q3", "2025Q4")
BEGINS = date(2023, 8, 1)
ENDS = date(2026, 3, 6)
"""Nothing happens, and nothing is recorded, later."""


@dataclass(frozen=True)
class Told:
    """An event, the day it was recorded, and the day it was voided, if it was."""

    case: CaseKey
    type: str
    day: date
    values: dict[str, str]
    recorded: date
    voided: date | None = None


@dataclass
class Maker:
    """Tells what happens to one decision; by default it is recorded within a fortnight."""

    random: Random
    number: int
    start: date
    told: list[Told] = field(default_factory=list)

    @property
    def case(self) -> CaseKey:
        return CaseKey("insats", f"INS-{self.number:03}")

    @property
    def person(self) -> str:
        return f"P-{self.number}"

    def after(self, low: int, high: int, since: date | None = None) -> date:
        """Some day that many days after the decision, or after another day."""
        return (since or self.start) + timedelta(days=self.random.randint(low, high))

    def say(
        self,
        kind: str,
        day: date,
        late: int = 0,
        voided: int = 0,
        case: CaseKey | None = None,
        **values: str,
    ) -> date:
        """An event; recorded `late` days later than usual, voided so many days after it was recorded."""
        if day <= ENDS:
            recorded = min(day + timedelta(days=self.random.randint(0, 14) + late), ENDS)
            gone = min(recorded + timedelta(days=voided), ENDS) if voided else None
            self.told.append(Told(case or self.case, kind, day, values, recorded, gone))
        return day

    def decided(self, day: date | None = None, late: int = 0, voided: int = 0, **values: str) -> date:
        """The decision, with the facts that it usually has."""
        on = day or self.start
        facts = {
            "person": self.person,
            "lagrum": "sol-11-1" if on >= date(2025, 7, 1) else "sol-4-1",
            "insatstyp": self.random.choice(("kontaktfamilj", "kontaktperson", "familjehem", "boendestod")),
            "enhet": self.random.choice(("Utredningsenheten", "Vuxenenheten")),
        } | values
        stated = {name: value for name, value in facts.items() if value}
        return self.say("beslut", on, late, voided, **stated)

    def reported(self, since: date, times: int) -> None:
        """Reported to IVO in the month after each quarter that had ended with the limit passed."""
        done = 0
        for name in QUARTERS:
            year, number = int(name[:4]), int(name[5])
            end = date(year + number // 4, number % 4 * 3 + 1, 1) - timedelta(days=1)
            if end > since + timedelta(days=98) and done < times:
                done += 1
                self.say("evb_rapporterad", self.after(1, 25, end), evb_kvartal=name, evb_rapporterad="j")


def _executed(make: Maker) -> None:
    make.decided()
    make.say("verkstalld", make.after(0, 200))


def _executed_at_the_limit(make: Maker) -> None:
    make.decided()
    make.say("verkstalld", make.after(87, 96))


def _never(make: Maker) -> None:
    make.decided()
    make.reported(make.start, make.random.choice((0, 0, 1, 2, 8)))


def _never_and_skipped_a_report(make: Maker) -> None:
    make.decided()
    late = make.after(300, 330)
    make.say("evb_rapporterad", late, evb_kvartal=f"{late.year}Q{(late.month + 2) // 3}")


def _declined(make: Maker) -> None:
    make.decided()
    for _ in range(make.random.randint(1, 3)):
        make.say("erbjudande", make.after(20, 250), erbjudande_svar="avbojt", erbjudande_avser="en familj")
    if make.random.random() < 0.5:
        make.say("verkstalld", make.after(260, 400))
    make.reported(make.start, 1)


def _partly(make: Maker) -> None:
    make.decided()
    make.say("delvis_verkstalld", make.after(10, 80), ej_verkstalld_del="3 av 5 timmar")
    make.reported(make.start, make.random.randint(0, 2))
    if make.random.random() < 0.5:
        make.say("verkstalld", make.after(100, 300))


def _ended_never_executed(make: Maker) -> None:
    make.decided()
    reason = make.random.choice(("aterkallad", "inget-behov", "flyttat", "avliden", "annat"))
    make.say("avslutad", make.after(10, 300), avslutsorsak=reason)


def _ended_after_executed(make: Maker) -> None:
    make.decided()
    begun = make.say("verkstalld", make.after(5, 150))
    make.say("avslutad", make.after(1, 300, begun), avslutsorsak="enligt-plan")


def _interrupted(make: Maker) -> None:
    make.decided()
    begun = make.say("verkstalld", make.after(5, 150))
    make.say("avbrott", make.after(5, 150, begun))
    make.reported(make.start, make.random.randint(0, 1))


def _executed_again(make: Maker) -> None:
    make.decided()
    day = make.say("verkstalld", make.after(5, 100))
    for _ in range(make.random.randint(1, 3)):
        day = make.say("avbrott", make.after(5, 120, day))
        day = make.say("aterupptagen", make.after(1, 200, day))
    if make.random.random() < 0.3:
        make.say("avslutad", make.after(1, 100, day), avslutsorsak="enligt-plan")
    elif make.random.random() < 0.4:
        make.say("avbrott", make.after(1, 100, day))


def _resumed_at_the_limit(make: Maker) -> None:
    make.decided()
    day = make.say("verkstalld", make.after(5, 60))
    day = make.say("avbrott", make.after(5, 60, day))
    make.say("aterupptagen", make.after(87, 96, day))


def _ended_while_interrupted(make: Maker) -> None:
    make.decided()
    day = make.say("verkstalld", make.after(5, 100))
    day = make.say("avbrott", make.after(5, 100, day))
    make.say("avslutad", make.after(5, 150, day), avslutsorsak="flyttat")


def _interrupted_twice_running(make: Maker) -> None:
    make.decided()
    day = make.say("verkstalld", make.after(5, 60))
    day = make.say("avbrott", make.after(5, 60, day))
    day = make.say("avbrott", make.after(30, 80, day))
    make.say("aterupptagen", make.after(1, 60, day))


def _reopened(make: Maker) -> None:
    make.decided()
    day = make.say("avslutad", make.after(20, 150), avslutsorsak="aterkallad")
    day = make.say("ateroppnad", make.after(1, 150, day))
    if make.random.random() < 0.5:
        make.say("verkstalld", make.after(1, 150, day))
    elif make.random.random() < 0.5:
        make.say("avslutad", make.after(1, 150, day), avslutsorsak="flyttat")


def _reopened_while_interrupted(make: Maker) -> None:
    make.decided()
    day = make.say("verkstalld", make.after(5, 60))
    day = make.say("avbrott", make.after(5, 60, day))
    day = make.say("avslutad", make.after(5, 60, day), avslutsorsak="annat")
    day = make.say("ateroppnad", make.after(5, 100, day))
    if make.random.random() < 0.5:
        make.say("aterupptagen", make.after(5, 100, day))


def _excluded(make: Maker) -> None:
    make.decided(lagrum=make.random.choice(("sol-4-2", "sol-11-4", "sol-11-5", "sol-12-2", "lvu", "service")))
    if make.random.random() < 0.5:
        make.say("verkstalld", make.after(5, 200))


def _by_judgment(make: Maker) -> None:
    make.decided(genom_dom="j")


def _lss(make: Maker) -> None:
    make.decided(lagrum="lss-9")
    make.reported(make.start, make.random.randint(0, 1))


def _before_the_duty(make: Maker) -> None:
    make.start = date(2006, 6, make.random.randint(1, 30))
    make.decided()


def _lagrum_changed(make: Maker) -> None:
    before, after = make.random.choice(
        (("sol-4-1", "sol-4-2"), ("sol-4-2", "sol-4-1"), ("", "sol-4-1"), ("sol-12-2", "sol-12-1"))
    )
    make.decided(lagrum=before)
    make.say("uppgifter", make.after(10, 250), lagrum=after)


def _moved_and_explained(make: Maker) -> None:
    make.decided()
    make.say("uppgifter", make.after(10, 100), enhet="Vuxenenheten")
    make.say("uppgifter", make.after(10, 100), orsak_ej_verkstalld="saknar-uppdragstagare", orsak_text="kö")


# --- The faults ---


def _no_decision(make: Maker) -> None:
    make.say("verkstalld", make.start, person=make.person, lagrum="sol-4-1", insatstyp="kontaktperson")
    if make.random.random() < 0.5:
        make.say("avslutad", make.after(30, 300), avslutsorsak="enligt-plan")


def _no_decision_nor_execution(make: Maker) -> None:
    make.say("uppgifter", make.start, person=make.person, lagrum="sol-4-1", insatstyp="kontaktperson")


def _executed_before_decided(make: Maker) -> None:
    make.decided()
    make.say("verkstalld", make.after(-100, -1))
    if make.random.random() < 0.3:
        make.say("avslutad", make.after(100, 300), avslutsorsak="enligt-plan")


def _ended_before_decided(make: Maker) -> None:
    make.decided()
    make.say("avslutad", make.after(-100, -1), avslutsorsak="aterkallad")


def _closed_without_execution(make: Maker) -> None:
    make.decided()
    reason = make.random.choice(("", "enligt-plan", "felregistrerad"))
    make.say("avslutad", make.after(5, 300), **({"avslutsorsak": reason} if reason else {}))


def _no_lagrum(make: Maker) -> None:
    make.decided(lagrum="")
    if make.random.random() < 0.5:
        make.say("verkstalld", make.after(5, 200))


def _twice(make: Maker) -> None:
    make.decided(insatstyp="kontaktfamilj")
    twin = CaseKey("insats", f"{make.case.ref}-B")
    facts = {"person": make.person, "lagrum": "sol-4-1", "insatstyp": "kontaktfamilj"}
    gone = make.random.choice((0, 120))
    make.say("beslut", make.start, late=make.random.choice((0, 100)), voided=gone, case=twin, **facts)
    if make.random.random() < 0.5:
        make.say("verkstalld", make.after(5, 200))


def _interrupted_never_executed(make: Maker) -> None:
    make.decided()
    make.say("avbrott", make.after(5, 200))


def _interrupted_before_executed(make: Maker) -> None:
    make.decided()
    day = make.say("avbrott", make.after(5, 100))
    make.say("verkstalld", make.after(5, 100, day))


def _resumed_never_interrupted(make: Maker) -> None:
    make.decided()
    day = make.say("verkstalld", make.after(5, 100))
    make.say("aterupptagen", make.after(5, 100, day))


def _resumed_twice(make: Maker) -> None:
    make.decided()
    day = make.say("verkstalld", make.after(5, 60))
    day = make.say("avbrott", make.after(5, 60, day))
    day = make.say("aterupptagen", make.after(5, 60, day))
    make.say("aterupptagen", make.after(5, 100, day))


def _executed_after_the_end(make: Maker) -> None:
    make.decided()
    day = make.say("avslutad", make.after(5, 150), avslutsorsak="aterkallad")
    make.say("verkstalld", make.after(5, 100, day))


def _granted_without_insats(make: Maker) -> None:
    inquiry = CaseKey("utredning", f"U-{make.number:03}")
    make.say("inledd", make.start, case=inquiry, utredningstyp="barn", person=make.person)
    outcome = make.random.choice(("insats", "insats", "delvis-bifall", "avslag", "ingen-insats"))
    closed = make.after(30, 150)
    make.say("avslutad", closed, case=inquiry, utredningsutfall=outcome)
    if make.random.random() < 0.3:
        make.say("ateroppnad", make.after(5, 200, closed), case=inquiry)
    elif make.random.random() < 0.5:
        make.decided(make.after(0, 250, closed), late=make.random.choice((0, 0, 120)), utredning=inquiry.ref)


# --- What was recorded late, or wrongly ---


def _told_late(make: Maker) -> None:
    make.decided(late=make.random.choice((0, 60, 150)))
    day = make.say("verkstalld", make.after(20, 150), late=make.random.choice((60, 120, 250)))
    if make.random.random() < 0.5:
        make.say("avbrott", make.after(20, 100, day), late=make.random.choice((0, 90, 180)))


def _executed_by_mistake(make: Maker) -> None:
    make.decided()
    make.say("verkstalld", make.after(10, 150), voided=make.random.randint(20, 250))
    if make.random.random() < 0.5:
        make.say("verkstalld", make.after(100, 300), late=200)


def _ended_by_mistake(make: Maker) -> None:
    make.decided()
    make.say("avslutad", make.after(10, 150), voided=make.random.randint(20, 250), avslutsorsak="flyttat")


def _decided_by_mistake(make: Maker) -> None:
    make.decided(voided=make.random.randint(20, 250))
    if make.random.random() < 0.5:
        make.decided(make.after(-60, 60), late=150)


def _interrupted_by_mistake(make: Maker) -> None:
    make.decided()
    day = make.say("verkstalld", make.after(10, 90))
    make.say("avbrott", make.after(10, 90, day), voided=make.random.randint(20, 250))


def _reported_by_mistake(make: Maker) -> None:
    make.decided()
    make.say("evb_rapporterad", make.after(130, 200), voided=60, evb_kvartal="2024Q1")


WAYS: tuple[Callable[[Maker], None], ...] = (
    _executed,
    _executed,
    _executed_at_the_limit,
    _never,
    _never,
    _never_and_skipped_a_report,
    _declined,
    _partly,
    _ended_never_executed,
    _ended_after_executed,
    _interrupted,
    _executed_again,
    _resumed_at_the_limit,
    _ended_while_interrupted,
    _interrupted_twice_running,
    _reopened,
    _reopened_while_interrupted,
    _excluded,
    _by_judgment,
    _lss,
    _before_the_duty,
    _lagrum_changed,
    _moved_and_explained,
    _no_decision,
    _no_decision_nor_execution,
    _executed_before_decided,
    _ended_before_decided,
    _closed_without_execution,
    _no_lagrum,
    _twice,
    _interrupted_never_executed,
    _interrupted_before_executed,
    _resumed_never_interrupted,
    _resumed_twice,
    _executed_after_the_end,
    _granted_without_insats,
    _told_late,
    _executed_by_mistake,
    _ended_by_mistake,
    _decided_by_mistake,
    _interrupted_by_mistake,
    _reported_by_mistake,
)


def unit(decisions: int = 500, seed: int = 1) -> list[Told]:
    """The whole unit; the same for the same seed. Every way is gone about equally often."""
    random = Random(seed)
    days = (date(2025, 11, 30) - BEGINS).days
    told: list[Told] = []
    for number in range(decisions):
        make = Maker(random, number, BEGINS + timedelta(days=random.randint(0, days)))
        WAYS[number % len(WAYS)](make)
        told += make.told
    return told


def stamp_of(day: date) -> str:
    """The time of recording on a day, UTC."""
    return f"{day.isoformat()}T10:00:00.000000Z"


def record_all(office: Office, told: Iterable[Told]) -> list[Raw]:
    """Append everything in the order it was recorded, a week at a time; returns it as the oracle reads it."""
    steps: dict[date, list[tuple[int, Told, bool]]] = {}
    for number, one in enumerate(told):
        steps.setdefault(_monday(one.recorded), []).append((number, one, False))
        if one.voided is not None:
            steps.setdefault(_monday(one.voided) + timedelta(days=1), []).append((number, one, True))
    raw: list[Raw] = []
    ids: dict[int, int] = {}
    for day in sorted(steps):
        events = [
            Event(one.case, VOID, Moment(one.day), voids=ids[number])
            if is_void
            else Event(one.case, one.type, Moment(one.day), one.values)
            for number, one, is_void in steps[day]
        ]
        stamp = stamp_of(day)
        with office.database.write() as connection:
            stored = append(connection, office.catalogue, events, Stamp(stamp, "provaren"), "prov")
        for event, (number, one, is_void) in zip(stored, steps[day], strict=True):
            if not is_void:
                ids[number] = event.id
            case = f"{one.case.case_type}/{one.case.ref}"
            raw.append(Raw(event.id, case, event.type, str(event.occurred), one.values, stamp, event.voids))
    return raw


def _monday(day: date) -> date:
    """The Monday on or after the day: what is recorded in a week is recorded at its end."""
    return day + timedelta(days=-day.weekday() % 7)
