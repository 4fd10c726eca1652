"""The facts of the paper to IVO: every answer that its e-service asks for, a decision a page.

Order of the parts: IVO's own description of the e-service (rapportuppgifter and uppgifter om individen, then
uppgifter om beslutet). The reserve number is reckoned for one printing, and is in no fingerprint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from caseapp.domain.errors import UserError
from caseapp.domain.evb import Bin, EvbDecision
from caseapp.domain.reserve_number import reserve_number
from caseapp.domain.swedish import plural
from caseapp.report.evb import Errand, IvoFacts, Page, Part, Question
from caseapp.service.evb import EvbQuarter
from caseapp.service.office import Office
from caseapp.service.papers import Order
from caseapp.service.report_evb_quarter import (
    common_notes,
    executed_on,
    iso,
    limit_text,
    list_for,
    quarter_text,
    told_decisions,
)

BIRTH, SEX, SERIAL = "birth", "sex", "serial"
"""Names of the choices that give a reserve number: birth date (ISO), `K` or `M`, the person's number."""
_PERSON = "Uppgifter om individen"
_TYPED_IN = "skrivs in i e-tjänsten ur verksamhetssystemet; finns inte här"


def ivo_facts(office: Office, order: Order) -> IvoFacts:
    """What is to be told to IVO for a quarter, or of one decision in it. Raises UserError."""
    found = list_for(office, order)
    listed = told_decisions(found)
    if order.case is not None:
        listed = [told for told in listed if told[1].case == order.case]
        if not listed:
            raise UserError(
                f"Ärendet {order.case.ref} ska inte rapporteras till IVO för "
                f"{quarter_text(found.period.name)}. Välj ett av dem som står på kvartalets lista."
            )
    first, last = office.catalogue.evb.window(found.period)
    doubtful = found.in_bin(Bin.DOUBTFUL) if order.case is None else ()
    return IvoFacts(
        quarter=quarter_text(found.period.name),
        last_day=found.last_day,
        limit=limit_text(office.catalogue, found),
        window=f"Rapporteras till IVO {first.isoformat()} – {last.isoformat()}.",
        pages=tuple(_page(office, found, errand, decision) for errand, decision in listed),
        doubtful=tuple((decision.case.ref, decision.why) for decision in doubtful),
        notes=(*(_NOTES if listed else ()), *common_notes(office, found)),
    )


_NOTES = (
    (
        "Ordning",
        "IVO:s e-tjänst frågar efter rapportuppgifter, individen och beslutet, i den ordningen. Enskilda "
        "fält kan heta något annat där.",
    ),
    (
        "Återrapportering",
        "Ett rapporterat beslut rapporteras varje kvartal tills det är verkställt eller avslutat.",
    ),
    (
        "Verkställt",
        "Insatsen har börjat. Ett avböjt erbjudande är inget avslut. Det som bara är verkställt till en del "
        "rapporteras till den del som återstår.",
    ),
    (
        "Reservnummer",
        "Den som saknar personnummer får födelsedatum, bindestreck, T och tre siffror; den mellersta siffran "
        "är jämn för kvinna och udda för man. Samma nummer används under hela rapporteringen, så skriv upp "
        "det i verksamhetssystemet. Programmet räknar fram det vid utskriften av ett enda beslut och "
        "sparar det inte.",
    ),
)


def with_reserve_number(facts: IvoFacts, choices: Mapping[str, str]) -> IvoFacts:
    """The paper of one decision with a reserve number when birth date and sex are given. Raises UserError."""
    if not (choices.get(BIRTH) or choices.get(SEX)):
        return facts
    if len(facts.pages) != 1:
        raise UserError("Reservnummer visas bara när ett enda beslut skrivs ut. Välj beslutet först.")
    try:
        birth = date.fromisoformat(choices.get(BIRTH, ""))
        serial = int(choices.get(SERIAL) or "0")
    except ValueError:
        raise UserError(
            "Reservnumret behöver födelsedatum som ÅÅÅÅ-MM-DD, kön, och ett löpnummer i siffror."
        ) from None
    number = Question("Reservnummer", reserve_number(birth, choices.get(SEX, ""), serial))
    (page,) = facts.pages
    parts = tuple(
        Part(part.name, (*part.questions, number)) if part.name == _PERSON else part for part in page.parts
    )
    return replace(facts, pages=(replace(page, parts=parts),))


def _page(office: Office, found: EvbQuarter, errand: Errand, decision: EvbDecision) -> Page:
    return Page(
        ref=decision.case.ref,
        insats=decision.insatstyp_name,
        decided=iso(decision.decided),
        errand=errand,
        told=_told(found, errand, decision),
        parts=(
            Part("Rapportuppgifter", tuple(_about_report(office, found, errand, decision))),
            Part(_PERSON, tuple(_about_person(decision))),
            Part("Uppgifter om beslutet", tuple(_about_decision(office, found, errand, decision))),
            Part("Skickas inte", tuple(_own(decision))),
        ),
    )


def _told(found: EvbQuarter, errand: Errand, decision: EvbDecision) -> str:
    if errand in (Errand.EXECUTED, Errand.ENDED):
        if decision.execution_reported is None:
            return ""
        return f"Verkställigheten är rapporterad {decision.execution_reported.isoformat()}."
    report = decision.report_for(found.period.name)
    return f"Rapporterat för kvartalet {report.day.isoformat()}." if report is not None else ""


def _about_report(
    office: Office, found: EvbQuarter, errand: Errand, decision: EvbDecision
) -> Iterator[Question]:
    yield Question("Rapporten gäller", quarter_text(found.period.name))
    yield Question("Slag av rapport", str(errand))
    if office.catalogue.municipality:
        yield Question("Kommun", office.catalogue.municipality)
    yield Question("Enhet", decision.unit or "")
    earlier = [report for report in decision.reports if report.quarter < found.period.name]
    if earlier:
        told = ", ".join(f"{quarter_text(report.quarter)} ({report.day.isoformat()})" for report in earlier)
        yield Question("Rapporterat tidigare", told)
    number = next((report.number for report in reversed(decision.reports) if report.number), "")
    if earlier or number:
        yield Question("IVO:s ärendenummer", number)
    if decision.vistelsekommun:
        yield Question("Vistelsekommun", "beslutet är vistelsekommunens")


def _about_person(decision: EvbDecision) -> Iterator[Question]:
    yield Question("Ärende (lokal referens)", decision.case.ref)
    yield Question("Personnummer", _TYPED_IN)
    protected = "ja; skriv det i informationsrutan" if decision.protected else "nej"
    yield Question("Skyddade personuppgifter", protected)


def _about_decision(
    office: Office, found: EvbQuarter, errand: Errand, decision: EvbDecision
) -> Iterator[Question]:
    yield Question("Typ av insats", decision.insatstyp_name)
    yield Question("Lagrum", decision.lagrum_name)
    yield Question("Beslutsdatum", iso(decision.decided))
    if decision.is_interruption:
        yield Question("Verkställt första gången", iso(decision.executed))
        yield Question("Avbrott från", iso(decision.start))
    if decision.partly_executed is not None:
        yield Question("Delvis verkställt", iso(decision.partly_executed))
        yield Question("Del som inte är verkställd", decision.part_not_executed)
    days = plural(decision.days_since or 0, "dygn", "dygn")
    yield Question("Tid sedan beslutet", f"{days} den {found.last_day.isoformat()}")
    yield from _reasons(office, decision, asked=errand in (Errand.FIRST, Errand.AGAIN))
    if errand is Errand.EXECUTED or decision.executed_after is not None:
        name = "Verkställt igen" if decision.is_interruption else "Verkställt"
        yield Question(name, iso(executed_on(decision)))
    if errand is Errand.ENDED:
        yield Question("Avslutat", iso(decision.ended))
        yield Question("Varför det avslutades", decision.end_reason_name)


def _reasons(office: Office, decision: EvbDecision, asked: bool) -> Iterator[Question]:
    """Why it is not executed and what has been done; what is not `asked` for is told when it is known."""
    reason = ": ".join(filter(None, (decision.reason_name, decision.reason_text)))
    yield from _if(asked, Question("Orsak till dröjsmålet", reason))
    yield from _if(asked, Question("Vad som har gjorts", decision.actions))
    for offer in decision.offers:
        answer = offer.answer_name or "svar saknas"
        yield Question(f"Erbjudande {offer.day.isoformat()}", ", ".join(filter(None, (offer.what, answer))))
    if not decision.offers:
        needed = {need.name for need in office.catalogue.evb.needs if need.event}
        yield from _if(asked, Question("Erbjudanden", "" if needed & set(decision.missing) else "inget"))
    yield from _if(asked, Question("Uppföljning av behovet", decision.follow_up))
    yield from _if(asked, Question("Annat stöd under väntan", decision.support))
    yield from _if(asked, Question("Följder för den enskilde", decision.consequences))


def _if(asked: bool, question: Question) -> Iterator[Question]:
    if asked or question.answer:
        yield question


def _own(decision: EvbDecision) -> Iterator[Question]:
    yield Question("Varför det står här", decision.why)
    yield Question("Sista dag att verkställa", iso(decision.last_day) or "–")
    if decision.fee_limit is not None:
        yield Question("Särskild avgift kan sökas till och med", decision.fee_limit.isoformat())
