"""Evidence: what the program itself knows, told as a fact that a lex Sarah matter can be started from.

No person, household or case number is in the text: it goes into an utredning that leaves the house.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from caseapp.domain.cases import Case
from caseapp.domain.deadlines import Deadline
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey
from caseapp.domain.lex_sarah import Source, SourceKind
from caseapp.domain.periods import parse_period
from caseapp.domain.swedish import inside, plural
from caseapp.service.cases import view_case
from caseapp.service.office import Office
from caseapp.service.queues import READY, QueueItem, QueueList, read_queue

_TRACES = 3
_SLOW = "langa-handlaggningstider"
_NOT_DONE = "insats-ej-utford"
_NOT_EXECUTED = "not-executed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a source says on a day: a title, the text that becomes a fact, and values for the report."""

    source: Source
    title: str
    text: str
    found_on: date
    proposed: Mapping[str, str]


def evidence(office: Office, source: Source) -> Evidence:
    """The evidence of a source as it stood on its day, today when it names none. Raises UserError."""
    if source.kind is SourceKind.QUEUE:
        return _queue(office, source)
    if source.kind is SourceKind.CASE:
        return _case(office, source)
    return _not_executed(office, source)


def _queue(office: Office, source: Source) -> Evidence:
    listed = read_queue(office, source.queue, source.unit, source.as_of)
    title = f"Kön {listed.queue.name}, läget {listed.as_of.isoformat()}"
    if not listed.items:
        raise UserError(f"{title}: kön är tom och ger inget underlag. Välj en annan kö eller dag.")
    return Evidence(
        source,
        title,
        _queue_text(office, listed, source.unit),
        listed.as_of,
        {
            "lex_sarah_typ": _NOT_DONE if listed.queue.id == _NOT_EXECUTED else _SLOW,
            "lex_sarah_lag": "sol",
            "antal_berorda": str(_affected(listed.items)),
            "upptackt_dag": listed.as_of.isoformat(),
            "enhet": source.unit or "",
        },
    )


def _affected(items: tuple[QueueItem, ...]) -> int:
    """Persons, where they are told apart; a case without one counts for itself."""
    return len({item.person or item.case.ref for item in items})


def _queue_text(office: Office, listed: QueueList, unit: str | None) -> str:
    items = listed.items
    where = f"enheten {unit}" if unit else "alla enheter"
    longest = max(item.waited_days for item in items)
    waits = sorted(item.waited_days for item in items)
    said = [
        f"{listed.queue.name} ({where}) {listed.as_of.isoformat()}: "
        f"{plural(listed.cases, 'ärende', 'ärenden')}, "
        f"{plural(_affected(items), 'berörd', 'berörda')}. {listed.queue.description}",
        f"Längsta väntan {plural(longest, 'dag', 'dagar')}, hälften har väntat minst "
        f"{plural(waits[len(waits) // 2], 'dag', 'dagar')}.",
    ]
    late = [item for item in items if item.status == "late"]
    if late:
        worst = max(item.working_days_late for item in late)
        said.append(
            f"{plural(len(late), 'frist är överskriden', 'frister är överskridna')}, den mest med "
            f"{plural(worst, 'arbetsdag', 'arbetsdagar')}."
        )
        said += _traces(office, late, listed.as_of)
    elif listed.queue.id != READY:
        said.append("Ingen lagstadgad frist var överskriden den dagen.")
    return " ".join(said)


def _traces(office: Office, late: list[QueueItem], on: date) -> list[str]:
    """Why the worst are late: each rule's reckoning, without numbers that point out a case."""
    worst = sorted(late, key=lambda item: (-item.working_days_late, item.case))[:_TRACES]
    said = []
    for number, item in enumerate(worst, start=1):
        clock = _clock(view_case(office, item.case, on).chain_deadlines, item.case, item.rule, item.start)
        why = clock.explain(office.catalogue.calendar).sentence()
        said.append(
            f"Exempel {number}, {inside(item.rule_name)}: {why} "
            f"{plural(item.working_days_late, 'arbetsdag', 'arbetsdagar')} över {on.isoformat()}."
        )
    return said


def _clock(clocks: tuple[Deadline, ...], key: CaseKey, rule: str | None, start: date) -> Deadline:
    return next(
        clock for clock in clocks if clock.case == key and clock.rule.id == rule and clock.start.day == start
    )


def _case(office: Office, source: Source) -> Evidence:
    if source.case is None:
        raise UserError("Underlaget saknar ärende. Välj vilket ärende det gäller.")
    view = view_case(office, source.case, source.as_of)
    calendar = office.catalogue.calendar
    late = [
        line for line in view.deadlines if line.deadline.is_late(view.as_of) and not line.deadline.rule.watch
    ]
    title = f"Fristerna i ett ärende, {inside(view.type_name)}, läget {view.as_of.isoformat()}"
    if not late:
        raise UserError(
            f"Inget i ärendet är överskridet {view.as_of.isoformat()}. Välj ett annat ärende eller "
            "en annan dag."
        )
    said = [f"{view.type_name} {_course(view.case)}."]
    for line in late:
        clock = line.deadline
        passed = calendar.working_days_between(
            clock.last_day, clock.stopped.day if clock.stopped else view.as_of
        )
        still = "klar" if clock.stopped else "ännu inte klar"
        said.append(
            f"{clock.rule.name}: {line.why} Överskriden med "
            f"{plural(passed, 'arbetsdag', 'arbetsdagar')}, {still}. "
            f"{clock.rule.consequence}".strip()
        )
    return Evidence(
        source,
        title,
        " ".join(said),
        view.as_of,
        {
            "lex_sarah_typ": _NOT_DONE if source.case.case_type == "insats" else _SLOW,
            "lex_sarah_lag": "lss" if view.case.facts.get("lagrum", "").startswith("lss") else "sol",
            "antal_berorda": "1",
            "upptackt_dag": view.as_of.isoformat(),
            "handelse_dag": late[0].deadline.last_day.isoformat(),
            "enhet": view.case.unit or "",
        },
    )


def _course(case: Case) -> str:
    begun = f"inledd {(case.opened or case.events[0].occurred).day.isoformat()}"
    return f"{begun}, avslutad {case.closed.day.isoformat()}" if case.closed else f"{begun}, pågår"


def _not_executed(office: Office, source: Source) -> Evidence:
    """The granted decisions not executed in time: on the day, else on the quarter's last that has been."""
    today = office.today()
    quarter = parse_period(source.period).last if source.period else today
    listed = read_queue(office, _NOT_EXECUTED, source.unit, source.as_of or min(quarter, today))
    when = f"{source.period}, " if source.period else ""
    title = f"Ej verkställda beslut {when}läget {listed.as_of.isoformat()}"
    if not listed.items:
        raise UserError(f"{title}: inget beslut väntar. Välj ett annat kvartal eller en annan enhet.")
    return Evidence(
        source,
        title,
        _queue_text(office, listed, source.unit),
        listed.as_of,
        {
            "lex_sarah_typ": _NOT_DONE,
            "lex_sarah_lag": "sol",
            "antal_berorda": str(_affected(listed.items)),
            "upptackt_dag": listed.as_of.isoformat(),
            "enhet": source.unit or "",
        },
    )
