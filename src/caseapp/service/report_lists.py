"""The facts of the papers that are lists: utredningar past their last day, and any queue."""

from __future__ import annotations

from datetime import date

from caseapp import __version__
from caseapp.domain.deadlines import reckon
from caseapp.domain.moments import Moment
from caseapp.domain.rules import Category
from caseapp.domain.swedish import plural
from caseapp.report import overdue as overdue_paper
from caseapp.report import queue as queue_paper
from caseapp.report.words import NO_UNIT, PSEUDONYMOUS, rule_note, version_notes, working_day_note
from caseapp.service.office import Office
from caseapp.service.papers import ALL_UNITS, Order, Paper, Papers, ReportName, digests
from caseapp.service.queues import DUE, OVERDUE, RUNNING, QueueItem, read_queue


def overdue_facts(office: Office, unit: str | None, on: date) -> overdue_paper.OverdueFacts:
    """The utredningar that have passed the law's last day or soon will, unit by unit."""
    catalogue = office.catalogue
    running = read_queue(office, RUNNING, unit, on)
    due = read_queue(office, DUE, unit, on)
    # A local routine that is not kept is no broken law; it has its place in the queues.
    law = {
        rule.id: rule
        for rule in catalogue.rules.values()
        if rule.case_type == running.queue.case_type and rule.category is Category.LAW and not rule.watch
    }
    urgent = [item for item in (*read_queue(office, OVERDUE, unit, on).items, *due.items) if item.rule in law]
    names = {item.unit for item in (*running.items, *urgent)}
    found = []
    for name in sorted(names, key=lambda name: (name is None, name or "")):
        cases = [item for item in running.items if item.unit == name]
        rows = [_overdue_row(office, item, on) for item in urgent if item.unit == name]
        rows.sort(key=lambda row: (not row.late, row.last_day, row.started, row.case))
        found.append(
            overdue_paper.OverdueUnit(
                name or NO_UNIT, len(cases), sum(item.rule in law for item in cases), tuple(rows)
            )
        )
    within = due.queue.working_days
    assert within is not None
    versions = {(item.rule, item.start) for item in urgent} | {(rule, on) for rule in law}
    rules = [
        rule_note(rule, version)
        for rule in law.values()
        for version in rule.versions
        if any(version.in_force(start) for asked, start in versions if asked == rule.id)
    ]
    notes = (
        (
            "Överskriden",
            f"En utredning som pågår efter sin sista dag enligt lag den {on.isoformat()}. En utredning utan "
            "frist i lag räknas bland de pågående men kan inte bli överskriden.",
        ),
        ("Hotad", f"En utredning vars sista dag infaller inom {plural(within, 'arbetsdag', 'arbetsdagar')}."),
        ("Förlängd till", "Dagen i beslutet om förlängning blir ny sista dag."),
        working_day_note(office.catalogue.working_day),
        *rules,
        PSEUDONYMOUS,
        *version_notes(catalogue.version, catalogue.calendar.version, __version__),
    )
    return overdue_paper.OverdueFacts(tuple(found), on, within, notes)


def _overdue_row(office: Office, item: QueueItem, on: date) -> overdue_paper.OverdueRow:
    assert item.rule is not None
    assert item.last_day is not None
    late = item.last_day < on
    reckoning = reckon(
        office.catalogue.rules[item.rule], Moment(item.start), office.catalogue.calendar, item.extended_to
    )
    return overdue_paper.OverdueRow(
        case=item.case.ref,
        started=item.start,
        last_day=item.last_day,
        late=late,
        working_days=item.working_days_late if late else item.working_days_left or 0,
        extended_to=item.extended_to,
        worker=item.worker,
        reason=item.reason,
        delay_reason=item.delay_reason,
        acknowledged=item.acknowledged,
        why=reckoning.sentence(),
    )


def queue_facts(office: Office, name: str, unit: str | None, on: date) -> queue_paper.QueueFacts:
    """A queue as it stands on a day. Raises UserError for an unknown one."""
    catalogue = office.catalogue
    listed = read_queue(office, name, unit, on)
    used = {item.rule for item in listed.items}
    notes = (
        working_day_note(office.catalogue.working_day),
        *(
            rule_note(rule, version)
            for rule in catalogue.rules.values()
            if rule.id in used
            for version in rule.versions
            if any(version.in_force(item.start) for item in listed.items if item.rule == rule.id)
        ),
        PSEUDONYMOUS,
        *version_notes(catalogue.version, catalogue.calendar.version, __version__),
    )
    return queue_paper.QueueFacts(
        name=listed.queue.name,
        description=listed.queue.description,
        as_of=on,
        rows=tuple(_queue_row(item) for item in listed.items),
        cases=listed.cases,
        with_unit=unit is None,
        waiting=bool(listed.queue.case_type),
        notes=notes,
    )


def _queue_row(item: QueueItem) -> queue_paper.QueueRow:
    return queue_paper.QueueRow(
        case=item.case.ref,
        what=item.rule_name or item.type_name,
        clocked=item.rule is not None,
        started=item.start,
        waited_days=item.waited_days,
        last_day=item.last_day,
        due_at=item.due_at[11:16].replace(":", ".") if item.due_at else "",
        status=item.status,
        working_days=item.working_days_late if item.status == "late" else item.working_days_left or 0,
        acknowledged=item.acknowledged,
        unit=item.unit,
        worker=item.worker,
        reason=item.reason or item.delay_reason,
    )


def _overdue(office: Office, order: Order) -> Paper:
    facts = overdue_facts(office, order.unit, order.on)
    return Paper(
        "Överskridna och hotade utredningar",
        order.unit or ALL_UNITS,
        overdue_paper.compose(facts),
        digests(facts.units),
    )


def _queue(office: Office, order: Order) -> Paper:
    facts = queue_facts(office, order.queue or OVERDUE, order.unit, order.on)
    return Paper(
        facts.name,
        order.unit or ALL_UNITS,
        queue_paper.compose(facts),
        digests(facts.rows),
    )


PAPERS: Papers = {
    "overdue": (
        ReportName(
            "overdue",
            "Överskridna och hotade utredningar",
            "Utredningar som har passerat lagens sista dag eller snart gör det, per enhet, med varför.",
            ("unit", "as_of"),
        ),
        _overdue,
    ),
    "queue": (
        ReportName(
            "queue",
            "En kö",
            "Någon av köerna som lista, för alla enheter eller en.",
            ("queue", "unit", "as_of"),
        ),
        _queue,
    ),
}
