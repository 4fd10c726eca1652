"""The facts of the paper of one case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from caseapp import __version__
from caseapp.domain.cases import Case
from caseapp.domain.deadlines import Deadline, DeadlineState
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey
from caseapp.domain.rules import STOCKHOLM
from caseapp.domain.swedish import day_text, plural
from caseapp.report import case as case_paper
from caseapp.report.blocks import Lane, Mark, Tone
from caseapp.report.words import NO_UNIT, PSEUDONYMOUS, UNASSIGNED, version_notes, working_day_note
from caseapp.service.cases import CaseView, DeadlineLine, view_case
from caseapp.service.office import Office
from caseapp.service.papers import Order, Paper, Papers, ReportName, digests
from caseapp.service.record import find_case

_SIGNS = {
    DeadlineState.LATE: ("▲", Tone.LATE),
    DeadlineState.DONE_LATE: ("▲", Tone.LATE),
    DeadlineState.SOON: ("◆", Tone.SOON),
}


def case_facts(office: Office, key: CaseKey, on: date) -> case_paper.CaseFacts:
    """A case with its chain, its deadlines and its time line."""
    view = view_case(office, key, on)
    case = view.case
    return case_paper.CaseFacts(
        ref=key.ref,
        type_name=view.type_name,
        unit=case.unit or NO_UNIT,
        opened=case.opened.text() if case.opened else "",
        closed=case.closed.text() if case.closed else "",
        facts=_stated_facts(office, view),
        chain=tuple(_lane(office, view, member, on) for member in view.chain),
        clocks=tuple(_clock(line) for line in view.deadlines),
        events=tuple(
            case_paper.CaseEvent(
                line.event.occurred.text(),
                line.name,
                line.details,
                _local(line.event.recorded_at),
                line.voided,
            )
            for line in view.events
        ),
        findings=tuple((found.message, found.acknowledged) for found in view.findings),
        as_of=on,
        notes=(
            working_day_note(office.catalogue.working_day),
            PSEUDONYMOUS,
            *version_notes(office.catalogue.version, office.catalogue.calendar.version, __version__),
        ),
    )


def _local(recorded_at: str) -> str:
    moment = datetime.fromisoformat(recorded_at.replace("Z", "+00:00")).astimezone(STOCKHOLM)
    return f"{moment:%Y-%m-%d %H:%M}"


def _stated_facts(office: Office, view: CaseView) -> tuple[tuple[str, str], ...]:
    """Whom and who first, then whatever else is known."""
    names = {field.id: field.name for field in office.catalogue.fields.values()}
    age = view.age_at_opening
    first: dict[str, str] = {}
    if view.person is not None:
        first[names["person"]] = view.person.pseudonym
    if age is not None:
        first["Ålder vid start"] = f"{age} år"
    first[names["enhet"]] = view.case.unit or NO_UNIT
    first[names["handlaggare"]] = view.case.worker or UNASSIGNED
    return (*first.items(), *((label, value) for label, value in view.facts if label not in first))


def _clock(line: DeadlineLine) -> case_paper.CaseClock:
    clock = line.deadline
    running = clock.stopped is None
    return case_paper.CaseClock(
        name=clock.rule.name,
        started=str(clock.start).replace("T", " "),
        last_day=clock.last_day,
        due_at=f"{clock.due_at:%H.%M}" if clock.due_at else "",
        state="watch" if clock.rule.watch and running else line.state.value,
        working_days=line.working_days,
        stopped=clock.stopped.day.isoformat() if clock.stopped else "",
        acknowledged=clock.acknowledged and running,
        why=line.why,
    )


def _lane(office: Office, view: CaseView, case: Case, on: date) -> Lane:
    clocks = [clock for clock in view.chain_deadlines if clock.case == case.key and not clock.rule.watch]
    clocks.sort(key=lambda clock: clock.last_day)
    marks: dict[date, Mark] = {}
    told = []
    overrun: date | None = None
    for clock in clocks:
        state = clock.state(on, office.catalogue.calendar)
        symbol, tone = _SIGNS.get(state, ("", Tone.PLAIN))
        if not marks.get(clock.last_day, Mark(clock.last_day)).symbol:
            marks[clock.last_day] = Mark(clock.last_day, symbol, tone)
        if state in (DeadlineState.LATE, DeadlineState.DONE_LATE):
            overrun = min(overrun or clock.last_day, clock.last_day)
        if clock.running or state is DeadlineState.DONE_LATE:
            told.append(_told(office, clock, symbol, on))
    opened = case.opened.day.isoformat() if case.opened else "start saknas"
    closed = case.closed.day.isoformat() if case.closed else "pågår"
    return Lane(
        ref=case.key.ref,
        kind=office.catalogue.case_types[case.key.case_type].name,
        first=case.opened.day if case.opened else None,
        last=case.closed.day if case.closed else None,
        overrun=overrun,
        marks=tuple(marks.values()),
        caption="; ".join([f"{opened} – {closed}", *told]),
        strong=case.key == view.case.key,
    )


def _told(office: Office, clock: Deadline, symbol: str, on: date) -> str:
    calendar = office.catalogue.calendar
    text = f"{clock.rule.name}, sista dag {day_text(clock.last_day)}"
    if clock.stopped is not None:
        late = calendar.working_days_between(clock.last_day, clock.stopped.day)
        return f"{text}, {symbol} klar {_days(late)} för sent"
    if clock.is_late(on):
        return f"{text}, {symbol} försenad {_days(calendar.working_days_between(clock.last_day, on))}"
    left = _days(calendar.working_days_between(on, clock.last_day))
    return ", ".join((text, f"{symbol} {left} kvar".strip()))


def _days(count: int) -> str:
    return plural(count, "arbetsdag", "arbetsdagar")


def _case(office: Office, order: Order) -> Paper:
    if order.case is None:
        raise UserError("Rapporten ”case” behöver ett ärende. Ange ärendets nummer med --case.")
    facts = case_facts(office, find_case(office, order.case.ref, order.case.case_type), order.on)
    # When something was recorded, and by which version of the program it is printed, is no fact of the case.
    events = tuple(replace(event, recorded="") for event in facts.events)
    return Paper(
        f"{facts.type_name} {facts.ref}",
        facts.unit,
        case_paper.compose(facts),
        digests([replace(facts, events=events, notes=())]),
    )


PAPERS: Papers = {
    "case": (
        ReportName(
            "case",
            "Ett ärende",
            "Ärendets uppgifter, kedjan i skala, fristerna med varför, och tidslinjen.",
            ("case", "as_of"),
        ),
        _case,
    ),
}
