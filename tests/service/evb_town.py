"""A small unit with one of every kind of decision that is told of, and as many more as a test wants."""

from __future__ import annotations

from datetime import date, timedelta

from caseapp.domain.events import CaseKey, Event
from caseapp.domain.moments import Moment
from caseapp.service.office import Office
from caseapp.service.record import make_event, record

LONG = (
    "Familjen väntar på en kontaktfamilj i närområdet. Två familjer har tillfrågats och tackat nej, den"
    " ena på grund av avståndet till skolan och den andra av hälsoskäl. Handläggaren har haft kontakt "
    "med rekryteringen varje vecka, och en ny familj utreds sedan mitten av februari. Under väntan får "
    "barnet stöd genom skolans kurator och avlastning av mormor varannan helg, men det räcker inte "
    "till: båda föräldrarna beskriver stor trötthet och barnet har haft ökad frånvaro. Behovet följdes "
    "upp vid ett möte med familjen den tolfte februari och kvarstår oförändrat."
)
"""A reason of more than 500 characters."""
FACTS = {"lagrum": "sol-11-1", "insatstyp": "kontaktfamilj", "enhet": "Insatsenheten"}
FILLED = {
    "orsak_ej_verkstalld": "saknar-uppdragstagare",
    "orsak_text": LONG,
    "stod_under_vantan": "Avlastning av mormor varannan helg.",
    "foljder_enskild": "Ökad frånvaro från skolan.",
    "vidtagna_atgarder": "Två familjer är tillfrågade.",
    "uppfoljning_behov": "Möte den tolfte februari.",
}


def insats(number: int) -> CaseKey:
    """The case of a decision."""
    return CaseKey("insats", f"I-2025-{number:04}")


def told(office: Office, case: CaseKey, kind: str, day: str, **values: str) -> Event:
    """An event."""
    return make_event(office.catalogue, case, kind, Moment.parse(day), values)


def every_kind(office: Office) -> list[Event]:
    """The decisions of the quarter 2025Q4, one of each kind; the last day of it is 2025-12-31."""

    def say(number: int, kind: str, day: str, **values: str) -> Event:
        return told(office, insats(number), kind, day, **values)

    def decided(number: int, day: str, **values: str) -> Event:
        return say(number, "beslut", day, person=f"P-{number}", **FACTS | values)

    reported = {"evb_kvartal": "2025Q3", "evb_rapporterad": "j", "evb_ivo_nummer": "IVO 41"}
    return [
        # 1: told for the first time, everything filled in.
        decided(1, "2025-07-08", kon="K", **FILLED),
        say(
            1,
            "erbjudande",
            "2025-10-02",
            erbjudande_svar="avbojt",
            erbjudande_avser="en familj i grannkommunen",
        ),
        say(1, "erbjudande", "2025-11-02"),
        # 2: told for the first time, nothing filled in, protected personal data; executed after the quarter.
        decided(
            2, "2025-08-01", kon="M", insatstyp="kontaktperson", skyddade_uppgifter="j", orsak_text="hemligt"
        ),
        say(2, "verkstalld", "2026-02-02"),
        # 3: told again, executed in part.
        decided(
            3, "2025-06-01", kon="K", lagrum="sol-4-1", vistelsekommun="j", orsak_text="Tre av fem timmar."
        ),
        say(3, "delvis_verkstalld", "2025-07-01", ej_verkstalld_del="3 av 5 timmar"),
        say(3, "evb_rapporterad", "2025-10-20", **reported),
        # 4: an interruption, told again, IVO's number not known, told for this quarter already.
        decided(4, "2025-01-10", kon="M", lagrum="sol-4-1"),
        say(4, "verkstalld", "2025-02-01"),
        say(4, "avbrott", "2025-05-02"),
        say(4, "evb_rapporterad", "2025-10-20", evb_kvartal="2025Q3"),
        say(4, "evb_rapporterad", "2026-01-12", evb_kvartal="2025Q4"),
        # 5: executed too late, and IVO has been told so.
        decided(5, "2025-06-15", kon="K", lagrum="sol-4-1"),
        say(5, "verkstalld", "2025-10-15"),
        say(5, "verkstallighet_rapporterad", "2026-01-12"),
        # 6: executed again too late.
        decided(6, "2025-01-10", lagrum="sol-4-1"),
        say(6, "verkstalld", "2025-02-01"),
        say(6, "avbrott", "2025-05-02"),
        say(6, "aterupptagen", "2025-11-05"),
        # 7: ended after it had been told of, and 8: ended late without that; 9: ended in time.
        decided(7, "2025-06-20", lagrum="sol-4-1"),
        say(7, "evb_rapporterad", "2025-10-20", **reported),
        say(7, "avslutad", "2025-11-20", avslutsorsak="aterkallad"),
        decided(8, "2025-07-02"),
        say(8, "avslutad", "2025-12-20", avslutsorsak="flyttat"),
        decided(9, "2025-11-01"),
        say(9, "avslutad", "2025-12-20", avslutsorsak="inget-behov"),
        # 10: executed in time, and 11: waits; 12: told of by mistake, then executed in time.
        decided(10, "2025-11-01"),
        say(10, "verkstalld", "2025-12-01"),
        decided(11, "2025-12-01"),
        decided(12, "2025-09-01"),
        say(12, "evb_rapporterad", "2025-10-05", **reported),
        say(12, "verkstalld", "2025-10-10"),
        # 13: doubtful.
        decided(13, "2025-05-01", lagrum=""),
    ]


def many(office: Office, count: int, women: int = 0) -> list[Event]:
    """So many decisions that are long past their last day, so many of them women's; all have long reasons."""
    kinds = ("kontaktfamilj", "kontaktperson", "familjehem", "boendestod", "hvb")
    return [
        told(
            office,
            CaseKey("insats", f"M-{number:05}"),
            "beslut",
            (date(2025, 1, 1) + timedelta(days=number % 200)).isoformat(),
            person=f"M-{number}",
            kon="K" if number < women else "M",
            **FACTS | FILLED | {"insatstyp": kinds[number % 5], "lagrum": "sol-4-1"},
        )
        for number in range(count)
    ]


def fill(office: Office, events: list[Event]) -> Office:
    """The office with the events recorded."""
    record(office, events)
    return office
